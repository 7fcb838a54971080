"""The calendar of lessons (日历): what is taught between two days by class, instructor or place (FEATURES 23)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.services.class_access import narrowed
from trainingdesk.services.lesson import calendar
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import CENTER_NAME
from trainingdesk.storage import holiday, monthly_report
from trainingdesk.storage import training_class as stored

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from trainingdesk.services.work import Work
    from trainingdesk.storage.holiday import HolidayRow
    from trainingdesk.storage.lesson import CalendarFilter, CalendarLine
    from trainingdesk.storage.training_class import ClassLine

#: More classes than run in the months around a day.
_CLASSES = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonCalendar:
    """Lessons by time and the special days of their years; the rest is what a printed page says about itself."""

    first: date
    last: date
    lines: tuple[CalendarLine, ...]
    days: Mapping[date, HolidayRow]
    organization: str
    cut_off: datetime
    device: str
    unsynced: int | None
    preparer: str


def lesson_calendar(work: Work, *, first: date, last: date, wanted: CalendarFilter | None = None) -> LessonCalendar:
    """Lessons between two days; an instructor sees those of their own classes."""
    lines = calendar(work, first=first, last=last, wanted=wanted)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        years = sorted({first.year, last.year})
        device, unsynced = monthly_report.device(session)
        return LessonCalendar(
            first=first,
            last=last,
            lines=lines,
            days={row.day: row for year in years for row in holiday.holidays(session, year=year)},
            organization=value_of(session, CENTER_NAME),
            cut_off=work.now(),
            device=device[-12:],
            unsynced=unsynced,
            preparer=work.worker.name,
        )


def classes_between(work: Work, *, first: date, last: date) -> tuple[ClassLine, ...]:
    """The classes whose days touch these; an instructor's are their own."""
    wanted = stored.ClassFilter(first_day=first, last_day=last)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.classes(session, narrowed(work, wanted), limit=_CLASSES)
