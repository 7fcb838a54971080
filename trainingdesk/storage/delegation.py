"""Queries over written delegations (书面授权)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class DelegationRow:
    """A document that lets one person approve their own work."""

    id: str
    user_id: str
    document: str
    valid_from: date
    valid_to: date | None


def delegation_of(session: Session, user_id: str, *, on: date) -> DelegationRow | None:
    """The delegation that a user holds on a day, the latest where there are several."""
    target = table("delegation")
    query = (
        select(*columns(DelegationRow, "delegation"))
        .where(live("delegation"), target.c.user_id == user_id, target.c.valid_from <= on)
        .where(or_(target.c.valid_to.is_(None), target.c.valid_to >= on))
        .order_by(target.c.valid_from.desc(), target.c.id.desc())
    )
    return fetch_one(session, DelegationRow, query)


def delegations(session: Session) -> tuple[DelegationRow, ...]:
    """All of them, the latest first."""
    target = table("delegation")
    query = select(*columns(DelegationRow, "delegation")).where(live("delegation"))
    return fetch(session, DelegationRow, query.order_by(target.c.valid_from.desc(), target.c.id.desc()))
