"""Rows that came and cannot be kept yet (SYNC 2.10). They are never dropped, and looked at again when it may help.

A row waits for one that it refers to: until that is here nobody opens it. One that the file does not accept waits for a
program that accepts something else, or for another version of itself.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import msgspec
from sqlalchemy import text

from trainingdesk.storage.sync_parents import missing
from trainingdesk.storage.sync_values import choices, may_be_missing
from trainingdesk.wire import schema
from trainingdesk.wire.operation import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sqlmodel import Session

#: The table and the id of a row.
Key: TypeAlias = tuple[str, str]

_KEYS: Final = "(SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:keys))"
_AWAITED: Final = "SELECT DISTINCT awaits_table, awaits_id FROM sync_waiting WHERE awaits_id IS NOT NULL"
_OF_OTHERS: Final = "SELECT body FROM sync_waiting WHERE awaits_id IS NULL AND refused_by IS NOT :program"
_OF: Final = f"SELECT body FROM sync_waiting WHERE (awaits_table, awaits_id) IN {_KEYS}"
_FORGET: Final = f"DELETE FROM sync_waiting WHERE (table_name, row_id) IN {_KEYS}"
_HOLD: Final = (
    "INSERT INTO sync_waiting (table_name, row_id, body, reason, awaits_table, awaits_id, refused_by) "
    "VALUES (:table, :row, :body, :reason, :awaits_table, :awaits_id, :refused_by)"
)


class Waits(NamedTuple):
    """Why a row waits: for ``parent``, else for another program."""

    reason: str
    parent: Key | None = None


def due(session: Session, coming: Collection[Key]) -> dict[Key, Row]:
    """The waiting rows that may go in beside those that come: what they wait for is here, or comes, or is one of them."""
    connection = session.connection()
    found = _opened(connection.execute(text(_OF_OTHERS), {"program": _program(schema.known())}).scalars())
    awaited = {(table, row_id) for table, row_id in connection.execute(text(_AWAITED))}
    known: set[Key] = set()
    more = awaited - missing(session, awaited - found.keys() - set(coming))
    while more:
        found |= _opened(connection.execute(text(_OF), _named(more)).scalars())
        known |= more
        more = (awaited & found.keys()) - known
    return found


def hold(session: Session, tried: Mapping[Key, Row], held: Mapping[Key, Waits]) -> int:
    """Of the rows that were tried only ``held`` wait from now on; answers how many rows wait in all."""
    connection = session.connection()
    if connection.execute(text("SELECT 1 FROM sync_waiting LIMIT 1")).first():
        connection.execute(text(_FORGET), _named(tried.keys()))
    if held:
        connection.execute(text(_HOLD), [_written(tried[key], waits) for key, waits in held.items()])
    return int(connection.execute(text("SELECT count(*) FROM sync_waiting")).scalar_one())


def _written(row: Row, waits: Waits) -> dict[str, object]:
    table, row_id = waits.parent or (None, None)
    refused_by = None if waits.parent else _program(schema.known())
    return {
        "table": row.table,
        "row": row.row_id,
        "body": msgspec.json.encode(row),
        "reason": waits.reason,
        "awaits_table": table,
        "awaits_id": row_id,
        "refused_by": refused_by,
    }


def _opened(bodies: Iterable[bytes]) -> dict[Key, Row]:
    rows = (msgspec.json.decode(body, type=Row) for body in bodies)
    return {(row.table, row.row_id): row for row in rows}


def _named(keys: Collection[Key]) -> dict[str, str]:
    return {"keys": json.dumps(list(keys))}


@cache
def _program(known: str) -> str:
    """What this program accepts, as one word: another one where it knows other fields, choices or what may be empty."""
    accepts = [(one.name, sorted(may_be_missing(one.name)), choices(one.name)) for one in schema.SYNCED]
    told = [
        (name, empty, sorted((field, sorted(values)) for field, values in of.items())) for name, empty, of in accepts
    ]
    return hashlib.sha256(json.dumps([known, told]).encode()).hexdigest()[:16]
