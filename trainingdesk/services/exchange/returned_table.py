"""What goes back of one sheet: its rows, and where the reasons stand beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.services.exchange.headings import REASON_HEADING, ROW_HEADING

if TYPE_CHECKING:
    from trainingdesk.services.exchange.grid import Sheet, SheetRow
    from trainingdesk.services.exchange.headings import Header

REASON_WIDTH: Final = 48
GUILTY: Final = "FFC7CE"
"""The fill that office programs themselves use for a bad cell."""
WARNING: Final = "9C0006"
BETWEEN_REASONS: Final = "\n"


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row as it was read, why it comes back, and the columns to blame."""

    row: SheetRow
    reasons: tuple[str, ...]
    guilty: frozenset[int]

    @property
    def reason(self) -> str:
        """All reasons, one in a line, without characters that a cell cannot hold."""
        text = BETWEEN_REASONS.join(self.reasons)
        return "".join(character for character in text if character.isprintable() or character == BETWEEN_REASONS)


@dataclass(frozen=True, slots=True)
class ReturnedTable:
    """The rows of one sheet that go back."""

    sheet: Sheet
    header: Header
    rows: tuple[ReturnedRow, ...]

    @property
    def last_heading_row(self) -> int:
        """The number of the row above the first person."""
        return self.header.rows[-1]

    @property
    def row_numbers(self) -> frozenset[int]:
        """The rows of the sender's file that go back: all down to the headings, and the people to correct."""
        return frozenset(range(1, self.last_heading_row + 1)) | {one.row.number for one in self.rows}

    @property
    def reason_column(self) -> int:
        """The column of 错误原因: the one of the last time where there is one, else the first free one."""
        return self._column_of(REASON_HEADING, otherwise=self.sheet.width)

    @property
    def row_column(self) -> int | None:
        """The column for the row numbers of the sender's file, None where an earlier round has left them."""
        known = self._column_of(ROW_HEADING, otherwise=-1)
        return max(self.sheet.width, self.reason_column + 1) if known < 0 else None

    def _column_of(self, form: str, *, otherwise: int) -> int:
        return next((heading.column for heading in self.header.headings if heading.form == form), otherwise)
