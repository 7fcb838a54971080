"""Imports of this desk: which file, by whom, with what outcome, and which columns a sender's layout was mapped to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, insert, select, text

from trainingdesk.storage.rows import table
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRun:
    """One import; ``counts`` is what it did, by name. ``change_set`` is None where it changed nothing."""

    change_set: int | None
    purpose: str
    file_name: str
    file_sha256: str
    sender: str
    counts: Mapping[str, int]
    by_user: str
    at: datetime


def record(session: Session, run: ImportRun) -> None:
    """Keep an import."""
    values = {
        "change_set_id": run.change_set,
        "purpose": run.purpose,
        "file_name": run.file_name,
        "file_sha256": run.file_sha256,
        "sender": run.sender,
        "counts": json.dumps(dict(run.counts)),
        "by_user": run.by_user,
        "at": run.at,
    }
    session.connection().execute(insert(table("import_run")), values)


def recent(session: Session, *, purpose: str | None = None, limit: int = 50) -> tuple[ImportRun, ...]:
    """Imports, the last first; of one purpose where it is told."""
    target = table("import_run")
    query = select(target) if purpose is None else select(target).where(target.c.purpose == purpose)
    return tuple(
        ImportRun(
            change_set=row.change_set_id,
            purpose=row.purpose,
            file_name=row.file_name,
            file_sha256=row.file_sha256,
            sender=row.sender,
            counts=json.loads(row.counts),
            by_user=row.by_user,
            at=row.at,
        )
        for row in session.connection().execute(query.order_by(target.c.id.desc()).limit(limit))
    )


def imports_of_file(session: Session, file_sha256: str) -> int:
    """How often exactly this file was imported."""
    target = table("import_run")
    query = select(func.count()).select_from(target).where(target.c.file_sha256 == file_sha256)
    return int(session.connection().execute(query).scalar_one())


def mappings(session: Session) -> dict[str, Mapping[str, str | None]]:
    """What people decided about columns: by layout, the field of a heading (None: leave it out)."""
    memory = table("heading_memory")
    query = select(memory.c.sender, memory.c.mapping)
    return {row.sender: json.loads(row.mapping) for row in session.connection().execute(query)}


def remember_mapping(session: Session, sender: str, mapping: Mapping[str, str | None], *, now: datetime) -> None:
    """Keep what a sender's headings mean; it never leaves the desk and is no change that could be undone."""
    session.connection().execute(
        text(
            "INSERT INTO heading_memory (sender, mapping, used_at) VALUES (:sender, :mapping, :at) "
            "ON CONFLICT (sender) DO UPDATE SET mapping = :mapping, used_at = :at"
        ),
        {
            "sender": sender,
            "mapping": json.dumps(dict(mapping), ensure_ascii=False),
            "at": clock.milliseconds(now),
        },
    )
