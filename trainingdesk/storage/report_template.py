"""Queries over the forms (报表模板) that a county gave for its report and its claims; they never leave the desk."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from trainingdesk.domain.report_template import FormKind  # noqa: TC001 -- a row is made of it
from trainingdesk.storage.rows import fetch, table

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A form as lists show it, without its content."""

    id: str
    kind: FormKind
    title: str
    file_name: str
    sha256: str
    by_user: str
    at: datetime
    size: int


def templates(session: Session) -> tuple[TemplateRow, ...]:
    """Every form, by title."""
    target = table("report_template")
    about = [target.c[name] for name in ("id", "kind", "title", "file_name", "sha256", "by_user", "at")]
    query = select(*about, func.length(target.c.content)).order_by(target.c.title)
    return fetch(session, TemplateRow, query)


def content(session: Session, template_id: str) -> bytes | None:
    """The workbook of a form."""
    target = table("report_template")
    query = select(target.c.content).where(target.c.id == template_id)
    return session.connection().execute(query).scalar_one_or_none()


def keep(session: Session, row: TemplateRow, workbook: bytes) -> None:
    """Keep a form; one of the same title is replaced."""
    target = table("report_template")
    session.connection().execute(delete(target).where(target.c.title == row.title))
    values = {field.name: getattr(row, field.name) for field in fields(row) if field.name != "size"}
    session.connection().execute(insert(target), {**values, "content": workbook})


def drop(session: Session, template_id: str) -> bool:
    """Forget a form; whether there was one."""
    target = table("report_template")
    return session.connection().execute(delete(target).where(target.c.id == template_id)).rowcount == 1
