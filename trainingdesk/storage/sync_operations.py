"""What the changes of this desk say to the centre: operations as they are put into batches (SYNC 2.5 R3, 2.6).

Changes of groups that only the centre writes, of rows that only the centre makes, and of what was written about
people who were erased meanwhile, are never sent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import text

from trainingdesk.storage import sync_link
from trainingdesk.storage.change_set import reason_in
from trainingdesk.storage.sync_values import fields_of
from trainingdesk.storage.tables import METADATA
from trainingdesk.wire import clock, schema
from trainingdesk.wire.operation import Operation, as_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

#: A batch of long texts ends earlier; far below what the centre takes.
_BYTES_OF_A_BATCH: Final = 2 << 20

_WAITING = """
SELECT s.op, h.id AS history_id, h.table_name, h.row_id, h.group_name, h.new, h.base_ver, c.user_id, c.hlc, m.base,
       c.action, c.note, c.at, CASE WHEN h.group_name IS NULL THEN 0 ELSE (
           SELECT NOT EXISTS (SELECT 1 FROM sync_change o WHERE o.history_id = b.id) FROM history b
           WHERE b.row_id = h.row_id AND b.table_name = h.table_name AND b.id < h.id
           AND (b.group_name = h.group_name OR b.group_name IS NULL) ORDER BY b.id DESC LIMIT 1
       ) END AS over_others
FROM sync_change s JOIN history h ON h.id = s.history_id JOIN change_set c ON c.id = h.change_set_id
LEFT JOIN sync_mask m ON m.table_name = h.table_name AND m.row_id = h.row_id AND m.group_name = h.group_name
WHERE s.acked = 0 AND s.op > :after ORDER BY s.op LIMIT :limit"""

_LATER = """
SELECT h.id, h.table_name, h.row_id, h.old FROM history h JOIN sync_change s ON s.history_id = h.id
WHERE h.row_id IN (SELECT value FROM json_each(:ids)) AND h.old IS NOT NULL ORDER BY h.id"""


@dataclass(slots=True)
class Said:
    """Operations, the ``sync_change`` numbers that they stand for, and the numbers of changes that stay here."""

    operations: list[Operation] = field(default_factory=list)
    changes: list[int] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)


def waiting_operations(session: Session, *, after: int, most: int) -> Said:
    """What waits behind the change ``after``: at most so many operations, fewer where their texts are long."""
    found = session.connection().execute(text(_WAITING), {"after": after, "limit": most}).all()
    rows = _as_made(session, [change for change in found if change.group_name is None])
    offset = session.connection().execute(text("SELECT clock_offset_ms FROM sync_control")).scalar_one()
    shift = offset << 16 if abs(offset) > clock.IS_OFF_MS else 0
    unseen = sync_link.passed_over(session)
    said, size = Said(), 0
    for change in found:
        values = _values(change, rows)
        if values is None:
            said.skipped.append(change.op)
            continue
        size += len(msgspec.json.encode(values)) + len((change.note or "").encode())
        if said.operations and size > _BYTES_OF_A_BATCH:
            break
        operation = _operation(change, values, shift)
        if (change.table_name, change.group_name) in unseen:
            operation = msgspec.structs.replace(operation, base=0)  # its row came without the group (SYNC 2.14)
        said.operations.append(operation)
        said.changes.append(change.op)
    return said


def _operation(change: Any, values: dict[str, Any], shift: int) -> Operation:
    """A change with the version that its writer had seen: that of the mask where a newer one came unseen (R3)."""
    base = change.base_ver or 0
    hlc = max(0, change.hlc + shift) if change.hlc else 0  # what was there from the beginning has no moment
    return Operation(
        table=change.table_name,
        row_id=change.row_id,
        group=change.group_name,
        values=values,
        hlc=hlc,
        base=base if change.base is None else min(base, change.base),
        user=change.user_id,
        reason=as_reason(reason_in(change.action, change.note)),
        typed=clock.shown_apart(change.at, hlc),
        over_others=bool(change.over_others),
    )


def _values(change: Any, rows: dict[int, dict[str, Any]]) -> dict[str, Any] | None:
    """What an operation says; None where it stays on this desk."""
    declared = schema.table(change.table_name)
    if made_by_the_centre(declared) and not change.base_ver:
        return None
    if change.group_name is None:
        return rows.get(change.op)
    if change.group_name not in _own_groups(declared):
        return None
    changed: dict[str, Any] | None = json.loads(change.new or "null")
    return changed


@cache
def _own_groups(declared: schema.Table) -> frozenset[str]:
    return frozenset(group.name for group in declared.groups if group.merge is not schema.Merge.CENTER)


@cache
def _own_fields(declared: schema.Table) -> tuple[str, ...]:
    return tuple(name for name in declared.fields if name not in declared.centre_fields)


@cache
def made_by_the_centre(declared: schema.Table) -> bool:
    """Whether a row cannot be without what only the centre writes: roles, blocks of numbers, frozen months."""
    columns = METADATA.tables[declared.name].c
    return any(not columns[name].nullable for name in declared.centre_fields)


def _as_made(session: Session, created: Sequence[Any]) -> dict[int, dict[str, Any]]:
    """Rows as they were when they were made, by the ``sync_change`` number of the creation; of the erased only what is left.

    A group that was changed since held the old side of its first change.
    """
    ids: dict[str, list[str]] = {}
    for change in created:
        ids.setdefault(change.table_name, []).append(change.row_id)
    present = {name: fields_of(session, name, _own_fields(schema.table(name)), wanted) for name, wanted in ids.items()}
    later = _later(session, [change.row_id for change in created])
    found = {}
    for change in created:
        row = present[change.table_name].get(change.row_id)
        if row is not None:
            for number, old in reversed(later.get((change.table_name, change.row_id), ())):
                if number > change.history_id:
                    row = row | {name: value for name, value in old.items() if name in row}
            found[change.op] = row
    return found


def _later(session: Session, ids: Sequence[str]) -> dict[tuple[str, str], list[tuple[int, dict[str, Any]]]]:
    found: dict[tuple[str, str], list[tuple[int, dict[str, Any]]]] = {}
    for row in session.connection().execute(text(_LATER), {"ids": json.dumps(list(ids))}):
        found.setdefault((row.table_name, row.row_id), []).append((row.id, json.loads(row.old)))
    return found
