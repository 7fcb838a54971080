"""Buckets that are being taken as snapshots: what was offered, and how far it is (SYNC 2.11).

A part counts with the transaction that put its rows into the tables, the last one with the cursor of its bucket (R8): a cut
or a crash anywhere leaves a desk that goes on with the next part.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.wire.snapshot import Offer


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A bucket under way; ``snapshot`` is empty, and the rest means nothing, until one was offered."""

    bucket: str
    snapshot: str
    seq: int
    rows: int
    rows_done: int
    parts: tuple[str, ...]
    parts_done: int


def copies(session: Session) -> dict[str, Copy]:
    """What is under way, by bucket."""
    asked = text("SELECT bucket, snapshot, seq, rows, rows_done, parts, parts_done FROM sync_snapshot")
    found = [dict(row._mapping) for row in session.connection().execute(asked)]  # noqa: SLF001 -- its public name
    return {one["bucket"]: Copy(**{**one, "parts": tuple(json.loads(one["parts"]))}) for one in found}


def percent(session: Session) -> int | None:
    """How much of what is under way is here; None where nothing is."""
    asked = "SELECT count(*) AS buckets, sum(rows) AS rows, sum(rows_done) AS done FROM sync_snapshot"
    row = session.connection().execute(text(asked)).one()
    return 100 * row.done // max(row.rows, 1) if row.buckets else None


def want(session: Session, bucket: str) -> None:
    """Take this bucket as a snapshot; one that is under way goes on."""
    wanted = "INSERT INTO sync_snapshot (bucket, snapshot, seq, rows, rows_done, parts, parts_done) "
    session.connection().execute(
        text(f"{wanted} VALUES (:bucket, '', 0, 0, 0, '[]', 0) ON CONFLICT (bucket) DO NOTHING"), {"bucket": bucket}
    )


def begin(session: Session, offer: Offer) -> None:
    """Note what was offered; its parts are taken from the first one on."""
    session.connection().execute(
        text(
            "UPDATE sync_snapshot SET snapshot = :id, seq = :seq, rows = :rows, rows_done = 0, parts = :parts, "
            "parts_done = 0 WHERE bucket = :bucket"
        ),
        {
            "id": offer.id,
            "seq": offer.seq,
            "rows": offer.rows,
            "parts": json.dumps(offer.parts),
            "bucket": offer.bucket,
        },
    )


def begin_anew(session: Session, bucket: str) -> None:
    """The snapshot is not to be had any more: another one is asked for, and the rows of this one stay."""
    session.connection().execute(
        text("UPDATE sync_snapshot SET snapshot = '' WHERE bucket = :bucket"), {"bucket": bucket}
    )


def count(session: Session, bucket: str, *, rows: int) -> None:
    """One more part is in the tables; within the transaction that put it there."""
    session.connection().execute(
        text(
            "UPDATE sync_snapshot SET parts_done = parts_done + 1, rows_done = rows_done + :rows WHERE bucket = :bucket"
        ),
        {"rows": rows, "bucket": bucket},
    )


def finish(session: Session, copy: Copy) -> None:
    """The bucket is whole as of the number of its snapshot; within the transaction that wrote the last part."""
    connection = session.connection()
    connection.execute(text("DELETE FROM sync_snapshot WHERE bucket = :bucket"), {"bucket": copy.bucket})
    connection.execute(text("DELETE FROM sync_inbox WHERE bucket = :bucket"), {"bucket": copy.bucket})
    connection.execute(
        text(
            "INSERT INTO sync_bucket (bucket, cursor, whole) VALUES (:bucket, :seq, 1) "
            "ON CONFLICT (bucket) DO UPDATE SET cursor = :seq, whole = 1"
        ),
        {"bucket": copy.bucket, "seq": copy.seq},
    )
