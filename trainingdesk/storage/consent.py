"""Queries over what people agreed to (参训人员承诺, 个人信息处理同意)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.person_merge import all_ids, files_of
from trainingdesk.storage.rows import columns, fetch, live, table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One commitment or consent."""

    id: str
    person_id: str
    kind: str
    method: str
    by_user: str
    at: datetime


def consents_of(session: Session, person_id: str) -> tuple[ConsentRow, ...]:
    """Everything a person agreed to, under whichever id, oldest first."""
    target = table("consent")
    query = (
        select(*columns(ConsentRow, "consent"))
        .where(live("consent"), target.c.person_id.in_(all_ids(session, person_id)))
        .order_by(target.c.at, target.c.id)
    )
    return fetch(session, ConsentRow, query)


def people_with(session: Session, people: Collection[str], *, kind: str) -> frozenset[str]:
    """Those of ``people`` who agreed to this, under whichever id."""
    target, whose = table("consent"), files_of(session, people)
    found: set[str] = set()
    wanted = list(whose)
    for start in range(0, len(wanted), 500):
        batch = wanted[start : start + 500]
        query = select(target.c.person_id).where(live("consent"), target.c.kind == kind, target.c.person_id.in_(batch))
        found |= {whose[one] for one in session.connection().execute(query).scalars()}
    return frozenset(found)
