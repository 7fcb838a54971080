"""Where a table stands in a workbook (people, marks, institutions): its heading rows, its body, and what is none of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.services.exchange.footer_lines import skip_reason
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.headings import Header, Heading, map_columns, signature

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from trainingdesk.services.exchange.footer_lines import SkipReason
    from trainingdesk.services.exchange.grid import Merge, Sheet, SheetRow, Workbook
    from trainingdesk.services.exchange.headings import ColumnMapping, Wanted

ROWS_SEARCHED: Final = 40
"""Titles, a letter to the townships and a filling guide take some 20 rows at most."""
MOST_HEADING_ROWS: Final = 3
LEAST_GAIN: Final = 2
"""A second heading row belongs to the first only where it names at least so many more fields: a row of people does not."""
_LONG_NUMBER: Final = re.compile("[0-9０-９]{5}")
"""A heading holds no longer number than a year; an ID, a phone and a date written as a number do."""


@dataclass(frozen=True, slots=True)
class SkippedRow:
    """A row below the headings that is no person or thing of the list, and why."""

    number: int
    reason: SkipReason
    text: str


@dataclass(frozen=True, slots=True)
class SheetTable:
    """One table, cut out of its sheet."""

    sheet: Sheet
    header: Header
    mapping: ColumnMapping
    body: tuple[SheetRow, ...]
    skipped: tuple[SkippedRow, ...]

    @property
    def hidden_rows(self) -> tuple[int, ...]:
        """Rows of the body that an office program does not show: they are read like all others, and that is said."""
        return tuple(row.number for row in self.body if row.hidden)


@dataclass(frozen=True, slots=True)
class FoundTables:
    """The tables of a workbook and the names of the sheets that hold none."""

    tables: tuple[SheetTable, ...]
    other_sheets: tuple[str, ...]


def find_tables(workbook: Workbook, wanted: Wanted) -> FoundTables:
    """Every sheet with the required headings; hidden sheets only where no visible one has them.

    Raises Refused, saying what was looked for, where no sheet has them.
    """
    for hidden in (False, True):
        candidates = [sheet for sheet in workbook.sheets if sheet.hidden is hidden]
        tables = tuple(table for sheet in candidates if (table := find_table(sheet, wanted)))
        if tables:
            used = {table.sheet.name for table in tables}
            return FoundTables(tables, tuple(sheet.name for sheet in workbook.sheets if sheet.name not in used))
    raise Refused(wanted.missing, name=workbook.name, wanted=tuple(wanted.required.values()))


def find_table(sheet: Sheet, wanted: Wanted) -> SheetTable | None:
    """The table of a sheet, or None where the required headings stand nowhere in its first rows."""
    best: tuple[int, Header, ColumnMapping] | None = None
    for header in _candidates(sheet):
        mapping = map_columns(header, wanted.synonyms, wanted.remembered.get(signature(header)))
        if mapping.missing(wanted.required):
            continue
        gain = LEAST_GAIN if best and len(header.rows) > len(best[1].rows) else 1
        if best is None or len(mapping.columns) >= best[0] + gain:
            best = len(mapping.columns), header, mapping
    return _cut(sheet, best[1], best[2], wanted) if best else None


def header_at(sheet: Sheet, rows: Sequence[int]) -> Header:
    """The headings in these rows of a sheet; a merged cell stands above every column it spans."""
    chosen = [row for row in sheet.rows if row.number in set(rows)]
    merges = [merge for merge in sheet.merges if rows[0] <= merge.first_row <= rows[-1]]
    headings = (_heading(chosen, merges, column) for column in range(sheet.width))
    return Header(tuple(rows), tuple(heading for heading in headings if heading.parts))


def likely_header(sheet: Sheet) -> Header | None:
    """The row with the most headings, known or not; None where every row holds data."""
    rows = (found for found in _candidates(sheet) if len(found.rows) == 1)
    return max(rows, key=lambda found: len(found.headings), default=None)


def _candidates(sheet: Sheet) -> Iterator[Header]:
    """Every row and every few rows that may be headings: single rows first, then the higher ones."""
    rows = list(islice(sheet.rows, ROWS_SEARCHED))
    sheet = _top(sheet, rows)
    for height in range(1, MOST_HEADING_ROWS + 1):
        for start in range(len(rows) - height + 1):
            group = rows[start : start + height]
            together = group[-1].number - group[0].number == height - 1
            if together and all(map(_may_be_heading, group)) and not _cuts_a_merge(sheet, group):
                yield header_at(sheet, [row.number for row in group])


def _top(sheet: Sheet, rows: Sequence[SheetRow]) -> Sheet:
    """The sheet as far as headings are looked for: thousands of rows and merged cells below make no difference to them."""
    last = rows[-1].number if rows else 0
    merges = tuple(merge for merge in sheet.merges if merge.first_row <= last)
    return replace(sheet, rows=tuple(rows), merges=merges)


def _may_be_heading(row: SheetRow) -> bool:
    return not any(_holds_data(cell_text(cell)) for cell in row.cells if not isinstance(cell, date))


def _holds_data(text: str) -> bool:
    return _LONG_NUMBER.search(text) is not None


def _cuts_a_merge(sheet: Sheet, group: Sequence[SheetRow]) -> bool:
    """Whether a heading cell that spans rows would be in the header by halves only."""
    first, last = group[0].number, group[-1].number
    return any(
        merge.first_row <= last < merge.last_row or merge.first_row < first <= merge.last_row
        for merge in sheet.merges
        if merge.height <= MOST_HEADING_ROWS
    )


def _heading(rows: Sequence[SheetRow], merges: Sequence[Merge], column: int) -> Heading:
    """The parts above a column; a cell that is merged over columns names them all only where each has a part below."""
    parts: list[str] = []
    shared, continues = 0, False
    for row in rows:
        merge = next((merge for merge in merges if merge.covers(row.number, column)), None)
        if merge and row.number != merge.first_row:
            continue
        text = cell_text(row.at(merge.first_column if merge else column))
        if text:
            spread = merge is not None and merge.width > 1
            continues = merge is not None and column > merge.first_column
            shared += spread and shared == len(parts)
            parts.append(text)
    return Heading(column, () if continues else tuple(parts), shared)


def _cut(sheet: Sheet, header: Header, mapping: ColumnMapping, wanted: Wanted) -> SheetTable:
    """Part the rows below the headings into people and others."""
    body, skipped = [], []
    below = _filled_down(sheet, header, {mapping.columns[field] for field in wanted.required})
    for row in (row for row in sheet.rows if row.number > header.rows[-1]):
        reason = skip_reason(row, sheet.merges, mapping, wanted)
        if reason is None:
            body.append(below.get(row.number, row))
        else:
            skipped.append(SkippedRow(row.number, reason, "  ".join(filter(None, map(cell_text, row.cells)))))
    return SheetTable(sheet, header, mapping, tuple(body), tuple(skipped))


def _filled_down(sheet: Sheet, header: Header, own: Collection[int]) -> Mapping[int, SheetRow]:
    """Rows below a cell that is merged over rows (one village for all its people) with that cell's value.

    Columns in ``own`` are each row's own: two rows under one merged name are not two people of that name.
    """
    rows = {row.number: row for row in sheet.rows}
    filled: dict[int, SheetRow] = {}
    for merge in sheet.merges:
        top = rows.get(merge.first_row)
        if top is None or merge.first_row <= header.rows[-1] or merge.first_column in own:
            continue
        for number in range(merge.first_row + 1, min(merge.last_row, sheet.rows[-1].number) + 1):
            if number in rows:
                row = filled.get(number, rows[number])
                filled[number] = row.with_cell(merge.first_column, top.at(merge.first_column))
    return filled
