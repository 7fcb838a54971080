"""Queries over what became of people after a class (就业跟踪)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.rows import columns, fetch, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class FollowupRow:
    """One enquiry about one person; the latest counts."""

    id: str
    enrollment_id: str
    class_id: str
    employed: bool
    employed_on: date | None
    employer_name: str | None
    checked_on: date
    method: str
    note: str | None


def followups_of_class(session: Session, class_id: str) -> dict[str, tuple[FollowupRow, ...]]:
    """Every enquiry about the people of a class by enrollment, oldest first."""
    target = table("followup")
    query = (
        select(*columns(FollowupRow, "followup"))
        .where(live("followup"), target.c.class_id == class_id)
        .order_by(target.c.checked_on, target.c.id)
    )
    found: dict[str, list[FollowupRow]] = {}
    for row in fetch(session, FollowupRow, query):
        found.setdefault(row.enrollment_id, []).append(row)
    return {enrollment: tuple(rows) for enrollment, rows in found.items()}
