"""Enrollments on a real desk: one by one, with their category, found and listed, and moved to another class."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_enrollment import kinds, row, stints
from tests.services.people import said
from tests.services.running_class import DRAFT, TODAY
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import enrollment, person_merge
from trainingdesk.services.enrollment import Applicant, enroll_many
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


# --- one by one --------------------------------------------------------------------------------------------------------


def test_enrolling_writes_one_event_one_stint_and_a_number(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    changes = enrollment.enroll(work, made.class_id, made.people[0], note="自带工具")
    found = row(work, changes.row)
    assert (found.status, found.number, found.seat) == (Status.APPLIED, "500241-2026-001-0-001", "granted")
    assert (found.joined_on, found.note, found.source) == (running_class.FIRST_DAY, "自带工具", "single")
    assert stints(work, found.id) == [(running_class.FIRST_DAY, None)]
    assert kinds(work, found.id) == [EventKind.APPLIED]


def test_enrolling_somebody_who_is_in_changes_nothing_and_says_so(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    changes = enrollment.enroll(work, made.class_id, made.people[0])
    assert changes.change_set is None
    assert changes.rows == made.enrollments
    assert said(changes) == ["enrollment.in_class_already"]


def test_in_a_running_class_a_person_joins_today_or_on_the_day_that_is_named(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=1)
    today = enrollment.enroll(work, made.class_id, made.people[1]).row
    named = enrollment.enroll(work, made.class_id, made.people[2], joined_on=running_class.FIRST_DAY).row
    assert stints(work, today) == [(TODAY, None)]
    assert stints(work, named) == [(running_class.FIRST_DAY, None)]


def test_a_day_outside_the_class_is_refused(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0)
    with pytest.raises(Refused, match=r"enrollment\.outside_class"):
        enrollment.enroll(work, made.class_id, made.people[0], joined_on=date(2026, 12, 1))


@pytest.mark.parametrize("state", [ClassState.FINISHED, ClassState.CANCELLED, ClassState.SUSPENDED])
def test_a_class_that_takes_nobody(work: Work, state: ClassState) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=state)
    with pytest.raises(Refused, match=r"enrollment\.class_takes_nobody"):
        enrollment.enroll(work, made.class_id, made.people[0])


def test_a_rule_refuses_with_its_own_sentence_and_is_set_aside_with_a_reason(work: Work) -> None:
    """Two classes at the same time (FEATURES 28)."""
    first = running_class.make(work, people=1)
    other = running_class.make(work, people=0, number="500241-2026-002", state=DRAFT)
    with pytest.raises(Refused, match=r"eligibility\.overlap"):
        enrollment.enroll(work, other.class_id, first.people[0])
    changes = enrollment.enroll(work, other.class_id, first.people[0], override="两班均为网课")
    (event,) = enrollment.events_of(work, changes.row)
    assert event.override == "两班均为网课"


def test_setting_a_rule_aside_needs_a_role_and_a_reason(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    clerk = running_class.acting(work, Role.CLERK)
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        enrollment.enroll(clerk, made.class_id, made.people[0], override="领导同意")
    with pytest.raises(Refused, match=r"enrollment\.override_reason"):
        enrollment.enroll(work, made.class_id, made.people[0], override="  ")


def test_an_instructor_enrolls_nobody(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        enrollment.enroll(running_class.acting(work, Role.INSTRUCTOR), made.class_id, made.people[0])


def test_rules_without_a_number_are_said_once(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    assert said(enrollment.enroll(work, made.class_id, made.people[0])) == ["enrollment.rules_undecided"]


def test_after_a_merge_the_person_is_found_under_the_old_id(work: Work) -> None:
    """SYNC, head item 3: class and canonical person are looked up before an enrollment is made."""
    made = running_class.make(work, people=2, enrolled=1, state=DRAFT)
    old, kept = made.people
    person_merge.merge(work, old, kept)
    changes = enrollment.enroll(work, made.class_id, kept)
    assert changes.change_set is None
    assert changes.row == made.enrollments[0]
    with work.writing(Action.IMPORT_ROSTER) as session:
        the_class = running_class.row_of(session, made.class_id)
        found = enroll_many(work, session, the_class, [Applicant(kept), Applicant(old)])
    assert {one.enrollment_id for one in found} == {made.enrollments[0]}
    enrollment.withdraw(work, made.enrollments[0], reason="x")
    assert enrollment.enroll(work, made.class_id, kept).row == made.enrollments[0]


# --- categories --------------------------------------------------------------------------------------------------------


def test_a_category_is_taken_by_name_and_an_unknown_one_is_refused(work: Work) -> None:
    made = running_class.make(work, people=1, enrolled=0, state=DRAFT)
    with pytest.raises(Refused, match=r"enrollment\.category_unknown"):
        enrollment.enroll(work, made.class_id, made.people[0], category="宇航员")
    changes = enrollment.enroll(work, made.class_id, made.people[0], category="农民工")
    assert row(work, changes.row).paid_category == "A04"


def test_the_single_category_somebody_holds_is_taken_over(work: Work) -> None:
    made = running_class.make(work, people=3, enrolled=0, state=DRAFT)
    running_class.category(work, made.people[0], "A04")
    running_class.category(work, made.people[1], "A04")
    running_class.category(work, made.people[1], "A05")
    found = [enrollment.enroll(work, made.class_id, one).row for one in made.people]
    assert [row(work, one).paid_category for one in found] == ["A04", None, None]
    running_class.category(work, made.people[2], "B01")
    changes = enrollment.fill_categories(work, made.class_id)
    assert [row(work, one).paid_category for one in found] == ["A04", None, "B01"]
    assert dict(changes.said[0].values)["numbers"] == ("500241-2026-001-0-002",)


def test_a_frozen_category_is_changed_with_a_reason_by_who_may(work: Work) -> None:
    made = running_class.make(work, people=1)
    enrollment.set_category(work, made.enrollments[0], "A04")
    with pytest.raises(Refused, match=r"enrollment\.category_frozen"):
        enrollment.set_category(work, made.enrollments[0], "A05")
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        enrollment.set_category(running_class.acting(work, Role.CLERK), made.enrollments[0], "A05", reason="核实")
    enrollment.set_category(work, made.enrollments[0], "A05", reason="核实为失业人员")
    assert row(work, made.enrollments[0]).paid_category == "A05"


# --- found and listed --------------------------------------------------------------------------------------------------


def test_an_enrollment_is_found_by_its_number(work: Work) -> None:
    made = running_class.make(work, people=1, state=DRAFT)
    assert enrollment.enrollment_numbered(work, "500241-2026-001-0-001").id == made.enrollments[0]
    with pytest.raises(Refused, match=r"enrollment\.number_unknown"):
        enrollment.enrollment_numbered(work, "500241-2026-001-0-999")


def test_lists_show_neither_number_nor_phone(work: Work) -> None:
    made = running_class.make(work, people=2, capacity=1, state=DRAFT)
    with work.writing(Action.EDIT_PERSON) as session:
        for person in made.people:
            rows.change(session, "person", person, {"phone": "13812345678"})
    for line in (*enrollment.roll_of(work, made.class_id), *enrollment.waiting_list(work, made.class_id)):
        assert line.phone == "138****5678"
        assert line.id_mask is not None
        assert "********" in line.id_mask


# --- transfer ----------------------------------------------------------------------------------------------------------


def test_a_transfer_leaves_one_class_and_joins_another(work: Work) -> None:
    old = running_class.make(work, people=1)
    new = running_class.make(work, people=0, number="500241-2026-002")
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", old.enrollments[0], {"paid_category": "A04"})
    changes = enrollment.transfer(work, old.enrollments[0], new.class_id, reason="离家更近")
    left, joined = (row(work, one) for one in changes.rows)
    assert (left.status, left.left_on) == (Status.TRANSFERRED, TODAY)
    assert (joined.status, joined.source, joined.paid_category) == (Status.APPLIED, "transfer", "A04")
    assert stints(work, joined.id) == [(TODAY, None)]


def test_a_transfer_into_a_full_class_changes_nothing(work: Work) -> None:
    old = running_class.make(work, people=1)
    new = running_class.make(work, people=1, capacity=1, number="500241-2026-002")
    with pytest.raises(Refused, match=r"enrollment\.class_full"):
        enrollment.transfer(work, old.enrollments[0], new.class_id, reason="x")
    assert row(work, old.enrollments[0]).status is Status.ATTENDING


def test_nobody_is_transferred_to_where_they_are(work: Work) -> None:
    made = running_class.make(work, people=1)
    with pytest.raises(Refused, match=r"enrollment\.in_other_class"):
        enrollment.transfer(work, made.enrollments[0], made.class_id, reason="x")
