"""The sender's own .xlsx with everything but the rejected rows taken out and the reasons put beside them.

openpyxl opens the file with the values that were last shown, so that no formula refers to a row that is gone; macros and
links to other files stay behind. It would write every sheet to the folder of temporary files in clear text first: here a
sheet is written in memory instead.
"""

# ruff: noqa: SLF001 -- openpyxl has no public way to move rows with their looks, or to write a sheet in memory

from __future__ import annotations

import warnings
from copy import copy
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final
from xml.etree.ElementTree import ParseError
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, MergedCell
from openpyxl.drawing.spreadsheet_drawing import SpreadsheetDrawing
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from trainingdesk.services.exchange.grid import lost_digits
from trainingdesk.services.exchange.headings import REASON_HEADING, ROW_HEADING
from trainingdesk.services.exchange.returned_table import GUILTY, REASON_WIDTH, WARNING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.grid import Cell
    from trainingdesk.services.exchange.returned_table import ReturnedRow, ReturnedTable

UNREADABLE: Final = (ValueError, TypeError, KeyError, AttributeError, IndexError, BadZipFile, ParseError)
"""What openpyxl raises for workbooks that other programs read without complaint."""
TEXT_FORMAT: Final = "@"
TEXT_CELL: Final = "s"


def open_for_annotation(data: bytes) -> openpyxl.Workbook | None:
    """The workbook, or None where openpyxl cannot read it; ``data`` was checked by ``ZipPackage`` before."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it warns of every extension that it leaves out
            return openpyxl.load_workbook(BytesIO(data), data_only=True, keep_vba=False, keep_links=False)
    except UNREADABLE:
        return None


def write_annotated(
    book: openpyxl.Workbook, path: Path, tables: Sequence[ReturnedTable], *, without: Collection[str]
) -> None:
    """Cut the sheets of ``tables`` down to what goes back and write the workbook; sheets in ``without`` are left out."""
    for name in without:
        book.remove(book[name])
    for table in tables:
        sheet = book[table.sheet.name]
        _cut_down(sheet, table)
        _annotate(sheet, table)
    book.template = False
    with warnings.catch_warnings(), ZipFile(path, "w", ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")
        _InMemoryWriter(book, archive).save()


def _cut_down(sheet: Any, table: ReturnedTable) -> None:
    """Leave the rows down to the headings and, right below, the rows that go back; each keeps its looks and its notes."""
    last = table.last_heading_row
    places = {returned.row.number: last + offset for offset, returned in enumerate(table.rows, start=1)}
    for merge in [merge for merge in sheet.merged_cells.ranges if merge.max_row > last]:
        sheet.merged_cells.remove(merge)
    kept: dict[tuple[int, int], Any] = {}
    for (row, column), cell in sheet._cells.items():
        place = row if row <= last else places.get(row)
        if place is not None and (row <= last or not isinstance(cell, MergedCell)):
            cell.row = place
            kept[place, column] = cell
    sheet._cells = kept
    _move_heights(sheet, last, places)
    _forget_ranges(sheet)


def _move_heights(sheet: Any, last: int, places: Mapping[int, int]) -> None:
    """Heights go with their rows; a row that was hidden is shown, or its sender would not find it."""
    heights = {place: sheet.row_dimensions[row].height for row, place in places.items() if row in sheet.row_dimensions}
    for row in [row for row in sheet.row_dimensions if row > last]:
        del sheet.row_dimensions[row]
    for place, height in heights.items():
        sheet.row_dimensions[place].height = height


def _forget_ranges(sheet: Any) -> None:
    """Filters, tables, charts and links name rows that are gone or moved."""
    sheet.auto_filter.ref = None
    sheet.tables.clear()
    sheet._charts = []
    sheet._pivots = []
    sheet._hyperlinks = []


def _annotate(sheet: Any, table: ReturnedTable) -> None:
    """Put the reasons (and the rows of the sender's file) beside the rows, and color the cells to blame."""
    heading_row, reason, number = table.last_heading_row, table.reason_column + 1, table.row_column
    neighbor = sheet.cell(heading_row, max(table.sheet.width, 1))
    _heading(sheet.cell(heading_row, reason), REASON_HEADING, neighbor, color=WARNING)
    sheet.column_dimensions[get_column_letter(reason)].width = REASON_WIDTH
    if number is not None:
        _heading(sheet.cell(heading_row, number + 1), ROW_HEADING, neighbor)
    for row, returned in enumerate(table.rows, start=heading_row + 1):
        _restore_values(sheet, row, returned)
        cell = sheet.cell(row, reason)
        _put_text(cell, returned.reason)
        cell.font, cell.alignment = Font(color=WARNING), Alignment(wrap_text=True, vertical="top")
        cell.fill, cell.number_format = PatternFill(), TEXT_FORMAT
        if number is not None:
            sheet.cell(row, number + 1).value = returned.row.number


def _heading(cell: Any, text: str, neighbor: Any, *, color: str | None = None) -> None:
    cell.value = text
    cell.alignment, cell.border, cell.fill = copy(neighbor.alignment), copy(neighbor.border), copy(neighbor.fill)
    cell.font = Font(bold=True, color=color) if color else copy(neighbor.font)


def _restore_values(sheet: Any, row: int, returned: ReturnedRow) -> None:
    """Color what is to blame, and write what stood in a cell that was merged over rows into each of them.

    A number that lost digits stays the number it is, so that it is refused again until somebody types it: into a cell
    that is text by then.
    """
    for column, value in enumerate(returned.row.cells):
        cell = sheet.cell(row, column + 1)
        if cell.value is None and value is not None:
            _put(cell, value)
    for column in returned.guilty:
        cell = sheet.cell(row, column + 1)
        cell.fill = PatternFill("solid", start_color=GUILTY, end_color=GUILTY)
        if cell.value is None or isinstance(cell.value, str) or lost_digits(returned.row.at(column)):
            cell.number_format = TEXT_FORMAT


def _put(cell: Any, value: Cell) -> None:
    if isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value


def _put_text(cell: Any, text: str) -> None:
    """A text stays a text, also one that begins like a formula."""
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = TEXT_CELL


class _InMemoryWriter(ExcelWriter):
    """Writes a workbook without temporary files; the method is openpyxl's (3.1), but for where a sheet goes first."""

    def write_worksheet(self, ws: Any) -> None:
        """Write one sheet into the package."""
        ws._drawing = SpreadsheetDrawing()
        ws._drawing.charts = ws._charts
        ws._drawing.images = ws._images
        out = BytesIO()
        writer: Any = WorksheetWriter(ws, out)
        writer.write()
        ws._rels = writer._rels
        archive: ZipFile = self._archive  # type: ignore[attr-defined]  # the type stubs leave it out
        archive.writestr(ws.path[1:], out.getvalue())
        self.manifest.append(ws)
