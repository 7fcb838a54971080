"""Many rows at once: a statement is worked out once and handed to the driver, which spares half the time of a push."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import JSON, String, any_, func, insert, literal, select
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Connection, Table
    from sqlalchemy.sql import Insert


def as_json(content: object) -> str:
    """A document as text; a fifth of the time that a push took went into the slower way."""
    return msgspec.json.encode(content).decode()


def among(connection: Connection, column: ColumnElement[str], values: Iterable[str]) -> ColumnElement[bool]:
    """Whether a column holds one of these values, said with one parameter however many they are."""
    if connection.dialect.name == "postgresql":
        return column == any_(literal(list(values), postgresql.ARRAY(String)))
    each = func.json_each(json.dumps(list(values))).table_valued("value")
    return column.in_(select(each.c.value))


def put(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as they are now, whatever stood under their keys; every row names every column."""
    made = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(table)
    changed = {column.name: made.excluded[column.name] for column in table.c if not column.primary_key}
    _execute(connection, table, made.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed), rows)


def add(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """New rows; every row names every column."""
    _execute(connection, table, insert(table), rows)


def _execute(connection: Connection, table: Table, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    documents = [column.name for column in table.c if isinstance(column.type, JSON)]
    if documents:
        rows = [{**row, **{name: as_json(row[name]) for name in documents if row[name] is not None}} for row in rows]
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    names = compiled.positiontup
    bound: Any = rows if names is None else list(map(itemgetter(*names), rows))
    connection.exec_driver_sql(compiled.string, bound)
