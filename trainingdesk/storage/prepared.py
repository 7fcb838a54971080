"""Statements that write plain rows: made once per table and fields, run by the driver with whole columns of values.

SQLAlchemy puts every statement together anew and looks at every value of every row by name: a fifth of the time of a
roster of 5,000 rows, and for a single mark more than SQLite itself takes. Here each column's own type makes its converter
once, so that values are checked and stored exactly as by any other statement.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, insert, update
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy import Column
    from sqlmodel import Session

_DIALECT: Final = dialect()
#: What the id of the row that is changed is called; no column has this name.
_ROW: Final = "changed_row"


@dataclass(frozen=True, slots=True)
class Bound:
    """A value of a statement: the field it comes from, and how the type of its column stores it (None: as it is)."""

    field: str
    convert: Callable[[Any], Any] | None

    def values(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
        """Those of all rows, as the driver takes them; raises KeyError for a row without the field."""
        values = list(map(itemgetter(self.field), rows))
        if self.convert is None:
            return values
        stored = {value: self.convert(value) for value in set(values)}  # thousands of rows share a day, a status
        return map(stored.__getitem__, values)


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is the same for all rows: a default of the table."""

    value: Any

    def values(self, rows: Sequence[Mapping[str, Any]]) -> Iterable[Any]:
        """The value, once for each row."""
        return repeat(self.value, len(rows))


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with what it takes, in its order."""

    text: str
    bound: tuple[Bound | Constant, ...]

    def run(self, session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run it for rows that all have the fields it takes, in their order; answers how many rows it touched."""
        taken = list(zip(*(one.values(rows) for one in self.bound), strict=True))
        return session.connection().exec_driver_sql(self.text, taken if len(taken) > 1 else taken[0]).rowcount


@cache
def insertion(name: str, fields: tuple[str, ...]) -> Prepared:
    """The INSERT of a table with these fields, and with the defaults that the table declares for others.

    Raises KeyError for a field that the table does not have.
    """
    target = METADATA.tables[name]
    given: dict[str, Bound | Constant] = {field: _bound(target.c[field]) for field in fields}
    defaults = {one.name: _default(one) for one in target.c if one.default is not None and one.name not in given}
    compiled = insert(target).compile(dialect=_DIALECT, column_keys=[*given, *defaults])
    return Prepared(str(compiled), tuple({**given, **defaults}[field] for field in compiled.positiontup or ()))


@cache
def alteration(name: str, fields: tuple[str, ...], *, living: bool) -> Prepared:
    """The UPDATE of these fields of one row (``changing`` names it), only while it lives where ``living``.

    Raises KeyError for a field that the table does not have.
    """
    target = METADATA.tables[name]
    given = {field: _bound(target.c[field]) for field in fields} | {_ROW: Bound(_ROW, None)}
    statement = update(target).where(target.c.id == bindparam(_ROW))
    if living:
        statement = statement.where(target.c.deleted.is_(False))
    compiled = statement.compile(dialect=_DIALECT, column_keys=list(fields))
    return Prepared(str(compiled), tuple(given[field] for field in compiled.positiontup or ()))


def changing(row_id: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values of a row as an ``alteration`` takes them."""
    return {**values, _ROW: row_id}


def _bound(column: Column[Any]) -> Bound:
    return Bound(column.name, _converter(column))


def _default(column: Column[Any]) -> Constant:
    if not isinstance(column.default, ScalarElementColumnDefault):
        raise NotImplementedError(f"{column}: a default that is made row by row")
    convert = _converter(column)
    return Constant(column.default.arg if convert is None else convert(column.default.arg))


def _converter(column: Column[Any]) -> Callable[[Any], Any] | None:
    return column.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
