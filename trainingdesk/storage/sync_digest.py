"""What this desk's own rows of a bucket sum up to (SYNC 2.13); never taken over from anywhere (R10)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import msgspec
from sqlalchemy import text

from trainingdesk.storage.sync_outbox import is_waiting
from trainingdesk.storage.sync_places import WHOLE_COUNTY
from trainingdesk.wire import digest, schema
from trainingdesk.wire.operation import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlmodel import Session

    from trainingdesk.wire.schema import Table

    #: A table and the id of a row.
    Key = tuple[str, str]


#: Every table, parents before children: in this order slices are asked for.
TABLES: Final = [table.name for table in schema.SYNCED]


def can_be_compared(session: Session, *, unsent: bool = False) -> bool:
    """Whether nothing waits to be sent: only then both sides can hold the same; with ``unsent`` no batch is under way."""
    if unsent:
        return not is_waiting(session)
    return session.connection().execute(text("SELECT 1 FROM sync_change WHERE acked = 0 LIMIT 1")).first() is None


def sums(session: Session, bucket: str) -> list[str]:
    """The sums of the 256 slices of a bucket, over the rows that the centre knows; rows that wait for a parent count."""
    waiting = _waiting(session, bucket)
    return digest.sums(
        (declared, row_id, values)
        for declared in schema.SYNCED
        for row_id, values in _rows(session, declared, bucket, waiting)
    )


def keys_in(session: Session, slices: Collection[int], *, behind: Key | None, until: Key | None) -> Iterator[Key]:
    """The rows of a desk of the whole county in some slices, in the order of ``TABLES``; those that wait are left out.

    They lie behind the last key of the page before (None: from the first row on) and up to that of a page (None: the last).
    """
    waiting, order = _waiting(session, WHOLE_COUNTY), TABLES
    first = order.index(behind[0]) if behind is not None else 0
    last = order.index(until[0]) if until is not None else len(order) - 1
    for name in order[first : last + 1]:
        more = "AND id > :behind" if behind is not None and name == behind[0] else ""
        less = "AND id <= :until" if until is not None and name == until[0] else ""
        asked = text(f'SELECT id FROM "{name}" WHERE sync_ver > 0 {more} {less}')
        bound = ({"behind": behind[1]} if more and behind else {}) | ({"until": until[1]} if less and until else {})
        for row_id in session.connection().execute(asked, bound).scalars():
            if digest.slice_of(row_id) in slices and (name, row_id) not in waiting:
                yield name, row_id


def _rows(
    session: Session, declared: Table, bucket: str, waiting: dict[tuple[str, str], Row]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    fields = ", ".join(f't."{field}"' for field in declared.fields)
    here = f"JOIN sync_place p ON p.table_name = '{declared.name}' AND p.row_id = t.id AND p.bucket = :bucket"
    place = "" if bucket == WHOLE_COUNTY else here
    asked = text(f'SELECT t.id, {fields} FROM "{declared.name}" t {place} WHERE t.sync_ver > 0')
    for row in session.connection().execute(asked, {} if bucket == WHOLE_COUNTY else {"bucket": bucket}):
        if (declared.name, row.id) not in waiting:
            yield row.id, dict(zip(declared.fields, row[1:], strict=True))
    for (table, row_id), waits in waiting.items():
        if table == declared.name:
            yield row_id, waits.values


def _waiting(session: Session, bucket: str) -> dict[tuple[str, str], Row]:
    here = "JOIN sync_place p ON p.table_name = w.table_name AND p.row_id = w.row_id AND p.bucket = :bucket"
    place, bound = ("", {}) if bucket == WHOLE_COUNTY else (here, {"bucket": bucket})
    bodies = session.connection().execute(text(f"SELECT w.body FROM sync_waiting w {place}"), bound).scalars()
    rows = [msgspec.json.decode(body, type=Row) for body in bodies]
    return {(row.table, row.row_id): row for row in rows}
