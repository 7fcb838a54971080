"""The timetable of a class (课程表): one line a lesson, days and weekdays said once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import BLANK, Align, Column, Count, Day, Orientation, Page, Row, Table, Text, Tone
from trainingdesk.reports.imprint import issued

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, time

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import ClassHeading, Imprint

WEEKDAYS: Final = tuple(
    f"reports.{day}" for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
)


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson; periods are whole lessons of the policy's minutes.

    A moved or cancelled lesson says so in ``note`` and does not count.
    """

    day: date
    starts: time
    ends: time
    subject: str
    theory: int
    practice: int
    online: int
    instructor: str
    venue: str
    note: str = ""
    counts: bool = True


def timetable(heading: ClassHeading, rows: Sequence[LessonRow], imprint: Imprint, words: Sentences) -> Document:
    """All lessons in their order with the periods of each kind, and their sums."""
    periods = words.of("reports.periods")
    columns = (
        Column(words.of("reports.day"), 6, Align.CENTER, joined=True),
        Column(words.of("reports.weekday"), 3.4, Align.CENTER, joined=True),
        Column(words.of("reports.time"), 6.6, Align.CENTER),
        Column(words.of("reports.subject"), 12, grow=2),
        Column(words.of("reports.theory"), 2.8, Align.END, group=periods),
        Column(words.of("reports.practice"), 2.8, Align.END, group=periods),
        Column(words.of("reports.online"), 2.8, Align.END, group=periods),
        Column(words.of("reports.instructor"), 6),
        Column(words.of("reports.venue"), 9, grow=1),
        Column(words.of("reports.note"), 6, grow=1),
    )
    table = Table(columns, tuple(_lesson(row, words) for row in rows), total=_total(rows, words), frozen=3)
    page = Page(orientation=Orientation.LANDSCAPE)
    return issued(
        words.of("reports.timetable_title"), (table,), imprint=imprint, words=words, heading=heading, page=page
    )


def _lesson(row: LessonRow, words: Sentences) -> Row:
    span = f"{row.starts:%H:%M}–{row.ends:%H:%M}"
    kinds = (Count(number) if number else BLANK for number in (row.theory, row.practice, row.online))
    texts = (Text(row.instructor), Text(row.venue), Text(row.note))
    tone = Tone.PLAIN if row.counts else Tone.MUTED
    return Row(
        (Day(row.day), Text(words.of(WEEKDAYS[row.day.weekday()])), Text(span), Text(row.subject), *kinds, *texts), tone
    )


def _total(rows: Sequence[LessonRow], words: Sentences) -> Row:
    held = [row for row in rows if row.counts]
    theory, practice, online = (
        (sum(numbers) for numbers in zip(*((row.theory, row.practice, row.online) for row in held), strict=True))
        if held
        else (0, 0, 0)
    )
    whole = words.of("reports.periods_in_all", count=theory + practice + online)
    return Row(
        (
            Text(words.of("reports.total")),
            BLANK,
            BLANK,
            Text(whole),
            Count(theory),
            Count(practice),
            Count(online),
            BLANK,
            BLANK,
            BLANK,
        ),
        Tone.STRONG,
    )
