"""Queries for what ends: licenses, approvals and course versions that are in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.rows import fetch, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A row of the catalogue that ends on a day; of an approval the name of the institution with the occupation."""

    id: str
    name: str
    until: date


def licences(session: Session, *, until: date) -> tuple[EndingRow, ...]:
    """Institutions in use whose license ends on or before this day."""
    target = table("institution")
    query = select(target.c.id, target.c.name, target.c.licence_until).where(
        live("institution"), target.c.status == "active", target.c.licence_until <= until
    )
    return fetch(session, EndingRow, query)


def approvals(session: Session, *, until: date) -> tuple[EndingRow, ...]:
    """Approvals of institutions in use that end on or before this day."""
    target, owner = table("institution_approval"), table("institution")
    query = (
        select(target.c.id, owner.c.name + " " + target.c.occupation_code, target.c.valid_to)
        .join(owner, owner.c.id == target.c.institution_id)
        .where(live("institution_approval"), live("institution"), owner.c.status == "active")
        .where(target.c.valid_to <= until)
    )
    return fetch(session, EndingRow, query)


def courses(session: Session, *, until: date) -> tuple[EndingRow, ...]:
    """Course versions in use that end on or before this day and that no newer one follows."""
    target = table("course")
    query = select(target.c.id, target.c.name, target.c.valid_to).where(
        live("course"), target.c.status == "active", target.c.valid_to <= until
    )
    return fetch(session, EndingRow, query)
