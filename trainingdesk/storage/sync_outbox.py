"""What goes to the centre: batches frozen before they are first sent, acknowledged after it has them (SYNC 2.5 R4, R6).

Operations get their numbers here, without a gap, per identity of this device.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from trainingdesk.storage import sync_known, sync_returning
from trainingdesk.storage.sync_inbox import forget_staged
from trainingdesk.storage.sync_link import link
from trainingdesk.storage.sync_operations import waiting_operations
from trainingdesk.wire import clock
from trainingdesk.wire.erasure import redacted_body
from trainingdesk.wire.operation import Batch, Fate, freeze, versions_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.storage.sync_link import Link
    from trainingdesk.wire.operation import Receipt, Welcome

OPERATIONS_OF_A_BATCH: Final = 2000
#: The centre may be put back to a backup of so long ago and still get everything again.
_KEPT: Final = timedelta(days=60)
#: The last one of before stays: a centre put back to that day names it, and by it knows this file again.
_FORGET: Final = """
DELETE FROM sync_outbox WHERE acked = 1 AND last < (SELECT max(last) FROM sync_outbox o
WHERE o.device_id = sync_outbox.device_id AND o.acked = 1 AND o.made_at < :old)"""
_CHANGES_OF: Final = """
SELECT s.op FROM sync_change s JOIN history h ON h.id = s.history_id
WHERE h.row_id IN (SELECT value FROM json_each(:ids))"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frozen:
    """A batch as it is sent: the same bytes each time."""

    first: int
    last: int
    body: bytes
    sha256: str


def waiting_batches(session: Session) -> tuple[Frozen, ...]:
    """Frozen and not acknowledged, in their order."""
    asked = text("SELECT first, last, body, sha256 FROM sync_outbox WHERE acked = 0 ORDER BY first")
    return tuple(Frozen(**row._mapping) for row in session.connection().execute(asked))  # noqa: SLF001


def waiting_batch(session: Session, *, behind: int) -> Frozen | None:
    """The first of them that begins behind an operation."""
    asked = (
        "SELECT first, last, body, sha256 FROM sync_outbox WHERE acked = 0 AND first > :behind ORDER BY first LIMIT 1"
    )
    row = session.connection().execute(text(asked), {"behind": behind}).first()
    return None if row is None else Frozen(**row._mapping)  # noqa: SLF001 -- SQLAlchemy's public name for it


def freeze_next(session: Session, *, at: datetime, most: int = OPERATIONS_OF_A_BATCH) -> Frozen | None:
    """Make the next batch of what waits; None where nothing waits that must go out."""
    joined = _joined(session)
    after, last = _frozen_until(session, joined)
    said = waiting_operations(session, after=after, most=most)
    _mark(session, said.skipped)
    if not said.operations:
        return freeze_next(session, at=at, most=most) if said.skipped else None
    body = freeze(Batch(number=last + 1, first=last + 1, operations=said.operations))
    made = Frozen(first=last + 1, last=last + len(said.operations), body=body, sha256=hashlib.sha256(body).hexdigest())
    session.connection().execute(
        text(
            "INSERT INTO sync_outbox (device_id, first, last, changes, body, sha256, acked, made_at) "
            "VALUES (:device, :first, :last, :changes, :body, :sha256, 0, :at)"
        ),
        {
            "device": joined.device_id,
            "first": made.first,
            "last": made.last,
            "changes": json.dumps(said.changes),
            "body": made.body,
            "sha256": made.sha256,
            "at": _at_the_centre(session, at),
        },
    )
    return made


def acknowledge(session: Session, receipt: Receipt, *, first: int, at: datetime) -> None:
    """The centre has the batch that begins with ``first``; what it did not take goes to the list of rejected ones."""
    joined, connection = _joined(session), session.connection()
    which = {"device": joined.device_id, "first": first}
    kept = "FROM sync_outbox WHERE device_id = :device AND first = :first AND acked = 0"
    batch = connection.execute(text(f"SELECT last, changes {kept}"), which).first()
    if batch is None:
        return
    changes = json.loads(batch.changes)
    _mark(session, changes)
    for note, runs in ((sync_known.note, receipt.stands), (sync_returning.note, receipt.returns)):
        note(session, {changes[op - first]: version for op, version in versions_of(runs).items()})
    _received(session, changes, receipt.received_ms)
    connection.execute(text("UPDATE sync_outbox SET acked = 1 WHERE device_id = :device AND first = :first"), which)
    connection.execute(text("UPDATE sync_link SET last_op = :last"), {"last": batch.last})
    forget_staged(session)
    connection.execute(text(_FORGET), {"old": _at_the_centre(session, at - _KEPT)})
    known = range(first, first + len(changes))
    refused = (one for one in receipt.outcomes if one.fate is Fate.QUARANTINED and one.op in known)
    _take_off_the_list(session, changes)
    _reject(session, {changes[one.op - first]: one.code for one in refused}, at)


def _received(session: Session, changes: list[int], at_ms: int) -> None:
    """Note when the centre took what these changes belong to; an older one does not say."""
    if at_ms:
        session.connection().execute(
            text(
                "UPDATE change_set SET received_at = :at WHERE id IN (SELECT h.change_set_id FROM sync_change s "
                "JOIN history h ON h.id = s.history_id WHERE s.op IN (SELECT value FROM json_each(:changes)))"
            ),
            {"at": at_ms, "changes": json.dumps(changes)},
        )


def _take_off_the_list(session: Session, changes: list[int]) -> None:
    """What a centre sent back before it was restored may be taken by it now."""
    session.connection().execute(
        text("DELETE FROM sync_rejected WHERE state = 'open' AND change IN (SELECT value FROM json_each(:changes))"),
        {"changes": json.dumps(changes)},
    )


def _reject(session: Session, codes: dict[int, str], at: datetime) -> None:
    """Put changes that the centre did not take on the list of those that somebody must mend, with its reasons."""
    listed = [{"change": change, "code": code, "at": clock.milliseconds(at)} for change, code in codes.items()]
    if listed:
        session.connection().execute(
            text("INSERT OR REPLACE INTO sync_rejected (change, code, state, at) VALUES (:change, :code, 'open', :at)"),
            listed,
        )


def agree(session: Session, welcome: Welcome) -> bool:
    """Bring the outbox to what the centre holds; False where it holds what this file never sent (SYNC 1, 2 and 3).

    A centre that was put back to a backup gets the batches after it again; one that has more than was acknowledged has
    received a batch whose receipt was lost, which is sent again for its receipt.
    """
    joined = _joined(session)
    if welcome.last_op == 0 and joined.last_op == 0:
        return True
    if welcome.last_op and not _sent(session, joined, welcome):
        return False
    if welcome.last_op < joined.last_op:
        _offer_again(session, joined, welcome.last_op)
    return True


def _sent(session: Session, joined: Link, welcome: Welcome) -> bool:
    """Whether the batch that the centre holds last is one of this file, byte by byte."""
    asked = "SELECT sha256 FROM sync_outbox WHERE device_id = :device AND last = :last"
    which = {"device": joined.device_id, "last": welcome.last_op}
    return session.connection().execute(text(asked), which).scalar() == welcome.last_sha256


def _offer_again(session: Session, joined: Link, last_op: int) -> None:
    connection = session.connection()
    which = {"device": joined.device_id, "last": last_op}
    lost = "WHERE device_id = :device AND first > :last"
    for row in connection.execute(text(f"SELECT first, changes, body FROM sync_outbox {lost}"), which).all():
        _mark(session, json.loads(row.changes), acked=False)
        name = text("UPDATE sync_outbox SET sha256 = :sha256 WHERE device_id = :device AND first = :first")
        digest = hashlib.sha256(row.body).hexdigest()  # ``redact`` may have changed the body
        connection.execute(name, {**which, "sha256": digest, "first": row.first})
    connection.execute(text(f"UPDATE sync_outbox SET acked = 0 {lost}"), which)
    connection.execute(text("UPDATE sync_link SET last_op = :last"), {"last": last_op})


def offer_all_again(session: Session) -> None:
    """Send everything that is still kept of what was sent once more, under whatever name this desk will have."""
    connection = session.connection()
    for changes in connection.execute(text("SELECT changes FROM sync_outbox WHERE acked = 1")).scalars().all():
        _mark(session, json.loads(changes), acked=False)
    connection.execute(text("DELETE FROM sync_outbox"))


def redact(session: Session, keys: Collection[tuple[str, str]]) -> None:
    """Of these rows of erased people, batches that are kept for a centre that is put back say nothing more.

    The name of a batch stays: by it the centre that took it knows this file. One under way goes as it is, and is told no
    more after its receipt.
    """
    connection, ids = session.connection(), json.dumps(sorted({row_id for _table, row_id in keys}))
    about = set(connection.execute(text(_CHANGES_OF), {"ids": ids}).scalars())
    kept = connection.execute(text("SELECT device_id, first, changes FROM sync_outbox WHERE acked = 1")).all()
    for batch in kept:
        if not about.isdisjoint(json.loads(batch.changes)):
            _redact(session, {"device": batch.device_id, "first": batch.first}, keys)


def _redact(session: Session, which: dict[str, Any], keys: Collection[tuple[str, str]]) -> None:
    connection, batch = session.connection(), "WHERE device_id = :device AND first = :first"
    body = redacted_body(connection.execute(text(f"SELECT body FROM sync_outbox {batch}"), which).scalar_one(), keys)
    if body is not None:
        connection.execute(text(f"UPDATE sync_outbox SET body = :body {batch}"), {**which, "body": body})


def last_made(session: Session) -> int:
    """The number of the last operation of this desk, as far as it can be told before what waits is frozen."""
    waiting = session.connection().execute(text("SELECT count(*) FROM sync_change WHERE acked = 0")).scalar_one()
    return _joined(session).last_op + int(waiting)


def is_waiting(session: Session) -> bool:
    """Whether a batch is under way: frozen, and not acknowledged."""
    return session.connection().execute(text("SELECT 1 FROM sync_outbox WHERE acked = 0 LIMIT 1")).first() is not None


def _joined(session: Session) -> Link:
    found = link(session)
    if found is None:
        raise LookupError("this desk was never joined to a centre")
    return found


def _frozen_until(session: Session, joined: Link) -> tuple[int, int]:
    """The last change that stands in a batch that waits (0 where none does), and the last number given."""
    row = (
        session.connection()
        .execute(text("SELECT last, changes FROM sync_outbox WHERE acked = 0 ORDER BY first DESC LIMIT 1"))
        .first()
    )
    return (0, joined.last_op) if row is None else (json.loads(row.changes)[-1], row.last)


def _at_the_centre(session: Session, at: datetime) -> int:
    """The centre's time: a clock that is put right by a year would make everything too old to be kept."""
    offset = session.connection().execute(text("SELECT clock_offset_ms FROM sync_control")).scalar_one()
    return clock.milliseconds(at) + int(offset)


def _mark(session: Session, changes: list[int], *, acked: bool = True) -> None:
    if not changes:
        return
    session.connection().execute(
        text("UPDATE sync_change SET acked = :acked WHERE op IN (SELECT value FROM json_each(:changes))"),
        {"acked": acked, "changes": json.dumps(changes)},
    )
