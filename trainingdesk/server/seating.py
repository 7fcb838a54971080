"""Who sits in a class at the centre, and which of its seats are kept for laptops that are away (SYNC 2.8, capacity)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from trainingdesk.domain.seat_lease import Seat, SeatLease, seats_free
from trainingdesk.server.tables import RECORD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.merging import Aliases


@dataclass(slots=True)
class Seating:
    """One class: how many enrollments each person sits on, and the leases with how many sit on each."""

    seated: Counter[str] = field(default_factory=Counter)
    leases: dict[str, SeatLease] = field(default_factory=dict)

    def sit(self, person: str, lease_id: str | None) -> None:
        """Somebody has a seat now, under a lease or not."""
        self.seated[person] += 1
        self._use(lease_id, 1)

    def rise(self, person: str, lease_id: str | None) -> None:
        """Somebody has it no more."""
        self.seated[person] -= 1
        if self.seated[person] <= 0:
            del self.seated[person]
        self._use(lease_id, -1)

    def free(self, capacity: object, *, today: date, apart_from: str | None = None) -> int | None:
        """Seats that nobody has and no lease keeps, one lease left out; None where the class has no capacity."""
        if not isinstance(capacity, int):
            return None
        leases = (one for one in self.leases.values() if one.id != apart_from)
        return seats_free(capacity=capacity, taken=len(self.seated), leases=leases, today=today)

    def _use(self, lease_id: str | None, more: int) -> None:
        lease = self.leases.get(lease_id or "")
        if lease is not None:
            self.leases[lease.id] = replace(lease, used=lease.used + more)


def seatings(
    connection: Connection, county: str, classes: Collection[str], bench: Bench, known: Aliases
) -> dict[str, Seating]:
    """These classes as they were seated before a batch; what it wrote to their enrollments is read from the bench."""
    found = {class_id: Seating() for class_id in classes}
    for row in _of_classes(connection, county, "seat_lease", classes):
        found[row.class_id].leases[row.id] = lease_of(row.id, row.data)
    for row in _of_classes(connection, county, "enrollment", classes):
        mine = bench.records.get(("enrollment", row.id))
        data: dict[str, Any] = mine.data if mine else row.data
        if data.get("seat") == Seat.GRANTED:
            # Whom a merge made one sits on one seat.
            found[row.class_id].sit(known.of(str(data.get("person_id"))), data.get("lease_id"))
    return found


def leases_in_force(connection: Connection, county: str, *, today: date) -> tuple[SeatLease, ...]:
    """The leases of a county for which seats are kept today, each with how many sit on it; the first to end first."""
    asked = select(RECORD.c.id, RECORD.c.data).where(RECORD.c.county == county, RECORD.c.tbl == "seat_lease")
    leases = (lease_of(row.id, row.data) for row in connection.execute(asked) if not row.data.get("deleted"))
    found = [one for one in leases if not one.is_over(today)]
    sat_on = Counter(
        row.data.get("lease_id")
        for row in _of_classes(connection, county, "enrollment", {one.class_id for one in found})
        if row.data.get("seat") == Seat.GRANTED
    )
    counted = (replace(one, used=sat_on[one.id]) for one in found)
    return tuple(sorted(counted, key=lambda one: (one.ends_on, one.device_number, one.id)))


def lease_of(row_id: str, data: dict[str, Any]) -> SeatLease:
    """A lease from its document; nobody sits on it yet."""
    return SeatLease(
        id=row_id,
        class_id=data["class_id"],
        device_id=data["device_id"],
        device_number=data["device_number"],
        seats=data["seats"],
        taken_on=date.fromisoformat(data["taken_on"]),
        ends_on=date.fromisoformat(data["ends_on"]),
        ended_on=None if data["ended_on"] is None else date.fromisoformat(data["ended_on"]),
    )


def _of_classes(connection: Connection, county: str, name: str, classes: Collection[str]) -> Iterable[Any]:
    if not classes:
        return ()
    mine = (RECORD.c.county == county, RECORD.c.tbl == name, RECORD.c.class_id.in_(sorted(classes)))
    return connection.execute(select(RECORD.c.id, RECORD.c.class_id, RECORD.c.data).where(*mine))
