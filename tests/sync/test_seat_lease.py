"""Several laptops enroll offline, with seats they took along and without: promises are kept, seats are not given twice.

The laptops are models of a desk over a real ledger: they know their leases by what the centre answered, and nothing of each
other. Some stay away longer than their leases are kept.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.server.conftest import Clock, Device
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.seat_lease import SeatLease
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from trainingdesk.wire.operation import Operation

CLASS, CAPACITY = "k1", 5
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["take", "return", "enroll", "enroll", "enroll", "leave", "sync", "sync", "day"]),
        st.integers(0, 2),
        st.integers(1, 4),
    ),
    max_size=40,
)


@dataclass(slots=True)
class Laptop:
    """What one desk knows: its lease, whom it promised a seat, what it has still to send."""

    device: Device
    lease: SeatLease | None = None
    promised: list[str] = field(default_factory=list)
    waiting: list[Operation] = field(default_factory=list)
    #: Promises that came home after nothing was kept for them any more.
    late: int = 0
    unsent: int = 0

    @property
    def today(self) -> date:
        return local_day(self.device.clock())

    def sync(self) -> None:
        if self.waiting:
            self.device.push(*self.waiting)
        if self.lease is not None and self.lease.is_over(self.today):
            self.late += self.unsent
        self.waiting, self.unsent = [], 0

    def take(self, seats: int, days: int) -> None:
        self.sync()
        self.device.ledger.take_seats(self.device.id, class_id=CLASS, seats=seats, days=days)
        self._read()

    def give_back(self) -> None:
        self.sync()
        self.device.ledger.return_seats(self.device.id, class_id=CLASS)
        self._read()

    def enroll(self, person: str) -> None:
        under = self.lease if self.lease is not None and self.lease.open_on(self.today) else None
        owner = fact_id("enrollment", CLASS, person)
        self.waiting.append(self.device.make("enrollment", owner, class_id=CLASS, person_id=person))
        self.waiting.append(self._event(owner, "applied", lease_id=None if under is None else under.id))
        if under is not None:
            self.lease = replace(under, used=under.used + 1)
            self.promised.append(person)
            self.unsent += 1

    def leave(self) -> None:
        """Who was promised a seat last stays away; the lease has it again."""
        if self.promised and self.lease is not None and self.unsent:
            self.waiting.append(self._event(fact_id("enrollment", CLASS, self.promised.pop()), "withdrawn"))
            self.lease, self.unsent = replace(self.lease, used=self.lease.used - 1), self.unsent - 1

    def _event(self, owner: str, kind: str, **more: Any) -> Operation:
        said = {"class_id": CLASS, "kind": kind, "day": self.today.isoformat(), "at": milliseconds(self.device.clock())}
        return self.device.make("enrollment_event", enrollment_id=owner, **said, **more)

    def _read(self) -> None:
        rows = self.device.rows().values()
        mine = [one for one in rows if one.table == "seat_lease" and one.values["device_id"] == self.device.id]
        held = [one.values.get("lease_id") for one in rows if one.table == "enrollment"]
        self.lease = None
        for one in mine:
            said = {name: one.values[name] for name in ("class_id", "device_id", "device_number", "seats")}
            days = {name: one.values[name] for name in ("taken_on", "ends_on", "ended_on")}
            when = {name: None if day is None else date.fromisoformat(day) for name, day in days.items()}
            found = SeatLease(id=one.row_id, **said, **when, used=held.count(one.row_id))
            if not found.is_over(self.today):
                self.lease = found


@example([("take", 0, 3), *[("enroll", 1, 1)] * 5, ("sync", 1, 1), *[("enroll", 0, 1)] * 3])
@example([("take", 0, 1), ("enroll", 0, 1), ("day", 0, 4), *[("enroll", 1, 1)] * 5, ("sync", 1, 1)])
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_promises_are_kept_and_no_seat_is_given_twice(steps: list[tuple[str, int, int]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        engine, clock = open_engine(f"sqlite:///{Path(folder) / 'centre.sqlite'}"), Clock()
        try:
            _play(Ledger(engine, clock), clock, steps)
        finally:
            engine.dispose()


def _play(ledger: Ledger, clock: Clock, steps: list[tuple[str, int, int]]) -> None:
    laptops = [Laptop(Device(ledger, clock, user=f"u{number}")) for number in range(3)]
    first = laptops[0].device
    first.push(first.make("training_class", CLASS, name="电工", state="approved", capacity=CAPACITY))
    had: set[str] = set()
    for number, (what, which, count) in enumerate(steps):
        one = laptops[which]
        match what:
            case "take":
                one.take(count, days=count)
            case "return":
                one.give_back()
            case "enroll":
                one.enroll(f"p{number}")
            case "leave":
                one.leave()
            case "sync":
                one.sync()
            case _:
                clock.pass_by(days=count)
        had = _checked(laptops, had)
    for one in laptops:
        one.sync()
    seated = _checked(laptops, had)
    assert {person for one in laptops for person in one.promised} <= seated


def _checked(laptops: list[Laptop], had: set[str]) -> set[str]:
    """Who has a seat now; nobody who had one lost it, and there are no more than seats and promises that came late."""
    rows = [one for one in laptops[0].device.rows().values() if one.table == "enrollment"]
    seated = {one.values["person_id"] for one in rows if one.values["seat"] == "granted"}
    assert had <= seated
    assert len(seated) <= CAPACITY + sum(one.late for one in laptops)
    return seated
