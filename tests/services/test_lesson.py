"""Timetables: series over holidays, what a class already has, moves with the old plan kept, substitutes, calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.services.refusals import refused
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.clash import Resource
from trainingdesk.domain.lesson import LessonPart, MakeUpDays, PartOfDay, Skip
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import (
    attendance,
    booking,
    enrollment,
    holiday,
    lesson,
    policy,
    teaching,
    training_class,
    undo,
)
from trainingdesk.services.booking import VenueBooking
from trainingdesk.services.lesson import CalendarFilter, LessonDetails, NewSeries
from trainingdesk.services.setting import set_setting
from trainingdesk.services.teaching import InstructorDetails
from trainingdesk.settings.declared import MORNING

from .county import County, as_user, make_class, make_county, make_person, make_ready, plan_all

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

    from .conftest import Clock

TUESDAY = date(2026, 11, 3)


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


@pytest.fixture
def class_id(work: Work, county: County) -> str:
    return make_class(work, county)


def said_keys(changes: object) -> list[str]:
    return [said.key for said in changes.said]  # type: ignore[attr-defined]


# --- series ------------------------------------------------------------------------------------------------------------


def test_a_timetable_holds_exactly_the_periods_of_the_course(work: Work, class_id: str, county: County) -> None:
    made = lesson.plan(work, NewSeries(class_id=class_id))
    lessons = lesson.lessons_of_class(work, class_id)
    assert len(made.rows) == len(lessons) == 10
    assert sum(one.periods for one in lessons) == 40
    assert [one.part for one in lessons] == ["theory"] * 4 + ["practice"] * 6
    first = lessons[0]
    assert (first.day, first.slot, first.starts_at, first.ends_at) == (date(2026, 11, 2), "morning", 510, 690)
    assert {(one.instructor_id, one.venue_id) for one in lessons} == {(county.instructor, county.venue)}
    assert made.said == ()
    with refused("lesson.all_planned"):
        lesson.plan(work, NewSeries(class_id=class_id))


def test_a_preview_saves_nothing_and_names_the_days_left_out(work: Work, county: County) -> None:
    autumn = make_class(work, county, starts_on=date(2026, 9, 28), ends_on=date(2026, 10, 16))
    found = lesson.preview(work, NewSeries(class_id=autumn))
    assert (found.found, found.wanted, found.clashes, found.unknown_years) == (40, 40, (), ())
    assert {(day.day, day.why) for day in found.skipped} == {
        (date(2026, 10, day), Skip.HOLIDAY) for day in (1, 2, 5, 6, 7)
    }
    assert found.lessons[-1].day == date(2026, 10, 9)
    assert lesson.lessons_of_class(work, autumn) == ()


def test_a_make_up_saturday_can_be_taught(work: Work, county: County) -> None:
    autumn = make_class(work, county, starts_on=date(2026, 10, 9), ends_on=date(2026, 10, 23))
    found = lesson.preview(work, NewSeries(class_id=autumn, make_up=MakeUpDays.TAUGHT))
    assert date(2026, 10, 10) in {one.day for one in found.lessons}


def test_times_come_from_the_countys_settings_and_periods_from_the_policy(work: Work, class_id: str) -> None:
    set_setting(work, MORNING, "08:00-10:20")
    lesson.plan(work, NewSeries(class_id=class_id, parts=(PartOfDay.MORNING,), lessons=2))
    first = lesson.lessons_of_class(work, class_id)[0]
    assert (first.starts_at, first.ends_at, first.periods) == (480, 480 + 3 * 45, 3)


def test_evening_lessons_need_their_time(work: Work, class_id: str) -> None:
    evening = NewSeries(class_id=class_id, parts=(PartOfDay.EVENING,), lessons=3)
    with refused("lesson.no_evening_time"):
        lesson.preview(work, evening)
    found = lesson.preview(
        work, NewSeries(class_id=class_id, parts=(PartOfDay.EVENING,), lessons=3, evening=(19 * 60, 21 * 60 + 15))
    )
    assert {(one.slot, one.starts_at, one.periods) for one in found.lessons} == {("evening", 1140, 3)}


def test_a_policy_without_the_length_of_a_period_asks_for_it(work: Work, county: County) -> None:
    policy.use_policy(work, "blank")
    blank = make_class(work, county)
    with refused("lesson.minutes_unknown"):
        lesson.preview(work, NewSeries(class_id=blank))
    found = lesson.preview(work, NewSeries(class_id=blank, lesson_minutes=40))
    assert found.lessons[0].ends_at - found.lessons[0].starts_at == 4 * 40


def test_a_second_series_fills_what_is_left(work: Work, class_id: str) -> None:
    lesson.plan(work, NewSeries(class_id=class_id, lessons=3))
    with refused("lesson.slot_taken"):
        lesson.plan(work, NewSeries(class_id=class_id))
    lesson.plan(work, NewSeries(class_id=class_id, starts_on=date(2026, 11, 4)))
    lessons = lesson.lessons_of_class(work, class_id)
    assert sum(one.periods for one in lessons) == 40
    assert sum(one.periods for one in lessons if one.part == "theory") == 16


def test_a_series_that_does_not_fit_before_the_last_day_is_refused(work: Work, county: County) -> None:
    short = make_class(work, county, ends_on=date(2026, 11, 4))
    with refused("calendar.series_does_not_fit"):
        lesson.plan(work, NewSeries(class_id=short))
    assert lesson.lessons_of_class(work, short) == ()


def test_an_unused_plan_is_cleared_and_planned_anew_under_the_same_ids(work: Work, class_id: str) -> None:
    first = plan_all(work, class_id)
    assert lesson.clear(work, class_id).rows == first
    assert lesson.lessons_of_class(work, class_id) == ()
    assert plan_all(work, class_id) == first
    undo.undo(work)
    assert lesson.lessons_of_class(work, class_id) == ()


def test_a_class_that_is_over_takes_no_lessons(work: Work, class_id: str, county: County) -> None:
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    reviewer = as_user(work, "老周", Role.REVIEWER)
    with refused("training_class.applied_for"):
        lesson.clear(work, class_id)
    training_class.advance(reviewer, class_id, ClassState.REJECTED, reason="名册不实")
    with refused("lesson.class_is_over"):
        lesson.plan(work, NewSeries(class_id=class_id, lessons=1))
    first = lesson.lesson_number(work, class_id, 1)
    with refused("lesson.class_is_over"):
        lesson.substitute(work, first.id, instructor_id=county.another)
    with refused("lesson.class_is_over"):
        lesson.edit(work, first.id, LessonDetails(part=LessonPart.THEORY))


# --- clashes -----------------------------------------------------------------------------------------------------------


def test_a_room_and_an_instructor_taken_twice_are_listed_by_date_before_saving(
    work: Work, class_id: str, county: County
) -> None:
    plan_all(work, class_id)
    second = make_class(work, county)
    series = NewSeries(class_id=second, lessons=2)
    found = lesson.preview(work, series).clashes
    assert [(one.day.day, one.resource, one.name, one.other) for one in found] == [
        (2, Resource.INSTRUCTOR, "李老师", "500241-2026-001"),
        (2, Resource.VENUE, "一号教室", "500241-2026-001"),
    ] * 2
    with refused("lesson.clashes") as error:
        lesson.plan(work, series)
    assert error.value.values == {"count": 4, "days": (date(2026, 11, 2),)}
    lesson.plan(work, series, despite_clashes=True)
    assert len(lesson.clashes_of(work, second)) == 4
    blocking = [item for item in training_class.missing(work, second, ClassState.SUBMITTED) if "clashes" in item.key]
    assert blocking[0].values["count"] == 4


def test_a_trainee_in_two_classes_at_once_is_named(work: Work, class_id: str, county: County) -> None:
    other = make_class(work, county, instructor_id=county.another, venue_id=None)
    who = make_person(work, 5)
    for one in (class_id, other):
        enrollment.enroll(work, one, who, category="A04", override="测试冲突")
    lesson.plan(work, NewSeries(class_id=class_id, lessons=1))
    (found,) = lesson.preview(work, NewSeries(class_id=other, lessons=1)).clashes
    assert (found.resource, found.name, found.other) == (Resource.TRAINEE, "田己", "500241-2026-001")


def test_a_room_that_is_booked_for_something_else_is_taken(work: Work, class_id: str, county: County) -> None:
    booking.book(work, VenueBooking(venue_id=county.venue, day=TUESDAY, starts_at=540, ends_at=600, purpose="消防演练"))
    (found,) = lesson.preview(work, NewSeries(class_id=class_id)).clashes
    assert (found.day, found.starts_at, found.ends_at, found.other) == (TUESDAY, 540, 600, "消防演练")


def test_a_cancelled_class_occupies_nothing(work: Work, class_id: str, county: County) -> None:
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    reviewer = as_user(work, "老周", Role.REVIEWER)
    training_class.advance(reviewer, class_id, ClassState.REJECTED, reason="名册不实")
    assert lesson.preview(work, NewSeries(class_id=make_class(work, county))).clashes == ()


# --- changing ----------------------------------------------------------------------------------------------------------


def test_a_moved_lesson_keeps_its_id_and_its_first_plan(work: Work, class_id: str) -> None:
    planned = plan_all(work, class_id)
    lesson.move(work, planned[0], day=date(2026, 11, 9), part=PartOfDay.AFTERNOON, reason="教师外出")
    found = next(one for one in lesson.lessons_of_class(work, class_id) if one.id == planned[0])
    assert (found.planned_day, found.planned_slot) == (date(2026, 11, 2), "morning")
    assert (found.day, found.slot, found.starts_at, found.ends_at) == (date(2026, 11, 9), "afternoon", 840, 1020)
    assert (found.state, found.state_reason) == (LessonState.MOVED, "教师外出")
    lesson.move(work, planned[0], day=date(2026, 11, 10), reason="再次调整")
    with refused("lesson.slot_was_planned"):
        lesson.plan(work, NewSeries(class_id=class_id, lessons=1, starts_on=date(2026, 11, 2)))


@pytest.mark.parametrize(
    ("day", "reason", "key"),
    [
        (date(2026, 11, 9), " ", "training_class.reason_missing"),
        (date(2026, 11, 3), "有事", "lesson.slot_taken"),
    ],
)
def test_a_move_that_cannot_be_is_refused(work: Work, class_id: str, day: date, reason: str, key: str) -> None:
    planned = plan_all(work, class_id)
    with refused(key):
        lesson.move(work, planned[0], day=day, reason=reason)


def test_a_move_out_of_the_class_is_said(work: Work, class_id: str) -> None:
    planned = plan_all(work, class_id)
    done = lesson.move(work, planned[0], day=date(2026, 11, 16), reason="停电")
    assert said_keys(done) == ["lesson.outside_class"]


def test_a_move_onto_a_holiday_is_said(work: Work, class_id: str) -> None:
    planned = plan_all(work, class_id)
    holiday.set_holiday(work, date(2026, 11, 9), working=False, name="县庆")
    done = lesson.move(work, planned[0], day=date(2026, 11, 9), reason="停电")
    assert [(said.key, dict(said.values)) for said in done.said] == [("lesson.on_holiday", {"day": date(2026, 11, 9)})]


def test_a_cancelled_lesson_counts_no_more_until_it_is_made_up(work: Work, class_id: str) -> None:
    planned = plan_all(work, class_id)
    done = lesson.cancel(work, planned[3], reason="暴雨停课")
    assert [(said.key, dict(said.values)) for said in done.said] == [
        ("lesson.periods_now", {"found": 36, "wanted": 40})
    ]
    with refused("lesson.cancelled_is_made_up"):
        lesson.move(work, planned[3], day=date(2026, 11, 9), reason="补")
    with refused("training_class.lesson_not_to_cancelled"):
        lesson.cancel(work, planned[3], reason="再次取消")
    done = lesson.make_up(work, planned[3], day=date(2026, 11, 9), reason="补 3 日下午的课")
    assert done.said == ()
    with refused("lesson.not_cancelled"):
        lesson.make_up(work, planned[3], day=date(2026, 11, 10), reason="再补")
    assert len(lesson.lessons_of_class(work, class_id)) == 10


def test_a_lesson_that_was_marked_is_neither_moved_nor_cancelled(
    work: Work, class_id: str, county: County, clock: Clock
) -> None:
    (one, *_) = make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    training_class.advance(as_user(work, "老周", Role.REVIEWER), class_id, ClassState.APPROVED)
    clock.now = datetime(2026, 11, 2, 1, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    first = lesson.lesson_number(work, class_id, 1)
    attendance.open_register(work, first.id)
    with refused("lesson.register_open"):
        lesson.move(work, first.id, day=date(2026, 11, 9), reason="有事")
    with refused("lesson.register_open"):
        lesson.cancel(work, first.id, reason="有事")
    attendance.record_marks(work, first.id, {one: Mark.PRESENT})
    with refused("training_class.lesson_not_to_moved"):
        lesson.move(work, first.id, day=date(2026, 11, 9), reason="有事")


def test_a_substitute_frees_the_instructor(work: Work, class_id: str, county: County) -> None:
    planned = plan_all(work, class_id)
    second = make_class(work, county, venue_id=None)
    lesson.substitute(work, planned[0], instructor_id=county.another)
    found = lesson.preview(work, NewSeries(class_id=second, lessons=2)).clashes
    assert [one.starts_at for one in found] == [840]  # only the afternoon still has 李老师
    teaching.retire(work, "instructor", county.another)
    with refused("teaching.instructor_left"):
        lesson.substitute(work, planned[1], instructor_id=county.another)
    lesson.substitute(work, planned[0], instructor_id=None)
    assert lesson.lesson_number(work, class_id, 1).substitute_id is None


def test_a_substitute_who_teaches_elsewhere_is_refused(work: Work, class_id: str, county: County) -> None:
    planned = plan_all(work, class_id)
    plan_all(work, make_class(work, county, instructor_id=county.another, venue_id=None))
    with refused("lesson.clashes"):
        lesson.substitute(work, planned[0], instructor_id=county.another)


def test_what_a_lesson_teaches_can_be_changed(work: Work, class_id: str, county: County) -> None:
    planned = plan_all(work, class_id)
    form = LessonDetails(
        part=LessonPart.PRACTICE, subject=" 移乘护理 ", instructor_id=county.another, venue_id=county.venue
    )
    lesson.edit(work, planned[0], form)
    found = lesson.lesson_number(work, class_id, 1)
    assert (found.part, found.subject, found.instructor_id) == ("practice", "移乘护理", county.another)
    assert (found.day, found.periods, found.state) == (date(2026, 11, 2), 4, LessonState.PLANNED)


# --- looking -----------------------------------------------------------------------------------------------------------


def test_lessons_are_counted_from_one_in_timetable_order(work: Work, class_id: str) -> None:
    planned = plan_all(work, class_id)
    assert lesson.lesson_number(work, class_id, 10).id == planned[9]
    for number in (0, 11):
        with refused("lesson.no_such_number"):
            lesson.lesson_number(work, class_id, number)


def test_the_calendar_shows_a_week_by_class_instructor_and_place(work: Work, class_id: str, county: County) -> None:
    planned = plan_all(work, class_id)
    other = make_class(work, county, instructor_id=county.another, venue_id=None)
    plan_all(work, other)
    lesson.cancel(work, planned[9], reason="停电")
    first, last = date(2026, 11, 2), date(2026, 11, 8)

    def shown(**wanted: str) -> list[str]:
        found = lesson.calendar(work, first=first, last=last, wanted=CalendarFilter(**wanted))
        return [line.lesson_id for line in found]

    assert len(shown()) == 19
    assert len(shown(class_id=class_id)) == 10  # of one class the cancelled one too
    assert len(shown(instructor_id=county.another)) == 10
    assert len(shown(venue_id=county.venue)) == 9
    lesson.substitute(work, planned[0], instructor_id=county.another, despite_clashes=True)
    assert planned[0] in shown(instructor_id=county.another)
    assert planned[0] not in shown(instructor_id=county.instructor)
    assert lesson.calendar(work, first=date(2026, 11, 9), last=date(2026, 11, 15)) == ()


def test_a_timetable_names_instructor_place_and_the_old_plan(work: Work, class_id: str) -> None:
    planned = plan_all(work, class_id)
    lesson.move(work, planned[0], day=date(2026, 11, 9), reason="教师外出")
    lines = lesson.timetable_of(work, class_id)
    assert len(lines) == 10
    moved = lines[-1]
    assert (moved.instructor, moved.venue, moved.planned_day) == ("李老师", "一号教室", date(2026, 11, 2))
    assert moved.state is LessonState.MOVED


def test_an_instructor_sees_the_calendar_of_own_classes_only(work: Work, class_id: str, county: County) -> None:
    plan_all(work, class_id)
    teacher = as_user(work, "张老师", Role.INSTRUCTOR)
    form = InstructorDetails(name="张老师", employment="part_time", user_id=teacher.worker.user_id)
    teaching.edit_instructor(work, county.another, form)
    week = {"first": date(2026, 11, 2), "last": date(2026, 11, 8)}
    assert lesson.calendar(teacher, **week) == ()
    with refused("training_class.not_yours"):
        lesson.lessons_of_class(teacher, class_id)
    with refused("access.not_allowed"):
        lesson.plan(teacher, NewSeries(class_id=class_id))
    lesson.substitute(work, lesson.lesson_number(work, class_id, 1).id, instructor_id=county.another)
    assert len(lesson.calendar(teacher, **week)) == 10
