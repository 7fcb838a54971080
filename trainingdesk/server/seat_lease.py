"""Seats that laptops take along: taken and given back under the lock of the county, kept as rows that every desk sees.

A lease is a row that only the centre writes. So it reaches desks by line, stick and snapshot like any other, stands in
every backup, and tells whoever works in the office why a seat is not free.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from sqlalchemy import select

from trainingdesk.domain.seat_lease import SeatLease, leased
from trainingdesk.domain.training_class import TAKES_PEOPLE
from trainingdesk.server.authorize import may_write
from trainingdesk.server.merging import aliases
from trainingdesk.server.push import bench_of, locked_device, settle
from trainingdesk.server.records import load, of_class
from trainingdesk.server.seating import lease_of, seatings
from trainingdesk.server.tables import DEVICE, RECORD
from trainingdesk.wire.operation import OutOfScope
from trainingdesk.wire.schema import table
from trainingdesk.wire.seat_lease import Leased

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Record
    from trainingdesk.server.seating import Seating

_LEASE: Final = next(group for group in table("seat_lease").groups if group.name == "lease")


@dataclass(frozen=True, slots=True)
class _Counter:
    """Where a device asks for seats of a class: what it may do there was looked at, and the county is locked."""

    connection: Connection
    device: Row[Any]
    bench: Bench
    class_id: str
    room: Seating

    @property
    def mine(self) -> SeatLease | None:
        """The lease of this device that is not over."""
        own = (one for one in self.room.leases.values() if one.device_id == self.device.id)
        return next((one for one in own if not one.is_over(self.bench.today())), None)


def take(connection: Connection, device_id: str, *, class_id: str, seats: int, days: int, now_ms: int) -> Leased:
    """Let a device have so many seats in all, as far as they are free; raises Revoked, OutOfScope.

    Asked again, it has what it has: fewer where fewer are wanted, never fewer than people sit on.
    """
    at = _counter(connection, device_id, class_id, now_ms)
    mine = at.mine
    got = _gets(at, mine, seats)
    if not got:
        return _told(mine)
    ends_on = at.bench.today() + timedelta(days=days)
    if mine is not None:
        return _told(_change(at, replace(mine, seats=got, ends_on=max(mine.ends_on, ends_on))))
    made = SeatLease(
        id=str(uuid4()),
        class_id=class_id,
        device_id=device_id,
        device_number=at.device.number,
        seats=got,
        taken_on=at.bench.today(),
        ends_on=ends_on,
    )
    at.bench.publish_own("seat_lease", made.id, {**_values(made), "by_user": at.device.user})
    settle(connection, at.device.county, at.bench)
    return _told(made)


def give_back(connection: Connection, device_id: str, *, class_id: str, now_ms: int) -> Leased:
    """Take a device's seats of a class back, but for those that people sit on; raises Revoked, OutOfScope."""
    at = _counter(connection, device_id, class_id, now_ms)
    mine = at.mine
    if mine is not None:
        _change(at, replace(mine, ended_on=at.bench.today()))
    return Leased()


def end_all(connection: Connection, device_id: str, *, now_ms: int) -> None:
    """Take back the seats of a device that is about to be shut out; whom it promised one may still come by another."""
    device = connection.execute(select(DEVICE).where(DEVICE.c.id == device_id).with_for_update()).one_or_none()
    if device is None:
        return
    bench = bench_of(connection, device, (), now_ms=now_ms)
    asked = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.county == device.county, RECORD.c.tbl == "seat_lease")
    mine = [row.id for row in connection.execute(asked) if row.data["device_id"] == device_id]
    bench.records |= load(connection, device.county, (("seat_lease", one) for one in mine))
    for record in list(bench.records.values()):
        if not lease_of(record.row_id, record.data).is_over(bench.today()):
            bench.write_own(record, _LEASE, {**_written(record), "ended_on": bench.today().isoformat()})
    settle(connection, device.county, bench)


def _counter(connection: Connection, device_id: str, class_id: str, now_ms: int) -> _Counter:
    device = locked_device(connection, device_id)
    bench = bench_of(connection, device, {("training_class", class_id)}, now_ms=now_ms)
    the_class = bench.records.get(("training_class", class_id))
    within = bench.scope is None or of_class(class_id) in bench.scope
    if the_class is None or the_class.data.get("deleted") or not within:
        raise OutOfScope
    if not may_write(bench.author.role, "enrollment", None):
        raise OutOfScope
    known = aliases(connection, device.county, bench)
    room = seatings(connection, device.county, {class_id}, bench, known)[class_id]
    return _Counter(connection, device, bench, class_id, room)


def _gets(at: _Counter, mine: SeatLease | None, wanted: int) -> int:
    """How many seats the device has afterwards; none in a class that takes nobody."""
    data = at.bench.records["training_class", at.class_id].data
    if data.get("state") not in TAKES_PEOPLE:
        return 0
    free = at.room.free(data.get("capacity"), today=at.bench.today(), apart_from=None if mine is None else mine.id)
    return leased(wanted=wanted, used=0 if mine is None else mine.used, free=wanted if free is None else free)


def _change(at: _Counter, lease: SeatLease) -> SeatLease:
    key = ("seat_lease", lease.id)
    at.bench.records |= load(at.connection, at.device.county, {key})
    record = at.bench.records[key]
    at.bench.write_own(record, _LEASE, {**_written(record), **_values(lease)})
    settle(at.connection, at.device.county, at.bench)
    return lease


def _written(record: Record) -> dict[str, Any]:
    return {name: record.data.get(name) for name in _LEASE.fields}


def _values(lease: SeatLease) -> dict[str, Any]:
    """A lease as its document says it; how many sit on it is counted, not kept."""
    return {
        "class_id": lease.class_id,
        "device_id": lease.device_id,
        "device_number": lease.device_number,
        "seats": lease.seats,
        "taken_on": lease.taken_on.isoformat(),
        "ends_on": lease.ends_on.isoformat(),
        "ended_on": None if lease.ended_on is None else lease.ended_on.isoformat(),
    }


def _told(lease: SeatLease | None) -> Leased:
    if lease is None:
        return Leased()
    return Leased(seats=lease.seats, used=lease.used, ends_on=lease.ends_on.isoformat())
