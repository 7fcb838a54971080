"""What the centre does not have yet, as the log of operations counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

if TYPE_CHECKING:
    from sqlmodel import Session

_WAITING = """
SELECT h.table_name, count(*) AS operations, count(DISTINCT h.row_id) AS records
FROM sync_change s JOIN history h ON h.id = s.history_id WHERE s.acked = 0
GROUP BY h.table_name ORDER BY records DESC, h.table_name"""


@dataclass(frozen=True, slots=True)
class WaitingTable:
    """How many records of one table wait, and how many operations on them."""

    table: str
    records: int
    operations: int


def waiting(session: Session) -> tuple[WaitingTable, ...]:
    """What waits to go, the most first."""
    found = session.connection().execute(text(_WAITING))
    return tuple(WaitingTable(row.table_name, row.records, row.operations) for row in found)
