"""The devices of the county, as the centre told an administrator's desk of them at the last contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.wire import clock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

    from trainingdesk.wire.operation import Welcome

_KEEP = """
INSERT INTO sync_device (device, number, user_id, role, seen_ms, revoked, replaced, unsent, told_ms)
VALUES (:device, :number, :user, :role, :seen_ms, :revoked, :replaced, :unsent, :told_ms)"""

_DEVICES = """
SELECT d.device, d.number, d.user_id, d.role, d.seen_ms, d.revoked, d.replaced, d.unsent, d.told_ms,
  u.display_name AS user_name
FROM sync_device d LEFT JOIN user u ON u.id = d.user_id ORDER BY d.number"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceRow:
    """A device; ``seen`` is its last contact as it was known at ``told``, None where it never had one.

    ``unsent`` counts what it had then and the centre has not; None where that is not known.
    """

    device: str
    number: int
    user: str
    role: str
    seen: datetime | None
    revoked: bool
    replaced: bool
    unsent: int | None
    told: datetime

    @property
    def tail(self) -> str:
        """The end of its id, by which people tell devices apart."""
        return f"…{self.device[-12:]}"


def keep(session: Session, welcome: Welcome) -> None:
    """Put what the centre tells now in the place of what it told before; a stick that comes late says nothing new."""
    connection = session.connection()
    newest = connection.execute(text("SELECT max(told_ms) FROM sync_device")).scalar()
    if newest is not None and newest > welcome.server_ms:
        return
    connection.execute(text("DELETE FROM sync_device"))
    rows = [
        {
            "device": one.device,
            "number": one.number,
            "user": one.user,
            "role": one.role,
            "seen_ms": one.seen_ms,
            "revoked": one.revoked,
            "replaced": one.replaced,
            "unsent": one.unsent,
            "told_ms": welcome.server_ms,
        }
        for one in welcome.devices
    ]
    if rows:
        connection.execute(text(_KEEP), rows)


def devices(session: Session) -> tuple[DeviceRow, ...]:
    """All of them by number; a user whose row is not here is named by the id."""
    return tuple(
        DeviceRow(
            device=row.device,
            number=row.number,
            user=row.user_name or row.user_id,
            role=row.role,
            seen=None if row.seen_ms is None else clock.instant(row.seen_ms),
            revoked=bool(row.revoked),
            replaced=bool(row.replaced),
            unsent=row.unsent,
            told=clock.instant(row.told_ms),
        )
        for row in session.connection().execute(text(_DEVICES))
    )
