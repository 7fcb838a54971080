"""Opens the centre's database: SQLite in a file, or PostgreSQL by URL."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final, TypeVar
from uuid import uuid4

import msgspec
from sqlalchemy import Connection, Engine, create_engine, event, func, insert, inspect, select
from sqlalchemy.exc import DBAPIError

from trainingdesk.server.bulk import as_json
from trainingdesk.server.keys import make_keys
from trainingdesk.server.tables import CENTRE, METADATA

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

BUSY_SECONDS = 30
#: What PostgreSQL says when two transactions could not both be: try the later one again (SQLSTATE).
_TRY_AGAIN: Final = frozenset({"40001", "40P01"})
_ATTEMPTS: Final = 5
#: The lock that whoever opens the database holds; a number that nothing else there uses.
_OPENING: Final = 0x7D0A_5C5E
T = TypeVar("T")


def open_engine(url: str) -> Engine:
    """The engine of this database, its tables made where they are missing."""
    engine = create_engine(
        url,
        json_serializer=as_json,
        json_deserializer=msgspec.json.decode,
        hide_parameters=True,  # bound values are people's numbers, and exceptions reach logs
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _take_the_lock)
    with engine.begin() as connection:
        _one_at_a_time(connection)
        METADATA.create_all(connection)
        _add_columns(connection)
        _add_indexes(connection)
        if connection.scalar(select(CENTRE.c.epoch)) is None:
            connection.execute(insert(CENTRE).values(one=1, epoch=str(uuid4())))
        make_keys(connection)
    return engine


@contextmanager
def one_moment(engine: Engine) -> Generator[Connection]:
    """A transaction that sees everything as it was when it first read, and holds up nobody who writes."""
    isolated = (
        engine.execution_options(reads=True)
        if engine.dialect.name == "sqlite"
        else engine.execution_options(isolation_level="REPEATABLE READ")
    )
    with isolated.begin() as connection:
        yield connection


def tried_again(engine: Engine, work: Callable[[Connection], T]) -> T:
    """One transaction, from its beginning again where the database could not put it in line with another."""
    for attempt in range(_ATTEMPTS):
        try:
            with engine.begin() as connection:
                return work(connection)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _TRY_AGAIN or attempt + 1 == _ATTEMPTS:
                raise
    raise AssertionError  # the last attempt answers or raises


def _one_at_a_time(connection: Connection) -> None:
    """Of several processes that open a database at once, one brings it up to this program; SQLite is locked already."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_OPENING)))


def _add_columns(connection: Connection) -> None:
    """What a newer program keeps beside what an older one made; such columns are empty in rows of before."""
    there = inspect(connection)
    for table in METADATA.sorted_tables:
        present = {column["name"] for column in there.get_columns(table.name)}
        for column in (one for one in table.columns if one.name not in present):
            kind = column.type.compile(connection.dialect)
            connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")


def _add_indexes(connection: Connection) -> None:
    """The same for indexes: a newer program may ask what an older one never did."""
    for table in METADATA.sorted_tables:
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def _prepare(connection: Any, _record: object) -> None:
    """Leaves BEGIN to us: the driver's own comes too late, after the reads that a write rests on."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout = {BUSY_SECONDS * 1000}", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _take_the_lock(connection: Connection) -> None:
    reads = connection.get_execution_options().get("reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
