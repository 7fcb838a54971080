"""Real spreadsheet files in a temporary folder, made by the programs' own libraries."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import openpyxl
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

HEADINGS = ("序号", "姓名", "性别", "身份证号码", "联系电话")
#: Synthetic people; the check digits are right.
PEOPLE = (
    (1, "龙全福", "男", "500241198707186519", "18841140765"),
    (2, "冉富丽", "女", "500241196502117801", "18012336038"),
    (3, "曾武", "女", "500241198012314887", "17096277024"),
)


def xlsx(path: Path, rows: Sequence[Sequence[Any]], *, change: Callable[[Any], None] | None = None) -> Path:
    """An .xlsx by openpyxl; ``change`` may do more to its sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(list(row))
    for cell in (cell for line in sheet.iter_rows() for cell in line if cell.data_type == "f"):
        cell.data_type = "s"  # a text that begins like a formula is a text
    if change:
        change(sheet)
    book.save(path)
    return path


def xls(path: Path, rows: Sequence[Sequence[Any]], *, change: Callable[[Any], None] | None = None) -> Path:
    """An .xls by xlwt."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("花名册")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if cell is not None:
                sheet.write(number, column, cell, *([day] if isinstance(cell, date) else []))
    if change:
        change(sheet)
    book.save(str(path))
    return path


def ods(path: Path, rows: Sequence[Sequence[Any]], *, hidden: Sequence[int] = ()) -> Path:
    """An .ods by odfpy; ``hidden`` are row numbers."""
    document = OpenDocumentSpreadsheet()
    table = Table(name="花名册")
    for number, row in enumerate(rows, start=1):
        line = TableRow(**({"visibility": "collapse"} if number in hidden else {}))
        for cell in row:
            line.addElement(_ods_cell(cell))
        table.addElement(line)
    document.spreadsheet.addElement(table)
    document.save(str(path))
    return path


def _ods_cell(value: Any) -> TableCell:
    if value is None:
        return TableCell()
    kind = {"valuetype": "float", "value": str(value)} if isinstance(value, int | float) else {"valuetype": "string"}
    cell = TableCell(**kind)
    cell.addElement(P(text=str(value)))
    return cell


def table_of(*people: Sequence[Any]) -> list[Sequence[Any]]:
    """Headings and these people, or all of them."""
    return [HEADINGS, *(people or PEOPLE)]
