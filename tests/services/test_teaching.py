"""Instructors, venues and equipment: the pool, and what was taught."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services.refusals import refused
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, lesson, teaching, training_class
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails
from trainingdesk.storage import month

from .county import County, as_user, make_class, make_county, make_ready

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

    from .conftest import Clock


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def test_instructors_are_full_or_part_time(work: Work) -> None:
    row = teaching.add_instructor(work, InstructorDetails(name="李老师", employment="part_time", subjects="养老")).row
    with refused("teaching.employment_unknown"):
        teaching.add_instructor(work, InstructorDetails(name="张老师", employment="有时"))
    with refused("teaching.no_name"):
        teaching.add_instructor(work, InstructorDetails(name=" ", employment="full_time"))
    teaching.edit_instructor(work, row, InstructorDetails(name="李老师", employment="full_time"))
    (found,) = teaching.list_instructors(work)
    assert (found.employment, found.subjects, found.status) == ("full_time", None, "active")


def test_what_was_retired_can_come_back(work: Work, county: County) -> None:
    for kind, row in (("instructor", county.instructor), ("venue", county.venue)):
        teaching.retire(work, kind, row)
        teaching.readmit(work, kind, row)
    assert {row.status for row in teaching.list_instructors(work)} == {"active"}
    with pytest.raises(ValueError, match="course"):
        teaching.retire(work, "course", county.course)
    with refused("teaching.unknown"):
        teaching.retire(work, "venue", "none")


def test_an_instructor_left_on_the_day_it_was_said_first(work: Work, county: County, clock: Clock) -> None:
    """The report counts the instructors there were at the end of a month."""
    teaching.retire(work, "instructor", county.instructor)
    clock.now += timedelta(days=40)
    with refused("teaching.retired_already"):
        teaching.retire(work, "instructor", county.instructor)
    with refused("teaching.active_already"):
        teaching.readmit(work, "venue", county.venue)
    with work.reading(Action.SEE_EVERYTHING) as session:
        days = {one.id: one.delisted_on for one in month.listings(session, "instructor")}
    assert days[county.instructor] == date(2026, 10, 20)


def test_a_teaching_point_has_the_twelve_digits_of_its_village(work: Work) -> None:
    with refused("division.form"):
        teaching.add_venue(work, VenueDetails(name="村委会", division="50024110"))
    teaching.add_venue(work, VenueDetails(name="村委会", division="500241100200"))
    assert teaching.list_venues(work)[0].division == "500241100200"


def test_equipment_belongs_to_a_venue(work: Work, county: County) -> None:
    row = teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=6, venue_id=county.venue)).row
    teaching.edit_equipment(work, row, EquipmentDetails(name="护理床", quantity=5, venue_id=county.venue))
    (found,) = teaching.list_equipment(work, venue_id=county.venue)
    assert (found.name, found.quantity) == ("护理床", 5)
    with refused("teaching.no_quantity"):
        teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=0))


def test_what_was_taught_follows_from_the_lessons_held(work: Work, county: County, clock: Clock) -> None:
    class_id = make_class(work, county)
    (one, *_) = make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    training_class.advance(as_user(work, "老周", Role.REVIEWER), class_id, ClassState.APPROVED)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    lessons = lesson.lessons_of_class(work, class_id)
    lesson.substitute(work, lessons[1].id, instructor_id=county.another)
    for held in lessons[:5]:
        clock.now = datetime.combine(held.day, clock.now.time(), tzinfo=UTC) + timedelta(minutes=1)
        attendance.record_marks(work, held.id, {one: Mark.PRESENT})
    (own,) = teaching.history_of(work, county.instructor)
    assert (own.number, own.lessons, own.stood_in, own.periods) == ("500241-2026-001", 4, 0, 16)
    assert (own.theory, own.practice, own.online) == (12, 4, 0)
    assert (own.first_day, own.last_day) == (date(2026, 11, 2), date(2026, 11, 4))
    (other,) = teaching.history_of(work, county.another)
    assert (other.lessons, other.stood_in, other.theory) == (1, 1, 4)
    assert teaching.history_of(work, county.instructor, first=date(2026, 11, 5)) == ()


def test_an_instructor_sees_own_teaching_only(work: Work, county: County) -> None:
    teacher = as_user(work, "李老师", Role.INSTRUCTOR)
    form = InstructorDetails(name="李老师", employment="full_time", user_id=teacher.worker.user_id)
    teaching.edit_instructor(work, county.instructor, form)
    assert teaching.history_of(teacher, county.instructor) == ()
    with refused("teaching.not_yours"):
        teaching.history_of(teacher, county.another)
