"""Weeks and months of a calendar as cells."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.calendar import Month, monday_of
from trainingdesk.domain.lesson import PartOfDay
from trainingdesk.domain.training_class import LessonState
from trainingdesk.ui.models.calendar_grid import Cell, Entry, GridPage
from trainingdesk.ui.models.lesson_columns import span
from trainingdesk.ui.screens.class_timetable_week import (
    LESSON_TONES,
    day_head,
    day_words,
    is_off,
    is_weekend,
)
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.calendar import LessonCalendar
    from trainingdesk.storage.lesson import CalendarLine
    from trainingdesk.ui.workplace import Workplace

_WEEK = 7


def days_of_week(day: date) -> tuple[date, date]:
    """First and last day of the week of a day."""
    monday = monday_of(day)
    return monday, monday + timedelta(days=_WEEK - 1)


def days_of_month(day: date) -> tuple[date, date]:
    """First and last day of the month of a day."""
    month = Month.of(day)
    return month.first_day, month.last_day


def week_page(place: Workplace, found: LessonCalendar) -> GridPage:
    """Half-days down, days across."""
    days = [found.first + timedelta(days=at) for at in range(_WEEK)]
    taught = {line.slot for line in found.lines} | {PartOfDay.MORNING.value, PartOfDay.AFTERNOON.value}
    slots = [part.value for part in PartOfDay if part in taught]

    def cell(day: date, slot: str) -> Cell:
        own = [line for line in found.lines if (line.day, line.slot) == (day, slot)]
        return _cell(place, found, day, own, head="")

    return GridPage(
        tuple(day_head(place, day, found.days) for day in days),
        tuple(place.say(f"lesson.slot_{slot}") for slot in slots),
        tuple(tuple(cell(day, slot) for day in days) for slot in slots),
    )


def month_page(place: Workplace, found: LessonCalendar) -> GridPage:
    """Weeks down, weekdays across; days of the months around it stay empty."""
    begin, weeks = monday_of(found.first), (monday_of(found.last) - monday_of(found.first)).days // _WEEK + 1

    def cell(day: date) -> Cell:
        if not found.first <= day <= found.last:
            return Cell(day=day, beside=True)
        own = [line for line in found.lines if line.day == day]
        head = " ".join(filter(None, (str(day.day), day_words(place, day, found.days))))
        return _cell(place, found, day, own, head=head)

    return GridPage(
        tuple(place.say(f"screen_register.weekday_{at}") for at in range(1, _WEEK + 1)),
        tuple(f"{begin + timedelta(days=_WEEK * at):%m-%d}" for at in range(weeks)),
        tuple(tuple(cell(begin + timedelta(days=_WEEK * at + more)) for more in range(_WEEK)) for at in range(weeks)),
    )


def _cell(place: Workplace, found: LessonCalendar, day: date, lines: Sequence[CalendarLine], *, head: str) -> Cell:
    return Cell(
        day=day,
        head=head,
        entries=tuple(_entry(place, line) for line in lines),
        off=is_off(day, found.days),
        beside=is_weekend(day, found.days) and not lines,
        today=day == place.work.today(),
    )


def _entry(place: Workplace, line: CalendarLine) -> Entry:
    who = place.say("screen_timetable.stands_in", name=line.substitute) if line.substitute else line.instructor
    state = "" if line.state is LessonState.PLANNED else place.say(f"screen_class.lesson_{line.state.value}")
    lines = (who, line.venue, state, line.subject, span(line))
    return Entry(
        key=line.lesson_id,
        mark=clock(line.starts_at),
        title=line.class_name,
        lines=tuple(filter(None, lines)),
        tone=LESSON_TONES.get(line.state),
        struck=line.state is LessonState.CANCELLED,
    )
