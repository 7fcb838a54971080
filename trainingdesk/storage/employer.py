"""Queries over employers (用人单位) of trainees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class EmployerRow:
    """An employer of trainees (用人单位)."""

    id: str
    name: str
    uscc: str | None
    size_class: str | None
    contact_name: str | None
    contact_phone: str | None


def employers(session: Session, *, text: str | None = None) -> tuple[EmployerRow, ...]:
    """Employers by name; ``text`` is any part of the name or the whole credit code."""
    target = table("employer")
    query = select(*columns(EmployerRow, "employer")).where(live("employer"))
    if text:
        query = query.where(or_(target.c.name.contains(text, autoescape=True), target.c.uscc == text.upper()))
    return fetch(session, EmployerRow, query.order_by(target.c.name, target.c.id))


def employer_with(session: Session, uscc: str) -> EmployerRow | None:
    """The employer of this credit code."""
    query = select(*columns(EmployerRow, "employer")).where(live("employer"), table("employer").c.uscc == uscc)
    return fetch_one(session, EmployerRow, query)


def employer(session: Session, employer_id: str) -> EmployerRow | None:
    """One living employer."""
    query = select(*columns(EmployerRow, "employer")).where(live("employer"), table("employer").c.id == employer_id)
    return fetch_one(session, EmployerRow, query)
