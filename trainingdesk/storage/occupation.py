"""Queries over the dictionary of occupations (职业分类), every version of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.rows import columns, fetch, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class OccupationRow:
    """An occupation (职业/工种) of one version of the dictionary."""

    id: str
    code: str
    version: str
    name: str
    flags: str | None
    shortage: str | None
    valid_from: date | None
    valid_to: date | None


def occupations(session: Session, *, code: str | None = None) -> tuple[OccupationRow, ...]:
    """Occupations by code, every version of the dictionary; of one code or of all."""
    target = table("occupation")
    query = select(*columns(OccupationRow, "occupation")).where(live("occupation"))
    if code is not None:
        query = query.where(target.c.code == code)
    return fetch(session, OccupationRow, query.order_by(target.c.code, target.c.version.desc()))
