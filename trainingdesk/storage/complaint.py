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


def _complaints(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("complaint")
    query = select(*columns(ComplaintRow, "complaint")).where(live("complaint"), *conditions)
    return query.order_by(target.c.received_on.desc(), target.c.id.desc())


def complaint(session: Session, complaint_id: str) -> ComplaintRow | None:
    """One living complaint."""
    return fetch_one(session, ComplaintRow, _complaints(table("complaint").c.id == complaint_id))


def complaints(session: Session, *, open_only: bool = False) -> tuple[ComplaintRow, ...]:
    """Complaints, the latest first."""
    wanted = [table("complaint").c.state == "open"] if open_only else []
    return fetch(session, ComplaintRow, _complaints(*wanted))
