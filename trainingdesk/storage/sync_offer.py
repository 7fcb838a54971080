"""Rows that are here and that a centre, a new one or put back to a backup, does not know: they are made there (SYNC 1, 2).

The desk that wrote them may be gone, and what the centre itself made nobody sends: whoever still holds a row tells it, in
the name of who wrote it last and with that moment, so that nobody's later change seems older than it is.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text

from trainingdesk.storage import sync_history
from trainingdesk.storage.change_set import reason_in
from trainingdesk.storage.settled import settled
from trainingdesk.storage.sync_operations import made_by_the_centre
from trainingdesk.wire import clock, schema
from trainingdesk.wire.operation import CENTRE, Written

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlmodel import Session

#: How change sets are labeled that make a row at the centre again.
OFFERED: Final = "offered_again"
_LAST_WRITTEN: Final = """
SELECT h.row_id, c.user_id, c.device_id, c.action, c.note, c.at, max(c.hlc) AS hlc
FROM history h JOIN change_set c ON c.id = h.change_set_id
WHERE h.table_name = :table AND h.row_id IN (SELECT value FROM json_each(:ids)) GROUP BY h.row_id"""
#: By the index of what is told of a row: what waits may be the whole county.
_TOLD_WITHIN: Final = """
UPDATE sync_change SET acked = 1 WHERE NOT acked AND history_id IN (SELECT h.id FROM json_each(:ids) v
JOIN history h ON h.row_id = v.value WHERE h.table_name = :table)"""


def offer(session: Session, keys: Iterable[tuple[str, str]]) -> None:
    """Let these rows go to the centre as new ones; those that only it makes stay here, and count as unknown to it."""
    by_table: dict[str, list[str]] = {}
    for table, row_id in keys:
        by_table.setdefault(table, []).append(row_id)
    for table, ids in by_table.items():
        with settled(session):
            _forget_version(session, table, ids)
        if not made_by_the_centre(schema.table(table)):
            made = _made(session, table, ids)
            merged = [one for one in made if table == "person_alias" and one.by.device == CENTRE]
            told = [one for one in made if one not in merged]
            _take_apart(session, [one.row_id for one in merged])
            _tell_within(session, table, [one.row_id for one in told])
            sync_history.write_history(session, told, action=OFFERED)


def _tell_within(session: Session, table: str, ids: list[str]) -> None:
    """A row goes as it stands here: changes of it that waited to go are in it, and alone would find no row there."""
    session.connection().execute(text(_TOLD_WITHIN), {"table": table, "ids": json.dumps(ids)})


def _take_apart(session: Session, aliases: list[str]) -> None:
    """The centre merges two files anew when it has both again, perhaps the other way round."""
    with settled(session):
        session.connection().execute(
            text("UPDATE person_alias SET deleted = 1 WHERE id IN (SELECT value FROM json_each(:ids))"),
            {"ids": json.dumps(aliases)},
        )


def _made(session: Session, table: str, ids: list[str]) -> list[sync_history.Pulled]:
    asked = session.connection().execute(text(_LAST_WRITTEN), {"table": table, "ids": json.dumps(ids)})
    written: Mapping[str, Written] = {row.row_id: _written(row) for row in asked}
    nobody = Written(user="", device="", hlc=0)  # a row of a first copy has no history
    return [sync_history.Pulled(table=table, row_id=row_id, by=written.get(row_id, nobody)) for row_id in sorted(ids)]


def _written(row: Any) -> Written:
    return Written(
        user=row.user_id,
        device=row.device_id,
        hlc=row.hlc,
        reason=reason_in(row.action, row.note),
        typed=clock.shown_apart(row.at, row.hlc),
    )


def _forget_version(session: Session, table: str, ids: list[str]) -> None:
    session.connection().execute(
        text(f'UPDATE "{table}" SET sync_ver = 0 WHERE id IN (SELECT value FROM json_each(:ids))'),
        {"ids": json.dumps(ids)},
    )
