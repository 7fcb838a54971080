"""Queries over sanctions (处理措施) and their bans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class SanctionRow:
    """A sanction with its ban."""

    id: str
    institution_id: str
    action: str
    decided_on: date
    clause: str | None
    reason: str | None
    ban_from: date | None
    ban_until: date | None


@dataclass(frozen=True, slots=True)
class SanctionLine:
    """A sanction as lists show it."""

    id: str
    institution_id: str
    institution: str
    action: str
    decided_on: date
    clause: str | None
    reason: str | None
    ban_from: date | None
    ban_until: date | None


def _sanctions(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("sanction")
    query = select(*columns(SanctionRow, "sanction")).where(live("sanction"), *conditions)
    return query.order_by(target.c.decided_on, target.c.id)


def sanctions_of(session: Session, institution_id: str) -> tuple[SanctionRow, ...]:
    """Every sanction against an institution, the earliest first."""
    return fetch(session, SanctionRow, _sanctions(table("sanction").c.institution_id == institution_id))


def sanction(session: Session, sanction_id: str) -> SanctionRow | None:
    """One living sanction."""
    return fetch_one(session, SanctionRow, _sanctions(table("sanction").c.id == sanction_id))


def sanctions(session: Session, *, institution_id: str | None = None) -> tuple[SanctionLine, ...]:
    """Sanctions with the institution's name, the latest first."""
    target, institution = table("sanction"), table("institution")
    query = (
        select(
            target.c.id, target.c.institution_id, institution.c.name, target.c.action, target.c.decided_on,
            target.c.clause, target.c.reason, target.c.ban_from, target.c.ban_until,
        )
        .join(institution, institution.c.id == target.c.institution_id)
        .where(live("sanction"))
        .order_by(target.c.decided_on.desc(), target.c.id.desc())
    )  # fmt: skip
    if institution_id is not None:
        query = query.where(target.c.institution_id == institution_id)
    return fetch(session, SanctionLine, query)
