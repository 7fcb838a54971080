"""Somebody stands at the door of a lesson: known, with a number typed in, or without a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_enrollment import row, stints
from tests.services.people import number as document_number
from tests.services.people import said
from tests.services.running_class import TODAY, reviewer
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance, enrollment
from trainingdesk.services.enrollment import WalkIn
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def test_a_known_person_at_the_door_is_on_the_roll_from_this_lesson_on(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1)
    changes = enrollment.walk_in(work, made.lessons[2], WalkIn(person_id=made.people[1]))
    found = row(work, changes.row)
    assert (found.status, found.flagged, found.source) == (Status.APPLIED, "walk_in", "walk_in")
    assert stints(work, found.id) == [(TODAY, None)]
    assert "enrollment.at_the_door" in said(changes)


def test_a_typed_number_finds_the_person_or_makes_one(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    typed = document_number(5)
    first = enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=typed.lower(), name="田小满"))
    again = enrollment.walk_in(work, made.lessons[1], WalkIn(document_number=typed, name="田小满"))
    assert again.row == first.row
    assert again.change_set is None
    (line,) = enrollment.roll_of(work, made.class_id)
    assert (line.name, line.provisional, line.id_mask) == ("田小满", False, f"{typed[:6]}********{typed[-4:]}")


def test_another_name_on_file_is_said_at_the_door(work: Work) -> None:
    made = running_class.make(work, people=0)
    enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=document_number(5), name="田小满"))
    other = running_class.make(work, people=0, number="500241-2026-002")
    changes = enrollment.walk_in(work, other.lessons[0], WalkIn(document_number=document_number(5), name="田大满"))
    assert "person.other_name_on_file" in said(changes)


def test_somebody_without_a_document_is_provisional_and_cannot_be_confirmed(work: Work) -> None:
    made = running_class.make(work, people=0)
    changes = enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头"))
    assert row(work, changes.row).flagged == "provisional"
    for act in (
        lambda: enrollment.confirm(reviewer(work), [changes.row]),
        lambda: enrollment.settle_flag(work, changes.row),
    ):
        with pytest.raises(Refused, match=r"enrollment\.provisional"):
            act()


def test_a_wrong_number_at_the_door_is_named_at_once(work: Work) -> None:
    made = running_class.make(work, people=0)
    with pytest.raises(Refused, match=r"identity\."):
        enrollment.walk_in(work, made.lessons[0], WalkIn(document_number="500241199003070011", name="某某"))
    with pytest.raises(Refused, match=r"person\.no_name"):
        enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=document_number(6)))


def test_a_full_class_lets_in_who_stands_at_the_door_and_says_so(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1, capacity=1)
    changes = enrollment.walk_in(work, made.lessons[0], WalkIn(person_id=made.people[1]))
    assert "enrollment.over_capacity" in said(changes)


def test_who_waited_or_left_is_taken_in_at_the_door(work: Work) -> None:
    made = running_class.make(work, people=2, capacity=1)
    enrollment.walk_in(work, made.lessons[2], WalkIn(person_id=made.people[1]))
    assert row(work, made.enrollments[1]).status is Status.CONFIRMED
    enrollment.settle_flag(work, made.enrollments[1])
    assert row(work, made.enrollments[1]).status is Status.ATTENDING
    enrollment.drop(work, made.enrollments[0], reason="x", day=running_class.FIRST_DAY)
    back = enrollment.walk_in(work, made.lessons[2], WalkIn(person_id=made.people[0]))
    assert back.row == made.enrollments[0]
    assert row(work, back.row).status is Status.APPLIED


def test_an_instructor_adds_at_the_door_of_their_own_lesson_only(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    with pytest.raises(Refused, match=r"attendance\.not_your_lesson"):
        enrollment.walk_in(teacher, made.lessons[0], WalkIn(person_id=made.people[0]))
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": own})
    assert enrollment.walk_in(teacher, made.lessons[0], WalkIn(person_id=made.people[0])).row


def test_a_clerk_settles_the_flag(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    walked = enrollment.walk_in(work, made.lessons[0], WalkIn(person_id=made.people[0])).row
    enrollment.settle_flag(running_class.acting(work, Role.CLERK), walked)
    assert row(work, walked).flagged is None
    assert row(work, walked).status is Status.APPLIED


def test_the_same_person_at_the_door_twice_is_one_person(work: Work) -> None:
    made = running_class.make(work, people=0)
    first = enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头", phone="13800138000"))
    for phone in ("13800138000", None):
        again = enrollment.walk_in(work, made.lessons[1], WalkIn(name="石头", phone=phone))
        assert (again.row, again.change_set) == (first.row, None)
        assert said(again) == ["enrollment.in_class_already"]
    other = enrollment.walk_in(work, made.lessons[1], WalkIn(name="石头", phone="13900139000"))
    assert other.row != first.row
    assert "enrollment.same_name_in_class" in said(other)


def test_somebody_of_the_class_who_forgot_the_card_is_pointed_to(work: Work) -> None:
    made = running_class.make(work, people=0)
    enrollment.walk_in(work, made.lessons[0], WalkIn(document_number=document_number(5), name="田小满"))
    again = enrollment.walk_in(work, made.lessons[1], WalkIn(name="田小满"))
    assert "enrollment.same_name_in_class" in said(again)


def test_nobody_comes_to_a_lesson_whose_register_is_closed(work: Work) -> None:
    made = running_class.make(work, people=1)
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])
    with pytest.raises(Refused, match=r"attendance\.register_closed"):
        enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头"))
