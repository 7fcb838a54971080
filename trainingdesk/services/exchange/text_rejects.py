"""Rejected rows as a .csv with the sender's columns, for systems that read nothing else."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Final

from trainingdesk.services.exchange.grid import EXACT_DIGITS, cell_text, lost_digits
from trainingdesk.services.exchange.guarded_text import guard
from trainingdesk.services.exchange.headings import REASON_HEADING, ROW_HEADING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.grid import Cell, SheetRow
    from trainingdesk.services.exchange.returned_table import ReturnedTable

ENCODING: Final = "utf_8_sig"
"""With a byte order mark: without one, office programs in China read GBK."""


def write_text(path: Path, tables: Sequence[ReturnedTable]) -> None:
    """Write the heading rows and the rejected rows of each table, one table below the other."""
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file)
        for table in tables:
            writer.writerows(_lines(table))


def _lines(table: ReturnedTable) -> Iterator[list[str]]:
    for row in table.sheet.rows:
        if row.number <= table.last_heading_row:
            added = row.number == table.last_heading_row
            yield _line(table, row, REASON_HEADING if added else "", ROW_HEADING if added else "")
    for returned in table.rows:
        reason = guard(" ".join(returned.reason.split()))
        yield _line(table, returned.row, reason, str(returned.row.number))


def _line(table: ReturnedTable, row: SheetRow, reason: str, number: str) -> list[str]:
    cells = [_text(row.at(column)) for column in range(max(table.sheet.width, table.reason_column + 1))]
    cells[table.reason_column] = reason
    return cells if table.row_column is None else [*cells, number]


def _text(cell: Cell) -> str:
    """A number that lost digits is written as an office program shows it, so that it is refused again as it stands."""
    if isinstance(cell, int | float) and lost_digits(cell):
        return f"{cell:.{EXACT_DIGITS - 1}E}"
    return guard(cell_text(cell))
