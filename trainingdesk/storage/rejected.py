"""Operations of this desk that the centre did not take, and runs of the exchange."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session

_REJECTED = """
SELECT r.change, r.code, r.state, h.table_name, h.row_id, h.group_name, h.new, c.at,
       coalesce(u.display_name, c.user_id) AS user_name
FROM sync_rejected r JOIN sync_change s ON s.op = r.change JOIN history h ON h.id = s.history_id
JOIN change_set c ON c.id = h.change_set_id LEFT JOIN "user" u ON u.id = c.user_id
WHERE r.state = 'open' AND coalesce(:by, c.user_id) = c.user_id"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RejectedRow:
    """A change that did not reach the county: why (``code``), of what, by whom; ``group`` None is the making of a row."""

    number: int
    code: str
    table: str
    row_id: str
    group: str | None
    values: Mapping[str, Any]
    user_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One exchange with the centre: operations sent, rows received, and the sentence key of what ended it early."""

    at: datetime
    sent: int
    received: int
    failure: str | None


def rejected(session: Session, *, by: str | None = None) -> tuple[RejectedRow, ...]:
    """What is open, the newest first; of one user alone where one is named."""
    return tuple(map(_rejected, session.connection().execute(text(f"{_REJECTED} ORDER BY r.change DESC"), {"by": by})))


def rejected_one(session: Session, number: int, *, by: str | None = None) -> RejectedRow | None:
    """One that is open, if it is of that user."""
    asked = {"number": number, "by": by}
    found = session.connection().execute(text(f"{_REJECTED} AND r.change = :number"), asked).first()
    return None if found is None else _rejected(found)


def settle(session: Session, number: int, state: str) -> None:
    """It was sent again, or given up."""
    session.connection().execute(
        text("UPDATE sync_rejected SET state = :state WHERE change = :number"), {"state": state, "number": number}
    )


def record_again(session: Session, row: RejectedRow) -> None:
    """Give a change a new number without changing anything: its row stands here as the user left it."""
    session.connection().execute(
        text(
            "INSERT INTO history (change_set_id, table_name, row_id, group_name, old, new, base_ver) "
            "SELECT :set, :table, :row, :group, :values, :values, (SELECT base_ver FROM history h "
            "JOIN sync_change s ON s.history_id = h.id WHERE s.op = :number)"
        ),
        {
            "set": session.info["change_set"],
            "table": row.table,
            "row": row.row_id,
            "group": row.group,
            "values": json.dumps(row.values, ensure_ascii=False) if row.group else None,
            "number": row.number,
        },
    )


def operations(session: Session) -> int:
    """The highest number given to an operation of this desk."""
    return int(session.connection().execute(text("SELECT coalesce(max(op), 0) FROM sync_change")).scalar_one())


def runs(session: Session, *, limit: int) -> tuple[RunRow, ...]:
    """The last exchanges, the newest first."""
    asked = text("SELECT at, sent, received, failure FROM sync_run ORDER BY id DESC LIMIT :limit")
    return tuple(
        RunRow(at=clock.instant(row.at), sent=row.sent, received=row.received, failure=row.failure)
        for row in session.connection().execute(asked, {"limit": limit})
    )


def _rejected(row: Any) -> RejectedRow:
    return RejectedRow(
        number=row.change,
        code=row.code,
        table=row.table_name,
        row_id=row.row_id,
        group=row.group_name,
        values=json.loads(row.new or "{}"),
        user_name=row.user_name,
        at=clock.instant(row.at),
    )
