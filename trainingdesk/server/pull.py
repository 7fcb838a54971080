"""Gives what changed in a bucket after a cursor, in the order of commits (SYNC 2.5 R7, R8; 2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import func, or_, select

from trainingdesk.domain.access import Role
from trainingdesk.server.push import locked_device
from trainingdesk.server.records import load, told
from trainingdesk.server.scopes import granted, shown, tells_reason
from trainingdesk.server.tables import FEED
from trainingdesk.wire.operation import OutOfScope, Page, Row

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from trainingdesk.server.records import Record

ROWS_OF_A_PAGE = 2000
#: A desk opens no more at once than ``MOST_BYTES``; a month's figures with the rows behind them are a few megabytes.
PAGE_BYTES = 6 << 20


def buckets(connection: Connection, device_id: str) -> tuple[str, ...]:
    """What this device may ask for; raises Revoked."""
    device = locked_device(connection, device_id)
    return granted(connection, county=device.county, user=device.user, role=Role(device.role))


def pull(
    connection: Connection, device_id: str, *, bucket: str, after: int, own: bool = True, limit: int = ROWS_OF_A_PAGE
) -> Page:
    """The next page of a bucket, of fewer rows where they are large; raises Revoked, OutOfScope.

    Without ``own`` it leaves out rows that stand as the device sent them: its receipts told it their versions.
    """
    page = _page(connection, device_id, bucket=bucket, after=after, own=own, limit=limit)
    while len(page.rows) > 1 and len(msgspec.json.encode(page)) > PAGE_BYTES:
        limit = len(page.rows) // 2
        page = _page(connection, device_id, bucket=bucket, after=after, own=own, limit=limit)
    return page


def _page(connection: Connection, device_id: str, *, bucket: str, after: int, own: bool, limit: int) -> Page:
    device = locked_device(connection, device_id)
    role = Role(device.role)
    if bucket not in granted(connection, county=device.county, user=device.user, role=role):
        raise OutOfScope
    inside = (FEED.c.county == device.county, FEED.c.bucket == bucket)
    # Asked first: what is committed after it has a higher number, and waits for the next page (R7).
    head = connection.scalar(select(func.max(FEED.c.seq)).where(*inside)) or 0
    asked = select(FEED).where(*inside, FEED.c.seq > after, FEED.c.seq <= head)
    if not own:
        asked = asked.where(or_(FEED.c.known_to.is_(None), FEED.c.known_to != device_id))
    places = list(connection.execute(asked.order_by(FEED.c.seq).limit(limit + 1)))
    more, places = len(places) > limit, places[:limit]
    standing = [(place.tbl, place.row_id) for place in places if place.stands]
    records = load(connection, device.county, standing)
    return Page(
        bucket=bucket,
        asked=after,
        rows=[row_of(records[key], role) for key in standing if key in records],
        removed=[(place.tbl, place.row_id) for place in places if not place.stands],
        next=places[-1].seq if more else max(after, head),
        more=more,
        heard=device.last_op,
    )


def row_of(record: Record, role: Role) -> Row:
    """A row as a desk of this role receives it."""
    stamps = {name: stamp[0] for name, stamp in record.stamps.items()}
    why = tells_reason(role, record.table)
    by = {name: told(stamp, reason=why) for name, stamp in record.stamps.items()}
    values = shown(role, record.table, record.data)
    return Row(table=record.table, row_id=record.row_id, values=values, version=record.version, stamps=stamps, by=by)
