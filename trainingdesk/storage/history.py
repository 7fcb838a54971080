"""The record of changes: what a row was, who changed it, and which rows a transaction touched."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class ChangeSetRow:
    """One transaction, newest first in lists; ``undone_by`` is the change set that took it back."""

    number: int
    action: str
    note: str | None
    user_id: str
    user_name: str
    device_id: str
    at: datetime
    rows: int
    undoes: int | None
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of one group of one row; ``group`` None is the creation of the row, ``note`` what its change set says.

    ``at`` is by the clock of the device, ``received`` by that of the centre, None where it was never told. What ``waits``
    goes to the centre with the next exchange.
    """

    number: int
    change_set: int
    table: str
    row_id: str
    group: str | None
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    user_name: str
    device_id: str
    at: datetime
    action: str
    note: str | None
    received: datetime | None
    waits: bool


_SETS = """
SELECT s.id, s.action, s.note, s.user_id, coalesce(u.display_name, s.user_id) AS user_name, s.device_id, s.at, s.undoes,
       (SELECT count(*) FROM history h WHERE h.change_set_id = s.id) AS rows,
       (SELECT max(b.id) FROM change_set b WHERE b.undoes = s.id) AS undone_by
FROM change_set s LEFT JOIN "user" u ON u.id = s.user_id
"""

_CHANGES = """
SELECT h.id, h.change_set_id, h.table_name, h.row_id, h.group_name, h.old, h.new,
       coalesce(u.display_name, s.user_id) AS user_name, s.device_id, s.at, s.action, s.note, s.received_at,
       EXISTS (SELECT 1 FROM sync_change w WHERE w.history_id = h.id AND w.acked = 0)
       AND EXISTS (SELECT 1 FROM sync_link) AS waits
FROM history h JOIN change_set s ON s.id = h.change_set_id LEFT JOIN "user" u ON u.id = s.user_id
"""


#: What a change set is shown and undone for; signing in and looking only leave a row in the access log, which stays.
_LOG = "access_log"

_CHANGED_DATA = f"EXISTS (SELECT 1 FROM history d WHERE d.change_set_id = s.id AND d.table_name <> '{_LOG}')"


def recent(
    session: Session, *, limit: int, before: int | None = None, user_id: str | None = None
) -> tuple[ChangeSetRow, ...]:
    """Change sets that changed more than the access log, newest first, a page at a time."""
    rows = session.connection().execute(
        text(
            f"{_SETS} WHERE {_CHANGED_DATA} AND (:before IS NULL OR s.id < :before) "
            "AND (:user IS NULL OR s.user_id = :user) ORDER BY s.id DESC LIMIT :limit"
        ),
        {"before": before, "user": user_id, "limit": limit},
    )
    return tuple(_change_set(row) for row in rows)


def change_set(session: Session, number: int) -> ChangeSetRow | None:
    """One change set."""
    row = session.connection().execute(text(_SETS + " WHERE s.id = :number"), {"number": number}).first()
    return None if row is None else _change_set(row)


def changes_in(session: Session, number: int) -> tuple[ChangeRow, ...]:
    """What a change set changed, in the order it happened."""
    rows = session.connection().execute(
        text(_CHANGES + " WHERE h.change_set_id = :number ORDER BY h.id"), {"number": number}
    )
    return tuple(_change(row) for row in rows)


def without_log(changes: tuple[ChangeRow, ...]) -> tuple[ChangeRow, ...]:
    """The changes less the rows of the access log: those are never taken back."""
    return tuple(change for change in changes if change.table != _LOG)


def changes_of(session: Session, row_id: str) -> tuple[ChangeRow, ...]:
    """The life of one row, newest first."""
    rows = session.connection().execute(text(_CHANGES + " WHERE h.row_id = :row ORDER BY h.id DESC"), {"row": row_id})
    return tuple(_change(row) for row in rows)


#: Everything that belongs to a class but for marks and scores, which have pages of their own.
_OF_CLASS = """
 WHERE h.row_id IN (
    SELECT :class_id
    UNION SELECT id FROM class_event WHERE class_id = :class_id
    UNION SELECT id FROM lesson WHERE class_id = :class_id
    UNION SELECT id FROM class_document WHERE class_id = :class_id
    UNION SELECT id FROM enrollment_event WHERE class_id = :class_id)
 ORDER BY h.id DESC LIMIT :limit
"""


def changes_of_class(session: Session, class_id: str, *, limit: int) -> tuple[ChangeRow, ...]:
    """What happened to a class, its lessons and registers, its papers and its people, newest first."""
    rows = session.connection().execute(text(_CHANGES + _OF_CLASS), {"class_id": class_id, "limit": limit})
    return tuple(_change(row) for row in rows)


#: Everything that belongs to a person but for marks, scores and money, which have pages of their own.
_OF_PERSON = """
 WHERE h.row_id IN (
    SELECT value FROM json_each(:ids)
    UNION SELECT id FROM person_category WHERE person_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT id FROM former_identity WHERE person_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT id FROM consent WHERE person_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT id FROM certificate WHERE person_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT id FROM enrollment WHERE person_id IN (SELECT value FROM json_each(:ids))
    UNION SELECT v.id FROM enrollment e CROSS JOIN enrollment_event v ON v.enrollment_id = e.id
      WHERE e.person_id IN (SELECT value FROM json_each(:ids)))
 ORDER BY h.id DESC LIMIT :limit
"""


def changes_of_person(session: Session, ids: Sequence[str], *, limit: int) -> tuple[ChangeRow, ...]:
    """What happened to a person under all of their ids: file, categories, classes and papers, newest first."""
    rows = session.connection().execute(text(_CHANGES + _OF_PERSON), {"ids": json.dumps(list(ids)), "limit": limit})
    return tuple(_change(row) for row in rows)


def changed_since(session: Session, change: ChangeRow) -> bool:
    """Whether the same group of the same row was changed again later."""
    found = session.connection().execute(
        text(
            "SELECT 1 FROM history WHERE row_id = :row AND table_name = :table AND id > :number "
            "AND change_set_id <> :change_set AND (:group IS NULL OR group_name = :group) LIMIT 1"
        ),
        {
            "row": change.row_id,
            "table": change.table,
            "number": change.number,
            "change_set": change.change_set,
            "group": change.group,
        },
    )
    return found.first() is not None


def _change_set(row: Any) -> ChangeSetRow:
    return ChangeSetRow(
        row.id,
        row.action,
        row.note,
        row.user_id,
        row.user_name,
        row.device_id,
        clock.instant(row.at),
        row.rows,
        row.undoes,
        row.undone_by,
    )


def _change(row: Any) -> ChangeRow:
    return ChangeRow(
        row.id,
        row.change_set_id,
        row.table_name,
        row.row_id,
        row.group_name,
        json.loads(row.old or "{}"),
        json.loads(row.new or "{}"),
        row.user_name,
        row.device_id,
        clock.instant(row.at),
        row.action,
        row.note,
        None if row.received_at is None else clock.instant(row.received_at),
        bool(row.waits),
    )
