"""Seats are given in the order of arrival and never taken back; who comes when all are taken waits (SYNC 2.8, capacity).

A desk that was joined writes no seats: two of them would give the last one twice. Whoever finds none here gets an event of
the centre that puts the enrollment on the waiting list of every desk, where a person may still let them in.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.server.merging import Aliases, aliases
from trainingdesk.server.tables import RECORD
from trainingdesk.wire.ids import fact_id
from trainingdesk.wire.schema import table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from trainingdesk.server.judging import Bench
    from trainingdesk.server.records import Key, Record
    from trainingdesk.wire.operation import Operation

GRANTED: Final = "granted"
WAITLISTED: Final = "waitlisted"
#: Somebody who left has no seat; whoever enrolls again asks for one anew.
GIVEN_UP: Final = "given_up"
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


def give(connection: Connection, county: str, bench: Bench) -> None:
    """Give the seats that the operations of a batch ask for; after all of them were judged."""
    kinds: dict[str, set[str]] = {}
    for record in bench.fresh("enrollment_event"):
        kinds.setdefault(str(record.data.get("enrollment_id")), set()).add(str(record.data.get("kind")))
    asking = {record.row_id: record for record in bench.fresh("enrollment")}
    asking |= {key: bench.records["enrollment", key] for key in kinds if ("enrollment", key) in bench.records}
    known = aliases(connection, county, bench) if asking else Aliases({}, frozenset())
    taken = _taken(connection, county, {str(record.class_id) for record in asking.values()}, bench, known)
    for record in asking.values():
        seated, person = taken[str(record.class_id)], known.of(str(record.data.get("person_id")))
        # Whom a merge made one sits on one seat.
        others = len(seated) - (person in seated)
        seat = _seat(bench, record, kinds.get(record.row_id, set()), others)
        if seat == record.data.get("seat"):
            continue
        was = record.data.get("seat")
        seated[person] += (seat == GRANTED) - (was == GRANTED)
        if not seated[person]:
            del seated[person]
        bench.write_own(record, _SEAT, {"seat": seat})
        if seat == WAITLISTED and EventKind.WAITLISTED not in kinds.get(record.row_id, set()):
            _put_on_the_list(bench, record)


def _seat(bench: Bench, record: Record, kinds: set[str], taken: int) -> str:
    """Which seat an enrollment has after what happened to it in this batch; ``taken`` are the seats of others."""
    had = record.data.get("seat")
    if record.data.get("deleted") or (kinds & _LEAVES and EventKind.REOPENED not in kinds):
        return GIVEN_UP
    if had == GRANTED or kinds & _LET_IN:
        return GRANTED
    if EventKind.WAITLISTED in kinds or (had is not None and EventKind.REOPENED not in kinds):
        return had or WAITLISTED
    the_class = bench.records.get(("training_class", str(record.class_id)))
    capacity = the_class.data.get("capacity") if the_class else None
    return WAITLISTED if isinstance(capacity, int) and taken >= capacity else GRANTED


def _taken(
    connection: Connection, county: str, classes: set[str], bench: Bench, known: Aliases
) -> dict[str, Counter[str]]:
    """Who has the seats of each class that were given before this batch; nobody else is in it."""
    asked = select(RECORD.c.id, RECORD.c.class_id, RECORD.c.data).where(
        RECORD.c.county == county, RECORD.c.tbl == "enrollment", RECORD.c.class_id.in_(sorted(classes))
    )
    counts: dict[str, Counter[str]] = {class_id: Counter() for class_id in classes}
    for row in connection.execute(asked) if classes else ():
        mine = bench.records.get(("enrollment", row.id))
        data: dict[str, Any] = mine.data if mine else row.data
        if data.get("seat") == GRANTED:
            counts[row.class_id][known.of(str(data.get("person_id")))] += 1
    return counts


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
