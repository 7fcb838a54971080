"""What a desk keeps for bundles: its key and those of the centre, and what lies on a stick until its receipt is back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.wire.operation import Welcome

_WAITING = """
SELECT min(on_stick_at) AS since, coalesce(sum(last - first + 1), 0) AS operations
FROM sync_outbox WHERE acked = 0 AND on_stick_at IS NOT NULL"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleKeys:
    """The key that opens bundles to this desk, and the public ones of its centre; None where they are not known yet."""

    box_key: bytes | None = field(default=None, repr=False)
    centre_signer: bytes | None = None
    centre_box: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The centre's clock at the last thing heard of it, and whether it holds what this file never sent."""

    heard_ms: int
    is_copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnStick:
    """What was written to a stick and has no receipt yet: since when, and how many operations."""

    since: datetime | None
    operations: int


def keys(session: Session) -> BundleKeys:
    """The keys of a desk that is joined."""
    row = session.connection().execute(text("SELECT box_key, centre_signer, centre_box FROM sync_link")).first()
    return BundleKeys() if row is None else BundleKeys(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it


def keep_box_key(session: Session, box_key: bytes) -> None:
    """Give a desk that was joined by an older program its key; one that is there stays."""
    session.connection().execute(text("UPDATE sync_link SET box_key = coalesce(box_key, :key)"), {"key": box_key})


def note_centre(session: Session, *, signer: bytes, box: bytes) -> None:
    """Keep the public keys of the centre, where it tells them."""
    if signer and box:
        which = {"signer": signer, "box": box}
        session.connection().execute(text("UPDATE sync_link SET centre_signer = :signer, centre_box = :box"), which)


def heard(session: Session, welcome: Welcome) -> None:
    """Keep what a welcome says about bundles: the keys, and when it was given by the centre's clock."""
    if not welcome.signer:
        return  # an older centre, or a file that does not know what time it is there
    note_centre(session, signer=welcome.signer, box=welcome.box)
    at = {"at": welcome.server_ms}
    session.connection().execute(text("UPDATE sync_link SET heard_ms = :at, is_copy = 0"), at)


def last_heard(session: Session) -> Heard:
    """What is kept of that."""
    row = session.connection().execute(text("SELECT heard_ms, is_copy FROM sync_link")).one()
    return Heard(heard_ms=row.heard_ms, is_copy=bool(row.is_copy))


def note_copy(session: Session) -> None:
    """The centre holds what this file never sent, and gave no new identity yet: the next bundle asks for one."""
    session.connection().execute(text("UPDATE sync_link SET is_copy = 1"))


def note_written(session: Session, *, last: int, at: datetime) -> None:
    """The batches up to this operation lie on a stick now."""
    session.connection().execute(
        text("UPDATE sync_outbox SET on_stick_at = :at WHERE acked = 0 AND last <= :last"),
        {"at": clock.milliseconds(at), "last": last},
    )


def on_stick(session: Session) -> OnStick:
    """What waits for a receipt."""
    row = session.connection().execute(text(_WAITING)).one()
    since = None if row.since is None else clock.instant(row.since)
    return OnStick(since=since, operations=row.operations)
