"""Who or what is taken twice at one time: rooms, instructors and trainees of lessons that overlap on a day."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date


class Resource(StrEnum):
    """What can be in one place only."""

    VENUE = "venue"
    INSTRUCTOR = "instructor"
    TRAINEE = "trainee"


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """A stretch of a day that takes a room and people; minutes from midnight, ``ends_at`` no longer taken.

    ``label`` is what the list of clashes calls it: a lesson's id, or the purpose of a booking.
    """

    label: str
    day: date
    starts_at: int
    ends_at: int
    venue: str | None = None
    instructors: frozenset[str] = frozenset()
    trainees: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """One room or person taken twice from ``starts_at`` to ``ends_at``, by the new booking ``planned`` and by ``other``."""

    day: date
    starts_at: int
    ends_at: int
    resource: Resource
    who: str
    planned: str
    other: str


class _Taken(NamedTuple):
    starts_at: int
    ends_at: int
    label: str
    planned: bool


def clashes(planned: Iterable[Booking], booked: Iterable[Booking]) -> tuple[Clash, ...]:
    """Every clash of a plan with what is booked and with itself, by day and time (not of what is booked among itself).

    Takes O(n log n + c) for n seats taken and c clashes: one sweep over each resource and day.
    """
    taken: dict[tuple[date, Resource, str], list[_Taken]] = defaultdict(list)
    for is_planned, bookings in ((True, planned), (False, booked)):
        for booking in bookings:
            entry = _Taken(booking.starts_at, booking.ends_at, booking.label, is_planned)
            if entry.starts_at < entry.ends_at:
                for resource, who in _takes(booking):
                    taken[booking.day, resource, who].append(entry)
    found = (
        Clash(day, later.starts_at, min(earlier.ends_at, later.ends_at), resource, who, *_names(earlier, later))
        for (day, resource, who), entries in taken.items()
        if len(entries) > 1
        for earlier, later in _overlapping(entries)
    )
    return tuple(sorted(found))


def _takes(booking: Booking) -> Iterator[tuple[Resource, str]]:
    if booking.venue is not None:
        yield Resource.VENUE, booking.venue
    for instructor in booking.instructors:
        yield Resource.INSTRUCTOR, instructor
    for trainee in booking.trainees:
        yield Resource.TRAINEE, trainee


def _overlapping(entries: list[_Taken]) -> Iterator[tuple[_Taken, _Taken]]:
    """Pairs that share a minute and of which one at least is planned, the earlier one first."""
    running: dict[bool, list[tuple[int, _Taken]]] = {True: [], False: []}
    for entry in sorted(entries):
        for heap in running.values():
            while heap and heap[0][0] <= entry.starts_at:
                heappop(heap)
        for side in (True, False) if entry.planned else (True,):
            for _, earlier in running[side]:
                yield earlier, entry
        heappush(running[entry.planned], (entry.ends_at, entry))


def _names(earlier: _Taken, later: _Taken) -> tuple[str, str]:
    """The planned one first; of two planned ones the later."""
    return (later.label, earlier.label) if later.planned else (earlier.label, later.label)
