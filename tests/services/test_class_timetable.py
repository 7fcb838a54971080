"""A timetable as it is shown: names beside ids, days off, periods by kind, clashes, and what can still be done to it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.lesson import LessonPart
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, lesson, training_class
from trainingdesk.services.class_timetable import PartPeriods, class_timetable

from .county import County, make_class, make_county, make_ready, plan_all

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def test_an_empty_timetable_has_no_lessons_and_all_periods_to_plan(work: Work, county: County) -> None:
    found = class_timetable(work, make_class(work, county))
    assert found.lessons == ()
    assert found.periods == (PartPeriods(LessonPart.THEORY, 16, 0, 0), PartPeriods(LessonPart.PRACTICE, 24, 0, 0))
    assert (found.plans, found.describes, found.clears) == (True, True, True)


def test_lessons_have_numbers_names_and_their_first_plan(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    first, *_ = plan_all(work, class_id)
    lesson.move(work, first, day=date(2026, 11, 13), reason="教室停电")
    found = class_timetable(work, class_id)
    assert [one.number for one in found.lessons] == list(range(1, 11))
    (moved,) = [one for one in found.lessons if one.moved]
    assert (moved.row.id, moved.row.day, moved.row.planned_day) == (first, date(2026, 11, 13), date(2026, 11, 2))
    assert (moved.line.instructor, moved.line.venue) == ("李老师", "一号教室")
    assert [one.planned for one in found.periods] == [16, 24]


def test_a_cancelled_lesson_counts_no_more(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    first, *_ = plan_all(work, class_id)
    lesson.cancel(work, first, reason="停电")
    assert [one.planned for one in class_timetable(work, class_id).periods] == [12, 24]


def test_holidays_and_make_up_days_of_its_years_are_there(work: Work, county: County) -> None:
    autumn = make_class(work, county, starts_on=date(2026, 9, 28), ends_on=date(2026, 10, 16))
    days = class_timetable(work, autumn).days
    assert days[date(2026, 10, 1)].working is False
    assert days[date(2026, 10, 10)].working is True


def test_clashes_are_named(work: Work, county: County) -> None:
    plan_all(work, make_class(work, county))
    other = make_class(work, county)
    plan_all_despite(work, other)
    found = class_timetable(work, other)
    assert {one.name for one in found.clashes} == {"李老师", "一号教室"}


def test_what_was_applied_for_is_not_cleared(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    found = class_timetable(work, class_id)
    assert (found.plans, found.clears) == (True, False)


def test_a_lesson_with_an_open_register_has_begun(work: Work) -> None:
    made = running_class.make(work)
    attendance.open_register(work, made.lessons[0])
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    found = class_timetable(work, made.class_id)
    assert [one.begun for one in found.lessons[:2]] == [True, False]
    assert found.clears is False


def plan_all_despite(work: Work, class_id: str) -> None:
    lesson.plan(work, lesson.NewSeries(class_id=class_id), despite_clashes=True)
