"""Seats are given in the order of arrival and never taken back; who comes when all are taken waits (SYNC 2.8, capacity).

A desk that was joined writes no seats: two of them would give the last one twice. Whoever finds none here gets an event of
the centre that puts the enrollment on the waiting list of every desk, where a person may still let them in. What was
promised under a lease is kept, whoever came before (``domain/seat_lease``).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from sqlalchemy import select

from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.seat_lease import Seat
from trainingdesk.server.merging import Aliases, aliases
from trainingdesk.server.seating import seatings
from trainingdesk.server.tables import DEVICE
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record
    from trainingdesk.server.seating import Seating
    from trainingdesk.wire.operation import Operation

GRANTED: Final = Seat.GRANTED.value
WAITLISTED: Final = Seat.WAITLISTED.value
GIVEN_UP: Final = Seat.GIVEN_UP.value
_LEAVES: Final = frozenset({EventKind.REJECTED, EventKind.WITHDRAWN, EventKind.TRANSFERRED, EventKind.DROPPED})
#: A person let them in although the class was full, or after a seat came free.
_LET_IN: Final = frozenset({EventKind.CONFIRMED, EventKind.ATTENDING, EventKind.COMPLETED, EventKind.CERTIFIED})
_SEAT: Final = next(group for group in table("enrollment").groups if group.name == "seat")


def wanted(operations: Iterable[Operation]) -> set[Key]:
    """The rows that seats are judged by, beside those that the operations name."""
    found: set[Key] = set()
    for one in operations:
        if one.table in {"enrollment", "enrollment_event"}:
            for field, name in (("class_id", "training_class"), ("enrollment_id", "enrollment")):
                value = one.values.get(field)
                if isinstance(value, str) and "\0" not in value:
                    found.add((name, value))
    return found


class _Given(NamedTuple):
    seat: str | None
    lease_id: str | None = None


@dataclass(slots=True)
class _Told:
    """What the events of a batch say of one enrollment."""

    kinds: set[str] = field(default_factory=set)
    #: The last event that promised a seat under a lease.
    promise: Record | None = None


def give(connection: Connection, county: str, bench: Bench) -> None:
    """Give the seats that the operations of a batch ask for; after all of them were judged."""
    told: defaultdict[str, _Told] = defaultdict(_Told)
    for event in bench.fresh("enrollment_event"):
        one = told[str(event.data.get("enrollment_id"))]
        one.kinds.add(str(event.data.get("kind")))
        if event.data.get("lease_id"):
            one.promise = event
    asking = {record.row_id: record for record in bench.fresh("enrollment")}
    asking |= {key: bench.records["enrollment", key] for key in told if ("enrollment", key) in bench.records}
    known = aliases(connection, county, bench) if asking else Aliases({}, frozenset())
    rooms = seatings(connection, county, {str(record.class_id) for record in asking.values()}, bench, known)
    own = _identities(connection, bench.author.device_id) if any(one.promise for one in told.values()) else frozenset()
    # Who leaves gets up first: a laptop promised the seat again to who came after.
    for record in sorted(asking.values(), key=lambda record: not _leaves(record, told[record.row_id].kinds)):
        person = known.of(str(record.data.get("person_id")))
        _give_one(bench, record, told[record.row_id], rooms[str(record.class_id)], person, own)


def _give_one(bench: Bench, record: Record, told: _Told, room: Seating, person: str, own: frozenset[str]) -> None:
    had = _Given(record.data.get("seat"), record.data.get("lease_id"))
    if had.seat == GRANTED:
        room.rise(person, had.lease_id)
    given = _seat(bench, record, told.kinds, room, person, _honored(bench, room, told.promise, own))
    if given.seat == GRANTED:
        room.sit(person, given.lease_id)
    if given == had:
        return
    bench.write_own(record, _SEAT, {"seat": given.seat, "lease_id": given.lease_id})
    if given.seat == WAITLISTED and EventKind.WAITLISTED not in told.kinds:
        _put_on_the_list(bench, record)


def _seat(bench: Bench, record: Record, kinds: set[str], room: Seating, person: str, lease: str | None) -> _Given:
    """Which seat an enrollment has after what happened to it in this batch; its own is not in ``room``."""
    had, under = record.data.get("seat"), record.data.get("lease_id")
    if _leaves(record, kinds):
        return _Given(GIVEN_UP)
    if lease is not None:
        return _Given(GRANTED, lease)
    if had == GRANTED or kinds & _LET_IN:
        return _Given(GRANTED, under)
    if EventKind.WAITLISTED in kinds or (had is not None and EventKind.REOPENED not in kinds):
        return _Given(had or WAITLISTED)
    the_class = bench.records.get(("training_class", str(record.class_id)))
    free = room.free(the_class.data.get("capacity") if the_class else None, today=bench.today())
    full = free is not None and free + (person in room.seated) <= 0
    return _Given(WAITLISTED if full else GRANTED)


def _leaves(record: Record, kinds: set[str]) -> bool:
    return bool(record.data.get("deleted") or (kinds & _LEAVES and EventKind.REOPENED not in kinds))


def _honored(bench: Bench, room: Seating, promise: Record | None, own: frozenset[str]) -> str | None:
    """The lease under which a promise of this batch is kept; None where there is none, or it is no longer worth a seat."""
    lease = None if promise is None else room.leases.get(str(promise.data["lease_id"]))
    if promise is None or lease is None or lease.device_id not in own:
        return None
    at, stamp = promise.data.get("at"), promise.stamps["*"][1]
    # By the moment that the event tells its laptop decided; the stamp of the operation may have been set right since.
    day = date.fromisoformat(bench.day_of(at << 16 if isinstance(at, int) else stamp))
    return lease.id if lease.honors(promised_on=day, today=bench.today()) else None


def _identities(connection: Connection, device_id: str) -> frozenset[str]:
    """All names of a laptop: what it promised under one counts though it had to take another (SYNC 1, 3)."""
    key = select(DEVICE.c.public_key).where(DEVICE.c.id == device_id).scalar_subquery()
    return frozenset(connection.scalars(select(DEVICE.c.id).where(DEVICE.c.public_key == key)))


def _put_on_the_list(bench: Bench, record: Record) -> None:
    """The event that every desk folds; its moment follows the application, so that what was decided later stands."""
    made = record.written(_SEAT).stamp.version
    applied = record.stamps["*"]
    at = max(0, applied[1] >> 16) + 1
    bench.publish_own(
        "enrollment_event",
        fact_id("enrollment_event", record.row_id, WAITLISTED, str(made)),
        {
            "enrollment_id": record.row_id,
            "class_id": record.class_id,
            "kind": EventKind.WAITLISTED.value,
            "day": bench.day_of(applied[1]),
            "reason": None,
            "override": None,
            "seen": Status.APPLIED.value,
            "takes_back": None,
            "by_user": applied[5],
            "at": at,
        },
    )
