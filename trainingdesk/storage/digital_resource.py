"""Queries over digital learning resources (数字资源) of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.rows import columns, fetch, live, table

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class DigitalResourceRow:
    """A digital learning resource (数字资源)."""

    id: str
    name: str
    kind: str
    url: str | None
    platform_id: str | None
    course_id: str | None
    status: str


def digital_resources(session: Session, *, text: str | None = None) -> tuple[DigitalResourceRow, ...]:
    """Digital resources by name, retired ones too."""
    target = table("digital_resource")
    query = select(*columns(DigitalResourceRow, "digital_resource")).where(live("digital_resource"))
    if text:
        query = query.where(target.c.name.contains(text, autoescape=True))
    return fetch(session, DigitalResourceRow, query.order_by(target.c.name, target.c.id))
