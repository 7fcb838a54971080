"""What the centre's administrator looks at: devices and their last contact, differences, what was not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from trainingdesk.server.tables import CONFLICT, COUNTER, DEVICE, OPLOG, RECORD, REPLACEMENT
from trainingdesk.wire.operation import DeviceContact, Fate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

_REFUSED_SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceLine:
    """A device; ``seen_ms`` is its last contact, None before the first one."""

    id: str
    number: int
    county: str
    user: str
    role: str
    revoked: bool
    last_op: int
    seen_ms: int | None
    #: Another device went on in its place.
    replaced: bool = False
    #: What it had at its last contact and the centre has not; None where its program does not tell.
    unsent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedLine:
    """An operation in quarantine: whose, of which kind, and why."""

    device: str
    op: int
    table: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """A county at a glance; ``conflicts`` by state, ``rows`` by table."""

    county: str
    devices: tuple[DeviceLine, ...]
    conflicts: Mapping[str, int]
    refused: tuple[RefusedLine, ...]
    rows: Mapping[str, int]


def counties(connection: Connection) -> tuple[str, ...]:
    """Every county that has a device or was given a code."""
    return tuple(connection.scalars(select(COUNTER.c.county).order_by(COUNTER.c.county)))


def devices(connection: Connection, county: str | None = None) -> tuple[DeviceLine, ...]:
    """The devices of a county, or of all, by number."""
    replaced = select(REPLACEMENT.c.by).where(REPLACEMENT.c.device == DEVICE.c.id).exists()
    asked = select(DEVICE, replaced.label("replaced")).order_by(DEVICE.c.number)
    found = connection.execute(asked if county is None else asked.where(DEVICE.c.county == county))
    return tuple(_line(row) for row in found)


def _line(row: Row[Any]) -> DeviceLine:
    return DeviceLine(
        id=row.id,
        number=row.number,
        county=row.county,
        user=row.user,
        role=row.role,
        revoked=row.revoked,
        last_op=row.last_op,
        seen_ms=row.seen_ms,
        replaced=bool(row.replaced),
        unsent=None if row.made_op is None else max(0, row.made_op - row.last_op),
    )


def contacts(connection: Connection, county: str) -> tuple[DeviceContact, ...]:
    """The devices of a county as a desk of its administrator is told of them."""
    return tuple(
        DeviceContact(
            device=one.id,
            number=one.number,
            user=one.user,
            role=one.role,
            seen_ms=one.seen_ms,
            revoked=one.revoked,
            replaced=one.replaced,
            unsent=one.unsent,
        )
        for one in devices(connection, county)
    )


def overview(connection: Connection, county: str) -> Overview:
    """One county."""
    by_state = select(CONFLICT.c.state, func.count()).where(CONFLICT.c.county == county).group_by(CONFLICT.c.state)
    by_table = select(RECORD.c.tbl, func.count()).where(RECORD.c.county == county).group_by(RECORD.c.tbl)
    refused = (
        select(OPLOG.c.device, OPLOG.c.op, OPLOG.c.tbl, OPLOG.c.code)
        .where(OPLOG.c.county == county, OPLOG.c.fate == Fate.QUARANTINED.value)
        .order_by(OPLOG.c.device, OPLOG.c.op.desc())
        .limit(_REFUSED_SHOWN)
    )
    return Overview(
        county=county,
        devices=devices(connection, county),
        conflicts={str(state): int(count) for state, count in connection.execute(by_state)},
        refused=tuple(
            RefusedLine(device=row.device, op=row.op, table=row.tbl, code=row.code)
            for row in connection.execute(refused)
        ),
        rows={str(table): int(count) for table, count in connection.execute(by_table)},
    )
