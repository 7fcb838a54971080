"""Sign-in sheets, rosters and attendance books."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from trainingdesk.reports.document import Paper, Table
from trainingdesk.reports.roll import (
    SHEET_LENGTHS,
    AttendanceBook,
    BookLesson,
    BookRow,
    RosterRow,
    SignInRow,
    SignInSheet,
    attendance_book,
    roster,
    sheet_length,
    sign_in_sheet,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.i18n.sentences import Language, Sentences
    from trainingdesk.reports.document import Document
    from trainingdesk.reports.imprint import ClassHeading, Imprint

    Pages = Callable[[Document], list[str]]
    Cells = Callable[[Document], list[list[object]]]


def a_sheet(heading: ClassHeading, names: tuple[str, ...], *, lines: int, paper: Paper = Paper.A4) -> SignInSheet:
    rows = tuple(SignInRow(at, name, f"{at:04}") for at, name in enumerate(names, start=1))
    return SignInSheet(heading, date(2026, 10, 8), "按摩基础手法", ("上午", "下午"), rows, lines, paper)


@pytest.mark.parametrize("lines", SHEET_LENGTHS)
def test_a_sign_in_sheet_has_the_lines_asked_for_and_spare_ones(
    heading: ClassHeading, imprint: Imprint, words: Sentences, rare_names: tuple[str, ...], lines: int
) -> None:
    document = sign_in_sheet(a_sheet(heading, rare_names, lines=lines), imprint, words)
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert len(table.rows) == lines
    assert [column.group for column in table.columns] == ["", "", "", "上午", "上午", "下午", "下午", ""]
    assert document.code == heading.code


def test_what_nobody_typed_is_written_by_hand(
    heading: ClassHeading, imprint: Imprint, words: Sentences, rare_names: tuple[str, ...], pages: Pages
) -> None:
    sheet = replace(a_sheet(heading, rare_names, lines=30), subject="")
    (text,) = pages(sign_in_sheet(sheet, imprint, words))
    assert "授课内容：____" in text


def test_thirty_lines_and_the_signatures_fill_one_page(
    heading: ClassHeading, imprint: Imprint, words: Sentences, rare_names: tuple[str, ...], pages: Pages, cells: Cells
) -> None:
    document = sign_in_sheet(a_sheet(heading, rare_names, lines=30), imprint, words)
    (text,) = pages(document)
    for word in (*rare_names, "授课教师：", "班主任：", "检查人：", "30", heading.code, "第1页共1页", "签退", "下午"):
        assert word in text
    assert [30] in cells(document)


@pytest.mark.parametrize("lines", [40, 50])
def test_longer_sheets_fit_one_page_of_a3(
    heading: ClassHeading, imprint: Imprint, words: Sentences, rare_names: tuple[str, ...], pages: Pages, lines: int
) -> None:
    document = sign_in_sheet(a_sheet(heading, rare_names, lines=lines, paper=Paper.A3), imprint, words)
    assert len(pages(document)) == 1


@pytest.mark.parametrize(("trainees", "lines"), [(0, 30), (28, 30), (29, 40), (38, 40), (48, 50), (49, 51), (80, 82)])
def test_the_usual_length_leaves_spare_lines(trainees: int, lines: int) -> None:
    assert sheet_length(trainees) == lines


def test_a_roster_prints_what_it_is_given_and_counts_it(
    heading: ClassHeading, imprint: Imprint, words: Sentences, rare_names: tuple[str, ...], pages: Pages, cells: Cells
) -> None:
    rows = [
        RosterRow(
            at, name, "女", "苗族", "500241********1234", "初中毕业", "清溪场街道", "农村转移就业劳动者", "138****1234"
        )
        for at, name in enumerate(rare_names, start=1)
    ]
    document = roster(heading, rows, imprint, words)
    (text,) = pages(document)
    assert all(name in text for name in rare_names)
    assert f"共{len(rows)}人" in text
    stored = cells(document)
    assert [
        1,
        "王㛃",
        "女",
        "苗族",
        "500241********1234",
        "初中毕业",
        "清溪场街道",
        "农村转移就业劳动者",
        "138****1234",
    ] in stored


@pytest.mark.parametrize(("days", "paper"), [(12, Paper.A4), (15, Paper.A3)])
def test_an_attendance_book_shows_every_mark_on_paper_wide_enough(
    heading: ClassHeading,
    imprint: Imprint,
    words: Sentences,
    rare_names: tuple[str, ...],
    pages: Pages,
    cells: Cells,
    days: int,
    paper: Paper,
) -> None:
    lessons = tuple(
        BookLesson(date(2026, 10, 8) + timedelta(day), half) for day in range(days) for half in ("上", "下")
    )
    marks = ("√", "◐", "◑", "×", "病", "事", "公", "")
    rows = tuple(
        BookRow(at, name, tuple(marks[(at + lesson) % 8] for lesson in range(2 * days)), 96, 95, Fraction(95, 96))
        for at, name in enumerate(rare_names, start=1)
    )
    empty = BookRow(99, "加央", ("",) * 2 * days, 0, 0, None)
    legend = (("√", "出勤"), ("◐", "迟到"))
    book = AttendanceBook(heading, "2026年10月", lessons, (*rows, empty), legend)
    document = attendance_book(book, imprint, words)
    assert document.page.paper is paper
    (text,) = pages(document)
    assert text.count("◐") == sum(row.marks.count("◐") for row in rows) + 1
    assert "99.0%" in text
    assert "√出勤、◐迟到" in text
    assert [99, "加央", 0, 0, "—"] in cells(document)


def test_both_languages_have_every_word(
    heading: ClassHeading, imprint: Imprint, languages: Mapping[Language, Sentences], pages: Pages
) -> None:
    for words in languages.values():
        sign_in = sign_in_sheet(a_sheet(heading, ("王㛃",), lines=30), imprint, words)
        people = roster(heading, [RosterRow(1, "王㛃", *("",) * 7)], imprint, words)
        for document in (sign_in, people):
            assert document.language is words.language
            assert len(pages(document)) == 1
