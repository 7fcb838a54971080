"""``report document``: the papers of a class, run as a clerk runs them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from tests.cli.ended_class import FIRST_DAY, NUMBER, TODAY, EndedClass

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def desk(folder: Path, capsys: pytest.CaptureFixture[str]) -> EndedClass:
    return EndedClass(folder, capsys, absent={3: 5})


def written(desk: EndedClass, kind: str, folder: Path, *more: str) -> str:
    """The text of the PDF, without blanks; the workbook opens and holds the class."""
    found = desk.data("report", "document", kind, "--class", NUMBER, "--out", str(folder), *more)
    assert found["kind"] == kind
    sheet = load_workbook(found["xlsx"]).worksheets[0]
    assert any(NUMBER in str(cell) for row in sheet.iter_rows(max_row=6, values_only=True) for cell in row)
    return "".join("".join(page.extract_text().split()) for page in PdfReader(found["pdf"]).pages)


def test_sheets_to_sign_and_lists_of_a_class(desk: EndedClass, tmp_path: Path) -> None:
    for kind, title in (("roster", "学员花名册"), ("timetable", "课程表"), ("attendance", "考勤簿")):
        text = written(desk, kind, tmp_path / "papers")
        assert title in text
        assert NUMBER in text
        assert "本机单独使用" in text
    assert len(list((tmp_path / "papers").iterdir())) == 6


def test_a_sign_in_sheet_is_of_one_day(desk: EndedClass, tmp_path: Path) -> None:
    assert f"授课日期：{FIRST_DAY.isoformat()}" in written(
        desk, "sign_in", tmp_path / "papers", "--day", FIRST_DAY.isoformat()
    )


def test_a_sign_in_sheet_has_the_lines_and_the_paper_that_were_chosen(desk: EndedClass, tmp_path: Path) -> None:
    asked = ("--class", NUMBER, "--out", str(tmp_path), "--lines", "50", "--paper", "a3")
    found = desk.data("report", "document", "sign_in", *asked)
    (page,) = PdfReader(found["pdf"]).pages
    width, height = (float(side) / 72 * 25.4 for side in page.mediabox[2:])
    assert (round(width), round(height)) == (297, 420)
    numbers = [row[0] for row in load_workbook(found["xlsx"]).worksheets[0].iter_rows(values_only=True)]
    assert numbers.count(50) == 1
    assert 51 not in numbers


def test_an_attendance_book_can_be_of_one_month(desk: EndedClass, tmp_path: Path) -> None:
    asked = ("--class", NUMBER, "--out", str(tmp_path), "--month", f"{FIRST_DAY:%Y-%m}")
    found = desk.data("report", "document", "attendance", *asked)
    cells = [
        str(cell) for row in load_workbook(found["xlsx"]).worksheets[0].iter_rows(values_only=True) for cell in row
    ]
    heads = {cell for cell in cells if re.fullmatch(r"\d+/\d+", cell)}
    assert f"{FIRST_DAY.month}/{FIRST_DAY.day}" in heads
    assert {head.partition("/")[0] for head in heads} == {str(FIRST_DAY.month)}


def test_numbers_stay_masked_on_paper(desk: EndedClass, tmp_path: Path) -> None:
    text = written(desk, "roster", tmp_path / "papers")
    assert "********" in text


def test_a_score_sheet_needs_an_assessment(desk: EndedClass, tmp_path: Path) -> None:
    refused = desk.refusal("report", "document", "scores", "--class", NUMBER, "--out", str(tmp_path))
    assert NUMBER in refused
    held = (TODAY - timedelta(days=3)).isoformat()
    desk.text("assessment", "new", NUMBER, "--on", held, "--by", "市鉴定中心")
    text = written(desk, "scores", tmp_path / "papers")
    assert f"考核日期：{held}" in text
    assert "市鉴定中心" in text


def test_a_list_of_certificates_may_be_empty(desk: EndedClass, tmp_path: Path) -> None:
    assert "证书发放名册" in written(desk, "certificates", tmp_path / "papers")


def test_a_class_that_is_not_there_is_refused(desk: EndedClass, tmp_path: Path) -> None:
    refused = desk.refusal("report", "document", "roster", "--class", "none", "--out", str(tmp_path))
    assert refused.strip()
