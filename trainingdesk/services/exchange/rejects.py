"""Rows that could not go in, given back to their sender in the sender's own workbook.

What comes out holds the title and heading rows as they were and only the rows to be corrected, with a column 错误原因 that
says why and the guilty cells colored. The corrected file can be dropped as it is: the added columns are known and ignored.
Good rows are left out, not hidden, so that nothing is imported twice and no more is sent around than must be.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.file_content import FileContent, load_file
from trainingdesk.services.exchange.grid import WorkbookKind
from trainingdesk.services.exchange.limits import Limits
from trainingdesk.services.exchange.plain_rejects import write_plain
from trainingdesk.services.exchange.returned_table import ReturnedRow, ReturnedTable
from trainingdesk.services.exchange.saving import saving
from trainingdesk.services.exchange.text_rejects import write_text
from trainingdesk.services.exchange.xlsx_cut import without_rows
from trainingdesk.services.exchange.xlsx_scan import sheet_parts
from trainingdesk.services.exchange.zip_package import ZipPackage

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.exchange.grid import Workbook
    from trainingdesk.services.exchange.sheet_table import SheetTable

XLSX, CSV = ".xlsx", ".csv"
MOST_CELLS_ANNOTATED: Final = 400_000
"""openpyxl needs some 12 µs and 1 kB for a cell where rows cannot be left out first; a larger file loses its layout."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that comes back: where it stands, the sentences that say why, and the columns (from 0) that are to blame."""

    sheet: str
    number: int
    reasons: tuple[str, ...]
    columns: tuple[int, ...] = ()


def write_rejects(
    source: Source,
    target: Path,
    *,
    workbook: Workbook,
    tables: Sequence[SheetTable],
    rejected: Sequence[RejectedRow],
    limits: Limits | None = None,
) -> None:
    """Write an .xlsx with the rejected rows of ``tables``, which were read from ``source`` as ``workbook``.

    An .xlsx keeps its looks and its other sheets; from any other kind a plain sheet with the same columns is made, and where
    ``target`` ends in .csv, a text table. Raises Refused where the file is no longer the one that was read, nothing is
    rejected or ``target`` is no place for it, Unavailable for what the disk does.
    """
    if target.suffix.lower() not in {XLSX, CSV}:
        raise Refused("export.wrong_ending", name=target.name)
    if not isinstance(source, FileContent) and target.resolve() == source.resolve():
        raise Refused("rejects.same_file", name=target.name)
    returned = _returned(tables, rejected)
    if not returned:
        raise Refused("rejects.none")
    content = load_file(source, limits or Limits())
    if hashlib.sha256(content.data).hexdigest() != workbook.digest:
        raise Refused("rejects.file_changed", name=source.name)
    with saving(target) as part:
        if target.suffix.lower() == CSV:
            write_text(part, returned)
        elif workbook.kind is not WorkbookKind.XLSX or _cells(workbook) > MOST_CELLS_ANNOTATED:
            write_plain(part, returned)
        else:
            gone = {table.sheet.name for table in tables} - {table.sheet.name for table in returned}
            _annotate(_what_goes_back(ZipPackage(content, limits or Limits()), returned), part, returned, without=gone)


def _what_goes_back(package: ZipPackage, returned: Sequence[ReturnedTable]) -> bytes:
    """The sender's workbook with the headings and the rows that go back, and whole sheets where no rows were read."""
    parts = sheet_parts(package)
    return without_rows(
        package, {parts[one.sheet.name]: one.row_numbers for one in returned if one.sheet.name in parts}
    )


def _annotate(data: bytes, part: Path, returned: Sequence[ReturnedTable], *, without: Collection[str]) -> None:
    """The sender's own workbook, or a plain sheet where it cannot be opened for changes."""
    from trainingdesk.services.exchange.annotated_workbook import (  # noqa: PLC0415 -- openpyxl, a tenth of a second
        open_for_annotation,
        write_annotated,
    )

    book = open_for_annotation(data)
    if book is None:
        write_plain(part, returned)
    else:
        write_annotated(book, part, returned, without=without)


def _returned(tables: Sequence[SheetTable], rejected: Sequence[RejectedRow]) -> tuple[ReturnedTable, ...]:
    by_place = {(row.sheet, row.number): row for row in rejected}
    returned = []
    for table in tables:
        rows = tuple(
            ReturnedRow(row, found.reasons, frozenset(found.columns))
            for row in table.body
            if (found := by_place.get((table.sheet.name, row.number)))
        )
        if rows:
            returned.append(ReturnedTable(table.sheet, table.header, rows))
    return tuple(returned)


def _cells(workbook: Workbook) -> int:
    return sum(len(row.cells) for sheet in workbook.sheets for row in sheet.rows)
