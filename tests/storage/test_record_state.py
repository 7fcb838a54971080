"""A record is called synced only where the centre has everything of it, however much waits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from trainingdesk.storage import rows
from trainingdesk.storage.record_state import LOOKED_THROUGH, RecordState, states
from trainingdesk.storage.sync_state import COUNTED
from trainingdesk.wire.ids import new_id

from .conftest import NOW

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.storage.database import Author, Database


def make(session: Session, table: str, **values: object) -> str:
    return rows.add(session, table, row_id=new_id(NOW), county_code="500241", values=values)


def make_many(session: Session, count: int) -> None:
    """So many more changes of this desk, of records that are on no page."""
    session.connection().execute(
        text(
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count) "
            "INSERT INTO history (change_set_id, table_name, row_id) SELECT :set, 'attendance_mark', 'mark' || i FROM n"
        ),
        {"count": count, "set": session.info["change_set"]},
    )


def acknowledge(session: Session) -> None:
    session.connection().execute(text("UPDATE sync_change SET acked = 1"))


@pytest.mark.parametrize("later", [0, COUNTED + 1, LOOKED_THROUGH])
def test_what_waits_is_not_called_synced_however_much_was_written_after_it(
    database: Database, author: Author, later: int
) -> None:
    """A laptop of two months in the villages, or a list of thousands that was just imported."""
    with database.write(author) as session:
        sent = make(session, "person", name="张三", name_key="张三")
        acknowledge(session)
        waits = make(session, "person", name="李四", name_key="李四")
        make_many(session, later)
        found = states(session, "person", [sent, waits])
        assert found[waits] is RecordState.UNSYNCED
        assert found[sent] is (RecordState.UNSYNCED if later == LOOKED_THROUGH else RecordState.SYNCED)
