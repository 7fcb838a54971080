"""Every synced table as it stands, row by row, for an export that any other program can read (FEATURES 67)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from trainingdesk.storage.rows import table
from trainingdesk.wire.schema import BOOKKEEPING, SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlmodel import Session

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class OpenColumn:
    """A column: ``kind`` is text, integer, boolean, date or instant; ``refers_to`` names the table whose ids it holds."""

    name: str
    kind: str
    required: bool
    refers_to: str | None
    values: tuple[str, ...] = ()


def tables() -> tuple[str, ...]:
    """The names of all synced tables."""
    return tuple(one.name for one in SYNCED)


def columns_of(name: str) -> tuple[OpenColumn, ...]:
    """The columns of a table: bookkeeping first, then what travels; what follows from other rows is left out."""
    wanted = (*BOOKKEEPING, *next(one.fields for one in SYNCED if one.name == name))
    return tuple(_column(table(name).c[field]) for field in wanted)


def count_of(session: Session, name: str) -> int:
    """How many rows a table has, those that are marked deleted too."""
    found: int = session.connection().execute(select(func.count()).select_from(table(name))).scalar_one()
    return found


def rows_of(session: Session, name: str) -> Iterator[tuple[Any, ...]]:
    """Every row of a table, those that are marked deleted too, by id."""
    target = table(name)
    query = select(*(target.c[column.name] for column in columns_of(name))).order_by(target.c.id)
    for row in session.connection().execute(query, execution_options={"yield_per": ROWS_AT_ONCE}):
        yield tuple(row)


def _column(column: Any) -> OpenColumn:
    refers_to = next((key.column.table.name for key in column.foreign_keys), None)
    values = tuple(getattr(column.type, "enums", None) or ())
    return OpenColumn(column.name, _kind(column), not column.nullable, refers_to, values)


def _kind(column: Any) -> str:
    named = {"Instant": "instant", "Date": "date", "Boolean": "boolean", "Integer": "integer"}
    return named.get(type(column.type).__name__, "text")
