"""Timetables."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from trainingdesk.reports.timetable import LessonRow, timetable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import ClassHeading, Imprint


def lesson(day: int, hour: int, *, theory: int = 0, practice: int = 0, counts: bool = True) -> LessonRow:
    return LessonRow(
        day=date(2026, 10, day),
        starts=time(hour, 30),
        ends=time(hour + 3, 30),
        subject="经络与腧穴概论",
        theory=theory,
        practice=practice,
        online=0,
        instructor="王敏",
        venue="司城村教学点",
        note="" if counts else "停课",
        counts=counts,
    )


def test_days_are_said_once_and_only_lessons_that_count_are_summed(
    heading: ClassHeading,
    imprint: Imprint,
    languages: Mapping[Language, Sentences],
    pages: Callable[[Document], list[str]],
    cells: Callable[[Document], list[list[object]]],
) -> None:
    rows = [lesson(8, 8, theory=4), lesson(8, 14, practice=3), lesson(9, 8, theory=4, counts=False)]
    for words in languages.values():
        document = timetable(heading, rows, imprint, words)
        (text,) = pages(document)
        assert text.count("2026-10-08") == 2  # in the head, and once for both lessons of the day
        assert "08:30–11:30" in text
        whole = words.of("reports.periods_in_all", count=7)
        assert [words.of("reports.total"), whole, 4, 3, 0] in cells(document)


def test_a_class_without_lessons_has_an_empty_timetable(
    heading: ClassHeading, imprint: Imprint, words: Sentences, cells: Callable[[Document], list[list[object]]]
) -> None:
    assert ["合计", "共 0 课时", 0, 0, 0] in cells(timetable(heading, [], imprint, words))
