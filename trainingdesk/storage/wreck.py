"""What can still be read from a damaged database file: the rows of each table, and how much of it was lost.

Rows are reached from the root of their table; leaves whose way from the root is lost are found by looking at every page that
nothing else refers to, and given to the one damaged table whose columns they fit. What SQLite freed was overwritten
(``secure_delete`` is SQLCipher's default), so that such a leaf is never an old copy.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateTable

from trainingdesk.domain.errors import Refused
from trainingdesk.storage import btree
from trainingdesk.storage.btree import Walk
from trainingdesk.storage.pages import LOCK_PAGE
from trainingdesk.storage.plausible import plausible
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.storage.btree import Record, Value
    from trainingdesk.storage.pages import Pages, Watch

#: Rows in a lost page of a table of which no page could be read.
_USUAL_ROWS_IN_A_PAGE = 20
_BATCH = 256
_SCHEMA_COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table begins in the file and in which order its records hold the columns; ``root`` None: not known."""

    name: str
    root: int | None
    columns: tuple[str, ...]
    keeps_rowid: bool
    #: The column whose value is the rowid and stands nowhere else.
    rowid_column: str | None

    def named(self, record: Record) -> dict[str, Value]:
        """The values of a record by column; columns that were added after it was written are missing."""
        values = dict(zip(self.columns, record.values, strict=False))
        if self.rowid_column is not None:
            values[self.rowid_column] = record.rowid
        return values

    def fits(self, record: Record) -> bool:
        """Whether the record could be a row of this table."""
        complete = len(record.values) == len(self.columns)
        return complete and plausible(METADATA.tables[self.name], self.named(record))


@dataclass(slots=True)
class Losses:
    """What one table lost; complete once its rows, and all stray rows, were read."""

    rows: int = 0
    pages: int = 0
    lost_pages: int = 0
    lost_records: int = 0

    @property
    def estimate(self) -> int:
        """Rows that could not be read: as many in a lost page as in the others."""
        in_a_page = self.rows / self.pages if self.pages else _USUAL_ROWS_IN_A_PAGE
        return self.lost_records + round(self.lost_pages * in_a_page)

    @property
    def any(self) -> bool:
        """Whether anything is missing."""
        return bool(self.lost_pages or self.lost_records)


class Wreck:
    """A damaged file. ``unplaced_pages`` counts unsound pages of which nobody knows what they held.

    Read ``rows`` of every table first, ``stray_rows`` last. Raises Refused ``salvage.stopped`` where ``watch`` ends it.
    """

    def __init__(self, pages: Pages, watch: Watch) -> None:
        self._pages = pages
        self._watch = watch
        self._seen: set[int] = set()
        self._looked_at = 0
        self.unplaced_pages = 0
        self._schema = {name: (root, sql) for name, root, sql in self._read_schema()}
        self.layouts = {name: _layout(name, *self._schema.get(name, (None, None))) for name in METADATA.tables}
        self.losses = {name: Losses(lost_pages=int(at.root is None)) for name, at in self.layouts.items()}

    def rows(self, name: str) -> Iterator[dict[str, Value]]:
        """The rows of a table that can be reached from its root."""
        layout, losses = self.layouts[name], self.losses[name]
        if layout.root is None:
            return
        found = Walk(self._seen)
        for record in btree.walk(layout.root, self._plain, found):
            losses.rows += 1
            yield layout.named(record)
        losses.pages += found.pages
        losses.lost_pages += len(found.lost_pages)
        losses.lost_records += found.lost_records

    def counters(self) -> dict[str, int]:
        """The last number that each numbered table gave out."""
        root, _sql = self._schema.get("sqlite_sequence", (None, None))
        records = [] if root is None else [record.values for record in btree.walk(root, self._plain, Walk(self._seen))]
        return {str(values[0]): values[1] for values in records if isinstance(values[1], int)}

    def stray_rows(self) -> Iterator[tuple[str, dict[str, Value]]]:
        """Table and row of every page that lost its way from the root; only damaged tables can have such."""
        damaged = [layout for layout in self.layouts.values() if self.losses[layout.name].any]
        if not damaged:
            return
        self._pass_by_the_rest()
        for number in range(2, self._pages.count + 1):
            if number in self._seen or number == LOCK_PAGE:
                continue
            page = self._plain(number)
            if page is None:
                self.unplaced_pages += 1
            elif btree.kind_of(number, page) is not None:
                yield from self._place(number, page, damaged)

    def _place(self, number: int, page: bytes, damaged: list[Layout]) -> Iterator[tuple[str, dict[str, Value]]]:
        found = Walk(set())
        records = list(btree.records(number, page, self._plain, found))
        keeps_rowid = btree.kind_of(number, page) == btree.LEAF_TABLE
        fitting = [layout for layout in damaged if layout.keeps_rowid == keeps_rowid]
        fitting = [layout for layout in fitting if records and all(map(layout.fits, records))]
        if len(fitting) != 1:
            return
        (layout,) = fitting
        losses = self.losses[layout.name]
        losses.rows += len(records)
        losses.pages += 1
        losses.lost_records += found.lost_records
        yield from ((layout.name, layout.named(record)) for record in records)

    def _pass_by_the_rest(self) -> None:
        """Mark the pages of indexes and of whatever else was not read: they hold no rows that are looked for."""
        for root, _sql in self._schema.values():
            btree.mark(root, self._plain, self._seen)

    def _plain(self, number: int) -> bytes | None:
        self._looked_at += 1
        if self._looked_at % _BATCH == 0 and not self._watch(len(self._seen), self._pages.count):
            raise Refused("salvage.stopped")
        return self._pages.plain(number)

    def _read_schema(self) -> Iterator[tuple[str, int, str]]:
        """Name, root page and text of every table and index that can be read."""
        found = Walk(self._seen)
        rows = [record.values for record in btree.walk(1, self._plain, found)]
        if found.lost_pages:
            rows += self._stray_schema()
        for values in rows:
            match values:
                case ("table" | "index", str(name), _, int(root), sql) if root:
                    yield name, root, sql if isinstance(sql, str) else ""

    def _stray_schema(self) -> Iterator[tuple[Value, ...]]:
        """Rows of the schema in pages to which the way from the first page is lost."""
        for number in range(2, self._pages.count + 1):
            page = None if number in self._seen else self._plain(number)
            if page is None or btree.kind_of(number, page) != btree.LEAF_TABLE:
                continue
            records = btree.records(number, page, self._plain, Walk(set()))
            rows = [record.values for record in takewhile(_is_schema, records)]
            if rows:
                self._seen.add(number)
                yield from rows


def _is_schema(record: Record) -> bool:
    return len(record.values) == _SCHEMA_COLUMNS and record.values[0] in {"table", "index", "trigger", "view"}


def _declared(name: str) -> str:
    return str(CreateTable(METADATA.tables[name]).compile(dialect=sqlite.dialect()))


def _layout(name: str, root: int | None, sql: str | None) -> Layout:
    """The layout of a table as the file declares it; as this program declares it where that is lost."""
    with closing(sqlcipher.connect(":memory:")) as scratch:
        scratch.execute(sql or _declared(name))
        info = scratch.execute(f'PRAGMA table_info("{name}")').fetchall()
        without_rowid = scratch.execute(f'PRAGMA table_list("{name}")').fetchone()[4]
    key = [row[1] for row in sorted(info, key=lambda row: int(row[5])) if row[5]]
    integer_key = [row[1] for row in info if row[5] and row[2].upper() == "INTEGER"]
    columns = [row[1] for row in info]
    if without_rowid:
        columns = key + [column for column in columns if column not in key]
    alias = integer_key[0] if integer_key and len(key) == 1 and not without_rowid else None
    return Layout(name, root, tuple(columns), not without_rowid, alias)
