"""What the centre does not have yet, as the log of operations counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

_WAITING = """
SELECT h.table_name, count(*) AS operations, count(DISTINCT h.row_id) AS records
FROM sync_change s JOIN history h ON h.id = s.history_id WHERE s.acked = 0
GROUP BY h.table_name ORDER BY records DESC, h.table_name"""


#: Operations are acknowledged in their order, so those that wait are among the newest; beyond so many a desk is far behind.
COUNTED = 10_000

_UNSYNCED = """
SELECT count(*) FROM (SELECT acked FROM sync_change ORDER BY op DESC LIMIT :most) WHERE acked = 0"""


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


def unsynced(session: Session) -> int:
    """How many operations wait, at most ``COUNTED``: asked after every change, so it must cost the same on any desk."""
    return int(session.connection().execute(text(_UNSYNCED), {"most": COUNTED}).scalar_one())


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What the device's clock can be compared with: the centre's at the last contact, and the last change known here."""

    centre_ahead_ms: int
    latest_ms: int


def signs(session: Session) -> Signs:
    """Asked with the count of what waits, so it reads one row."""
    row = session.connection().execute(text("SELECT clock_offset_ms, hlc, joined FROM sync_control")).one()
    return Signs(centre_ahead_ms=row.clock_offset_ms if row.joined else 0, latest_ms=row.hlc >> 16)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Where the centre is, and when an exchange with it last went well."""

    address: str
    last: datetime | None


def contact(session: Session) -> Contact | None:
    """None for a desk that was never joined."""
    row = session.connection().execute(text(_CONTACT)).first()
    if row is None:
        return None
    last = None if row.last is None else clock.instant(row.last)
    return Contact(address=row.address, last=last)


_CONTACT = """
SELECT address, (SELECT max(at) FROM sync_run WHERE failure IS NULL) AS last FROM sync_link"""
