"""Which buckets each row of an instructor's desk stands in, and rows that left the last of them (SYNC 2.10).

A desk that holds the whole county keeps no places: nothing leaves it. Absence is never deletion (R10): only a row that the
centre says has left goes, and only once nothing of it waits to be sent and nothing here refers to it.
"""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Final

from sqlalchemy import TextClause, text

from trainingdesk.storage.sync_parents import references
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlmodel import Session

WHOLE_COUNTY: Final = "c"
_CLASS: Final = "k:"
_PENDING = """
SELECT 1 FROM sync_change s JOIN history h ON h.id = s.history_id
WHERE s.acked = 0 AND h.table_name = :table AND h.row_id = :row LIMIT 1"""
#: The making of a row that the centre did not take: the row is all that is left of it.
_SENT_BACK = """
SELECT 1 FROM sync_rejected r JOIN sync_change s ON s.op = r.change JOIN history h ON h.id = s.history_id
WHERE r.state = 'open' AND h.group_name IS NULL AND h.table_name = :table AND h.row_id = :row LIMIT 1"""
#: A row that waited for its parent, of a bucket that is not here any more.
_WAITS_FOR_NOBODY: Final = """
DELETE FROM sync_waiting WHERE NOT EXISTS
(SELECT 1 FROM sync_place p WHERE p.table_name = sync_waiting.table_name AND p.row_id = sync_waiting.row_id)"""
#: Classes of which something stands here that this desk made; no page told it the version of that.
_MADE_HERE: Final = " UNION ".join(
    f'SELECT class_id FROM "{table.name}" WHERE sync_ver = 0'
    for table in schema.SYNCED
    if "class_id" in table.fields and table not in schema.CATALOGUE
)
_HOMELESS = """
SELECT id FROM "{table}" t WHERE (t.sync_ver > 0{made_in_class})
AND NOT EXISTS (SELECT 1 FROM sync_place p WHERE p.table_name = '{table}' AND p.row_id = t.id)"""


def enter(session: Session, bucket: str, keys: Iterable[tuple[str, str]]) -> None:
    """Note that rows stand in a bucket."""
    if bucket == WHOLE_COUNTY:
        return
    placed = [{"table": table, "row": row_id, "bucket": bucket} for table, row_id in keys]
    if placed:
        session.connection().execute(
            text("INSERT OR IGNORE INTO sync_place (table_name, row_id, bucket) VALUES (:table, :row, :bucket)"), placed
        )


def exit_from(session: Session, bucket: str, keys: Iterable[tuple[str, str]]) -> None:
    """Note that rows left a bucket."""
    gone = [{"table": table, "row": row_id, "bucket": bucket} for table, row_id in keys]
    if gone:
        session.connection().execute(
            text("DELETE FROM sync_place WHERE table_name = :table AND row_id = :row AND bucket = :bucket"), gone
        )


def made_in(session: Session) -> frozenset[str]:
    """Buckets of classes in which this desk made something, also where it holds nothing of the class any more.

    A class that came back for as long as a batch takes leaves such rows: they were sent, and the line broke before the
    bucket of the class was here.
    """
    made = session.connection().execute(text(_MADE_HERE)).scalars()
    return frozenset(f"{_CLASS}{class_id}" for class_id in made if class_id)


def sweep(session: Session, withdrawn: Iterable[str] = ()) -> int:
    """Remove rows that stand in no bucket any more; answers how many. Within ``storage.settled.settled``.

    Children first, so that a parent goes in the same sweep as the last row that refers to it. Of a bucket that was withdrawn
    goes what this desk made there and had sent, too: no page told it the version of that.
    """
    left = json.dumps([bucket.removeprefix(_CLASS) for bucket in withdrawn])
    connection = session.connection()
    if connection.execute(text("SELECT 1 FROM sync_bucket WHERE bucket = :all"), {"all": WHOLE_COUNTY}).first():
        return 0
    connection.execute(text(_WAITS_FOR_NOBODY))
    removed = 0
    for declared in reversed(schema.SYNCED):
        for row_id in connection.execute(_homeless(declared), {"left": left}).scalars().all():
            if not _is_needed(session, declared.name, row_id):
                connection.execute(text(f'DELETE FROM "{declared.name}" WHERE id = :row'), {"row": row_id})
                removed += 1
    return removed


@cache
def _homeless(declared: schema.Table) -> TextClause:
    made = (
        " OR t.class_id IN (SELECT value FROM json_each(:left))" if "class_id" in declared.fields else " OR :left = ''"
    )
    return text(_HOMELESS.format(table=declared.name, made_in_class=made))


def _is_needed(session: Session, table: str, row_id: str) -> bool:
    connection, which = session.connection(), {"table": table, "row": row_id}
    if any(connection.execute(text(asked), which).first() for asked in (_PENDING, _SENT_BACK)):
        return True
    referring = [
        (other.name, field) for other in schema.SYNCED for field, parent in references(other.name) if parent == table
    ]
    return any(
        connection.execute(text(f'SELECT 1 FROM "{other}" WHERE "{field}" = :row LIMIT 1'), which).first()
        for other, field in referring
    )
