"""Putting one recorded change back: the statements behind undo; whether it may be done is asked by ``services/undo.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update
from sqlalchemy.dialects.sqlite import dialect

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage import rows
from trainingdesk.storage.rows import live, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sqlmodel import Session

    from trainingdesk.storage.history import ChangeRow


def put_back(session: Session, change: ChangeRow) -> None:
    """Make a group what it was before the change; a creation is marked deleted."""
    if change.group is None:
        rows.remove(session, change.table, change.row_id)
        return
    put_values(session, change.table, change.row_id, change.old)


def put_values(session: Session, name: str, row_id: str, recorded: Mapping[str, Any]) -> None:
    """Set fields of a row, alive or deleted, to values as ``history`` and the wire carry them."""
    target = table(name)
    values = {field: _read(target.c[field], value) for field, value in recorded.items()}
    values |= _derived(name, values)
    session.connection().execute(update(target).where(target.c.id == row_id).values(**values))


def put_back_all(session: Session, changes: Iterable[ChangeRow]) -> None:
    """Put changes back in the order given; what was created is marked deleted last, a table at a time."""
    made: dict[str, list[str]] = {}
    for change in changes:
        if change.group is None:
            made.setdefault(change.table, []).append(change.row_id)
        else:
            put_back(session, change)
    for name, ids in made.items():
        target = table(name)
        dead = update(target).where(target.c.id == bindparam("row_id"), live(name)).values(deleted=True)
        session.connection().execute(dead, [{"row_id": one} for one in ids])


def _derived(name: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from these values within the same row; what follows from other rows is folded by its own service."""
    return {"name_key": name_key(values["name"])} if name == "person" and "name" in values else {}


def _read(column: Any, value: Any) -> Any:
    """A value as the trigger wrote it into JSON, as the column's type takes it."""
    if value is None:
        return None
    sqlite = dialect()
    processor = column.type.dialect_impl(sqlite).result_processor(sqlite, None)
    return processor(value) if processor else value
