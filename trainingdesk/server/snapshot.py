"""Makes, keeps and gives out snapshots of buckets for desks that hold nothing of them yet (SYNC 2.11).

One is made in a transaction that reads everything at one moment while others go on writing; its parts are kept as they are
ready, so no more than one of them is in memory. Desks that see the same share it as long as it is not far behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import Text, cast, delete, func, insert, or_, select, update

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.server import erasure, horizon
from trainingdesk.server.engine import one_moment
from trainingdesk.server.keys import keys
from trainingdesk.server.push import locked_device
from trainingdesk.server.scopes import granted
from trainingdesk.server.snapshot_part import Parts
from trainingdesk.server.tables import BATCH, COUNTER, FEED, RECORD, SNAPSHOT, SNAPSHOT_PART
from trainingdesk.wire.operation import OutOfScope
from trainingdesk.wire.schema import SYNCED
from trainingdesk.wire.snapshot import Gone, Offer, digest_of, signed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection, Engine, Row

#: A snapshot serves as long as what changed after it is less than so many rows and this share of it.
_BEHIND: Final = 2000
_SHARE: Final = 5
#: One that nobody asked for in so long is thrown away, and so is one whose making ended half-way.
KEPT_MS: Final = 7 * 24 * 3_600_000
_HALF_MADE_MS: Final = 3_600_000
_ROWS_AT_ONCE: Final = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose bucket is asked for, and as which role sees it; ``least`` is the number that it must not lie below."""

    county: str
    bucket: str
    role: Role
    least: int

    @property
    def sensitive(self) -> bool:
        """Whether nothing of a person is hidden in it."""
        return may((self.role,), Action.SEE_SENSITIVE)


def wanted(connection: Connection, device_id: str, bucket: str) -> Wanted:
    """What this device asks for; raises Revoked, OutOfScope.

    A snapshot from before the device's own last change would show what that replaced (R1); after one from below the
    horizon nobody would tell what left the bucket since. None tells of somebody who was erased after it.
    """
    device = _admitted(connection, device_id, bucket)
    own = select(func.max(BATCH.c.changed)).where(BATCH.c.device == device_id)
    least = max(int(connection.scalar(own) or 0), horizon.of_bucket(connection, device.county, bucket))
    least = max(least, erasure.last_version(connection, device.county))
    return Wanted(device.county, bucket, Role(device.role), least)


def offered(connection: Connection, asked: Wanted, *, now_ms: int) -> Offer | None:
    """The newest snapshot that serves; None where one has to be made."""
    usable = select(SNAPSHOT).where(_alike(asked), SNAPSHOT.c.ready, SNAPSHOT.c.seq >= asked.least)
    found = connection.execute(usable.order_by(SNAPSHOT.c.seq.desc()).limit(1)).one_or_none()
    if found is None or _head(connection, asked.county) - found.seq > _BEHIND + found.rows // _SHARE:
        return None
    connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.id == found.id).values(used_ms=now_ms))
    digests = select(SNAPSHOT_PART.c.sha256).where(SNAPSHOT_PART.c.snapshot == found.id)
    parts = list(connection.scalars(digests.order_by(SNAPSHOT_PART.c.number)))
    offer = Offer(bucket=asked.bucket, id=found.id, seq=found.seq, rows=found.rows, parts=parts)
    return signed(offer, county=asked.county, signing_key=keys(connection).signing_key)


def make(engine: Engine, asked: Wanted, *, now: Callable[[], int], most: int) -> None:
    """Make a snapshot of a bucket as it stands now, with ``most`` rows a part, and throw away what nobody needs any more."""
    with one_moment(engine) as reading:
        snapshot = str(uuid4())
        seq, rows = _head(reading, asked.county), 0
        with engine.begin() as connection:
            throw_away(connection, now_ms=now())
            connection.execute(insert(SNAPSHOT).values(id=snapshot, seq=seq, rows=0, ready=False, **_of(asked, now())))
        for number, (size, body) in enumerate(_parts(reading, asked, most)):
            rows += size
            kept = {"snapshot": snapshot, "number": number, "sha256": digest_of(body), "body": body}
            with engine.begin() as connection:
                connection.execute(insert(SNAPSHOT_PART).values(kept))
                connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.id == snapshot).values(used_ms=now()))
    with engine.begin() as connection:
        connection.execute(update(SNAPSHOT).where(SNAPSHOT.c.id == snapshot).values(ready=True, rows=rows))


def part(connection: Connection, device_id: str, *, snapshot: str, number: int) -> bytes:
    """The bytes of a part; raises Revoked, OutOfScope, and Gone where the snapshot was thrown away."""
    found = connection.execute(select(SNAPSHOT).where(SNAPSHOT.c.id == snapshot, SNAPSHOT.c.ready)).one_or_none()
    device = locked_device(connection, device_id)
    if found is None:
        raise Gone
    sees = may((Role(device.role),), Action.SEE_SENSITIVE)
    if (found.county, found.sensitive) != (device.county, sees):
        raise OutOfScope
    _admitted(connection, device_id, found.bucket)
    body = connection.scalar(
        select(SNAPSHOT_PART.c.body).where(SNAPSHOT_PART.c.snapshot == snapshot, SNAPSHOT_PART.c.number == number)
    )
    if body is None:
        raise Gone
    return bytes(body)


def _admitted(connection: Connection, device_id: str, bucket: str) -> Row[Any]:
    device = locked_device(connection, device_id)
    if bucket not in granted(connection, county=device.county, user=device.user, role=Role(device.role)):
        raise OutOfScope
    return device


def _of(asked: Wanted, now_ms: int) -> dict[str, Any]:
    return {"county": asked.county, "bucket": asked.bucket, "sensitive": asked.sensitive, "used_ms": now_ms}


def _alike(asked: Wanted) -> Any:
    same = SNAPSHOT.c.county == asked.county, SNAPSHOT.c.bucket == asked.bucket
    return same[0] & same[1] & (SNAPSHOT.c.sensitive == asked.sensitive)


def _head(connection: Connection, county: str) -> int:
    return int(connection.scalar(select(COUNTER.c.n).where(COUNTER.c.county == county)) or 0)


def throw_away(connection: Connection, *, now_ms: int) -> None:
    """Drop snapshots that nobody took for a week, and those whose making ended half-way."""
    old = or_(
        SNAPSHOT.c.used_ms < now_ms - KEPT_MS,
        SNAPSHOT.c.ready.is_(False) & (SNAPSHOT.c.used_ms < now_ms - _HALF_MADE_MS),
    )
    gone = list(connection.scalars(select(SNAPSHOT.c.id).where(old)))
    if gone:
        connection.execute(delete(SNAPSHOT_PART).where(SNAPSHOT_PART.c.snapshot.in_(gone)))
        connection.execute(delete(SNAPSHOT).where(SNAPSHOT.c.id.in_(gone)))


def _parts(reading: Connection, asked: Wanted, most: int) -> Iterator[tuple[int, bytes]]:
    """The parts of a bucket, each with the number of its rows: parents before children, each table by its ids."""
    made = Parts(asked.role, most)
    standing = FEED.c.county == asked.county, FEED.c.bucket == asked.bucket, FEED.c.stands
    known = [table.name for table in SYNCED]
    others = reading.scalars(select(FEED.c.tbl).where(*standing, FEED.c.tbl.not_in(known)).distinct())
    for table in (*known, *sorted(others)):
        made.begin(table)
        for rows in _rows(reading, asked, table):
            yield from made.add(rows)
        made.end()
    yield made.last()


def _rows(reading: Connection, asked: Wanted, table: str) -> Iterator[list[Any]]:
    """The rows of a table that stand in the bucket, as text, by their ids."""
    here = FEED.c.county == asked.county, FEED.c.bucket == asked.bucket, FEED.c.tbl == table, FEED.c.stands
    joined = (RECORD.c.county == FEED.c.county) & (RECORD.c.tbl == FEED.c.tbl) & (RECORD.c.id == FEED.c.row_id)
    by_id = FEED.c.row_id if reading.dialect.name == "sqlite" else FEED.c.row_id.collate("C")
    query = (
        select(FEED.c.row_id, cast(RECORD.c.data, Text), cast(RECORD.c.stamps, Text), RECORD.c.version)
        .join_from(FEED, RECORD, joined)
        .where(*here)
        .order_by(by_id)
    )
    found = reading.execution_options(yield_per=_ROWS_AT_ONCE).execute(query)
    for several in found.partitions(_ROWS_AT_ONCE):
        yield list(several)
