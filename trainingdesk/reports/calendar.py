"""A calendar of lessons on paper: weeks down, days across, with the lessons of each day below it."""

from __future__ import annotations

from datetime import timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import Column, Density, Orientation, Page, Row, Table, Text, Tone
from trainingdesk.reports.imprint import Imprint, issued
from trainingdesk.reports.timetable import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.services.calendar import LessonCalendar
    from trainingdesk.storage.lesson import CalendarLine

_WEEK: Final = 7
_WIDTH: Final = 8


def calendar_page(found: LessonCalendar, words: Sentences, *, subject: str = "") -> Document:
    """The days of a calendar; ``subject`` names the class, the instructor or the place it was narrowed to.

    A week, and a month of one class, instructor or room, fit one sheet of A4.
    """
    imprint = Imprint(found.organization, found.cut_off, found.device, found.unsynced, found.preparer)
    columns = tuple(Column(words.of(day), _WIDTH, grow=1) for day in WEEKDAYS)
    rows = tuple(row for monday in _mondays(found) for row in _week(found, monday, words))
    title = words.of("reports.calendar_title", first=found.first, last=found.last)
    note = words.of("reports.calendar_of", subject=subject) if subject else ""
    table = Table(columns, rows, title=note, density=Density.DENSE)
    return issued(title, (table,), imprint=imprint, words=words, page=Page(orientation=Orientation.LANDSCAPE))


def _mondays(found: LessonCalendar) -> Iterator[date]:
    monday = found.first - timedelta(days=found.first.weekday())
    while monday <= found.last:
        yield monday
        monday += timedelta(days=_WEEK)


def _week(found: LessonCalendar, monday: date, words: Sentences) -> Iterator[Row]:
    """A line with the days, then as many lines as the fullest day has lessons."""
    days = [monday + timedelta(days=at) for at in range(_WEEK)]
    yield Row(tuple(Text(_head(found, day, words)) for day in days), Tone.STRONG)
    taught = [[_lesson(one) for one in found.lines if one.day == day] for day in days]
    for across in zip_longest(*taught, fillvalue=""):
        yield Row(tuple(Text(one) for one in across))


def _head(found: LessonCalendar, day: date, words: Sentences) -> str:
    """The day, and whether it is off or worked."""
    if not found.first <= day <= found.last:
        return ""
    special = found.days.get(day)
    if special is None:
        return f"{day:%m-%d}"
    kind = words.of(f"calendar.kind_{'make_up' if special.working else 'holiday'}")
    return " ".join(filter(None, (f"{day:%m-%d}", kind, special.name)))


def _lesson(line: CalendarLine) -> str:
    begins = f"{line.starts_at // 60:02}:{line.starts_at % 60:02}"
    return " ".join(filter(None, (begins, line.class_name, line.substitute or line.instructor, line.venue)))
