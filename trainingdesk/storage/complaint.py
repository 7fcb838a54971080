"""Queries over complaints (投诉举报)."""

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
class ComplaintRow:
    """A complaint and what came of it; ``state`` is open or settled."""

    id: str
    received_on: date
    class_id: str | None
    institution_id: str | None
    content: str
    state: str
    outcome: str | None


@dataclass(frozen=True, slots=True)
class ComplaintLine:
    """A complaint as lists show it: about which class and which institution, where that is known."""

    id: str
    received_on: date
    class_id: str | None
    institution_id: str | None
    content: str
    state: str
    outcome: str | None
    class_number: str | None
    class_name: str | None
    institution: str | None


def _complaints(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("complaint")
    query = select(*columns(ComplaintRow, "complaint")).where(live("complaint"), *conditions)
    return query.order_by(target.c.received_on.desc(), target.c.id.desc())


def complaint(session: Session, complaint_id: str) -> ComplaintRow | None:
    """One living complaint."""
    return fetch_one(session, ComplaintRow, _complaints(table("complaint").c.id == complaint_id))


def complaints(session: Session, *, open_only: bool = False) -> tuple[ComplaintLine, ...]:
    """Complaints, the latest first."""
    target, owner, institution = table("complaint"), table("training_class"), table("institution")
    query = (
        select(
            *columns(ComplaintRow, "complaint"), owner.c.number, owner.c.name, institution.c.name,
        )
        .join(owner, owner.c.id == target.c.class_id, isouter=True)
        .join(institution, institution.c.id == target.c.institution_id, isouter=True)
        .where(live("complaint"))
        .order_by(target.c.received_on.desc(), target.c.id.desc())
    )  # fmt: skip
    return fetch(session, ComplaintLine, query.where(target.c.state == "open") if open_only else query)
