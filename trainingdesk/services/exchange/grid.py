"""A spreadsheet as a plain grid: what the cells hold and where they stand, and nothing about people.

Rows are counted from 1, as an office program numbers them; columns from 0, as cells of a row are indexed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | None
"""None is an empty cell; a time of day or a duration arrives as text."""

EXACT_DIGITS = 15
FIRST_INEXACT = 1_000_000_000_000_000
"""An office program keeps 15 significant digits of a number (IEEE 754 binary64; ECMA-376 part 1, 18.17.5.2)."""

_SCIENTIFIC = re.compile(r"[+-]?\d(?:\.\d+)?[Ee]\+?(?P<power>\d{1,3})")


class WorkbookKind(StrEnum):
    """What a file is by its content; a workbook with macros is ``XLSX`` (the macros are neither read nor run)."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"
    TEXT = "text"


class TextEncoding(StrEnum):
    """Encodings in which a text table may come; the value is the name of the codec."""

    UTF_8 = "utf_8"
    GB18030 = "gb18030"
    UTF_16 = "utf_16"


@dataclass(frozen=True, slots=True)
class Merge:
    """A rectangle of cells shown as one, both corners included; its value stands in the first cell."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    def covers(self, row: int, column: int) -> bool:
        """Whether the cell lies in it."""
        return self.first_row <= row <= self.last_row and self.first_column <= column <= self.last_column

    @property
    def width(self) -> int:
        """Columns it spans."""
        return self.last_column - self.first_column + 1

    @property
    def height(self) -> int:
        """Rows it spans."""
        return self.last_row - self.first_row + 1


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not empty; empty cells at its right end are left out."""

    number: int
    cells: tuple[Cell, ...]
    hidden: bool = False

    def at(self, column: int) -> Cell:
        """The cell of a column, None beyond the last one."""
        return self.cells[column] if column < len(self.cells) else None

    def with_cell(self, column: int, cell: Cell) -> SheetRow:
        """The same row with this cell in it."""
        cells = [*self.cells, *[None] * (column + 1 - len(self.cells))]
        cells[column] = cell
        return SheetRow(self.number, tuple(cells), self.hidden)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its rows in order, without the empty ones (their numbers are missing)."""

    name: str
    rows: tuple[SheetRow, ...]
    merges: tuple[Merge, ...] = ()
    hidden: bool = False

    @property
    def width(self) -> int:
        """Columns up to the last that holds anything."""
        return max((len(row.cells) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file as it was read; ``digest`` is the SHA-256 of its bytes, ``encoding`` is said for text only."""

    name: str
    kind: WorkbookKind
    sheets: tuple[Sheet, ...]
    digest: str
    encoding: TextEncoding | None = None


def cell_text(cell: Cell) -> str:
    """What a person reads in the cell, without blanks at its ends; a whole number has no decimal point."""
    match cell:
        case None:
            return ""
        case bool():
            return "TRUE" if cell else "FALSE"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.isoformat(" ", "minutes")
        case date():
            return cell.isoformat()
        case _:
            return str(cell).strip()


def written_text(cell: Cell) -> str:
    """What was written, blanks and all; a day is a day, also where an office program keeps it with a time."""
    match cell:
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case str():
            return cell
        case _:
            return cell_text(cell)


def lost_digits(cell: Cell) -> bool:
    """Whether the cell is a number of more digits than an office program keeps, so that the last ones are not the sender's.

    A text that shows such a number (5.00241E+17, as a text export of a spreadsheet writes it) counts too.
    """
    match cell:
        case bool() | None:
            return False
        case int() | float():
            return abs(cell) >= FIRST_INEXACT
        case str():
            shown = _SCIENTIFIC.fullmatch(cell.strip())
            return shown is not None and int(shown["power"]) >= EXACT_DIGITS - 1
        case _:
            return False


def column_letters(column: int) -> str:
    """The letters of a column as an office program shows them: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters
