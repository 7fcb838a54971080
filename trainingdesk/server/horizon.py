"""How far desks have come in their buckets (SYNC 2.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from trainingdesk.server.tables import CURSOR, FEED

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import Connection


def note_cursor(connection: Connection, device_id: str, *, bucket: str, seq: int) -> None:
    """A device said that it has everything of a bucket up to a number."""
    mine = CURSOR.c.device == device_id, CURSOR.c.bucket == bucket
    before = connection.scalar(select(CURSOR.c.seq).where(*mine))
    if before is None:
        connection.execute(insert(CURSOR).values(device=device_id, bucket=bucket, seq=seq))
    elif before != seq:
        connection.execute(update(CURSOR).where(*mine).values(seq=seq))


def to_copy(
    connection: Connection, device_id: str, *, county: str, scope: Collection[str], rows_of_a_page: int
) -> tuple[str, ...]:
    """The buckets of its scope that a device has never asked for and that are more than a page; others are forgotten."""
    connection.execute(delete(CURSOR).where(CURSOR.c.device == device_id, CURSOR.c.bucket.not_in(scope)))
    known = set(connection.scalars(select(CURSOR.c.bucket).where(CURSOR.c.device == device_id)))
    new = (bucket for bucket in scope if bucket not in known)
    return tuple(bucket for bucket in new if _is_longer(connection, county, bucket, rows_of_a_page))


def _is_longer(connection: Connection, county: str, bucket: str, rows: int) -> bool:
    asked = select(FEED.c.seq).where(FEED.c.county == county, FEED.c.bucket == bucket)
    return connection.scalar(asked.order_by(FEED.c.seq).offset(rows).limit(1)) is not None
