"""Rows that stand at the centre as they stand here: their versions come with the receipt, they themselves never again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.storage.settled import settled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

_ROWS = """
SELECT h.table_name, v.value ->> 1 AS version, h.row_id FROM json_each(:versions) v
JOIN sync_change s ON s.op = v.value ->> 0 JOIN history h ON h.id = s.history_id"""


def sent_rows(session: Session, versions: Mapping[int, int]) -> dict[str, list[tuple[int, str]]]:
    """The rows of what was sent, by table, each with its version; ``versions`` are by the numbers of ``sync_change``."""
    found: dict[str, list[tuple[int, str]]] = {}
    if versions:
        asked = {"versions": json.dumps(list(versions.items()))}
        for row in session.connection().execute(text(_ROWS), asked).all():
            found.setdefault(row.table_name, []).append((row.version, row.row_id))
    return found


def note(session: Session, versions: Mapping[int, int]) -> None:
    """Give rows the versions that they have at the centre, by the ``sync_change`` numbers of what was sent."""
    by_table, connection = sent_rows(session, versions), session.connection()
    if not by_table:
        return
    with settled(session):
        for table, known in by_table.items():
            connection.exec_driver_sql(f'UPDATE "{table}" SET sync_ver = ? WHERE id = ?', known)
