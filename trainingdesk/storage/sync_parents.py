"""Which rows that come refer to a row that is not here: they wait (SYNC 2.10)."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import text

from trainingdesk.storage.sync_values import parts
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlmodel import Session

    from trainingdesk.wire.operation import Row

Key = tuple[str, str]
#: Ids of one statement.
_AT_ONCE: Final = 5000


def without_parents(session: Session, rows: Mapping[Key, Row]) -> dict[Key, Key]:
    """The rows of which something they refer to neither is here nor comes with them, each with one such row."""
    wanted = {key: set(_parents(row)) for key, row in rows.items()}
    absent = missing(session, {parent for parents in wanted.values() for parent in parents} - rows.keys())
    held: dict[Key, Key] = {}
    while True:
        gone = absent | missing(session, held)
        more = {key: min(parents & gone) for key, parents in wanted.items() if key not in held and parents & gone}
        if not more:
            return held
        held |= more


@cache
def references(table: str) -> tuple[tuple[str, str], ...]:
    """The fields of a table that hold ids, with the table each refers to."""
    columns = METADATA.tables[table].c
    return tuple((one.name, key.column.table.name) for one in columns for key in one.foreign_keys)


def _parents(row: Row) -> Iterable[Key]:
    for field, parent in references(row.table):
        value = row.values.get(field)
        if isinstance(value, str) and value:
            yield parent, value


def missing(session: Session, keys: Iterable[Key]) -> set[Key]:
    """Those of the keys whose rows are not here; a deleted row is."""
    by_table: dict[str, list[str]] = {}
    for table, row_id in keys:
        by_table.setdefault(table, []).append(row_id)
    found: set[Key] = set()
    for table, ids in by_table.items():
        asked = text(f'SELECT value FROM json_each(:ids) WHERE NOT EXISTS (SELECT 1 FROM "{table}" WHERE id = value)')
        for part in parts(sorted(ids), size=_AT_ONCE):
            bound = {"ids": json.dumps(part)}
            found |= {(table, row_id) for row_id in session.connection().execute(asked, bound).scalars()}
    return found
