"""Writing rows by table name, the same way for every synced table: Core statements, no ORM state.

Values are checked by the columns' types and by CHECK constraints; rules belong to the domain and were asked before.
"""

from __future__ import annotations

from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import Table, select, update

from trainingdesk.storage.prepared import alteration, changing, insertion
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Row, Select
    from sqlmodel import Session

R = TypeVar("R")


def table(name: str) -> Table:
    """The table of this name; raises KeyError for any other."""
    return METADATA.tables[name]


@cache
def live(name: str) -> ColumnElement[bool]:
    """Only rows that are not marked deleted."""
    return table(name).c.deleted.is_(False)


def add(session: Session, name: str, *, row_id: str, county_code: str, values: Mapping[str, Any]) -> str:
    """Insert one row; answers its id."""
    add_many(session, name, [{"id": row_id, "county_code": county_code, **values}])
    return row_id


def add_many(session: Session, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert many rows at once; each mapping holds ``id``, ``county_code`` and the same fields."""
    if rows:
        insertion(name, tuple(rows[0])).run(session, rows)


def change(session: Session, name: str, row_id: str, values: Mapping[str, Any]) -> bool:
    """Set fields of one living row; answers whether there was one."""
    return alteration(name, tuple(values), living=True).run(session, [changing(row_id, values)]) == 1


def put(
    session: Session, name: str, *, row_id: str, county_code: str, keys: Mapping[str, Any], values: Mapping[str, Any]
) -> str:
    """Make a fact true: change the row of this id, alive or deleted, or insert it; ``keys`` are written once."""
    present = {**values, "deleted": False}
    if not alteration(name, tuple(present), living=False).run(session, [changing(row_id, present)]):
        add(session, name, row_id=row_id, county_code=county_code, values={**keys, **values})
    return row_id


def remove(session: Session, name: str, row_id: str) -> bool:
    """Mark one row deleted (rows never leave the table); answers whether it was alive."""
    return change(session, name, row_id, {"deleted": True})


def revive(session: Session, name: str, row_id: str) -> bool:
    """Take back a deletion; answers whether the row was deleted."""
    target = table(name)
    dead = update(target).where(target.c.id == row_id, target.c.deleted.is_(True)).values(deleted=False)
    return session.connection().execute(dead).rowcount == 1


def find(session: Session, name: str, row_id: str) -> Row[Any] | None:
    """A living row by its id."""
    target = table(name)
    return session.connection().execute(select(target).where(target.c.id == row_id, live(name))).first()


def columns(row_type: type[Any], name: str) -> list[ColumnElement[Any]]:
    """The columns of a table that a frozen row type names as its fields, in that order."""
    return [table(name).c[field.name] for field in fields(row_type)]


@cache
def living(row_type: type[Any], name: str) -> Select[Any]:
    """The query of all living rows of a table as a frozen row type; to be narrowed with ``where``."""
    return select(*columns(row_type, name)).where(live(name))


def fetch(session: Session, row_type: type[R], query: Select[Any]) -> tuple[R, ...]:
    """The rows of a query as frozen values; the query's columns stand in the order of the row type's fields."""
    return tuple(row_type(*row) for row in session.connection().execute(query))


def fetch_one(session: Session, row_type: type[R], query: Select[Any]) -> R | None:
    """The first row of a query as a frozen value."""
    row = session.connection().execute(query).first()
    return None if row is None else row_type(*row)
