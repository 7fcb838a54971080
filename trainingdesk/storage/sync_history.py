"""Changes that came from the centre have a history too: who, where, when, and what was before (SYNC, head item 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from trainingdesk.wire.operation import Written, as_reason, as_second

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

#: How change sets that came from the centre are labeled.
PULLED: Final = "pulled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pulled:
    """One change that came: of a group, or (``group`` None) the making of the row."""

    table: str
    row_id: str
    by: Written
    group: str | None = None
    old: Mapping[str, Any] | None = None
    new: Mapping[str, Any] | None = None


def write_history(session: Session, changes: Sequence[Pulled], *, action: str = PULLED) -> None:
    """Write changes that came: one change set for each device and stamp, which is one transaction there.

    One that the centre took in two batches is two here, each with the time when it came.
    """
    sets: dict[Written, int] = {}
    rows = []
    for change in changes:
        if change.by not in sets:
            sets[change.by] = _change_set(session, change.by, action)
        rows.append(
            {
                "set": sets[change.by],
                "table": change.table,
                "row": change.row_id,
                "group": change.group,
                "old": _text(change.old),
                "new": _text(change.new),
            }
        )
    if rows:
        session.connection().execute(
            text(
                "INSERT INTO history (change_set_id, table_name, row_id, group_name, old, new) "
                "VALUES (:set, :table, :row, :group, :old, :new)"
            ),
            rows,
        )


def _change_set(session: Session, by: Written, action: str) -> int:
    made = {
        "action": action,
        "note": as_reason(by.reason) or None,
        "user": by.user,
        "device": by.device,
        "at": as_second(by.typed) * 1000 or by.hlc >> 16,
        "received": as_second(by.received) * 1000 or None,
        "hlc": by.hlc,
    }
    sql = (
        "INSERT INTO change_set (action, note, user_id, device_id, at, received_at, hlc) "
        "VALUES (:action, :note, :user, :device, :at, :received, :hlc) RETURNING id"
    )
    return int(session.connection().execute(text(sql), made).scalar_one())


def _text(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False)
