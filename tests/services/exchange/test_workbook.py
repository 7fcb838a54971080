"""Files of every kind become the same grid, and what is no roster is refused in a sentence."""

from __future__ import annotations

import zipfile
from datetime import date
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from tests.services.exchange.files import PEOPLE, ods, table_of, xls, xlsx
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services.exchange.grid import TextEncoding, WorkbookKind, cell_text
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import openpyxl

    from trainingdesk.services.exchange.grid import Workbook


def texts(workbook: Workbook) -> list[list[str]]:
    return [[cell_text(cell) for cell in row.cells] for row in workbook.sheets[0].rows]


WANTED = [[str(cell) for cell in row] for row in table_of()]


@pytest.mark.parametrize(("make", "ending", "kind"), [(xlsx, "xlsx", "xlsx"), (xls, "xls", "xls"), (ods, "ods", "ods")])
def test_every_kind_is_the_same_grid(tmp_path: Path, make: Callable[..., Path], ending: str, kind: str) -> None:
    found = read_workbook(make(tmp_path / f"花名册.{ending}", table_of()))
    assert (texts(found), found.kind, found.encoding) == (WANTED, WorkbookKind(kind), None)


@pytest.mark.parametrize("ending", ["csv", "xls", "doc", ""])
def test_the_ending_of_a_name_says_nothing(tmp_path: Path, ending: str) -> None:
    path = xlsx(tmp_path / "a.xlsx", table_of()).rename(tmp_path / f"a.{ending}")
    assert texts(read_workbook(path)) == WANTED


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", TextEncoding.UTF_8),
        ("utf-8-sig", TextEncoding.UTF_8),
        ("gb18030", TextEncoding.GB18030),
        ("utf-16", TextEncoding.UTF_16),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_the_encoding_and_the_delimiter_are_found(
    tmp_path: Path, codec: str, found: TextEncoding, delimiter: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("\r\n".join(delimiter.join(row) for row in WANTED).encode(codec))
    workbook = read_workbook(path)
    assert (texts(workbook), workbook.encoding, workbook.kind) == (WANTED, found, WorkbookKind.TEXT)


def test_the_encoding_can_be_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("姓名,证件号码\r\n龙全,500241198707186519\r\n".encode())
    assert texts(read_workbook(path))[1][0] == "龙全"
    assert texts(read_workbook(path, encoding=TextEncoding.GB18030))[1][0] == "榫欏叏"
    path.write_bytes("姓名,身份证号码\r\n龙全福,500241198707186519\r\n".encode("gb18030"))
    with pytest.raises(Refused, match="encoding_does_not_fit"):
        read_workbook(path, encoding=TextEncoding.UTF_8)


def test_rows_are_numbered_as_an_office_program_numbers_them(tmp_path: Path) -> None:
    rows = [["标题"], [], table_of()[0], [], PEOPLE[0]]
    for path in (xlsx(tmp_path / "a.xlsx", rows), xls(tmp_path / "a.xls", rows), ods(tmp_path / "a.ods", rows)):
        assert [row.number for row in read_workbook(path).sheets[0].rows] == [1, 3, 5], path.name
    text = tmp_path / "a.csv"
    text.write_text('标题\r\n\r\n姓名,备注\r\n\r\n"龙全福","两\r\n行"\r\n冉富丽,\r\n', encoding="utf-8")
    assert [row.number for row in read_workbook(text).sheets[0].rows] == [1, 3, 5, 6]


def test_hidden_rows_and_sheets_are_known(tmp_path: Path) -> None:
    def hide(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.parent.create_sheet("隐藏").sheet_state = "hidden"

    found = read_workbook(xlsx(tmp_path / "a.xlsx", table_of(), change=hide))
    assert [row.number for row in found.sheets[0].rows if row.hidden] == [3]
    assert [sheet.hidden for sheet in found.sheets] == [False, True]
    old = xls(tmp_path / "a.xls", table_of(), change=lambda sheet: setattr(sheet.row(2), "hidden", True))
    assert [row.number for row in read_workbook(old).sheets[0].rows if row.hidden] == [3]
    other = read_workbook(ods(tmp_path / "a.ods", table_of(), hidden=[3]))
    assert [row.number for row in other.sheets[0].rows if row.hidden] == [3]


def test_a_formula_counts_as_the_value_that_was_shown(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_formula("A1", '=HYPERLINK("http://x","y")', None, "显示的字")
        sheet.write_string("B1", '=cmd|"/c calc"!A1')
        sheet.write_formula("C1", "=1/0", None, "#DIV/0!")
    assert texts(read_workbook(path))[0] == ["显示的字", '=cmd|"/c calc"!A1', "#DIV/0!"]


def test_days_are_days(tmp_path: Path) -> None:
    for path in (xlsx(tmp_path / "a.xlsx", [[date(1989, 6, 15)]]), xls(tmp_path / "a.xls", [[date(1989, 6, 15)]])):
        assert read_workbook(path).sheets[0].rows[0].cells == (date(1989, 6, 15),)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"  \r\n")
    with pytest.raises(Refused, match=r"workbook\.empty"):
        read_workbook(tmp_path / "a.csv")
    with pytest.raises(Refused, match=r"workbook\.empty"):
        read_workbook(xlsx(tmp_path / "a.xlsx", []))


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r"workbook\.no_such_file"):
        read_workbook(tmp_path / "a.xlsx")
    with pytest.raises(Refused, match=r"workbook\.not_a_file"):
        read_workbook(tmp_path)


def test_what_is_no_spreadsheet_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "花名册.xlsx"
    for content, key in (
        (b"%PDF-1.7\n\x00\x01\x02\x03\x04\x05\x06" * 20, "workbook.not_a_spreadsheet"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "workbook.not_a_spreadsheet"),
        ("<html><table><tr><td>姓名</td></tr></table></html>".encode(), "workbook.web_page"),
        (b"PK\x03\x04" + bytes(50), "workbook.damaged"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2000), "workbook.damaged"),
    ):
        path.write_bytes(content)
        with pytest.raises(Refused, match=key):
            read_workbook(path)


def test_a_zip_of_something_else_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(Refused, match="not_a_spreadsheet"):
        read_workbook(tmp_path / "a.xlsx")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(Refused, match="too_large") as caught:
        read_workbook(path)
    assert caught.value.values == {"name": "a.xlsx", "found": 200, "most": 50}


def test_a_file_that_may_not_be_read_is_unavailable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "a.xlsx", table_of())

    def locked(*_arguments: object, **_options: object) -> None:
        raise PermissionError

    monkeypatch.setattr(type(path), "open", locked)
    with pytest.raises(Unavailable, match="locked"):
        read_workbook(path)


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95, 0.999])
@pytest.mark.parametrize(("make", "ending"), [(xlsx, "xlsx"), (xls, "xls"), (ods, "ods")])
def test_a_file_that_was_cut_off_is_refused(
    tmp_path: Path, make: Callable[..., Path], ending: str, share: float
) -> None:
    path = make(tmp_path / f"a.{ending}", table_of(*(PEOPLE * 200)))
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    if ending == "xls" and share > 0.9:
        return  # the workbook itself may be whole: what was cut off is the table behind it
    with pytest.raises(Refused, match=r"workbook\.damaged"):
        read_workbook(path)


def test_two_cells_far_apart_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table_of(), change=lambda sheet: sheet.cell(1_048_576, 16_384, "x"))
    with pytest.raises(Refused, match="too_many_rows"):
        read_workbook(path)
    wide = xlsx(tmp_path / "b.xlsx", table_of(), change=lambda sheet: sheet.cell(1, 16_384, "x"))
    with pytest.raises(Refused, match="too_many_columns"):
        read_workbook(wide)


def test_limits_are_arguments(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", table_of())
    with pytest.raises(Refused, match="too_many_cells"):
        read_workbook(path, limits=Limits(cells=10))


def test_an_open_quotation_mark_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('姓名,备注\n龙全福,"未完\n冉富丽,x\n', encoding="utf-8")
    with pytest.raises(Refused, match="quotation_mark_not_closed") as caught:
        read_workbook(path)
    assert caught.value.values["row"] == 2
