"""How records stand with the centre: what belongs to them and waits, disagrees or came back (FEATURES 70)."""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.storage.conflict import DISAGREES
from trainingdesk.storage.tables import METADATA
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlmodel import Session


class RecordState(StrEnum):
    """What is said of a record; "synced" only where the centre has everything of it."""

    REJECTED = "rejected"
    CONFLICT = "conflict"
    UNSYNCED = "unsynced"
    SYNCED = "synced"


#: So many operations that wait are looked through, 0.2 s of them; of a record beyond nothing is known then.
LOOKED_THROUGH: Final = 100_000
_MORE_WAIT: Final = f"SELECT 1 FROM sync_change WHERE acked = 0 ORDER BY op DESC LIMIT 1 OFFSET {LOOKED_THROUGH}"
#: The rows that are not simply synced; operations go out in their order, so those that wait are among the newest.
_MARKED: Final = f"""
WITH marked (name, row_id, state) AS (
  SELECT h.table_name, h.row_id, 'unsynced'
  FROM (SELECT history_id FROM sync_change WHERE acked = 0 ORDER BY op DESC LIMIT {LOOKED_THROUGH}) s
  JOIN history h ON h.id = s.history_id
  UNION SELECT about_table, about_row, 'conflict' FROM conflict c
  WHERE deleted = 0 AND state <> 'decided' AND {DISAGREES}
  UNION SELECT h.table_name, h.row_id, 'rejected' FROM sync_rejected r JOIN sync_change s ON s.op = r.change
  JOIN history h ON h.id = s.history_id WHERE r.state = 'open')"""
#: The field in which a row names the class or the person that it belongs to.
_OWNERS: Final = {"training_class": "class_id", "person": "person_id"}
#: What is of a person and of a class alike is told at the class.
_OF_PERSON: Final = frozenset({"person_category", "former_identity", "consent"})


def states(session: Session, table: str, ids: Collection[str]) -> dict[str, RecordState]:
    """The states of classes or people with all that belongs to them: one statement for a page of them.

    Where more waits than is looked through, nothing is called synced.
    """
    more = session.connection().execute(text(_MORE_WAIT)).first() is not None
    found = dict.fromkeys(ids, RecordState.UNSYNCED if more else RecordState.SYNCED)
    asked = text(f"{_MARKED} {_owned(table)}")
    order = list(RecordState)
    for row in session.connection().execute(asked, {"ids": json.dumps(sorted(found))}):
        found[row.owner] = min(found[row.owner], RecordState(row.state), key=order.index)
    return found


@cache
def _owned(table: str) -> str:
    """The marked rows of each table with the record that owns them."""
    owner = _OWNERS[table]
    columns = {one.name: METADATA.tables[one.name].c for one in schema.SYNCED}
    names = [name for name, own in columns.items() if owner in own and (table != "person" or name in _OF_PERSON)]
    asked = [f"SELECT row_id AS owner, state FROM marked WHERE name = '{table}'"]
    asked += [
        f"SELECT t.{owner}, m.state FROM marked m JOIN \"{name}\" t ON t.id = m.row_id WHERE m.name = '{name}'"
        for name in names
    ]
    whole = " UNION ".join(asked)
    return f"SELECT owner, state FROM ({whole}) WHERE owner IN (SELECT value FROM json_each(:ids))"
