"""A series of lessons laid over the county's calendar, before it is saved: rows, days left out, clashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.lesson import LessonPart, MakeUpDays, PartOfDay, Series, Slot, plan_lessons, share_parts
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.lesson_clash import clashes_with, named
from trainingdesk.services.policy import policy_of
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import AFTERNOON, MORNING
from trainingdesk.storage import catalogue
from trainingdesk.storage import lesson as stored
from trainingdesk.storage.lesson import LessonRow
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.lesson import LessonPlan, PlannedLesson, SkippedDay
    from trainingdesk.services.lesson_clash import ClashLine
    from trainingdesk.storage.catalogue import CourseRow
    from trainingdesk.storage.training_class import ClassRow

_TIMES: Final = {PartOfDay.MORNING: MORNING, PartOfDay.AFTERNOON: AFTERNOON}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSeries:
    """What a clerk asks for; without ``lessons`` and ``periods`` the periods that the course still lacks.

    First day, instructor and venue that are not given are the class's. ``lesson_minutes`` is asked for only where the
    policy does not say how long a class period is; ``evening`` is the time of evening lessons, such as (1140, 1275).
    """

    class_id: str
    starts_on: date | None = None
    weekdays: frozenset[int] = frozenset(range(5))
    parts: tuple[PartOfDay, ...] = (PartOfDay.MORNING, PartOfDay.AFTERNOON)
    lessons: int | None = None
    periods: int | None = None
    make_up: MakeUpDays = MakeUpDays.BY_WEEKDAY
    skip: frozenset[date] = frozenset()
    instructor_id: str | None = None
    venue_id: str | None = None
    subject: str | None = None
    lesson_minutes: int | None = None
    evening: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """A series as it would be saved; ``wanted`` are the course's periods, ``found`` those of the class with it."""

    lessons: tuple[LessonRow, ...]
    skipped: tuple[SkippedDay, ...]
    unknown_years: tuple[int, ...]
    found: int
    wanted: int
    clashes: tuple[ClashLine, ...]


def lay(session: Session, the_class: ClassRow, series: NewSeries) -> Preview:
    """The series of a class; raises Refused where it is unsound, does not fit, or a half-day is planned already."""
    course = catalogue.course(session, the_class.course_id)
    if course is None:
        raise Refused("course.unknown")
    own = stored.lessons_of(session, the_class.id)
    present = [lesson for lesson in own if lesson.state is not LessonState.CANCELLED]
    asked = _series(session, the_class, series, left=course.periods - sum(lesson.periods for lesson in present))
    laid = plan_lessons(asked, calendar_of(session))
    _refuse_taken(laid, own)
    rows = tuple(
        _row(the_class, series, lesson, part)
        for lesson, part in zip(laid.lessons, _parts(course, present, laid), strict=True)
    )
    found = sum(lesson.periods for lesson in present) + laid.periods
    clashing = named(session, clashes_with(session, the_class, rows, own=present))
    return Preview(rows, laid.skipped, laid.unknown_years, found, course.periods, clashing)


def lesson_minutes(session: Session, the_class: ClassRow, given: int | None = None) -> int:
    """How long a class period is by the class's policy; raises Refused where neither it nor anybody says."""
    limit = policy_of(session, the_class.policy, the_class.policy_version).limit("class.lesson_minutes")
    minutes = given if limit is None else limit.value
    if minutes is None or minutes < 1:
        raise Refused("lesson.minutes_unknown")
    return minutes


def times_of(session: Session, part: PartOfDay, *, evening: tuple[int, int] | None = None) -> tuple[int, int]:
    """First and last minute of a part of the day by the county's settings; raises Refused for an evening without one."""
    if part is PartOfDay.EVENING:
        if evening is None:
            raise Refused("lesson.no_evening_time")
        return evening
    begins, _, ends = value_of(session, _TIMES[part]).partition("-")
    return _minute(begins), _minute(ends)


def _minute(written: str) -> int:
    hours, _, minutes = written.partition(":")
    return int(hours) * 60 + int(minutes)


def _series(session: Session, the_class: ClassRow, series: NewSeries, *, left: int) -> Series:
    periods, lessons = series.periods, series.lessons
    if periods is None and lessons is None:
        if left < 1:
            raise Refused("lesson.all_planned")
        periods = left
    minutes = lesson_minutes(session, the_class, series.lesson_minutes)
    return Series(
        start=series.starts_on or the_class.starts_on,
        weekdays=series.weekdays,
        slots=tuple(
            Slot.between(part, *times_of(session, part, evening=series.evening), lesson_minutes=minutes)
            for part in series.parts
        ),
        lesson_minutes=minutes,
        lessons=lessons,
        periods=periods if lessons is None else None,
        make_up=series.make_up,
        skip=series.skip,
        last_day=the_class.ends_on,
    )


def _refuse_taken(laid: LessonPlan, own: Sequence[LessonRow]) -> None:
    """A lesson's id is its class and the half-day it was first planned for: that half-day stays its own."""
    first_planned = {(lesson.planned_day, lesson.planned_slot): lesson for lesson in own}
    now = {(lesson.day, lesson.slot) for lesson in own if lesson.state is not LessonState.CANCELLED}
    for lesson in laid.lessons:
        half_day = (lesson.day, lesson.part.value)
        if half_day in now:
            raise Refused("lesson.slot_taken", day=lesson.day)
        if half_day in first_planned:
            raise Refused("lesson.slot_was_planned", day=lesson.day)


def _parts(course: CourseRow, present: Sequence[LessonRow], laid: LessonPlan) -> tuple[LessonPart, ...]:
    """What is still to be taught of theory, online and practice, laid over the new lessons."""

    def left(part: LessonPart, periods: int) -> int:
        return max(0, periods - sum(lesson.periods for lesson in present if lesson.part == part))

    return share_parts(
        [lesson.periods for lesson in laid.lessons],
        theory=left(LessonPart.THEORY, course.theory_periods),
        online=left(LessonPart.ONLINE, course.online_periods),
        practice=left(LessonPart.PRACTICE, course.practice_periods),
    )


def _row(the_class: ClassRow, series: NewSeries, lesson: PlannedLesson, part: LessonPart) -> LessonRow:
    online = part is LessonPart.ONLINE
    return LessonRow(
        id=fact_id("lesson", the_class.id, lesson.day.isoformat(), lesson.part.value),
        class_id=the_class.id,
        planned_day=lesson.day,
        planned_slot=lesson.part.value,
        day=lesson.day,
        slot=lesson.part.value,
        starts_at=lesson.starts_at,
        ends_at=lesson.ends_at,
        periods=lesson.periods,
        part=part.value,
        subject=series.subject,
        instructor_id=series.instructor_id or the_class.instructor_id,
        substitute_id=None,
        venue_id=None if online else series.venue_id or the_class.venue_id,
        state=LessonState.PLANNED,
        state_reason=None,
    )
