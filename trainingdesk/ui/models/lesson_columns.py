"""The columns that every list of lessons begins with: day, time, periods, kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from trainingdesk.ui.models.rows import Column
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from trainingdesk.ui.workplace import Workplace

Row = TypeVar("Row")


class Timed(Protocol):
    """A lesson on its day."""

    @property
    def day(self) -> date: ...
    @property
    def starts_at(self) -> int: ...
    @property
    def ends_at(self) -> int: ...
    @property
    def periods(self) -> int: ...
    @property
    def part(self) -> str: ...


def lesson_columns(place: Workplace, of: Callable[[Row], Timed]) -> tuple[Column[Row], ...]:
    """``of`` answers the lesson of a row."""

    def day(row: Row) -> str:
        return f"{of(row).day} {place.say(f'screen_register.weekday_{of(row).day.isoweekday()}')}"

    def time(row: Row) -> str:
        return span(of(row))

    def part(row: Row) -> str:
        return place.say(f"lesson.part_{of(row).part}")

    return (
        Column("day", "screen_class.day", lambda row: of(row).day, day, width=136),
        Column("time", "screen_class.time", lambda row: of(row).starts_at, time, width=112),
        Column("periods", "screen_class.lesson_periods", lambda row: of(row).periods, width=56, number=True),
        Column("part", "screen_class.part", part, width=64),
    )


def span(lesson: Timed) -> str:
    """From when to when, 08:30–11:30."""
    return f"{clock(lesson.starts_at)}–{clock(lesson.ends_at)}"
