"""A table of a document in a worksheet: heads in one or two lines, typed cells, joined runs, a total."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.reports import spreadsheet_cells as cells
from trainingdesk.reports.document import Band, Text, Tone
from trainingdesk.reports.layout import head_cells, head_lines, joined_spans, least_width, text_width
from trainingdesk.reports.printed import printed
from trainingdesk.reports.spreadsheet_sheet import ROW_POINTS

if TYPE_CHECKING:
    from trainingdesk.reports.document import Row, Table
    from trainingdesk.reports.spreadsheet_sheet import Sheet

WIDEST: Final = 26.0
"""A growing column becomes at most this many em wide; longer text wraps."""
POINTS_PER_MILLIMETRE: Final = 72 / 25.4


def table_widths(table: Table) -> tuple[float, ...]:
    """The width of every column in em: as declared, and for a growing column as wide as its longest text asks."""
    rows = [row for row in table.rows if not isinstance(row, Band)]
    return tuple(
        max(least_width(column), _longest(rows, at, table) if column.grow else 0.0)
        for at, column in enumerate(table.columns)
    )


def _longest(rows: list[Row], at: int, table: Table) -> float:
    return min(WIDEST, max((_width(row, at, table) for row in rows), default=0.0))


def _width(row: Row, at: int, table: Table) -> float:
    return text_width(printed(row.values[at])) + (row.indent if at == table.indented else 0)


def write_table(sheet: Sheet, table: Table, *, alone: bool) -> None:
    """Write the table at the next free row; where it is ``alone`` on the sheet, its head stays in view and on every page."""
    if table.title:
        sheet.line(table.title, cells.HEADING, points=24)
    if table.unit:
        sheet.line(table.unit, cells.UNIT, columns=len(table.columns))
    head = sheet.row
    _write_head(sheet, table)
    if alone:
        sheet.worksheet.repeat_rows(head, sheet.row - 1)
        sheet.worksheet.freeze_panes(sheet.row, table.frozen)
    _write_body(sheet, table)
    if table.note:
        sheet.line(table.note, cells.REMARK)
    sheet.row += 1


def _write_head(sheet: Sheet, table: Table) -> None:
    style = sheet.styles.of(cells.HEAD)
    for cell in head_cells(table.columns):
        last = cell.column + cell.across - 1
        sheet.span(Text(cell.text), style, first=cell.column, last=last, row=sheet.row + cell.line, down=cell.down)
    sheet.row += head_lines(table.columns)


def _write_body(sheet: Sheet, table: Table) -> None:
    top = sheet.row
    for row in table.rows:
        if isinstance(row, Band):
            sheet.span(Text(row.text), sheet.styles.of(cells.BAND), first=0, last=len(table.columns) - 1)
        else:
            _write_row(sheet, table, row)
        sheet.row += 1
    _join(sheet, table, top)
    if table.total:
        _write_row(sheet, table, table.total, filled=True)
        sheet.row += 1
    if sheet.row > top:
        _allow_digits_as_text(sheet, top, len(table.columns))


def _write_row(sheet: Sheet, table: Table, row: Row, *, filled: bool = False) -> None:
    texts = (
        (value.text, width) for value, width in zip(row.values, sheet.widths, strict=False) if isinstance(value, Text)
    )
    sheet.make_room(texts, least=(table.row_height or 0.0) * POINTS_PER_MILLIMETRE or ROW_POINTS)
    for at, (value, column) in enumerate(zip(row.values, table.columns, strict=True)):
        indent = row.indent if at == table.indented else 0
        style = sheet.styles.body(value, align=column.align, tone=row.tone, indent=indent, filled=filled)
        cells.write_value(sheet.worksheet, sheet.row, at, value, style)


def _join(sheet: Sheet, table: Table, top: int) -> None:
    """Merge the runs of equal cells of joined columns."""
    for (at, column), down in joined_spans(table).items():
        row = table.rows[at]
        if down > 1 and not isinstance(row, Band):
            value = row.values[column]
            style = sheet.styles.body(value, align=table.columns[column].align, tone=Tone.PLAIN)
            sheet.span(value, style, first=column, last=column, row=top + at, down=down)


def _allow_digits_as_text(sheet: Sheet, top: int, columns: int) -> None:
    """No green corner on document numbers: they are texts on purpose."""
    last = _column_name(columns - 1)
    previous = sheet.ignored
    sheet.ignored = f"{previous} A{top + 1}:{last}{sheet.row}".strip()
    sheet.worksheet.ignore_errors({"number_stored_as_text": sheet.ignored})


def _column_name(at: int) -> str:
    letters = ""
    while at >= 0:
        letters = chr(ord("A") + at % 26) + letters
        at = at // 26 - 1
    return letters
