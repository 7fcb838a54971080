"""Classes are opened, edited, copied and listed: what is refused, what stays as it was applied for, and who sees which."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import lesson, teaching, training_class
from trainingdesk.services.lesson import NewSeries
from trainingdesk.services.teaching import InstructorDetails
from trainingdesk.storage.training_class import ClassFilter

from .county import VILLAGE, County, approved, as_user, county, details, make_class, make_ready
from .refusals import refused

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

__all__ = ["county"]


# --- making ------------------------------------------------------------------------------------------------------------


def test_a_class_gets_number_name_policy_and_division(work: Work, county: County) -> None:
    made = training_class.new_class(work, details(county))
    head = training_class.class_page(work, made.row).head
    assert head.number == "500241-2026-001"
    assert head.name == "2026年秀山启航职业技能培训学校养老护理员五级第1期"
    assert (head.policy, head.policy_version) == ("test", "1")
    assert head.division == VILLAGE
    assert head.state is ClassState.DRAFT
    assert made.said == ()


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"ends_on": date(2026, 11, 1)}, "training_class.ends_before_it_starts"),
        ({"capacity": 0}, "training_class.no_capacity"),
        ({"mode": "飞鸽传书"}, "training_class.mode_unknown"),
        ({"division": "5002411"}, "division.form"),
        ({"course_id": "none"}, "course.unknown"),
        ({"institution_id": "none"}, "institution.unknown"),
        ({"venue_id": "none"}, "training_class.venue_gone"),
        ({"instructor_id": "none"}, "training_class.instructor_gone"),
        ({"platform_id": "none"}, "platform.unknown"),
        ({"venue_id": None, "mode": "VIL"}, "training_class.no_division"),
        ({"starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 12)}, "policy.none_holds"),
    ],
)
def test_what_is_no_class_is_refused(work: Work, county: County, changes: dict[str, object], key: str) -> None:
    with refused(key):
        make_class(work, county, **changes)
    assert training_class.list_classes(work) == ()


def test_a_mode_may_be_written_by_its_name(work: Work, county: County) -> None:
    assert training_class.class_page(work, make_class(work, county, mode="送培下乡")).head.mode == "VIL"


def test_a_room_that_is_too_small_is_said(work: Work, county: County) -> None:
    made = training_class.new_class(work, details(county, capacity=60))
    assert [said.key for said in made.said] == ["training_class.room_too_small"]


# --- editing -----------------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_freely_and_follows_the_policy_of_its_first_day(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    training_class.edit_class(work, class_id, details(county, capacity=20, ends_on=date(2026, 11, 20), note="夜校"))
    head = training_class.class_page(work, class_id).head
    assert (head.capacity, head.ends_on, head.note) == (20, date(2026, 11, 20), "夜校")
    assert head.number == "500241-2026-001"
    with refused("policy.none_holds"):
        training_class.edit_class(
            work, class_id, details(county, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 15))
        )


def test_what_was_applied_for_stays_as_it_is(work: Work, county: County) -> None:
    class_id, _ = approved(work, county)
    with refused("training_class.applied_for"):
        training_class.edit_class(work, class_id, details(county, starts_on=date(2026, 11, 3)))
    training_class.edit_class(work, class_id, details(county, ends_on=date(2026, 11, 20), instructor_id=county.another))
    head = training_class.class_page(work, class_id).head
    assert (head.ends_on, head.instructor_id) == (date(2026, 11, 20), county.another)


def test_while_the_county_looks_at_it_only_notes_change(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    with refused("training_class.applied_for"):
        training_class.edit_class(work, class_id, details(county, instructor_id=county.another))
    training_class.edit_class(work, class_id, details(county, note="已电话核实"))
    assert training_class.class_page(work, class_id).head.note == "已电话核实"


def test_a_class_never_has_fewer_places_than_people(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id, people=3)
    with refused("training_class.capacity_below_roster"):
        training_class.edit_class(work, class_id, details(county, capacity=2))


# --- copying, seeing ---------------------------------------------------------------------------------------------------


def test_a_copy_with_its_roster_is_a_new_class_of_the_same_length(work: Work, county: County) -> None:
    old = make_class(work, county)
    make_ready(work, county, old, people=3)
    made = training_class.copy_class(work, old, starts_on=date(2026, 11, 30), with_roster=True)
    page = training_class.class_page(work, made.row)
    assert (page.head.number, page.head.copied_from) == ("500241-2026-002", old)
    assert (page.head.starts_on, page.head.ends_on) == (date(2026, 11, 30), date(2026, 12, 11))
    assert (page.enrolled, page.lessons) == (3, 0)
    assert [said.key for said in made.said] == ["training_class.roster_copied"]
    assert (
        training_class.class_page(work, training_class.copy_class(work, old, starts_on=date(2026, 11, 30)).row).enrolled
        == 0
    )


def test_an_instructor_sees_own_classes_and_those_they_stand_in_for(work: Work, county: County) -> None:
    teacher = as_user(work, "李老师", Role.INSTRUCTOR)
    form = InstructorDetails(name="李老师", employment="full_time", user_id=teacher.worker.user_id)
    teaching.edit_instructor(work, county.instructor, form)
    mine = make_class(work, county)
    other = make_class(work, county, instructor_id=county.another)
    assert [line.id for line in training_class.list_classes(teacher)] == [mine]
    with refused("training_class.not_yours"):
        training_class.class_page(teacher, other)
    with refused("training_class.not_yours"):
        training_class.class_by_number(teacher, "500241-2026-002")
    planned = lesson.plan(work, NewSeries(class_id=other, lessons=1)).rows
    lesson.substitute(work, planned[0], instructor_id=county.instructor)
    assert {line.id for line in training_class.list_classes(teacher)} == {mine, other}
    assert training_class.class_page(teacher, other).head.id == other
    with refused("access.not_allowed"):
        training_class.new_class(teacher, details(county))


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (ClassFilter(), 2),
        (ClassFilter(text="护理"), 2),
        (ClassFilter(text="2026-002"), 1),
        (ClassFilter(state=ClassState.DRAFT), 2),
        (ClassFilter(state=ClassState.RUNNING), 0),
        (ClassFilter(division="500241000000"), 1),
        (ClassFilter(division="500241100000"), 1),
        (ClassFilter(division="500241101000"), 0),
        (ClassFilter(level="5"), 2),
        (ClassFilter(training_type="22"), 0),
        (ClassFilter(first_day=date(2026, 11, 14)), 0),
        (ClassFilter(last_day=date(2026, 11, 2)), 2),
    ],
)
def test_the_list_is_narrowed(work: Work, county: County, wanted: ClassFilter, count: int) -> None:
    make_class(work, county)
    make_class(work, county, venue_id=None)
    assert len(training_class.list_classes(work, wanted)) == count
    assert training_class.count_classes(work, wanted) == count


def test_a_class_is_found_by_its_number(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    assert training_class.class_by_number(work, " 500241-2026-001 ").id == class_id
    with refused("training_class.unknown_number"):
        training_class.class_by_number(work, "500241-2026-099")
