"""The cells of a workbook that was looked through and found safe, by the reader that is written in Rust (calamine)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Final, TypeAlias

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.grid import Merge, Sheet, SheetRow

if TYPE_CHECKING:
    from collections.abc import Callable

    from python_calamine import CalamineSheet, SheetMetadata

    from trainingdesk.services.exchange.grid import Cell
    from trainingdesk.services.exchange.sheet_scan import SheetScan

RawCell: TypeAlias = int | float | str | bool | time | date | datetime | timedelta
EXACT: Final = 2**53
"""Up to here every whole number has a float of its own (IEEE 754 binary64)."""
MIDNIGHT: Final = time()
PANIC: Final = "PanicException"
"""How the reader fails on a file its authors did not think of; no subclass of Exception."""


def read_sheets(name: str, data: bytes, scan_of: Callable[[int, str], SheetScan]) -> tuple[Sheet, ...]:
    """Every worksheet; ``scan_of`` gives what was found in it, and a sheet without a scan is never read.

    Whatever the reader cannot make sense of is a damaged file: Refused.
    """
    try:
        with CalamineWorkbook.from_filelike(BytesIO(data)) as source:
            return tuple(
                _sheet(metadata, source.get_sheet_by_index(index), scan_of(index, metadata.name))
                for index, metadata in enumerate(source.sheets_metadata)
                if metadata.typ == SheetTypeEnum.WorkSheet
            )
    except PasswordError:
        raise Refused("workbook.encrypted", name=name) from None
    except (CalamineError, LookupError, ValueError, OSError):
        raise Refused("workbook.damaged", name=name) from None
    except BaseException as error:
        if type(error).__name__ != PANIC:
            raise
        raise Refused("workbook.damaged", name=name) from None


def _sheet(metadata: SheetMetadata, source: CalamineSheet, scan: SheetScan) -> Sheet:
    first_row, first_column = source.start or (0, 0)
    lead: list[Cell] = [None] * first_column
    hidden = scan.hidden_rows
    texts: dict[Cell, Cell] = {}  # equal cells share one value: a category stands in thousands of rows
    rows = []
    for number, raw in enumerate(source.iter_rows(), start=first_row + 1):
        cells = [*lead, *(texts.setdefault(cell, cell) if type(cell) is str else cell for cell in map(_cell, raw))]
        if scan.errors:
            _show_errors(cells, scan, number)
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            rows.append(SheetRow(number, tuple(cells), number in hidden))
    visible = metadata.visible == SheetVisibleEnum.Visible
    return Sheet(metadata.name, tuple(rows), _merges(source, scan), hidden=not visible)


def _show_errors(cells: list[Cell], scan: SheetScan, number: int) -> None:
    """A cell that shows #N/A holds that text: the reader of cells leaves it empty, and nobody would know why."""
    for column, cell in enumerate(cells):
        if cell is None:
            cells[column] = scan.errors.get((number, column))


def _cell(raw: RawCell) -> Cell:
    if isinstance(raw, str):
        return raw or None
    if isinstance(raw, float):
        return int(raw) if raw.is_integer() and abs(raw) < EXACT else raw
    if isinstance(raw, datetime):
        return raw.date() if raw.time() == MIDNIGHT else raw
    return raw if isinstance(raw, int | date) else str(raw)


def _merges(source: CalamineSheet, scan: SheetScan) -> tuple[Merge, ...]:
    found = source.merged_cell_ranges
    if found is None:
        return tuple(scan.merges)
    return tuple(Merge(top + 1, left, bottom + 1, right) for (top, left), (bottom, right) in found)
