"""The parts of an .xlsx around its rows, made by XlsxWriter: headings, formats, widths, frozen heading row, filter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

from trainingdesk.services.exchange.export_table import ColumnKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trainingdesk.services.exchange.export_table import ExportTable

WORKBOOK_PART: Final = "xl/workbook.xml"
SHEET_PART: Final = "xl/worksheets/sheet{}.xml"
FORMATS: Final = {
    ColumnKind.TEXT: "@",
    ColumnKind.NUMBER: "General",
    ColumnKind.DATE: "yyyy-mm-dd",
    ColumnKind.MOMENT: "yyyy-mm-dd hh:mm",
    ColumnKind.MONEY: "#,##0.00",
    ColumnKind.PERCENT: "0.0%",
}
HEAD: Final = {
    "bold": True,
    "bg_color": "#EEEEEE",
    "border": 1,
    "border_color": "#7F7F7F",
    "valign": "vcenter",
    "num_format": "@",
}
LONGEST_NAME: Final = 31
FORBIDDEN_IN_NAMES: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
"""Limits that office programs set to the name of a sheet."""
END_OF_ROWS: Final = "</sheetData>"

_COLUMN: Final = re.compile(r'<col min="(\d+)" max="(\d+)"[^>]*? style="(\d+)"')
_DIMENSION: Final = re.compile("<dimension [^>]*/>")


def text_options() -> dict[str, Any]:
    """Options of XlsxWriter: nothing in the folder of temporary files, and a text is a text."""
    return {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": {"font_name": "宋体", "font_size": 10, "font_scheme": "none"},
    }


@dataclass(frozen=True, slots=True)
class SheetFrame:
    """What stands before and after the rows of a sheet, and the numbers of its columns' formats."""

    opening: str
    closing: str
    styles: tuple[int, ...]


class XlsxFrame:
    """A workbook with headings and no rows; ``counts`` are the numbers of rows of each sheet, which the filter covers."""

    def __init__(self, tables: Sequence[ExportTable], counts: Mapping[int, int]) -> None:
        import xlsxwriter  # noqa: PLC0415 -- 5 MB that only a workbook needs

        self._tables = tables
        buffer = BytesIO()
        with xlsxwriter.Workbook(buffer, text_options()) as workbook:
            names = sheet_names([table.name for table in tables])
            for index, table in enumerate(tables):
                _add_sheet(workbook, names[index], table, counts.get(index, 0))
        self._archive = ZipFile(buffer)

    def sheet(self, index: int) -> SheetFrame:
        """The frame of one sheet."""
        text = self.part(SHEET_PART.format(index + 1)).decode()
        opening, closing = _DIMENSION.sub("", text, count=1).split(END_OF_ROWS)
        styles: dict[int, int] = {}
        for first, last, style in _COLUMN.findall(opening):
            styles |= dict.fromkeys(range(int(first), int(last) + 1), int(style))
        width = len(self._tables[index].columns)
        return SheetFrame(opening, END_OF_ROWS + closing, tuple(styles[column] for column in range(1, width + 1)))

    def part(self, name: str) -> bytes:
        """A part of the package."""
        return self._archive.read(name)

    def other_parts(self) -> tuple[str, ...]:
        """Every part that does not depend on the rows."""
        counted = {WORKBOOK_PART, *(SHEET_PART.format(index + 1) for index in range(len(self._tables)))}
        return tuple(name for name in self._archive.namelist() if name not in counted)


def _add_sheet(workbook: Any, name: str, table: ExportTable, count: int) -> None:
    sheet = workbook.add_worksheet(name)
    head = workbook.add_format(HEAD)
    for index, column in enumerate(table.columns):
        sheet.set_column(index, index, column.width, workbook.add_format({"num_format": FORMATS[column.kind]}))
        sheet.write_string(0, index, column.title, head)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, count, len(table.columns) - 1)


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Names that an office program accepts, each once."""
    names: list[str] = []
    for text in wanted:
        clean = text.translate(FORBIDDEN_IN_NAMES).strip()[:LONGEST_NAME].strip() or "1"
        name, number = clean, 2
        while name.casefold() in {other.casefold() for other in names}:
            suffix = f" {number}"
            name, number = clean[: LONGEST_NAME - len(suffix)] + suffix, number + 1
        names.append(name)
    return names
