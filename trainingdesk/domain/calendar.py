"""Days as a county counts them: local days, months, holidays, make-up working days (调休) and deadlines.

Days are calendar days of Asia/Shanghai. Which days are off is announced year by year (notices of 国务院办公厅), so a year
without a table is counted by weekdays, and the answer says so.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: Asia/Shanghai as a fixed offset: there was no summer time after 1991-09-15, and no time zone database is needed
#: (Windows has none, and a package for it would be no standard library).
SHANGHAI: Final = timezone(timedelta(hours=8), "Asia/Shanghai")

#: The years a typed month may lie in: anything else is a slip of the finger.
YEARS: Final = range(1950, 2200)

_DAY: Final = timedelta(days=1)
_SATURDAY: Final = 5
_MONTHS: Final = 12
#: 2026-10, 2026/10, 2026.10, 2026年10月, 202610; full-width digits count as digits.
_WRITTEN_MONTH: Final = re.compile(r"(\d{4})(?:\s*[-/.年]\s*(\d{1,2})\s*月?|(\d{2}))")


def local_day(instant: datetime) -> date:
    """The day on the wall calendar; raises ValueError for an instant without a time zone (it would be anybody's)."""
    if instant.tzinfo is None:
        raise ValueError("an instant must carry its time zone")
    return instant.astimezone(SHANGHAI).date()


def month_of(instant: datetime) -> Month:
    """The month on the wall calendar."""
    return Month.of(local_day(instant))


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month; months sort by time and print as 2026-10."""

    year: int
    number: int

    def __post_init__(self) -> None:
        """Raise ValueError for a month that no calendar has."""
        if not (1 <= self.number <= _MONTHS and date.min.year <= self.year <= date.max.year):
            raise ValueError(f"no month: {self.year}-{self.number}")

    @classmethod
    def of(cls, day: date) -> Month:
        """The month of a day; raises TypeError for an instant, whose month depends on where one stands (``month_of``)."""
        if isinstance(day, datetime):
            raise TypeError("an instant has no month of its own, see month_of")
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read 2026-10 and the other ways people write it; raises Refused for what is no month."""
        match = _WRITTEN_MONTH.fullmatch(text.strip())
        if match is None:
            raise Refused("calendar.month_unreadable", found=text)
        year, number = int(match[1]), int(match[2] or match[3])
        if year not in YEARS or not 1 <= number <= _MONTHS:
            raise Refused("calendar.month_unreadable", found=text)
        return cls(year, number)

    @classmethod
    def at(cls, ordinal: int) -> Month:
        """The month of an ordinal, see ``ordinal``."""
        year, before = divmod(ordinal, _MONTHS)
        return cls(year, before + 1)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    def __contains__(self, day: date) -> bool:
        return Month.of(day) == self

    @property
    def ordinal(self) -> int:
        """Months counted through: the next month has the next number."""
        return self.year * _MONTHS + self.number - 1

    @property
    def first_day(self) -> date:
        """The first of the month."""
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        """The 28th to the 31st."""
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def previous(self) -> Month:
        """The month before."""
        return Month.at(self.ordinal - 1)

    @property
    def next(self) -> Month:
        """The month after."""
        return Month.at(self.ordinal + 1)

    @property
    def a_year_before(self) -> Month:
        """The same month of the year before (上年同期)."""
        return Month(self.year - 1, self.number)

    @property
    def year_to_date(self) -> tuple[Month, ...]:
        """January to this month, both included."""
        return tuple(Month(self.year, number) for number in range(1, self.number + 1))


class DayKind(StrEnum):
    """What a day is."""

    WORKDAY = "workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


@dataclass(frozen=True, slots=True)
class WorkingDay:
    """A day that was found by counting; ``unknown_years`` have no table and were counted by weekdays.

    Where it is not ``complete``, say ``calendar.year_without_table`` with ``years=unknown_years``.
    """

    day: date
    unknown_years: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every day on the way is known from a table."""
        return not self.unknown_years


@dataclass(frozen=True, slots=True)
class WorkingDays:
    """How many working days lie in a span; ``unknown_years`` as in ``WorkingDay``."""

    count: int
    unknown_years: tuple[int, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every day of the span is known from a table."""
        return not self.unknown_years


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Weekdays are worked, except where the table says otherwise: ``exceptions`` holds for a day whether it is worked."""

    exceptions: Mapping[date, bool]
    known_years: frozenset[int]

    @classmethod
    def of_table(cls, exceptions: Mapping[date, bool]) -> WorkCalendar:
        """The calendar of a table of days.

        A year is known where 1 May and 1 October are off: every yearly notice names both, whereas a single day may stand in
        the table of another year's notice (30 December) or for a local holiday.
        """
        years = {day.year for day in exceptions}
        known = frozenset(
            year
            for year in years
            if exceptions.get(date(year, 5, 1)) is False and exceptions.get(date(year, 10, 1)) is False
        )
        return cls(exceptions, known)

    def knows(self, day: date) -> bool:
        """Whether the holidays of this day's year were announced and stand in the table."""
        return day.year in self.known_years

    def kind(self, day: date) -> DayKind:
        """What this day is; by its weekday where the table is silent."""
        weekend = day.weekday() >= _SATURDAY
        match self.exceptions.get(day), weekend:
            case None, True:
                return DayKind.WEEKEND
            case False, _:
                return DayKind.HOLIDAY
            case True, True:
                return DayKind.MAKE_UP
            case _:
                return DayKind.WORKDAY

    def is_working(self, day: date) -> bool:
        """Whether offices work on this day."""
        return self.exceptions.get(day, day.weekday() < _SATURDAY)

    def unknown_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years between two days, both included, that have no table."""
        years = range(min(first, last).year, max(first, last).year + 1)
        return tuple(year for year in years if year not in self.known_years)

    def add_working_days(self, day: date, count: int) -> WorkingDay:
        """The ``count``-th working day after ``day`` (before it where negative); 0 is ``day`` itself.

        ``day`` is not counted (民法典 art. 201: 开始的当日不计入).
        """
        if count == 0:
            return WorkingDay(day)
        step = _DAY if count > 0 else -_DAY
        reached = day
        for _ in range(abs(count)):
            reached = self._working_from(reached + step, step)
        return WorkingDay(reached, self.unknown_years(day + step, reached))

    def working_days(self, first: date, last: date) -> WorkingDays:
        """How many working days there are from ``first`` to ``last``, both included; none where last is before first."""
        count = sum(1 for day in days(first, last) if self.is_working(day))
        return WorkingDays(count, self.unknown_years(first, last))

    def due(self, day: date, *, calendar_days: int = 0, months: int = 0) -> WorkingDay:
        """The last day of a period in calendar days or months after ``day``.

        An end on a day off moves to the next working day (民法典 arts. 201 to 203).
        """
        end = add_months(day, months) + calendar_days * _DAY
        due = self._working_from(end, _DAY)
        return WorkingDay(due, self.unknown_years(end, due))

    def _working_from(self, day: date, step: timedelta) -> date:
        """``day`` if it is worked, else the next one in the direction of ``step`` that is."""
        while not self.is_working(day):
            day += step
        return day


def days(first: date, last: date) -> Iterator[date]:
    """Every day from ``first`` to ``last``, both included."""
    for passed in range((last - first).days + 1):
        yield first + timedelta(days=passed)


def monday_of(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later, or the month's last where it has none (民法典 art. 202)."""
    month = Month.at(Month.of(day).ordinal + count)
    return min(month.last_day, month.first_day + timedelta(days=day.day - 1))
