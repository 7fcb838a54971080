"""What goes to the centre: batches frozen before they are first sent, acknowledged after it has them (SYNC 2.5 R4, R6).

Operations get their numbers here, without a gap, per identity of this device. Changes of groups that only the centre
writes, of rows that only the centre makes, and of rows that were purged meanwhile, are never sent.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from trainingdesk.storage.sync_inbox import forget_staged
from trainingdesk.storage.sync_link import link
from trainingdesk.storage.sync_values import raw_rows
from trainingdesk.storage.tables import METADATA
from trainingdesk.wire import clock, schema
from trainingdesk.wire.operation import Batch, Fate, Operation, freeze

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.storage.sync_link import Link
    from trainingdesk.wire.operation import Receipt, Welcome

OPERATIONS_OF_A_BATCH: Final = 2000
#: A batch of long texts ends earlier; far below what the centre takes.
_BYTES_OF_A_BATCH: Final = 2 << 20
#: A clock that is further off is corrected in what goes out (SYNC 2.6).
_CLOCK_IS_OFF_MS: Final = 120_000
#: The centre may be put back to a backup of so long ago and still get everything again.
_KEPT: Final = timedelta(days=60)

_WAITING = """
SELECT s.op, h.id AS history_id, h.table_name, h.row_id, h.group_name, h.new, h.base_ver, c.user_id, c.hlc, m.base
FROM sync_change s JOIN history h ON h.id = s.history_id JOIN change_set c ON c.id = h.change_set_id
LEFT JOIN sync_mask m ON m.table_name = h.table_name AND m.row_id = h.row_id AND m.group_name = h.group_name
WHERE s.acked = 0 AND s.op > :after ORDER BY s.op LIMIT :limit"""

_LATER = """
SELECT h.id, h.table_name, h.row_id, h.old FROM history h JOIN sync_change s ON s.history_id = h.id
WHERE h.row_id IN (SELECT value FROM json_each(:ids)) AND h.group_name IS NOT NULL ORDER BY h.id"""


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


def freeze_next(session: Session, *, at: datetime, most: int = OPERATIONS_OF_A_BATCH) -> Frozen | None:
    """Make the next batch of what waits; None where nothing waits that must go out."""
    joined = _joined(session)
    after, last = _frozen_until(session, joined)
    found = session.connection().execute(text(_WAITING), {"after": after, "limit": most}).all()
    operations, changes, skipped = _operations(session, found)
    _mark(session, skipped)
    if not operations:
        return freeze_next(session, at=at, most=most) if skipped else None
    body = freeze(Batch(number=last + 1, first=last + 1, operations=operations))
    made = Frozen(first=last + 1, last=last + len(operations), body=body, sha256=hashlib.sha256(body).hexdigest())
    session.connection().execute(
        text(
            "INSERT INTO sync_outbox (device_id, first, last, changes, body, sha256, acked, made_at) "
            "VALUES (:device, :first, :last, :changes, :body, :sha256, 0, :at)"
        ),
        {
            "device": joined.device_id,
            "first": made.first,
            "last": made.last,
            "changes": json.dumps(changes),
            "body": made.body,
            "sha256": made.sha256,
            "at": clock.milliseconds(at),
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
    connection.execute(text("UPDATE sync_outbox SET acked = 1 WHERE device_id = :device AND first = :first"), which)
    connection.execute(text("UPDATE sync_link SET last_op = :last"), {"last": batch.last})
    forget_staged(session)
    connection.execute(
        text("DELETE FROM sync_outbox WHERE acked = 1 AND made_at < :old AND last < :last"),
        {"old": clock.milliseconds(at - _KEPT), "last": batch.last},
    )
    refused = [
        {"change": changes[one.op - first], "code": one.code, "at": clock.milliseconds(at)}
        for one in receipt.outcomes
        if one.fate is Fate.QUARANTINED and 0 <= one.op - first < len(changes)
    ]
    if refused:
        connection.execute(
            text("INSERT OR REPLACE INTO sync_rejected (change, code, state, at) VALUES (:change, :code, 'open', :at)"),
            refused,
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
    for row in connection.execute(text(f"SELECT changes FROM sync_outbox {lost}"), which).all():
        _mark(session, json.loads(row.changes), acked=False)
    connection.execute(text(f"UPDATE sync_outbox SET acked = 0 {lost}"), which)
    connection.execute(text("UPDATE sync_link SET last_op = :last"), {"last": last_op})


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


def _operations(session: Session, found: Sequence[Any]) -> tuple[list[Operation], list[int], list[int]]:
    """The operations of some changes, their ``sync_change`` numbers, and the numbers of those that stay here."""
    rows = _as_made(session, [change for change in found if change.group_name is None])
    offset = session.connection().execute(text("SELECT clock_offset_ms FROM sync_control")).scalar_one()
    shift = offset << 16 if abs(offset) > _CLOCK_IS_OFF_MS else 0
    operations: list[Operation] = []
    changes, skipped, size = [], [], 0
    for change in found:
        values = _values(change, rows)
        if values is None:
            skipped.append(change.op)
            continue
        size += sum(len(str(value)) for value in values.values())
        if operations and size > _BYTES_OF_A_BATCH:
            break
        operations.append(_operation(change, values, shift))
        changes.append(change.op)
    return operations, changes, skipped


def _operation(change: Any, values: dict[str, Any], shift: int) -> Operation:
    """A change with the version that its writer had seen: that of the mask where a newer one came unseen (R3)."""
    base = change.base_ver or 0
    return Operation(
        table=change.table_name,
        row_id=change.row_id,
        group=change.group_name,
        values=values,
        hlc=max(0, change.hlc + shift),
        base=base if change.base is None else min(base, change.base),
        user=change.user_id,
    )


def _values(change: Any, rows: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    """What an operation says; None where it stays on this desk."""
    declared = schema.table(change.table_name)
    if _made_by_the_centre(declared) and not change.base_ver:
        return None
    own = [group for group in declared.groups if group.merge is not schema.Merge.CENTER]
    if change.group_name is None:
        row = rows.get(change.op)
        return None if row is None else {field: row[field] for group in own for field in group.fields}
    if change.group_name not in {group.name for group in own}:
        return None
    changed: dict[str, Any] = json.loads(change.new)
    return changed


@cache
def _made_by_the_centre(declared: schema.Table) -> bool:
    """Whether a row cannot be without what only the centre writes: roles, blocks of numbers, frozen months."""
    columns = METADATA.tables[declared.name].c
    centre = [name for group in declared.groups if group.merge is schema.Merge.CENTER for name in group.fields]
    return any(not columns[name].nullable for name in centre)


def _as_made(session: Session, created: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """Rows as they were when they were made, by the ``sync_change`` number of the creation; purged ones are left out.

    A group that was changed since held the old side of its first change.
    """
    ids: dict[str, list[str]] = {}
    for change in created:
        ids.setdefault(change.table_name, []).append(change.row_id)
    present = {name: raw_rows(session, name, wanted) for name, wanted in ids.items()}
    later = _later(session, [change.row_id for change in created])
    found = {}
    for change in created:
        row = present[change.table_name].get(change.row_id)
        if row is not None:
            made = dict(row)
            for number, old in reversed(later.get((change.table_name, change.row_id), [])):
                if number > change.history_id:
                    made |= old
            found[change.op] = made
    return found


def _later(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], list[tuple[int, dict[str, Any]]]]:
    found: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
    for row in session.connection().execute(text(_LATER), {"ids": json.dumps(list(ids))}):
        found.setdefault((row.table_name, row.row_id), []).append((row.id, json.loads(row.old)))
    return found


def _mark(session: Session, changes: Iterable[int], *, acked: bool = True) -> None:
    marked = [{"op": op, "acked": acked} for op in changes]
    if marked:
        session.connection().execute(text("UPDATE sync_change SET acked = :acked WHERE op = :op"), marked)
