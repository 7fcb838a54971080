"""Rejected rows go back in the sender's own workbook, and can be dropped again as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from openpyxl.styles import Font, PatternFill

from tests.services.exchange.files import HEADINGS, PEOPLE, ods, table_of, xls, xlsx
from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.headings import Wanted
from trainingdesk.services.exchange.rejects import RejectedRow, write_rejects
from trainingdesk.services.exchange.returned_table import GUILTY
from trainingdesk.services.exchange.roster_rows import REQUIRED
from trainingdesk.services.exchange.sheet_table import find_tables
from trainingdesk.services.exchange.workbook import read_workbook
from trainingdesk.settings.roster_headings import RosterHeadings

if TYPE_CHECKING:
    from pathlib import Path

WANTED = Wanted(synonyms=RosterHeadings.shipped(), required=REQUIRED)
REASON = "校验码不对，请核对。"


def reject(source: Path, target: Path, *numbers: int, sheet: str | None = None) -> None:
    workbook = read_workbook(source)
    tables = find_tables(workbook, WANTED).tables
    name = sheet or tables[0].sheet.name
    rejected = [RejectedRow(name, number, (REASON, "第二条"), (3,)) for number in numbers]
    write_rejects(source, target, workbook=workbook, tables=tables, rejected=rejected)


def test_the_layout_is_kept_and_only_bad_rows_are_left(tmp_path: Path) -> None:
    def dress(sheet: Any) -> None:
        sheet.insert_rows(1, 2)
        sheet["A1"] = "秀山县花名册"
        sheet["A1"].font = Font(size=20, bold=True)
        sheet.merge_cells("A1:E1")
        sheet["B5"].fill = PatternFill("solid", start_color="FFFF00")
        sheet.row_dimensions[5].height = 33
        sheet.row_dimensions[6].hidden = True
        sheet.column_dimensions["B"].width = 27
        sheet.auto_filter.ref = "A3:E6"
        sheet.merge_cells("A8:C8")
        sheet["A8"] = "合计"
        sheet.parent.create_sheet("说明").append(["请勿改表头"])

    source = xlsx(tmp_path / "a.xlsx", table_of(), change=dress)
    reject(source, tmp_path / "r.xlsx", 5, 6)
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    sheet = book.worksheets[0]
    assert book.sheetnames == ["Sheet", "说明"]
    assert sheet.max_row == 5
    assert [cell.value for cell in sheet[3]] == [*HEADINGS, "错误原因", "原行号"]
    assert [cell.value for cell in sheet[4]] == [*PEOPLE[1], f"{REASON}\n第二条", 5]
    assert [cell.value for cell in sheet[5]][:2] == [3, "曾武"]
    assert sheet["D4"].fill.start_color.rgb.endswith(GUILTY)
    assert sheet["B4"].fill.start_color.rgb.endswith("FFFF00")
    assert sheet["A1"].font.size == 20
    assert (sheet.column_dimensions["B"].width, sheet.row_dimensions[4].height) == (27, 33)
    assert not sheet.row_dimensions[5].hidden
    assert [str(area) for area in sheet.merged_cells.ranges] == ["A1:E1"]
    assert sheet.auto_filter.ref is None


@pytest.mark.parametrize(("make", "ending"), [(xls, "xls"), (ods, "ods")])
def test_other_kinds_come_back_as_xlsx_with_the_same_columns(tmp_path: Path, make: Any, ending: str) -> None:
    source = make(tmp_path / f"a.{ending}", table_of())
    reject(source, tmp_path / "r.xlsx", 3)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert [cell.value for cell in sheet[1]] == [*HEADINGS, "错误原因", "原行号"]
    assert [cell.value for cell in sheet[2]] == [*PEOPLE[1], f"{REASON}\n第二条", 3]
    assert sheet["D2"].fill.start_color.rgb.endswith(GUILTY)
    assert sheet["D2"].number_format == "@"


def test_a_second_round_uses_the_same_columns(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    reject(source, tmp_path / "r.xlsx", 3, 4)
    reject(tmp_path / "r.xlsx", tmp_path / "r2.xlsx", 3)
    sheet = openpyxl.load_workbook(tmp_path / "r2.xlsx").active
    assert [cell.value for cell in sheet[1]] == [*HEADINGS, "错误原因", "原行号"]
    assert (sheet["B2"].value, sheet["G2"].value) == ("曾武", 4)


def test_what_comes_back_is_read_as_it_was(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    reject(source, tmp_path / "r.xlsx", 2, 3, 4)
    before, after = (find_tables(read_workbook(path), WANTED).tables[0] for path in (source, tmp_path / "r.xlsx"))
    assert dict(after.mapping.columns) == dict(before.mapping.columns)
    people = [[cell_text(row.at(column)) for column in range(5)] for row in after.body]
    assert people == [[str(cell) for cell in person] for person in PEOPLE]


def test_texts_like_formulas_and_lost_digits_stay_what_they_are(tmp_path: Path) -> None:
    def text(sheet: Any) -> None:
        sheet["B2"].value = '=HYPERLINK("x")'
        sheet["B2"].data_type = "s"
        sheet["D2"].value = 5.002411984072421e17

    source = xlsx(tmp_path / "a.xlsx", table_of(), change=text)
    reject(source, tmp_path / "r.xlsx", 2)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert (sheet["B2"].data_type, sheet["B2"].value) == ("s", '=HYPERLINK("x")')
    assert (sheet["D2"].data_type, sheet["D2"].number_format) == ("n", "@")


def test_a_cell_merged_over_rows_stands_in_each_row_that_comes_back(tmp_path: Path) -> None:
    rows = [["姓名", "身份证号码", "村（社区）"], [*PEOPLE[0][1:4:2], "兰桥村"], [*PEOPLE[1][1:4:2], None]]
    source = xlsx(tmp_path / "a.xlsx", rows, change=lambda sheet: sheet.merge_cells("C2:C3"))
    reject(source, tmp_path / "r.xlsx", 3)
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert sheet["C2"].value == "兰桥村"


def test_a_file_that_changed_meanwhile_is_refused(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    workbook = read_workbook(source)
    tables = find_tables(workbook, WANTED).tables
    xlsx(source, table_of(*PEOPLE[:2]))
    with pytest.raises(Refused, match="file_changed"):
        write_rejects(
            source, tmp_path / "r.xlsx", workbook=workbook, tables=tables, rejected=[RejectedRow("Sheet", 2, (REASON,))]
        )
    assert not (tmp_path / "r.xlsx").exists()


def test_nothing_to_give_back_is_refused(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    with pytest.raises(Refused, match=r"rejects\.none"):
        reject(source, tmp_path / "r.xlsx")


def test_nothing_is_left_behind_where_writing_fails(tmp_path: Path) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    with pytest.raises(Refused, match="no_such_folder"):
        reject(source, tmp_path / "nowhere" / "r.xlsx", 2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_csv_comes_back_as_csv_where_that_is_wanted(tmp_path: Path) -> None:
    source = tmp_path / "a.csv"
    source.write_bytes("姓名,身份证号,备注\r\n甲,500241198902079700\t,'=1\r\n乙,5.00241E+17,\r\n".encode("gb18030"))
    workbook = read_workbook(source)
    tables = find_tables(workbook, WANTED).tables
    rejected = [RejectedRow("a.csv", number, (REASON, "第二条"), (1,)) for number in (2, 3)]
    write_rejects(source, tmp_path / "r.csv", workbook=workbook, tables=tables, rejected=rejected)
    (table,) = find_tables(read_workbook(tmp_path / "r.csv"), WANTED).tables
    assert (tmp_path / "r.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row.cells for row in table.body] == [
        ("甲", "500241198902079700", "=1", f"{REASON} 第二条", "2"),
        ("乙", "5.00241E+17", None, f"{REASON} 第二条", "3"),
    ]


def test_digits_that_are_lost_are_not_invented_in_text(tmp_path: Path) -> None:
    def lose(sheet: Any) -> None:
        sheet["D2"].value = 5.002411984072421e17

    source = xlsx(tmp_path / "a.xlsx", table_of(), change=lose)
    reject(source, tmp_path / "r.csv", 2)
    assert read_workbook(tmp_path / "r.csv").sheets[0].rows[1].cells[3] == "5.00241198407242E+17"


@pytest.mark.parametrize(("name", "key"), [("a.xlsx", "same_file"), ("r.xls", "wrong_ending"), ("r", "wrong_ending")])
def test_no_place_for_rejects(tmp_path: Path, name: str, key: str) -> None:
    source = xlsx(tmp_path / "a.xlsx", table_of())
    before = source.read_bytes()
    with pytest.raises(Refused, match=key):
        reject(source, tmp_path / name, 2)
    assert source.read_bytes() == before
