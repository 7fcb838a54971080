"""Lesson series (课次): half-days and class periods laid over holidays and make-up days, with an exact count.

Times of day are minutes from midnight; a class period (课时) has as many minutes as the policy says (45 in 湖南 2022 and in
淮安 2023). A plan never touches a holiday; a weekend day is taught where its weekday was asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.calendar import DayKind, days
from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from trainingdesk.domain.calendar import WorkCalendar

_DAY_MINUTES: Final = 24 * 60
_WEEKDAYS: Final = range(7)
#: How far a series may reach: apprentice classes take one to two years (财社〔2023〕181号), nothing takes four.
LONGEST: Final = timedelta(days=4 * 366)


class PartOfDay(StrEnum):
    """Which part of the day a lesson takes; sign-in sheets are kept by these."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class LessonPart(StrEnum):
    """What a lesson counts as in the course's periods."""

    THEORY = "theory"  # 理论
    PRACTICE = "practice"  # 实操
    ONLINE = "online"  # 线上


class MakeUpDays(StrEnum):
    """What happens on a weekend day that is worked (调休)."""

    TAUGHT = "taught"  # a lesson day, whatever its weekday
    BY_WEEKDAY = "by_weekday"  # like any other day of its weekday
    FREE = "free"  # never a lesson day: the trainees are at work


class Skip(StrEnum):
    """Why a day that was due has no lesson."""

    HOLIDAY = "holiday"
    MAKE_UP = "make_up"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A part of the day with the minute it starts at and how many class periods it holds.

    Raises ValueError where the start is no minute of a day or there is no period.
    """

    part: PartOfDay
    starts_at: int
    periods: int
    break_minutes: int = 0

    def __post_init__(self) -> None:
        """Refuse what no timetable can hold."""
        if not 0 <= self.starts_at < _DAY_MINUTES or self.periods < 1 or self.break_minutes < 0:
            raise ValueError(f"no slot: {self.starts_at} minutes, {self.periods} periods, {self.break_minutes} between")

    @classmethod
    def between(cls, part: PartOfDay, starts_at: int, ends_at: int, *, lesson_minutes: int) -> Slot:
        """As many whole periods as fit without a break; raises Refused where not one fits."""
        periods = whole_periods(ends_at - starts_at, lesson_minutes=lesson_minutes)
        if periods < 1:
            raise Refused("calendar.slot_too_short", minutes=max(0, ends_at - starts_at), wanted=lesson_minutes)
        return cls(part=part, starts_at=starts_at, periods=periods)

    def ends_at(self, periods: int, *, lesson_minutes: int) -> int:
        """The minute at which the first ``periods`` periods are over."""
        return self.starts_at + periods * lesson_minutes + (periods - 1) * self.break_minutes


@dataclass(frozen=True, slots=True)
class PlannedLesson:
    """One lesson of a plan."""

    day: date
    part: PartOfDay
    starts_at: int
    ends_at: int
    periods: int


@dataclass(frozen=True, slots=True)
class SkippedDay:
    """A day of the pattern on which nothing is taught."""

    day: date
    why: Skip


@dataclass(frozen=True, slots=True)
class LessonPlan:
    """The lessons in their order, the days left out, and the years that were planned by weekdays only."""

    lessons: tuple[PlannedLesson, ...]
    skipped: tuple[SkippedDay, ...] = ()
    unknown_years: tuple[int, ...] = ()

    @property
    def periods(self) -> int:
        """All class periods."""
        return sum(lesson.periods for lesson in self.lessons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What a clerk asks for: from ``start`` on these weekdays (Monday is 0) in these slots.

    Exactly one of ``lessons`` and ``periods`` is given; with ``periods`` the last lesson is as short as what is left.
    ``skip`` are days without lessons beside the holidays; ``last_day`` is the end of the class, where it is fixed.
    """

    start: date
    weekdays: frozenset[int]
    slots: tuple[Slot, ...]
    lesson_minutes: int
    lessons: int | None = None
    periods: int | None = None
    make_up: MakeUpDays = MakeUpDays.BY_WEEKDAY
    skip: frozenset[date] = frozenset()
    last_day: date | None = None

    @property
    def latest(self) -> date:
        """The last day that may be looked at."""
        return self.start + LONGEST if self.last_day is None else self.last_day


def whole_periods(minutes: int, *, lesson_minutes: int) -> int:
    """How many class periods fit into ``minutes``; what is left over is no period."""
    if lesson_minutes < 1:
        raise ValueError("a class period has at least one minute")
    return max(0, minutes) // lesson_minutes


def plan_lessons(series: Series, calendar: WorkCalendar) -> LessonPlan:
    """Lay the series over the calendar; raises Refused where the pattern is unsound or does not fit before its last day."""
    _require_sound(series)
    lessons: list[PlannedLesson] = []
    skipped: list[SkippedDay] = []
    left = _Wanted(series.lessons, series.periods)
    for day in days(series.start, series.latest):
        kind = calendar.kind(day)
        if left.none:
            break
        if not _asked(series, kind, day):
            continue
        why = _left_out(series, kind, day)
        if why is None:
            lessons += left.take(series, day)
        else:
            skipped.append(SkippedDay(day, why))
    if not left.none:
        raise Refused("calendar.series_does_not_fit", planned=len(lessons), last_day=series.latest)
    return LessonPlan(tuple(lessons), tuple(skipped), calendar.unknown_years(series.start, lessons[-1].day))


def share_parts(periods: Sequence[int], *, theory: int, online: int, practice: int) -> tuple[LessonPart, ...]:
    """What each lesson of so many periods counts as: theory first, then what is online, then practice.

    A lesson is one thing as a whole; where a part ends inside it, it belongs to the part that holds its middle. Lessons
    beyond the course's periods belong to its last part.
    """
    taught: list[tuple[int, LessonPart]] = []
    planned = 0
    for count, part in ((theory, LessonPart.THEORY), (online, LessonPart.ONLINE), (practice, LessonPart.PRACTICE)):
        planned += count
        if count:
            taught.append((planned, part))
    last = taught[-1][1] if taught else LessonPart.THEORY
    found: list[LessonPart] = []
    begun = 0
    for count in periods:
        middle = 2 * begun + count
        found.append(next((part for end, part in taught if middle < 2 * end), last))
        begun += count
    return tuple(found)


def _asked(series: Series, kind: DayKind, day: date) -> bool:
    """Whether the pattern wants lessons on this day."""
    return day.weekday() in series.weekdays or (kind is DayKind.MAKE_UP and series.make_up is MakeUpDays.TAUGHT)


def _left_out(series: Series, kind: DayKind, day: date) -> Skip | None:
    """Why nothing is taught on a day that the pattern wants."""
    if kind is DayKind.HOLIDAY:
        return Skip.HOLIDAY
    if kind is DayKind.MAKE_UP and series.make_up is MakeUpDays.FREE:
        return Skip.MAKE_UP
    return Skip.ASKED if day in series.skip else None


class _Wanted:
    """How much of a series is still to be planned."""

    def __init__(self, lessons: int | None, periods: int | None) -> None:
        self._lessons = lessons
        self._periods = periods

    @property
    def none(self) -> bool:
        return self._lessons == 0 or self._periods == 0

    def take(self, series: Series, day: date) -> Iterator[PlannedLesson]:
        """The lessons of one day, as many as are still wanted."""
        for slot in sorted(series.slots, key=lambda slot: slot.starts_at):
            if self.none:
                return
            periods = slot.periods if self._periods is None else min(slot.periods, self._periods)
            if self._lessons is not None:
                self._lessons -= 1
            if self._periods is not None:
                self._periods -= periods
            ends_at = slot.ends_at(periods, lesson_minutes=series.lesson_minutes)
            yield PlannedLesson(day, slot.part, slot.starts_at, ends_at, periods)


def _require_sound(series: Series) -> None:
    """Raise ValueError for a series that no form can send, Refused for one that a clerk can type."""
    wanted = [number for number in (series.lessons, series.periods) if number is not None]
    if len(wanted) != 1 or not series.weekdays <= set(_WEEKDAYS) or series.lesson_minutes < 1:
        raise ValueError("a series has a number of lessons or of periods, weekdays 0 to 6 and minutes for a period")
    if wanted[0] < 1:
        raise Refused("calendar.series_empty")
    if not series.weekdays and series.make_up is not MakeUpDays.TAUGHT:
        raise Refused("calendar.series_without_weekdays")
    if not series.slots:
        raise Refused("calendar.series_without_slots")
    _require_apart(series)


def _require_apart(series: Series) -> None:
    """Raise Refused where slots share a minute or a part of the day (a lesson's id is class, day, part) or pass midnight."""
    in_order = sorted(series.slots, key=lambda slot: slot.starts_at)
    ends = [slot.ends_at(slot.periods, lesson_minutes=series.lesson_minutes) for slot in in_order]
    if ends[-1] > _DAY_MINUTES:
        raise Refused("calendar.slot_after_midnight", periods=in_order[-1].periods)
    if any(end > later.starts_at for end, (_, later) in zip(ends, pairwise(in_order), strict=False)):
        raise Refused("calendar.slots_overlap")
    if len({slot.part for slot in in_order}) != len(in_order):
        raise Refused("calendar.slot_twice")
