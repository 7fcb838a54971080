"""Rows that this desk sent and that come back as the centre merged them: nothing older of them is taken meanwhile.

What was sent stands here and is acknowledged, so no operation that waits shields it any more. A snapshot that was made
before it arrived, or an answer that lay on a stick, would put the row back to what it was; whoever then wrote to it again
would overwrite, unseen and without a conflict, what the same laptop had written (found by seed 5024282).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.storage.sync_known import sent_rows

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from trainingdesk.wire.operation import Row

_NOTE: Final = """
INSERT INTO sync_returning (table_name, version, row_id) VALUES (?, ?, ?)
ON CONFLICT (table_name, row_id) DO UPDATE SET version = excluded.version"""
_BACK: Final = """
DELETE FROM sync_returning WHERE (table_name, row_id) IN (SELECT value ->> 0, value ->> 1 FROM json_each(:rows))"""


def note(session: Session, versions: Mapping[int, int]) -> None:
    """Remember in which versions rows come back, by the ``sync_change`` numbers of what was sent."""
    for table, known in sent_rows(session, versions).items():
        bound = [(table, version, row_id) for version, row_id in sorted(known)]  # of several, the newest stays
        session.connection().exec_driver_sql(_NOTE, bound)


def without_older(session: Session, coming: Mapping[tuple[str, str], Row]) -> dict[tuple[str, str], Row]:
    """The rows of these that hold what was sent; those that came back are waited for no longer."""
    expected = {
        (row.table_name, row.row_id): row.version
        for row in session.connection().execute(text("SELECT table_name, row_id, version FROM sync_returning"))
    }
    older = {key for key, version in expected.items() if key in coming and coming[key].version < version}
    back = [key for key in expected.keys() & coming.keys() if key not in older]
    if back:
        session.connection().execute(text(_BACK), {"rows": json.dumps(back)})
    return {key: row for key, row in coming.items() if key not in older}


def forget(session: Session) -> None:
    """The centre began another life: versions of the former one mean nothing."""
    session.connection().execute(text("DELETE FROM sync_returning"))
