"""What a quick look at a sheet finds before the cells are read: how far it reaches, which rows are hidden, which cells fail.

The reader of cells lays out every cell between the first and the last used one, so two cells far apart would fill the
memory: how far a sheet reaches is known and checked first.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.services.exchange.grid import Merge
    from trainingdesk.services.exchange.limits import Limits


@dataclass(slots=True)
class SheetScan:
    """Collected while a sheet is looked through; rows and columns are counts, up to the last that holds a value."""

    name: str
    rows: int = 0
    columns: int = 0
    hidden: list[range] = field(default_factory=list)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)

    def use(self, row: int, column: int) -> None:
        """A value stands in this cell (row from 1, column from 0)."""
        self.rows = max(self.rows, row)
        self.columns = max(self.columns, column + 1)

    @property
    def hidden_rows(self) -> frozenset[int]:
        """The numbers of hidden rows, as far as the sheet reaches."""
        return frozenset(row for rows in self.hidden for row in range(rows.start, min(rows.stop, self.rows + 1)))


def check_extent(scans: Iterable[SheetScan], limits: Limits) -> None:
    """Raises Refused, naming the sheet, where a workbook reaches further than a desk reads."""
    cells = 0
    for scan in scans:
        cells += scan.rows * scan.columns
        found: Mapping[str, tuple[int, int]] = {
            "workbook.too_many_rows": (scan.rows, limits.rows),
            "workbook.too_many_columns": (scan.columns, limits.columns),
            "workbook.too_many_cells": (cells, limits.cells),
        }
        for key, (number, most) in found.items():
            if number > most:
                raise Refused(key, sheet=scan.name, found=number, most=most)
