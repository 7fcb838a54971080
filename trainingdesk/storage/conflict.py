"""Conflicts: two values of one group that did not know of each other (SYNC 2.8)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlmodel import Session


def _said(side: str) -> str:
    """What a value says, but for who typed it and when; of a register, that it was opened or closed."""
    opened, closed = (f"json_extract({side}, '$.{at}') IS NULL" for at in ("opened_at", "closed_at"))
    whoever = f"json_remove({side}, '$.typed_at', '$.typed_by', '$.opened_by', '$.closed_by')"
    return f"json_set({whoever}, '$.opened_at', {opened}, '$.closed_at', {closed})"


#: Two who gave the same person the same mark agree, whenever each of them typed it (FEATURES 76), and so do two who opened
#: or closed the same register.
DISAGREES = f"{_said('c.kept')} <> {_said('c.lost')}"

_CONFLICTS = f"""
SELECT c.*, coalesce(k.display_name, c.kept_user) AS kept_name, coalesce(l.display_name, c.lost_user) AS lost_name,
       coalesce(d.display_name, c.decided_by) AS decided_name
FROM conflict c LEFT JOIN "user" k ON k.id = c.kept_user LEFT JOIN "user" l ON l.id = c.lost_user
LEFT JOIN "user" d ON d.id = c.decided_by WHERE c.deleted = 0 AND {DISAGREES}"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two values: what it says, who wrote it, on which device, when."""

    values: Mapping[str, Any]
    user_name: str
    device_id: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictRow:
    """A conflict; ``state`` is auto (the later one stands), review (a person must decide) or decided."""

    id: str
    table: str
    row_id: str
    group: str
    kept: Side
    lost: Side
    state: str
    decided_by: str | None
    decided_at: datetime | None


def conflicts(session: Session, *, undecided: bool) -> tuple[ConflictRow, ...]:
    """All conflicts, those that wait for a person first, then the newest; or only those that nobody has decided."""
    where = "AND c.state <> 'decided'" if undecided else ""
    order = "ORDER BY c.state <> 'review', max(c.kept_at, c.lost_at) DESC, c.id"
    return tuple(map(_conflict, session.connection().execute(text(f"{_CONFLICTS} {where} {order}"))))


def conflict(session: Session, conflict_id: str) -> ConflictRow | None:
    """One conflict."""
    found = session.connection().execute(text(f"{_CONFLICTS} AND c.id = :id"), {"id": conflict_id}).first()
    return None if found is None else _conflict(found)


def conflicts_of(session: Session, table: str, row_ids: Collection[str]) -> tuple[ConflictRow, ...]:
    """The conflicts about some rows of a table, those that wait first."""
    about = "AND c.about_table = :table AND c.about_row IN (SELECT value FROM json_each(:ids))"
    order = "ORDER BY c.state <> 'review', max(c.kept_at, c.lost_at) DESC, c.id"
    asked = {"table": table, "ids": json.dumps(sorted(row_ids))}
    return tuple(map(_conflict, session.connection().execute(text(f"{_CONFLICTS} {about} {order}"), asked)))


def marks_of(session: Session, lesson_id: str) -> tuple[str, ...]:
    """The ids of the marks of a lesson that a conflict is about."""
    asked = text(
        "SELECT m.id FROM attendance_mark m WHERE m.lesson_id = :lesson AND m.id IN "
        "(SELECT about_row FROM conflict WHERE about_table = 'attendance_mark' AND deleted = 0)"
    )
    return tuple(session.connection().execute(asked, {"lesson": lesson_id}).scalars())


def marks_alike(session: Session, lesson_id: str) -> int:
    """How many people of a register nobody disagrees about."""
    asked = text(
        "SELECT count(*) FROM attendance_mark m WHERE m.lesson_id = :lesson AND m.deleted = 0 AND m.id NOT IN "
        f"(SELECT about_row FROM conflict c WHERE about_table = 'attendance_mark' AND deleted = 0 AND {DISAGREES})"
    )
    return int(session.connection().execute(asked, {"lesson": lesson_id}).scalar_one())


def _conflict(row: Any) -> ConflictRow:
    return ConflictRow(
        id=row.id,
        table=row.about_table,
        row_id=row.about_row,
        group=row.about_group,
        kept=_side(row.kept, row.kept_name, row.kept_device, row.kept_at),
        lost=_side(row.lost, row.lost_name, row.lost_device, row.lost_at),
        state=row.state,
        decided_by=row.decided_name,
        decided_at=None if row.decided_at is None else clock.instant(row.decided_at),
    )


def _side(values: str, user_name: str, device_id: str, at: int) -> Side:
    return Side(values=json.loads(values), user_name=user_name, device_id=device_id, at=clock.instant(at))
