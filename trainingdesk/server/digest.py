"""What a bucket sums up to, and the rows of the slices that did not agree (SYNC 2.13).

A county has a million rows: they are read as one stream, and nobody who writes waits for it (``engine.one_moment``).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from trainingdesk.domain.access import Role
from trainingdesk.server.pull import row_of
from trainingdesk.server.push import locked_device
from trainingdesk.server.records import load
from trainingdesk.server.scopes import granted, shown
from trainingdesk.server.tables import FEED, RECORD
from trainingdesk.wire.digest import slice_of, sums
from trainingdesk.wire.operation import Digest, OutOfScope, Row
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import Connection, Select

    from trainingdesk.wire.schema import Table

_DECLARED: Final = {table.name: table for table in SYNCED}
_ROWS_AT_ONCE: Final = 2000


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


def slices(reading: Connection, asked: Asked, *, wanted: frozenset[int]) -> list[Row]:
    """The rows of some slices of a bucket."""
    places = reading.execute(_standing(asked, FEED.c.tbl, FEED.c.row_id))
    keys = [(place.tbl, place.row_id) for place in places if slice_of(place.row_id) in wanted]
    return [row_of(record, asked.role) for record in load(reading, asked.county, keys).values()]


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
