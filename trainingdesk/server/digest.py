"""What a bucket sums up to, and the rows of the slices that did not agree (SYNC 2.13).

A county has a million rows: they are read as one stream, and nobody who writes waits for it (``engine.one_moment``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import func, select

from trainingdesk.domain.access import Role
from trainingdesk.server.pull import PAGE_BYTES, row_of
from trainingdesk.server.push import locked_device
from trainingdesk.server.records import load
from trainingdesk.server.scopes import granted, shown
from trainingdesk.server.tables import FEED, RECORD
from trainingdesk.wire.digest import slice_of, sums
from trainingdesk.wire.operation import Digest, OutOfScope, SlicePage
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection, Select

    from trainingdesk.server.records import Key
    from trainingdesk.wire.operation import Row, Slices
    from trainingdesk.wire.schema import Table

_DECLARED: Final = {table.name: table for table in SYNCED}
_ROWS_AT_ONCE: Final = 2000
#: How many ids are looked through for a page: a second of work, where hardly any of them is wanted.
IDS_OF_A_PAGE: Final = 200_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A bucket of a county, as a role is shown it."""

    county: str
    bucket: str
    role: Role


def admitted(connection: Connection, device_id: str, bucket: str) -> Asked:
    """What a device may compare; raises Revoked, OutOfScope."""
    device = locked_device(connection, device_id)
    if bucket not in granted(connection, county=device.county, user=device.user, role=Role(device.role)):
        raise OutOfScope
    return Asked(device.county, bucket, Role(device.role))


def head(reading: Connection, asked: Asked) -> int:
    """The number of what came into a bucket, or left it, last."""
    return int(reading.scalar(_standing(asked, func.max(FEED.c.seq), also_left=True)) or 0)


def digest(reading: Connection, asked: Asked) -> Digest:
    """The sums of a bucket as it stands at one moment."""
    return Digest(bucket=asked.bucket, head=head(reading, asked), sums=sums(_shown(reading, asked)))


def slices(reading: Connection, asked: Asked, wanted: Slices, *, ids_of_a_page: int) -> SlicePage:
    """A page of the rows of some slices of a bucket, table by table and each by its ids.

    It ends where enough ids were looked through, or where it becomes too large for a desk to open.
    """
    rows: list[Row] = []
    size = seen = 0
    here = frozenset(wanted.wanted)
    for keys in _keys_behind(reading, asked, wanted.tables, wanted.after):
        found = load(reading, asked.county, [key for key in keys if slice_of(key[1]) in here])
        for key in sorted(found, key=itemgetter(1)):
            rows.append(row_of(found[key], asked.role))
            size += len(msgspec.json.encode(rows[-1]))
            if size > PAGE_BYTES:
                return SlicePage(rows=rows, next=key)
        seen += len(keys)
        if seen >= ids_of_a_page:
            return SlicePage(rows=rows, next=keys[-1])
    return SlicePage(rows=rows)


def _keys_behind(reading: Connection, asked: Asked, tables: Sequence[str], after: Key | None) -> Iterator[list[Key]]:
    """The keys of a bucket from there on, some at a time and of one table each."""
    by_id = FEED.c.row_id if reading.dialect.name == "sqlite" else FEED.c.row_id.collate("C")
    behind = after[1] if after is not None else ""
    for table in tables if after is None else dropwhile(lambda one: one != after[0], tables):
        while True:
            query = _standing(asked, FEED.c.row_id).where(FEED.c.tbl == table, by_id > behind)
            ids = list(reading.scalars(query.order_by(by_id).limit(_ROWS_AT_ONCE)))
            if ids:
                yield [(table, row_id) for row_id in ids]
                behind = ids[-1]
            if len(ids) < _ROWS_AT_ONCE:
                break
        behind = ""


def _shown(reading: Connection, asked: Asked) -> Iterator[tuple[Table, str, dict[str, Any]]]:
    """The rows that every program knows, with what they hold."""
    same = (RECORD.c.county == FEED.c.county) & (RECORD.c.tbl == FEED.c.tbl) & (RECORD.c.id == FEED.c.row_id)
    wanted = _standing(asked, RECORD.c.tbl, RECORD.c.id, RECORD.c.data).join_from(FEED, RECORD, same)
    for tbl, row_id, data in reading.execution_options(yield_per=_ROWS_AT_ONCE).execute(wanted):
        if tbl in _DECLARED:
            yield _DECLARED[tbl], row_id, shown(asked.role, tbl, data)


def _standing(asked: Asked, *columns: Any, also_left: bool = False) -> Select[Any]:
    inside = select(*columns).where(FEED.c.county == asked.county, FEED.c.bucket == asked.bucket)
    return inside if also_left else inside.where(FEED.c.stands)
