"""What a bucket sums up to, and the rows of the slices that did not agree (SYNC 2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from trainingdesk.domain.access import Role
from trainingdesk.server.pull import row_of
from trainingdesk.server.push import locked_device
from trainingdesk.server.records import load
from trainingdesk.server.scopes import granted
from trainingdesk.server.tables import FEED
from trainingdesk.wire.digest import slice_of, sums
from trainingdesk.wire.operation import Digest, OutOfScope, Row
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy import Row as Found

_DECLARED = {table.name: table for table in SYNCED}


def digest(connection: Connection, device_id: str, *, bucket: str) -> Digest:
    """The sums of a bucket as this device is shown it; raises Revoked, OutOfScope."""
    device = _admitted(connection, device_id, bucket)
    asked = select(func.max(FEED.c.seq)).where(FEED.c.county == device.county, FEED.c.bucket == bucket)
    shown = _rows(connection, device, bucket)
    found = sums((_DECLARED[row.table], row.row_id, row.values) for row in shown if row.table in _DECLARED)
    return Digest(bucket=bucket, head=int(connection.scalar(asked) or 0), sums=found)


def slices(connection: Connection, device_id: str, *, bucket: str, wanted: frozenset[int]) -> list[Row]:
    """The rows of some slices of a bucket; raises Revoked, OutOfScope."""
    device = _admitted(connection, device_id, bucket)
    return [row for row in _rows(connection, device, bucket) if slice_of(row.row_id) in wanted]


def _admitted(connection: Connection, device_id: str, bucket: str) -> Found[tuple[object, ...]]:
    device = locked_device(connection, device_id)
    if bucket not in granted(connection, county=device.county, user=device.user, role=Role(device.role)):
        raise OutOfScope
    return device


def _rows(connection: Connection, device: Found[tuple[object, ...]], bucket: str) -> list[Row]:
    asked = select(FEED.c.tbl, FEED.c.row_id).where(
        FEED.c.county == device.county, FEED.c.bucket == bucket, FEED.c.stands
    )
    keys = [(place.tbl, place.row_id) for place in connection.execute(asked)]
    records = load(connection, device.county, keys)
    return [row_of(record, Role(device.role)) for record in records.values()]
