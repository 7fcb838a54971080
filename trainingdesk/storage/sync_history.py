"""Changes that came from the centre have a history too: who, where, when, and what was before (SYNC, head item 2)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.wire.operation import Written

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
    """Write changes that came: one change set for each device and stamp, which is one transaction there."""
    sets: dict[tuple[str, str, int], int] = {}
    rows = []
    for change in changes:
        author = (change.by.user, change.by.device, change.by.hlc)
        if author not in sets:
            sets[author] = _change_set(session, change.by, action)
        rows.append(
            {
                "set": sets[author],
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
    return int(
        session.connection()
        .execute(
            text(
                "INSERT INTO change_set (action, user_id, device_id, at, hlc) "
                "VALUES (:action, :user, :device, :at, :hlc) RETURNING id"
            ),
            {"action": action, "user": by.user, "device": by.device, "at": by.hlc >> 16, "hlc": by.hlc},
        )
        .scalar_one()
    )


def _text(values: Mapping[str, Any] | None) -> str | None:
    return None if values is None else json.dumps(values, ensure_ascii=False)
