"""The encrypted database of a desk: connections, reads, and writes that are one explicit transaction each."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry, SingletonThreadPool
from sqlmodel import Session

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import change_set, dialect, person_search

if TYPE_CHECKING:
    from collections.abc import Generator
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.storage.vault import DataKey

#: How long a write waits for another process or thread, in milliseconds.
PATIENCE_MS = 5000

#: Decrypted pages that a connection keeps; every thread that reads has one. Four times as much made the month's figures
#: no faster on 24,000 people, and cost the window 75 MB.
_CACHE_KIB = 8_000
#: What one keeps while all people of a county are looked up in the order of their classes: where the index of 200,000 of
#: them (12 MB) does not fit, each look-up decrypts a page again (0.34 s for 60,000 of them, 0.16 s with this).
_WIDE_CACHE_KIB = 12_000
#: One that writes has more while it does: indexes of random ids are touched all over, and 5,000 rows written into a file of
#: 3 GB took 15 s of decrypting pages again and again with half of it, 3 s with this. A large change set gives it back.
_WRITING_CACHE_KIB = 64_000
_LARGE = 1_000

#: How rows of the centre are written that were looked at before, and how everything else is. A log of 64 MB is brought
#: into the file a few times in a first copy instead of after each of its transactions.
_UNGUARDED = (
    "foreign_keys = OFF",
    "ignore_check_constraints = ON",
    "synchronous = NORMAL",
    "wal_autocheckpoint = 16000",
)
_GUARDED = ("foreign_keys = ON", "ignore_check_constraints = OFF", "synchronous = FULL", "wal_autocheckpoint = 1000")

_ENVIRONMENT = {
    sqlcipher.SQLITE_BUSY: "storage.busy",
    sqlcipher.SQLITE_FULL: "storage.disk_full",
    sqlcipher.SQLITE_READONLY: "storage.read_only",
    sqlcipher.SQLITE_IOERR: "storage.disk_failed",
    sqlcipher.SQLITE_CANTOPEN: "storage.cannot_open",
    sqlcipher.SQLITE_CORRUPT: "storage.damaged",
    sqlcipher.SQLITE_NOTADB: "storage.damaged",
}


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, when and by which action: what every change set says."""

    user_id: str
    action: str
    at: datetime
    note: str | None = None
    undoes: int | None = None


class Database:
    """One desk's database file.

    Each thread keeps its own connections (SingletonThreadPool): a connection costs 5 ms because 300 triggers are read, and
    a warm page cache is decrypted already. Using a session from another thread raises RuntimeError; a write inside a write
    raises too.
    """

    def __init__(self, path: Path, key: DataKey) -> None:
        self.path = path
        self._key = key
        self._closed = False
        self._reading = self._engine(writes=False)
        self._writing = self._engine(writes=True)

    @contextmanager
    def read(self) -> Generator[Session]:
        """A consistent view; whatever is tried, nothing can be written."""
        with translated(), Session(self._reading, autoflush=False) as session, session.begin():
            yield session

    @contextmanager
    def write(self, author: Author) -> Generator[Session]:
        """Take the write lock at once; commit on success (durable: synchronous = FULL), undo everything on any exception.

        All changes belong to one change set of ``author``; its number is ``session.info["change_set"]``. A transaction that
        changed nothing leaves no change set.
        """
        with translated(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            before = _rows_changed(session)
            session.info["change_set"] = change_set.begin(session, author)
            yield session
            session.flush()
            change_set.finish(session)
            large = _rows_changed(session) - before > _LARGE
        if large:
            with self._writing.connect() as connection:
                _driver(connection).execute("PRAGMA shrink_memory")  # the driver's own: it begins no transaction

    @contextmanager
    def write_checked_rows(self, author: Author) -> Generator[Session]:
        """Like ``write``, for rows whose references and values were looked at before: the file does not look again.

        A first copy spends more time on it than on everything else. What a power cut takes of it comes again (R8).
        """
        with self._unguarded(), self.write(author) as session:
            yield session

    @contextmanager
    def _unguarded(self) -> Generator[None]:
        """None of this can be switched within a transaction; the next one of this thread is guarded as ever."""
        connection = self._writing.raw_connection()
        driver: Any = connection.driver_connection
        try:
            for pragma in _UNGUARDED:
                driver.execute(f"PRAGMA {pragma}")
            yield
        finally:
            for pragma in _GUARDED:
                driver.execute(f"PRAGMA {pragma}")
            connection.close()

    def connection(self) -> Any:
        """A plain driver connection to this file, keyed and set up; for backups and verification."""
        return connect(self.path, self._key)

    @property
    def closed(self) -> bool:
        """Whether it was closed; nothing opens it again."""
        return self._closed

    def close(self) -> None:
        """Close every connection of every thread; whoever reads or writes afterwards gets a RuntimeError."""
        self._closed = True
        self._reading.dispose()
        self._writing.dispose()

    def _connect(self, *, writes: bool) -> Any:
        if self._closed:
            raise RuntimeError("the database was closed")
        return connect(self.path, self._key, writes=writes)

    def _engine(self, *, writes: bool) -> Engine:
        engine = create_engine(
            dialect.URL,
            execution_options={"compiled_cache": dialect.COMPILED},
            creator=lambda: self._connect(writes=writes),
            poolclass=SingletonThreadPool,
            pool_size=16,
            hide_parameters=True,  # bound values are people's numbers, and exceptions reach logs
        )
        begin = "BEGIN IMMEDIATE" if writes else "BEGIN"
        event.listen(engine, "connect", _remember_thread)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        event.listen(engine, "before_cursor_execute", _refuse_other_threads)
        return engine


def _remember_thread(_driver_connection: Any, entry: ConnectionPoolEntry) -> None:
    entry.info["thread"] = threading.get_ident()


def _refuse_other_threads(connection: Connection, *_statement: object) -> None:
    """The driver's own check would also forbid closing a connection from the thread that ends the program."""
    if connection.info["thread"] != threading.get_ident():
        raise RuntimeError("a session belongs to the thread that opened it")


def _driver(connection: Connection) -> Any:
    return connection.connection.driver_connection


def _rows_changed(session: Session) -> int:
    """How many rows this connection has ever changed, triggers included."""
    count: int = _driver(session.connection()).total_changes
    return count


@contextmanager
def wide(session: Session) -> Generator[None]:
    """Keep more decrypted pages for what looks everywhere in a large county, and give all of them back afterwards."""
    driver = _driver(session.connection())
    (before,) = driver.execute("PRAGMA cache_size").fetchone()
    driver.execute(f"PRAGMA cache_size = {min(before, -_WIDE_CACHE_KIB)}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA cache_size = {before}")
        driver.execute("PRAGMA shrink_memory")


def connect(path: Path, key: DataKey, *, writes: bool = True) -> Any:
    """A driver connection, keyed and set up; it belongs to the thread that made it."""
    connection = sqlcipher.connect(str(path), isolation_level=None, timeout=PATIENCE_MS / 1000, check_same_thread=False)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {key.sqlcipher_literal()}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = {-(_WRITING_CACHE_KIB if writes else _CACHE_KIB)}")
    if not writes:
        connection.execute("PRAGMA query_only = ON")
    person_search.register(connection)
    return connection


@contextmanager
def translated() -> Generator[None]:
    """Turn the driver's environment errors into Unavailable, and a number that no column holds into Refused.

    Everything else stays the bug that it is.
    """
    try:
        yield
    except OverflowError as error:
        if "SQLite INTEGER" not in str(error):
            raise
        raise Refused("storage.number_too_large") from error
    except (DBAPIError, sqlcipher.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        key = _ENVIRONMENT.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
        if key is None:
            raise
        raise Unavailable(key) from error
