"""The logical digest of a desk: what its rows say, whatever ids they have and however the file is encrypted.

Ids are random, so a row stands for the digest of its contents, and a reference to it (a foreign key, or an id inside a text)
for that digest. Two desks that were made alike have the same digest; one changed mark gives another.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from trainingdesk.storage.tables import METADATA
from trainingdesk.wire.schema import BOOKKEEPING, SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Table
    from sqlmodel import Session

_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: Links of the log's chain cover ids, so they differ with them; the log is verified by its own chain.
_NOT_CONTENT: Final = frozenset({"previous", "digest"})
#: Who did something is named in texts of all tables; these tables name rows of others in texts, without foreign keys.
_FIRST: Final = ("user",)
_LAST: Final = (
    "attendance_mark", "attachment", "inspection_draw", "inspection", "monthly_report", "report_adjustment", "access_log",
)  # fmt: skip
_BYTES: Final = 16


def logical_digest(session: Session) -> str:
    """One digest over every synced table, as hexadecimal text."""
    known: dict[str, str] = {}
    whole = hashlib.sha256()
    for table in _tables():
        digests = sorted(_digests(session, table, known))
        whole.update(f"{table.name}:{len(digests)}\n".encode())
        whole.update("\n".join(digests).encode())
    return whole.hexdigest()


def _tables() -> list[Table]:
    """Synced tables, each behind those it refers to."""
    apart = {*_FIRST, *_LAST}
    synced = {declared.name for declared in SYNCED}
    between = [table.name for table in METADATA.sorted_tables if table.name in synced - apart]
    return [METADATA.tables[name] for name in (*_FIRST, *between, *_LAST)]


def _digests(session: Session, table: Table, known: dict[str, str]) -> Iterator[str]:
    """The digest of every row, which becomes what its id stands for."""
    contents = [column for column in table.c if column.name not in {*BOOKKEEPING, *_NOT_CONTENT}]
    query = select(table.c.id, *contents)
    for row_id, *values in session.connection().execution_options(yield_per=5000).execute(query):
        digest = _digest(table.name, dict(zip((column.name for column in contents), values, strict=True)), known)
        known[row_id] = digest
        yield digest


def _digest(name: str, values: Mapping[str, Any], known: Mapping[str, str]) -> str:
    said = {field: _plain(value, known) for field, value in values.items()}
    text = json.dumps([name, said], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.blake2b(text.encode(), digest_size=_BYTES).hexdigest()


def _plain(value: Any, known: Mapping[str, str]) -> Any:
    if not isinstance(value, str):
        return value
    return _ID.sub(lambda found: known.get(found[0], "?"), value)
