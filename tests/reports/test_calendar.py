"""A calendar on paper: weeks down, days across, a class's month on one sheet."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.training_class import LessonState
from trainingdesk.reports.calendar import calendar_page
from trainingdesk.reports.document import Row, Table, Text
from trainingdesk.services.calendar import LessonCalendar
from trainingdesk.storage.holiday import HolidayRow
from trainingdesk.storage.lesson import CalendarLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document


def line(day: date, slot: str, starts_at: int) -> CalendarLine:
    return CalendarLine(
        lesson_id=f"{day}{slot}", class_id="c", class_number="500241-2026-001", class_name="养老护理员第1期",
        planned_day=day, planned_slot=slot, day=day, slot=slot, starts_at=starts_at, ends_at=starts_at + 180,
        periods=4, part="theory", subject=None, instructor="李老师", substitute=None, venue="一号教室",
        state=LessonState.PLANNED, state_reason=None,
    )  # fmt: skip


def october() -> LessonCalendar:
    """Two lessons on every weekday of October 2026 but the holiday."""
    days = [date(2026, 10, 8) + timedelta(days=at) for at in range(24)]
    taught = [day for day in days if day.isoweekday() <= 5]
    return LessonCalendar(
        first=date(2026, 10, 1),
        last=date(2026, 10, 31),
        lines=tuple(one for day in taught for one in (line(day, "morning", 510), line(day, "afternoon", 840))),
        days={date(2026, 10, 1): HolidayRow("h", date(2026, 10, 1), working=False, name="国庆节")},
        organization="县中心",
        cut_off=datetime(2026, 10, 20, tzinfo=UTC),
        device="a1",
        unsynced=None,
        preparer="王主任",
    )


def cells(words: Sentences) -> list[list[str]]:
    (table,) = calendar_page(october(), words).blocks
    assert isinstance(table, Table)
    found = []
    for row in table.rows:
        assert isinstance(row, Row)
        found.append([one.text for one in row.values if isinstance(one, Text)])
    return found


def test_a_week_begins_with_its_days_and_says_what_is_off(words: Sentences) -> None:
    first, *_ = cells(words)
    assert first[:3] == ["", "", ""]
    assert first[3].startswith("10-01")
    assert "国庆节" in first[3]


def test_lessons_stand_below_their_day(words: Sentences) -> None:
    found = cells(words)
    at = next(at for at, row in enumerate(found) if row[0] == "10-12")
    assert found[at + 1][0] == "08:30 养老护理员第1期 李老师 一号教室"
    assert found[at + 2][0].startswith("14:00")
    assert found[at + 1][6] == ""


def test_the_month_of_one_class_is_one_sheet_that_says_whose(
    words: Sentences, pages: Callable[[Document], list[str]]
) -> None:
    (text,) = pages(calendar_page(october(), words, subject="李老师"))
    assert "范围：李老师" in text
    assert "10-30" in text


def test_the_fullest_month_of_one_place_is_one_sheet(words: Sentences, pages: Callable[[Document], list[str]]) -> None:
    """Six weeks, no day off, and a lesson morning, afternoon and evening."""
    days = [date(2026, 8, 1) + timedelta(days=at) for at in range(31)]
    slots = (("morning", 510), ("afternoon", 840), ("evening", 1140))
    full = replace(
        october(),
        first=days[0],
        last=days[-1],
        lines=tuple(line(day, slot, at) for day in days for slot, at in slots),
        days={},
    )
    (text,) = pages(calendar_page(full, words, subject="一号教室"))
    assert "08-31" in text
