"""Rejected rows as a new .xlsx with the sender's columns, for files whose own form cannot be kept (.xls, .ods, text)."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.headings import REASON_HEADING, ROW_HEADING
from trainingdesk.services.exchange.returned_table import GUILTY, REASON_WIDTH, WARNING
from trainingdesk.services.exchange.xlsx_frame import sheet_names, text_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.grid import Cell
    from trainingdesk.services.exchange.returned_table import ReturnedRow, ReturnedTable

NARROWEST: Final = 8
WIDEST: Final = 30
TEXT: Final = "@"


def write_plain(path: Path, tables: Sequence[ReturnedTable]) -> None:
    """Write the heading rows and the rejected rows of each table; made in memory, nothing else is written."""
    import xlsxwriter  # noqa: PLC0415 -- 5 MB that only a workbook needs

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, text_options()) as workbook:
        looks = _looks(workbook)
        for name, table in zip(sheet_names([table.sheet.name for table in tables]), tables, strict=True):
            _write_table(workbook.add_worksheet(name), table, looks)
    path.write_bytes(buffer.getvalue())


def _looks(workbook: Any) -> Mapping[str, Any]:
    guilty = {"bg_color": f"#{GUILTY}"}
    return {
        "head": workbook.add_format({"bold": True, "num_format": TEXT, "valign": "vcenter"}),
        "warning": workbook.add_format({"bold": True, "font_color": f"#{WARNING}"}),
        "reason": workbook.add_format({"font_color": f"#{WARNING}", "text_wrap": True, "valign": "top"}),
        "text": workbook.add_format({"num_format": TEXT}),
        "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
        "moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        "number": workbook.add_format({}),
        "guilty text": workbook.add_format({"num_format": TEXT, **guilty}),
        "guilty day": workbook.add_format({"num_format": "yyyy-mm-dd", **guilty}),
        "guilty moment": workbook.add_format({"num_format": "yyyy-mm-dd hh:mm", **guilty}),
        "guilty number": workbook.add_format({"num_format": TEXT, **guilty}),
    }


def _write_table(sheet: Any, table: ReturnedTable, looks: Mapping[str, Any]) -> None:
    last = table.last_heading_row
    for row in table.sheet.rows:
        if row.number <= last:
            for column, cell in enumerate(row.cells):
                _write_cell(sheet, (row.number - 1, column), cell, looks["head"])
    for merge in table.sheet.merges:
        if merge.last_row <= last:
            first = next((row for row in table.sheet.rows if row.number == merge.first_row), None)
            text = cell_text(first.at(merge.first_column)) if first else ""
            corners = (merge.first_row - 1, merge.first_column, merge.last_row - 1, merge.last_column)
            sheet.merge_range(*corners, text, looks["head"])
    for column in range(table.sheet.width):
        sheet.set_column(column, column, _width(table, column), looks["text"])
    _write_reasons(sheet, table, looks)
    for offset, returned in enumerate(table.rows):
        _write_row(sheet, last + offset, returned, looks)
    sheet.freeze_panes(last, 0)


def _write_reasons(sheet: Any, table: ReturnedTable, looks: Mapping[str, Any]) -> None:
    heading_row, reason, number = table.last_heading_row - 1, table.reason_column, table.row_column
    sheet.set_column(reason, reason, REASON_WIDTH)
    sheet.write_string(heading_row, reason, REASON_HEADING, looks["warning"])
    if number is not None:
        sheet.write_string(heading_row, number, ROW_HEADING, looks["head"])
    for offset, returned in enumerate(table.rows, start=table.last_heading_row):
        sheet.write_string(offset, reason, returned.reason, looks["reason"])
        if number is not None:
            sheet.write_number(offset, number, returned.row.number)


def _write_row(sheet: Any, number: int, returned: ReturnedRow, looks: Mapping[str, Any]) -> None:
    width = max(len(returned.row.cells), *(column + 1 for column in returned.guilty), 0)
    for column in range(width):
        cell = returned.row.at(column)
        look = "guilty " if column in returned.guilty else ""
        match cell:
            case datetime():
                look += "moment"
            case date():
                look += "day"
            case int() | float():
                look += "number"
            case _:
                look += "text"
        _write_cell(sheet, (number, column), cell, looks[look])


def _write_cell(sheet: Any, place: tuple[int, int], cell: Cell, look: Any) -> None:
    match cell:
        case None:
            sheet.write_blank(*place, None, look)
        case str():
            sheet.write_string(*place, cell, look)
        case bool():
            sheet.write_boolean(*place, cell, look)
        case date():
            sheet.write_datetime(*place, cell, look)
        case _:
            sheet.write_number(*place, cell, look)


def _width(table: ReturnedTable, column: int) -> int:
    """Room for the longest text: a Chinese character takes two places."""
    rows = [returned.row for returned in table.rows]
    longest = max((len(cell_text(row.at(column)).encode("gb18030", "replace")) for row in rows), default=0)
    return min(max(longest + 2, NARROWEST), WIDEST)
