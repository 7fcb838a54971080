"""Queries over inspections (督查): draws, visits, and calls to trainees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class DrawRow:
    """A draw with its seed; ``candidates`` and ``drawn`` are JSON as ``services/inspection.py`` writes it."""

    id: str
    seed: str
    drawn_at: datetime
    classes_wanted: int
    inspectors_wanted: int
    candidates: str
    drawn: str
    by_user: str


@dataclass(frozen=True, slots=True)
class InspectionRow:
    """One inspection; ``visited_on`` is None until somebody went."""

    id: str
    class_id: str
    draw_id: str | None
    method: str
    inspectors: str
    visited_on: date | None
    qualified: bool | None
    findings: str | None


@dataclass(frozen=True, slots=True)
class InspectionLine:
    """An inspection as lists show it."""

    id: str
    class_id: str
    draw_id: str | None
    class_number: str
    class_name: str
    institution: str
    method: str
    inspectors: str
    drawn: bool
    visited_on: date | None
    qualified: bool | None
    findings: str | None


@dataclass(frozen=True, slots=True)
class PhoneCheckRow:
    """A call to a trainee."""

    id: str
    enrollment_id: str
    called_on: date
    class_id: str
    caller: str
    answered: bool
    outcome: str | None
    note: str | None


def classes_open_on(session: Session, *, first: date, last: date) -> dict[str, str]:
    """The classes that run between two days, the number of each by its id."""
    target = table("training_class")
    query = (
        select(target.c.id, target.c.number)
        .where(live("training_class"), target.c.state.in_(("approved", "running")))
        .where(target.c.starts_on <= last, target.c.ends_on >= first)
        .order_by(target.c.number)
    )
    return {row.id: row.number for row in session.connection().execute(query)}


def _draws(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("inspection_draw")
    query = select(*columns(DrawRow, "inspection_draw")).where(live("inspection_draw"), *conditions)
    return query.order_by(target.c.drawn_at.desc(), target.c.id.desc())


def draw(session: Session, draw_id: str) -> DrawRow | None:
    """One draw."""
    return fetch_one(session, DrawRow, _draws(table("inspection_draw").c.id == draw_id))


def draws(session: Session) -> tuple[DrawRow, ...]:
    """Every draw, the latest first."""
    return fetch(session, DrawRow, _draws())


def inspection(session: Session, inspection_id: str) -> InspectionRow | None:
    """One living inspection."""
    target = table("inspection")
    query = select(*columns(InspectionRow, "inspection")).where(live("inspection"), target.c.id == inspection_id)
    return fetch_one(session, InspectionRow, query)


def inspections(
    session: Session, *, class_id: str | None = None, draw_id: str | None = None, inspection_id: str | None = None
) -> tuple[InspectionLine, ...]:
    """Inspections, those still to be made first, then the latest; narrowed to a class, a draw, or one of them."""
    target, owner, institution = table("inspection"), table("training_class"), table("institution")
    query = (
        select(
            target.c.id, target.c.class_id, target.c.draw_id, owner.c.number, owner.c.name, institution.c.name,
            target.c.method, target.c.inspectors, target.c.draw_id.is_not(None), target.c.visited_on,
            target.c.qualified, target.c.findings,
        )
        .join(owner, owner.c.id == target.c.class_id)
        .join(institution, institution.c.id == owner.c.institution_id)
        .where(live("inspection"))
        .order_by(target.c.visited_on.is_not(None), target.c.visited_on.desc(), owner.c.number)
    )  # fmt: skip
    asked = ((target.c.class_id, class_id), (target.c.draw_id, draw_id), (target.c.id, inspection_id))
    query = query.where(*(column == value for column, value in asked if value is not None))
    return fetch(session, InspectionLine, query)


def phone_checks(session: Session, class_id: str) -> dict[str, PhoneCheckRow]:
    """The calls to trainees of a class by enrollment."""
    target = table("phone_check")
    query = select(*columns(PhoneCheckRow, "phone_check")).where(live("phone_check"), target.c.class_id == class_id)
    return {row.enrollment_id: row for row in fetch(session, PhoneCheckRow, query)}
