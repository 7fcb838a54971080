"""What takes venues between two days: bookings, and the lessons of classes that go on (FEATURES 106)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import literal, null, select

from trainingdesk.domain.training_class import GONE
from trainingdesk.storage.rows import fetch, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class OccupancyRow:
    """A venue taken on a day, minutes since midnight. ``booked``: by a booking, else by a lesson of the class.

    ``purpose`` is what a booking is for, or the number of the class.
    """

    id: str
    booked: bool
    venue_id: str
    venue: str
    day: date
    starts_at: int
    ends_at: int
    purpose: str
    booked_for: str | None
    class_id: str | None


def occupancy(session: Session, *, first: date, last: date, venue_id: str | None = None) -> tuple[OccupancyRow, ...]:
    """Everything that takes a venue, by day and time; cancelled lessons take none."""
    found = (*_bookings(session, first, last), *_lessons(session, first, last))
    wanted = (row for row in found if venue_id is None or row.venue_id == venue_id)
    return tuple(sorted(wanted, key=lambda row: (row.day, row.starts_at, row.venue, row.id)))


def _bookings(session: Session, first: date, last: date) -> tuple[OccupancyRow, ...]:
    target, venue = table("venue_booking"), table("venue")
    query = (
        select(
            target.c.id, literal(value=True), venue.c.id, venue.c.name, target.c.day, target.c.starts_at,
            target.c.ends_at, target.c.purpose, target.c.booked_for, target.c.class_id,
        )
        .join(venue, venue.c.id == target.c.venue_id)
        .where(live("venue_booking"), target.c.day.between(first, last))
    )  # fmt: skip
    return fetch(session, OccupancyRow, query)


def _lessons(session: Session, first: date, last: date) -> tuple[OccupancyRow, ...]:
    target, venue, owner = table("lesson"), table("venue"), table("training_class")
    gone = sorted(state.value for state in GONE)
    query = (
        select(
            target.c.id, literal(value=False), venue.c.id, venue.c.name, target.c.day, target.c.starts_at,
            target.c.ends_at, owner.c.number, null(), owner.c.id,
        )
        .join(venue, venue.c.id == target.c.venue_id)
        .join(owner, owner.c.id == target.c.class_id)
        .where(live("lesson"), live("training_class"), target.c.day.between(first, last))
        .where(target.c.state != "cancelled", owner.c.state.not_in(gone))
    )  # fmt: skip
    return fetch(session, OccupancyRow, query)
