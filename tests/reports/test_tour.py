"""The tour plan on paper: one sheet for a term, a cell for each class, and what must be put right below."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.domain.test_tour import BEDS, FIRST, LAST, MONDAY, MORNING, OTHER
from trainingdesk.domain.tour import plan_tour
from trainingdesk.reports.document import Heading, Items, Orientation, Paper, Paragraph, Row, Table, Text
from trainingdesk.reports.fonts import FontShelf
from trainingdesk.reports.imprint import Imprint
from trainingdesk.reports.pdf import draw_pages
from trainingdesk.reports.spreadsheet import write_workbook
from trainingdesk.reports.tour import tour_page

if TYPE_CHECKING:
    from trainingdesk.domain.tour import TourLesson
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Document

IMPRINT = Imprint("县中心", datetime(2026, 10, 20, tzinfo=UTC), "a1", None, "王主任")


def page(words: Sentences, *lessons: TourLesson) -> Document:
    return tour_page(plan_tour(lessons, (BEDS,), (), first=FIRST, last=LAST), IMPRINT, words)


def term(villages: int, weeks: int) -> list[TourLesson]:
    """A class in each village in each week."""
    return [
        replace(
            MORNING, id=f"{village} {week}", village_id=str(village), village=f"李高村村民委员会教学点{village}",
            class_id=f"k{village}", class_name=f"2026年秀山启航职业技能培训学校养老护理员五级第{village}期",
            day=MONDAY - timedelta(weeks=week), instructor_id=str(village),
        )
        for village in range(villages) for week in range(weeks)
    ]  # fmt: skip


def test_a_cell_says_who_is_there_with_whom_and_what(words: Sentences) -> None:
    made = page(words, MORNING, replace(MORNING, id="l3", day=MONDAY + timedelta(days=14)))
    (table,) = made.blocks
    assert isinstance(table, Table)
    assert [column.title for column in table.columns] == ["教学点", "11-02", "11-16"]
    (row,) = table.rows
    assert isinstance(row, Row)
    assert row.values[:2] == (Text("三溪村"), Text("养老1班\n王老师 1天\n护理床×4"))
    assert (made.page.paper, made.page.orientation) == (Paper.A4, Orientation.LANDSCAPE)


def test_what_is_wrong_stands_in_the_cell_and_below(words: Sentences) -> None:
    table, heading, items = page(words, MORNING, replace(OTHER, starts_at=600)).blocks
    assert isinstance(table, Table)
    assert isinstance(heading, Heading)
    assert isinstance(items, Items)
    (first, *_more) = table.rows
    assert isinstance(first, Row)
    assert isinstance(first.values[1], Text)
    assert "× 教师冲突" in first.values[1].text
    assert items.items[0] == "× 2026-11-02 三溪村 001：王老师同时要上 002 太平村 的课。"


def test_a_term_without_a_tour_says_so(words: Sentences) -> None:
    (said,) = page(words).blocks
    assert isinstance(said, Paragraph)
    assert said.text == "这段时间没有班级在村里上课。"


@pytest.mark.parametrize(("villages", "weeks", "paper"), [(6, 10, Paper.A4), (8, 26, Paper.A3)])
def test_a_term_fits_one_sheet(words: Sentences, villages: int, weeks: int, paper: Paper) -> None:
    lessons = term(villages, weeks)
    plan = plan_tour(lessons, (), (), first=MONDAY - timedelta(weeks=weeks), last=LAST)
    made = tour_page(plan, IMPRINT, words)
    assert made.page.paper is paper
    assert len(draw_pages(made, fonts=FontShelf(), ppi=30)) == 1
    assert write_workbook(made, at=IMPRINT.cut_off)
