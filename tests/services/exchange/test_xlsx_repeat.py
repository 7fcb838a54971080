"""A row of a sheet that stands several times, with everything that refers to what lies below it."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import FileContent
from trainingdesk.services.exchange.xlsx_fill import fill_package
from trainingdesk.services.exchange.xlsx_moved import Repeat
from trainingdesk.services.exchange.xlsx_names import open_form
from trainingdesk.services.exchange.xlsx_repeat import GrowingForm

if TYPE_CHECKING:
    from collections.abc import Callable

    from openpyxl.workbook import Workbook

ROW, BY = 6, 3


@pytest.mark.parametrize(
    ("formula", "moved"),
    [
        ("SUM(J6:J6)", "SUM(J6:J9)"),
        ("SUM(J2:J6)+K9", "SUM(J2:J9)+K12"),
        ("SUM(J6)", "SUM(J6:J9)"),
        ('IF(A6>1,"x:A9",B$7)', 'IF(A6>1,"x:A9",B$10)'),
        ('表!A7&"A7"', '表!A10&"A7"'),
        ("'表'!$A$10", "'表'!$A$13"),
        ("别的!A10", "别的!A10"),
        ("SUM(6:7)", "SUM(6:10)"),
        ("LOG10(A7)", "LOG10(A10)"),
        ("A5:A5", "A5:A5"),
    ],
)
def test_a_formula_means_the_same_cells_as_before(formula: str, moved: str) -> None:
    assert Repeat("表", ROW, BY).formula(formula, own="表") == moved


@pytest.mark.parametrize(
    ("formula", "first", "third"),
    [
        ("SUM(E6:H6)", "SUM(E6:H6)", "SUM(E8:H8)"),
        ("J5+J6", "J5+J6", "J7+J8"),
        ("J6/$J$7", "J6/$J$10", "J8/$J$10"),
        ("SUM(J6)", "SUM(J6)", "SUM(J8)"),
    ],
)
def test_a_formula_of_the_row_goes_down_with_its_copies(formula: str, first: str, third: str) -> None:
    repeat = Repeat("表", ROW, BY)
    assert repeat.formula(formula, own="表", within=True) == first
    assert Repeat("表", ROW, 0).formula(first, own="表", within=True, down=2) == third


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 30))
def test_rows_keep_their_order_and_what_lay_below_lies_below(one: int, other: int, by: int) -> None:
    repeat = Repeat("表", ROW, by)
    assert (one < other) == (repeat.moved(one) < repeat.moved(other)) or one == other
    first, last = repeat.grown(min(one, other), max(one, other))
    assert last - first >= abs(one - other)


def form(fill: Callable[[Any, Any], None]) -> FileContent:
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    fill(book, book.add_worksheet("申领表"))
    book.close()
    return FileContent("补贴.xlsx", made.getvalue())


def county_form(book: Any, sheet: Any) -> None:
    """A title, a row for one person, its sum, signatures, a picture, conditions, another sheet that looks at it."""
    money = book.add_format({"num_format": "#,##0.00", "border": 2})
    sheet.merge_range("A1:F1", "补贴申领表", book.add_format({"bold": True}))
    sheet.set_row(ROW - 1, 33)
    sheet.write_row("A5", ["序号", "姓名", "", "培训", "评价", "合计"])
    sheet.write("A6", 1)
    sheet.merge_range("B6:C6", "某人", book.add_format({"align": "left"}))
    sheet.write("D6", 10, money)
    sheet.write("E6", 5, money)
    sheet.write_formula("F6", "=SUM(D6:E6)", money, 15)
    sheet.merge_range("A7:C7", "合计", money)
    sheet.write_formula("D7", "=SUM(D6:D6)", money, 10)
    sheet.write_formula("F7", "=SUM(F6)", money, 15)
    sheet.write("A9", "经办人：")
    sheet.write_url("A10", "internal:'申领表'!A9", string="见上")
    sheet.conditional_format("F6:F6", {"type": "cell", "criteria": ">", "value": 12, "format": money})
    sheet.data_validation("E6", {"validate": "decimal", "criteria": ">=", "value": 0})
    sheet.data_validation("B9", {"validate": "list", "source": "=$A$9:$A$10"})
    sheet.set_h_pagebreaks([9])
    sheet.print_area("A1:F10")
    book.define_name("经办", "=申领表!$A$9")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=申领表!$D$6:$D$7"})
    sheet.insert_chart("A12", chart)
    other = book.add_worksheet("汇总")
    other.write_formula("A1", "=申领表!F7", None, 15)


def grown(given: FileContent, *repeats: Repeat) -> bytes:
    growing = GrowingForm(open_form(given))
    for one in repeats:
        growing.repeat(one)
    found = growing.form
    sheets = {found.parts[name]: sheet for name, sheet in growing.sheets.items()}
    return fill_package(found.package, sheets, {}, found.workbook, changed=growing.changed)


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(BytesIO(data))


def test_everything_goes_along() -> None:
    data = grown(form(county_form), Repeat("申领表", ROW, BY))
    book = opened(data)
    sheet = book["申领表"]
    assert [sheet.cell(row, 6).value for row in range(6, 11)] == [
        "=SUM(D6:E6)", "=SUM(D7:E7)", "=SUM(D8:E8)", "=SUM(D9:E9)", "=SUM(F6:F9)",
    ]  # fmt: skip
    assert sheet["D10"].value == "=SUM(D6:D9)"
    assert {str(one) for one in sheet.merged_cells.ranges} == {
        "A1:F1", "B6:C6", "B7:C7", "B8:C8", "B9:C9", "A10:C10",
    }  # fmt: skip
    assert (sheet["A12"].value, sheet["A13"].hyperlink.ref) == ("经办人：", "A13")
    assert [sheet.row_dimensions[row].height for row in (6, 9)] == [33, 33]
    assert sheet["D9"].number_format == "#,##0.00"
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["F6:F9"]
    assert {(str(one.sqref), one.formula1) for one in sheet.data_validations.dataValidation} == {
        ("E6:E9", "0"), ("B12", "$A$12:$A$13"),
    }  # fmt: skip
    assert [one.id for one in sheet.row_breaks.brk] == [12]
    assert sheet.print_area == "'申领表'!$A$1:$F$13"
    assert book.defined_names["经办"].attr_text == "申领表!$A$12"
    assert book["汇总"]["A1"].value == "=申领表!F10"
    (chart,) = sheet._charts
    assert chart.series[0].val.numRef.f == "申领表!$D$6:$D$10"
    assert chart.anchor._from.row == 14


def test_two_rows_of_one_sheet_repeat_from_below() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        for row in range(1, 6):
            sheet.write(row - 1, 0, f"第{row}行")

    data = grown(form(fill), Repeat("申领表", 4, 2), Repeat("申领表", 2, 1))
    found = [row[0].value for row in opened(data)["申领表"].iter_rows()]
    assert found == ["第1行", "第2行", "第2行", "第3行", "第4行", "第4行", "第4行", "第5行"]


def test_what_cannot_move_for_certain_is_refused() -> None:
    def commented(_book: Any, sheet: Any) -> None:
        sheet.write("A6", 1)
        sheet.write_comment("A8", "说明")

    def a_table(_book: Any, sheet: Any) -> None:
        sheet.add_table("A5:C7")

    def of_many(_book: Any, sheet: Any) -> None:
        sheet.write_array_formula("A5:A8", "{=B5:B8*2}")

    for fill in (commented, a_table, of_many):
        with pytest.raises(Refused, match="in_the_way"):
            grown(form(fill), Repeat("申领表", ROW, BY))


def test_a_comment_above_stays() -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write_comment("A2", "说明")
        sheet.write("A6", 1)

    assert opened(grown(form(fill), Repeat("申领表", ROW, BY)))["申领表"]["A2"].comment.text == "说明"


def test_a_row_that_need_not_repeat_changes_nothing() -> None:
    given = form(county_form)
    without = lambda data: re.sub(rb"<v>[^<]*</v>", b"", data)  # noqa: E731
    assert without(grown(given, Repeat("申领表", ROW, 0))) == without(grown(given))
