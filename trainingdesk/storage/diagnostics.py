"""What can be told of a database without telling of anybody: rows counted, sizes, and kinds of what was done lately."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import text

from trainingdesk.storage.tables import METADATA
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from datetime import datetime

    from sqlmodel import Session

#: Numbers that SQLite keeps of a file.
_NUMBERS = ("page_count", "page_size", "freelist_count", "schema_version", "user_version")


@dataclass(frozen=True, slots=True)
class TableCount:
    """Rows of a table, and how many of them are marked deleted; None where rows of it never are."""

    table: str
    rows: int
    deleted: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A transaction: when, of which kind, and how many rows; nothing of what was written, and by nobody."""

    number: int
    at: datetime
    action: str
    rows: int
    undoes: int | None


@dataclass(frozen=True, slots=True)
class Logged:
    """A row of the access log, by its kind alone."""

    at: datetime
    action: str
    about: str | None


def counts(session: Session) -> tuple[TableCount, ...]:
    """Every table there is, by name."""
    return tuple(_count(session, name) for name in sorted(METADATA.tables))


def revision(session: Session) -> str:
    """The schema that the file has."""
    found: str = session.connection().execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    return found


def numbers(session: Session) -> dict[str, int]:
    """What SQLite says of the file."""
    return {name: int(session.connection().execute(text(f"PRAGMA {name}")).scalar_one()) for name in _NUMBERS}


def engine_versions(session: Session) -> dict[str, str]:
    """The versions of the libraries that the file was opened with."""
    found = session.connection().execute(text("SELECT sqlite_version()")).scalar_one()
    cipher = session.connection().execute(text("PRAGMA cipher_version")).scalar_one()
    return {"sqlite": str(found), "sqlcipher": str(cipher)}


def last_steps(session: Session, *, most: int) -> tuple[Step, ...]:
    """The newest transactions, newest first; an action is a word of the program, a note is somebody's and left out."""
    query = text(
        "SELECT s.id, s.at, s.action, s.undoes, "
        "(SELECT count(*) FROM history h WHERE h.change_set_id = s.id) AS rows "
        "FROM change_set s ORDER BY s.id DESC LIMIT :most"
    )
    found = session.connection().execute(query, {"most": most})
    return tuple(Step(row.id, clock.instant(row.at), row.action, row.rows, row.undoes) for row in found)


def last_logged(session: Session, *, most: int) -> tuple[Logged, ...]:
    """The newest rows of the access log, newest first."""
    log = METADATA.tables["access_log"]
    query = log.select().with_only_columns(log.c.at, log.c.action, log.c.subject_table).order_by(log.c.id.desc())
    return tuple(Logged(*row) for row in session.connection().execute(query.limit(most)))


def _count(session: Session, name: str) -> TableCount:
    marks = "sum(deleted)" if "deleted" in METADATA.tables[name].c else "NULL"
    rows, deleted = session.connection().execute(text(f'SELECT count(*), {marks} FROM "{name}"')).one()
    return TableCount(name, rows, None if marks == "NULL" else int(deleted or 0))
