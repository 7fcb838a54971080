"""One sheet of a workbook as it is being filled: its columns, its next free row, and text across several cells."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.reports.document import Text
from trainingdesk.reports.layout import text_width
from trainingdesk.reports.spreadsheet_cells import Styles, write_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from trainingdesk.reports.document import Value

UNITS_PER_EM: Final = 1.9
"""Column width units (digits of the default font) in one Chinese character of 10 points."""
MARGIN_UNITS: Final = 1.6
LINE_POINTS: Final = 13.5
ROW_POINTS: Final = 18.0
"""The height of a line of text and of a row of one line, in points."""


class Sheet:
    """A worksheet filled from top to bottom; ``widths`` are those of its columns in em."""

    def __init__(self, workbook: Workbook, worksheet: Worksheet, styles: Styles, widths: Sequence[float]) -> None:
        self.workbook = workbook
        self.worksheet = worksheet
        self.styles = styles
        self.widths = tuple(widths)
        self.row = 0
        self.ignored = ""
        worksheet.set_default_row(ROW_POINTS)
        for at, width in enumerate(widths):
            worksheet.set_column(at, at, width * UNITS_PER_EM + MARGIN_UNITS)

    @property
    def columns(self) -> int:
        """How many columns the sheet has."""
        return len(self.widths)

    def cuts(self, shares: Sequence[float], *, least: int = 1) -> list[int]:
        """The columns at which the sheet is cut into pieces of about these shares of its width, both ends included.

        No piece has fewer columns than ``least``.
        """
        ends = [sum(self.widths[:at]) for at in range(self.columns + 1)]
        cuts = [0]
        for piece in range(1, len(shares)):
            ideal = ends[-1] * sum(shares[:piece]) / sum(shares)
            nearest = min(range(self.columns + 1), key=lambda at: abs(ends[at] - ideal))
            cuts.append(max(nearest, cuts[-1] + least))
        return [*cuts, max(self.columns, cuts[-1] + least)]

    def span(
        self, value: Value, style: Format, *, first: int, last: int, row: int | None = None, down: int = 1
    ) -> None:
        """A value over several cells, in the next row unless another is named; a single cell needs no merging."""
        top = self.row if row is None else row
        if last > first or down > 1:
            self.worksheet.merge_range(top, first, top + down - 1, last, "", style)
        write_value(self.worksheet, top, first, value, style)

    def line(
        self, text: str, properties: dict[str, Any], *, points: float = ROW_POINTS, columns: int | None = None
    ) -> None:
        """Text across the whole sheet, or across its first ``columns``."""
        across = columns or self.columns
        self.make_room([(text, sum(self.widths[:across]))], least=points)
        self.span(Text(text), self.styles.of(properties), first=0, last=across - 1)
        self.row += 1

    def make_room(self, texts: Iterable[tuple[str, float]], *, least: float = ROW_POINTS) -> None:
        """Make the next row as high as its longest text, each with its room in em, asks; some programs do not find it."""
        lines = max((wrapped_lines(text, room=room) for text, room in texts), default=1)
        points = max(least, lines * LINE_POINTS + ROW_POINTS - LINE_POINTS)
        if points != ROW_POINTS:
            self.worksheet.set_row(self.row, points)


def wrapped_lines(text: str, *, room: float) -> int:
    """How many lines a text takes in a cell that has ``room`` em."""
    return sum(max(1, math.ceil(text_width(line) / room)) for line in text.split("\n"))
