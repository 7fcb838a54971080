"""What takes venues and equipment between two days: bookings, and the lessons of classes that go on (FEATURES 106)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import literal, null, select

from trainingdesk.domain.booking import Bookable
from trainingdesk.domain.training_class import GONE
from trainingdesk.storage.rows import fetch, live, table
from trainingdesk.storage.tables.base import one_of
from trainingdesk.storage.training_class import taught_by

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import Select
    from sqlmodel import Session

_VENUE, _EQUIPMENT = (literal(kind, one_of(Bookable, "kind")) for kind in Bookable)


@dataclass(frozen=True, slots=True)
class OccupancyRow:
    """A thing taken, from minutes of the first day to minutes of the last. ``booked``: by a booking, else by a lesson.

    ``there`` is how many of it there are, and ``in_use`` whether it can be had at all. ``purpose`` is what a booking is
    for, or the number of the class, and ``place_id`` where equipment goes.
    """

    id: str
    kind: Bookable
    booked: bool
    thing_id: str
    thing: str
    there: int
    first_day: date
    starts_at: int
    last_day: date
    ends_at: int
    pieces: int
    purpose: str
    booked_for: str | None
    class_id: str | None
    class_number: str | None
    place_id: str | None
    place: str | None
    in_use: bool


def occupancy(
    session: Session, *, first: date, last: date, thing_id: str | None = None, user_id: str | None = None
) -> tuple[OccupancyRow, ...]:
    """Everything that takes a venue or equipment, by day and time; cancelled lessons take none.

    With ``user_id`` of all lessons those of the classes that this user teaches.
    """
    found = (
        *venue_bookings(session, first=first, last=last, venue_id=thing_id),
        *_lessons(session, first, last, thing_id, user_id),
        *equipment_bookings(session, first=first, last=last, equipment_id=thing_id),
    )
    return tuple(sorted(found, key=lambda row: (row.first_day, row.starts_at, row.thing, row.id)))


def venue_bookings(
    session: Session, *, first: date, last: date, venue_id: str | None = None
) -> tuple[OccupancyRow, ...]:
    """What venues are taken for besides lessons, by day and time."""
    target, venue, owner = table("venue_booking"), table("venue"), table("training_class")
    query = (
        select(
            target.c.id, _VENUE, literal(value=True), venue.c.id, venue.c.name, literal(1), target.c.day,
            target.c.starts_at, target.c.day, target.c.ends_at, literal(1), target.c.purpose, target.c.booked_for,
            target.c.class_id, owner.c.number, null(), null(), venue.c.status == "active",
        )
        .join(venue, venue.c.id == target.c.venue_id)
        .join(owner, owner.c.id == target.c.class_id, isouter=True)
        .where(live("venue_booking"), target.c.day.between(first, last))
        .order_by(target.c.day, target.c.starts_at, target.c.id)
    )  # fmt: skip
    return fetch(session, OccupancyRow, _of(query, target.c.venue_id, venue_id))


def equipment_bookings(
    session: Session, *, first: date, last: date, equipment_id: str | None = None
) -> tuple[OccupancyRow, ...]:
    """What equipment is taken for on any of these days, by day and time."""
    target, thing, owner, place = (
        table(name) for name in ("equipment_booking", "equipment", "training_class", "venue")
    )
    query = (
        select(
            target.c.id, _EQUIPMENT, literal(value=True), thing.c.id, thing.c.name, thing.c.quantity,
            target.c.first_day, target.c.starts_at, target.c.last_day, target.c.ends_at, target.c.quantity,
            target.c.purpose, target.c.booked_for, target.c.class_id, owner.c.number, place.c.id, place.c.name,
            thing.c.status == "active",
        )
        .join(thing, thing.c.id == target.c.equipment_id)
        .join(owner, owner.c.id == target.c.class_id, isouter=True)
        .join(place, place.c.id == target.c.venue_id, isouter=True)
        .where(live("equipment_booking"), target.c.first_day <= last, target.c.last_day >= first)
        .order_by(target.c.first_day, target.c.starts_at, target.c.id)
    )  # fmt: skip
    return fetch(session, OccupancyRow, _of(query, target.c.equipment_id, equipment_id))


def _lessons(
    session: Session, first: date, last: date, venue_id: str | None, user_id: str | None
) -> tuple[OccupancyRow, ...]:
    target, venue, owner = table("lesson"), table("venue"), table("training_class")
    gone = sorted(state.value for state in GONE)
    query = (
        select(
            target.c.id, _VENUE, literal(value=False), venue.c.id, venue.c.name, literal(1), target.c.day,
            target.c.starts_at, target.c.day, target.c.ends_at, literal(1), owner.c.number, null(), owner.c.id,
            owner.c.number, null(), null(), venue.c.status == "active",
        )
        .join(venue, venue.c.id == target.c.venue_id)
        .join(owner, owner.c.id == target.c.class_id)
        .where(live("lesson"), live("training_class"), target.c.day.between(first, last))
        .where(target.c.state != "cancelled", owner.c.state.not_in(gone))
    )  # fmt: skip
    if user_id is not None:
        query = query.where(taught_by(user_id))
    return fetch(session, OccupancyRow, _of(query, target.c.venue_id, venue_id))


def _of(query: Select[Any], column: Any, wanted: str | None) -> Select[Any]:
    return query if wanted is None else query.where(column == wanted)
