"""A chart of a document as the spreadsheet's own; its numbers stand in cells below it, so that they can be checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trainingdesk.reports import spreadsheet_cells as cells
from trainingdesk.reports.document import BLANK, Align, Chart, ChartKind, Column, Count, Row, Table, Text
from trainingdesk.reports.spreadsheet_sheet import MARGIN_UNITS, UNITS_PER_EM
from trainingdesk.reports.spreadsheet_table import write_table

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart as NativeChart

    from trainingdesk.reports.document import Series
    from trainingdesk.reports.spreadsheet_sheet import Sheet

ROWS: Final = 17
ROW_PIXELS: Final = 24
UNIT_PIXELS: Final = 7
GROUND: Final = "#C3D3D6"
COLORS: Final = ("#1F6F78", "#8AA9AE", "#4D4D4D", "#DDE3E4")
TARGET: Final = "#A03C22"
"""The colors of the printed chart, see resources/templates/document.typ."""

KINDS: Final[dict[ChartKind, dict[str, str]]] = {
    ChartKind.BAR: {"type": "column"},
    ChartKind.STACKED: {"type": "column", "subtype": "stacked"},
    ChartKind.LINE: {"type": "line"},
}


def chart_table(chart: Chart) -> Table:
    """The numbers of a chart as a table: a row for each category, a column for each series and one for the target."""
    series = _all_series(chart)
    columns = (Column(chart.unit, 9), *(Column(one.name, max(9, len(one.name)), Align.END) for one in series))
    rows = (
        Row((Text(category), *(BLANK if one.values[at] is None else Count(one.values[at] or 0) for one in series)))
        for at, category in enumerate(chart.categories)
    )
    return Table(columns, tuple(rows))


def write_chart(sheet: Sheet, chart: Chart) -> None:
    """Write the chart at the next free row, and its numbers below it."""
    sheet.line(chart.title, cells.HEADING, points=24)
    top = sheet.row
    sheet.row += ROWS
    body = sheet.row + 1
    write_table(sheet, chart_table(chart), alone=False)
    native = _native(sheet, chart, body)
    native.set_size({"width": _width(sheet), "height": (ROWS - 1) * ROW_PIXELS})
    sheet.worksheet.insert_chart(top, 0, native, {"description": chart.title, "object_position": 2})


def _native(sheet: Sheet, chart: Chart, body: int) -> NativeChart:
    native = sheet.workbook.add_chart(KINDS[chart.kind])
    loud = [one.name for one in chart.series if not one.quiet]
    for at, one in enumerate(chart.series):
        color = GROUND if one.quiet else COLORS[loud.index(one.name) % len(COLORS)]
        native.add_series(_look(chart.kind, color) | _places(sheet, chart, body, at + 1))
    if chart.target:
        line = sheet.workbook.add_chart({"type": "line"})
        pen = {"line": {"color": TARGET, "width": 1.5, "dash_type": "dash"}}
        line.add_series(pen | _places(sheet, chart, body, len(chart.series) + 1))
        native.combine(line)
    native.set_legend({"position": "top"})
    native.set_title({"none": True})
    native.set_y_axis(
        {
            "name": chart.unit,
            "num_format": "#,##0",
            "major_gridlines": {"visible": True, "line": {"color": "#DDDDDD"}},
            "min": 0,
        }
    )
    return native


def _look(kind: ChartKind, color: str) -> dict[str, Any]:
    if kind is ChartKind.LINE:
        return {"line": {"color": color, "width": 2.25}, "marker": {"type": "circle", "fill": {"color": color}}}
    return {"fill": {"color": color}, "gap": 60}


def _places(sheet: Sheet, chart: Chart, body: int, column: int) -> dict[str, Any]:
    """Where the name, the categories and the values of a series stand."""
    name, last = sheet.worksheet.get_name(), body + len(chart.categories) - 1
    return {
        "name": [name, body - 1, column],
        "categories": [name, body, 0, last, 0],
        "values": [name, body, column, last, column],
    }


def _all_series(chart: Chart) -> tuple[Series, ...]:
    return (*chart.series, *((chart.target,) if chart.target else ()))


def _width(sheet: Sheet) -> int:
    return int(sum(width * UNITS_PER_EM + MARGIN_UNITS for width in sheet.widths) * UNIT_PIXELS)
