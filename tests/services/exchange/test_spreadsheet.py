"""Exports open without garbling: IDs are text, days are days, money is exact, formulas are texts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.export_table import ColumnKind, ExportColumn, ExportTable
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.spreadsheet import CsvEncoding, write_csv, write_xlsx
from trainingdesk.services.exchange.workbook import read_workbook

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = (
    ExportColumn("证件号码"),
    ExportColumn("备注"),
    ExportColumn("日期", ColumnKind.DATE),
    ExportColumn("金额", ColumnKind.MONEY),
    ExportColumn("比例", ColumnKind.PERCENT),
    ExportColumn("时间", ColumnKind.MOMENT),
)
ROW = (
    "500241198902079700",
    '=HYPERLINK("x")',
    date(2026, 10, 12),
    123456,
    Fraction(159, 200),
    datetime(2026, 10, 20, 1, 30, tzinfo=UTC),
)


def table(*rows: Any, name: str = "名单") -> ExportTable:
    return ExportTable(name, COLUMNS, rows)


def test_an_xlsx_holds_what_was_given(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", (table(ROW), table(ROW, name="名单")))
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["名单", "名单 2"]
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [column.title for column in COLUMNS]
    number, note, day, money, share, moment = sheet[2]
    assert (number.value, number.number_format, number.data_type) == ("500241198902079700", "@", "s")
    assert (note.value, note.data_type) == ('=HYPERLINK("x")', "s")
    assert day.value == datetime(2026, 10, 12)  # noqa: DTZ001 -- a cell has no zone
    assert (money.value, share.value) == (1234.56, 0.795)
    assert moment.value == datetime(2026, 10, 20, 9, 30)  # noqa: DTZ001
    assert sheet.freeze_panes == "A2"


def test_a_csv_begins_with_a_mark_and_is_guarded(tmp_path: Path) -> None:
    write_csv(tmp_path / "a.csv", table(ROW))
    data = (tmp_path / "a.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[1] == (
        '500241198902079700\t,"\'=HYPERLINK(""x"")",2026-10-12,1234.56,79.50%,2026-10-20 09:30'
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_what_is_read_again_is_the_same(tmp_path: Path, name: str) -> None:
    (write_csv if name.endswith("csv") else lambda path, one: write_xlsx(path, (one,)))(tmp_path / name, table(ROW))
    cells = read_workbook(tmp_path / name).sheets[0].rows[1].cells
    assert [cell_text(cell) for cell in cells[:3]] == ["500241198902079700", '=HYPERLINK("x")', "2026-10-12"]


def test_rare_characters_survive(tmp_path: Path) -> None:
    for name in ("a.xlsx", "a.csv"):
        one = ExportTable("名单", (ExportColumn("姓名"),), [["𠅤明"], ["䶮"]])
        (write_csv if name.endswith("csv") else lambda path, given: write_xlsx(path, (given,)))(tmp_path / name, one)
        assert [row.cells[0] for row in read_workbook(tmp_path / name).sheets[0].rows] == ["姓名", "𠅤明", "䶮"]


def test_an_encoding_without_room_names_the_character(tmp_path: Path) -> None:
    one = ExportTable("名单", (ExportColumn("姓名"),), [["王"], ["𠅤明"]])
    with pytest.raises(Refused, match="no_room_for_character") as caught:
        write_csv(tmp_path / "a.csv", one, encoding=CsvEncoding.GBK)
    assert (caught.value.values["row"], caught.value.values["column"], caught.value.values["character"]) == (
        3,
        "姓名",
        "𠅤",
    )
    assert list(tmp_path.iterdir()) == []


def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path) -> None:
    for text, key in (("a" * 40_000, "text_too_long"), ("a\ud800", "not_a_character")):
        with pytest.raises(Refused, match=key):
            write_xlsx(tmp_path / "a.xlsx", (ExportTable("x", (ExportColumn("a"),), [[text]]),))
    assert list(tmp_path.iterdir()) == []


def test_control_characters_and_markup_survive(tmp_path: Path) -> None:
    texts = ["a<b>&c", " vor ", "zwei\nZeilen", "a\x07b"]
    write_xlsx(tmp_path / "a.xlsx", (ExportTable("x", (ExportColumn("a"),), [[text] for text in texts]),))
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)][:3] == texts[:3]


def test_old_days_are_written_as_text(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", (ExportTable("x", (ExportColumn("a", ColumnKind.DATE),), [[date(1899, 1, 1)]]),))
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").active["A2"].value == "1899-01-01"


def test_names_of_sheets_are_accepted_by_office_programs(tmp_path: Path) -> None:
    write_xlsx(tmp_path / "a.xlsx", (table(name="[10/12] 名单:" + "长" * 40), table(name="'")))
    assert all(len(name) <= 31 for name in openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames)
