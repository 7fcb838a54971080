"""How far desks have come in their buckets, and from where on it may be forgotten what left one (SYNC 2.12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, insert, select, update

from trainingdesk.server.bulk import put
from trainingdesk.server.tables import COUNTER, CURSOR, DEVICE, FEED, HORIZON, MILESTONE
from trainingdesk.wire.snapshot import Rebase

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

_DAY_MS: Final = 24 * 3_600_000
#: A device that was not heard for so long is not waited for: it takes a snapshot when it comes back.
SILENT_MS: Final = 180 * _DAY_MS
#: For so long it is kept in any case what left a bucket.
KEPT_MS: Final = 400 * _DAY_MS


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


def of_bucket(connection: Connection, county: str, bucket: str) -> int:
    """Below which number it is forgotten what left a bucket."""
    asked = select(HORIZON.c.seq).where(HORIZON.c.county == county, HORIZON.c.bucket == bucket)
    return int(connection.scalar(asked) or 0)


def require_above(connection: Connection, device_id: str, *, bucket: str, after: int) -> None:
    """Raises Rebase for a device that has something of a bucket, and may have missed what left it since."""
    county = connection.scalar(select(DEVICE.c.county).where(DEVICE.c.id == device_id))
    if 0 < after < of_bucket(connection, str(county), bucket):
        raise Rebase


def forget(connection: Connection, *, now_ms: int) -> int:
    """Forget what left a bucket long ago, where every device that is still about has heard of it; answers how much."""
    heads = connection.execute(select(COUNTER.c.county, COUNTER.c.n).order_by(COUNTER.c.county)).all()
    reached = {county: _reached_before(connection, county, head, now_ms) for county, head in heads}
    if not any(reached.values()):
        return 0
    left = select(FEED.c.county, FEED.c.bucket).where(FEED.c.stands.is_(False)).group_by(FEED.c.county, FEED.c.bucket)
    buckets: dict[str, list[str]] = {}
    for county, bucket in connection.execute(left):
        buckets.setdefault(county, []).append(bucket)
    return sum(_forget_in(connection, one, found, reached.get(one, 0), now_ms) for one, found in buckets.items())


def _forget_in(connection: Connection, county: str, buckets: Iterable[str], old: int, now_ms: int) -> int:
    heard = _heard(connection, county, now_ms)
    count = 0
    for bucket in buckets:
        gone = (FEED.c.county == county, FEED.c.bucket == bucket, FEED.c.stands.is_(False))
        mine = (*gone, FEED.c.seq <= min(old, heard.get(bucket, old)))
        seq = connection.scalar(select(func.max(FEED.c.seq)).where(*mine))
        if seq is not None:
            count += connection.execute(delete(FEED).where(*mine)).rowcount
            put(connection, HORIZON, [{"county": county, "bucket": bucket, "seq": seq}])
    return count


def _reached_before(connection: Connection, county: str, head: int, now_ms: int) -> int:
    """The number that a county had reached when what must be kept begins; the number of today is noted for later."""
    mine = MILESTONE.c.county == county
    newest = connection.scalar(select(func.max(MILESTONE.c.at_ms)).where(mine))
    if newest is None or newest <= now_ms - _DAY_MS:
        connection.execute(insert(MILESTONE).values(county=county, at_ms=now_ms, n=head))
    old = (mine, MILESTONE.c.at_ms <= now_ms - KEPT_MS)
    last = connection.scalar(select(func.max(MILESTONE.c.at_ms)).where(*old))
    if last is None:
        return 0
    connection.execute(delete(MILESTONE).where(*old, MILESTONE.c.at_ms < last))
    return int(connection.scalar(select(MILESTONE.c.n).where(mine, MILESTONE.c.at_ms == last)) or 0)


def _heard(connection: Connection, county: str, now_ms: int) -> dict[str, int]:
    """What the slowest device that is still about has heard of each bucket."""
    about = (DEVICE.c.county == county, DEVICE.c.revoked.is_(False), DEVICE.c.seen_ms >= now_ms - SILENT_MS)
    asked = select(CURSOR.c.bucket, func.min(CURSOR.c.seq)).join_from(CURSOR, DEVICE, CURSOR.c.device == DEVICE.c.id)
    found = connection.execute(asked.where(*about).group_by(CURSOR.c.bucket))
    return {bucket: int(seq) for bucket, seq in found}
