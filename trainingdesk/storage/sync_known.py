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


def note(session: Session, versions: Mapping[int, int]) -> None:
    """Give rows the versions that they have at the centre, by the ``sync_change`` numbers of what was sent."""
    if not versions:
        return
    connection = session.connection()
    by_table: dict[str, list[tuple[int, str]]] = {}
    for row in connection.execute(text(_ROWS), {"versions": json.dumps(list(versions.items()))}).all():
        by_table.setdefault(row.table_name, []).append((row.version, row.row_id))
    with settled(session):
        for table, known in by_table.items():
            connection.exec_driver_sql(f'UPDATE "{table}" SET sync_ver = ? WHERE id = ?', known)
