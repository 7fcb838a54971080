"""Queries over leases of seats (名额预留), with how many people of each this desk knows to sit on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from trainingdesk.domain.seat_lease import SeatLease
from trainingdesk.storage.rows import fetch, live, table
from trainingdesk.storage.training_class import SEATED

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlmodel import Session


def leases(session: Session, class_id: str | None = None) -> tuple[SeatLease, ...]:
    """The leases of a class, or of all, the oldest first; those that are over as well."""
    target, enrollment = table("seat_lease"), table("enrollment")
    used = (
        select(func.count())
        .where(enrollment.c.class_id == target.c.class_id, enrollment.c.lease_id == target.c.id)
        .where(enrollment.c.status.in_(SEATED), live("enrollment"))
        .scalar_subquery()
    )
    *own, _used = SeatLease.__slots__
    conditions: list[ColumnElement[bool]] = [live("seat_lease")]
    if class_id is not None:
        conditions.append(target.c.class_id == class_id)
    query = select(*(target.c[name] for name in own), used).where(*conditions).order_by(target.c.taken_on, target.c.id)
    return fetch(session, SeatLease, query)
