"""What the centre's administrator looks at: devices, seats that are away, differences, and what was not taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import func, select

from trainingdesk.domain.calendar import local_day
from trainingdesk.server.records import load
from trainingdesk.server.seating import leases_in_force
from trainingdesk.server.tables import CONFLICT, COUNTER, DEVICE, QUARANTINE, RECORD, REPLACEMENT
from trainingdesk.settings.declared import SILENT_DEVICE_DAYS
from trainingdesk.wire.clock import instant
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.operation import DeviceContact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection, Row

    from trainingdesk.domain.seat_lease import SeatLease

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
    """A county at a glance; ``conflicts`` by state, ``rows`` by table, ``names`` of users and ``classes`` by id.

    ``refused`` are some of what was not taken, ``refusals`` how much that is.
    ``silent_days``: a device that was not heard of for longer is pointed out, as the county says on its desks.
    """

    county: str
    devices: tuple[DeviceLine, ...]
    silent_days: int
    leases: tuple[SeatLease, ...]
    names: Mapping[str, str]
    classes: Mapping[str, str]
    conflicts: Mapping[str, int]
    refused: tuple[RefusedLine, ...]
    refusals: int
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


def overview(connection: Connection, county: str, *, now_ms: int) -> Overview:
    """One county."""
    known = devices(connection, county)
    leases = leases_in_force(connection, county, today=local_day(instant(now_ms)))
    by_state = select(CONFLICT.c.state, func.count()).where(CONFLICT.c.county == county).group_by(CONFLICT.c.state)
    by_table = select(RECORD.c.tbl, func.count()).where(RECORD.c.county == county).group_by(RECORD.c.tbl)
    here = QUARANTINE.c.county == county
    refused = select(QUARANTINE).where(here).order_by(QUARANTINE.c.device, QUARANTINE.c.op.desc())
    return Overview(
        county=county,
        devices=known,
        silent_days=_silent_days(connection, county),
        leases=leases,
        names=_said(connection, county, "user", {one.user for one in known}, "display_name"),
        classes=_said(connection, county, "training_class", {one.class_id for one in leases}, "number", "name"),
        conflicts={str(state): int(count) for state, count in connection.execute(by_state)},
        refused=tuple(
            RefusedLine(device=row.device, op=row.op, table=row.tbl, code=row.code)
            for row in connection.execute(refused.limit(_REFUSED_SHOWN))
        ),
        refusals=connection.scalar(select(func.count()).select_from(QUARANTINE).where(here)) or 0,
        rows={str(table): int(count) for table, count in connection.execute(by_table)},
    )


def _silent_days(connection: Connection, county: str) -> int:
    """What the county set; the usual number where it set none."""
    key = ("county_setting", fact_id("county_setting", SILENT_DEVICE_DAYS.key))
    found = load(connection, county, [key]).get(key)
    stored = None if found is None or found.data.get("deleted") else found.data.get("value")
    try:
        value = msgspec.json.decode(str(stored))
    except msgspec.DecodeError:
        value = None
    return SILENT_DEVICE_DAYS.read({SILENT_DEVICE_DAYS.key: value})


def _said(connection: Connection, county: str, table: str, ids: set[str], *fields: str) -> Mapping[str, str]:
    """What rows are called, by id."""
    rows = load(connection, county, ((table, one) for one in ids))
    words = {one.row_id: " ".join(str(one.data.get(name) or "") for name in fields).strip() for one in rows.values()}
    return {row_id: said for row_id, said in words.items() if said}
