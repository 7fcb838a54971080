"""Bring a database file to the schema of this program: on a copy, verified, then swapped, with the old file kept."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.pool import StaticPool

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import capture, mark_count, person_search
from trainingdesk.storage.files import copy_database
from trainingdesk.storage.swap import clear, exchange

if TYPE_CHECKING:
    from collections.abc import Callable

#: The newest revision; a test holds it against the migration scripts.
HEAD = "0003"

SCRIPTS = Path(__file__).parent / "migrations"


def revision_of(connection: Any) -> str | None:
    """The schema revision of an open file, None for an empty one."""
    found = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
    return connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] if found else None


def create(connect: Callable[[], Any]) -> None:
    """Make all tables in a new, empty file."""
    connection = connect()
    try:
        _migrate(connection)
    finally:
        connection.close()


def upgrade(path: Path, connect: Callable[[Path], Any]) -> Path | None:
    """Upgrade the database at ``path`` if it is older than this program; answers where the old file was kept.

    Works on a copy: a failure leaves the old file as it was. Raises Refused for a file of a newer program and Unavailable
    for one without tables, of which no program can make anything but an empty desk, and where the copy does not verify.
    """
    present = _present_revision(path, connect)
    if present == HEAD:
        return None
    if present is None:
        raise Unavailable("storage.damaged")
    if present not in _known_revisions():
        raise Refused("storage.newer_than_program")
    copy = path.with_suffix(".upgrading")
    clear(copy)  # the log of an attempt that was cut short would be played into this one
    try:
        copy_database(connect(path), path, copy)
        _upgrade_copy(path, copy, connect)
        return exchange(copy, path, connect, suffix=f"before-{HEAD}")
    except BaseException:
        clear(copy)
        raise


def _present_revision(path: Path, connect: Callable[[Path], Any]) -> str | None:
    connection = connect(path)
    try:
        return revision_of(connection)
    finally:
        connection.close()


def _upgrade_copy(path: Path, copy: Path, connect: Callable[[Path], Any]) -> None:
    before, connection = _counts(connect(path)), connect(copy)
    try:
        _migrate(connection)
        if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
            raise Unavailable("storage.upgrade_failed")
        if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
            raise Unavailable("storage.upgrade_failed")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    after = _counts(connect(copy))
    if any(after.get(table, count) != count for table, count in before.items()):
        raise Unavailable("storage.upgrade_failed")


def _counts(connection: Any) -> dict[str, int]:
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        synced = [name for name in names if not name.startswith(("sqlite_", "person_words", "alembic"))]
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in synced}
    finally:
        connection.close()


def _known_revisions() -> set[str]:
    from alembic.script import ScriptDirectory  # noqa: PLC0415 -- 150 ms that only an upgrade needs

    return {script.revision for script in ScriptDirectory(str(SCRIPTS)).walk_revisions()}


def _migrate(driver_connection: Any) -> None:
    from alembic import command  # noqa: PLC0415 -- 150 ms that only an upgrade needs
    from alembic.config import Config  # noqa: PLC0415

    engine = create_engine("sqlite://", creator=lambda: driver_connection, poolclass=StaticPool)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    driver_connection.execute("PRAGMA foreign_keys = OFF")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        install(connection)
    driver_connection.execute("PRAGMA foreign_keys = ON")


def install(connection: Connection) -> None:
    """Capture triggers, counts of marks and search index, after the tables are there."""
    capture.install(connection)
    mark_count.install(connection)
    person_search.install(connection)


def check(connection: Connection) -> None:
    """Refuse a database whose triggers are not ours: its changes would never reach the centre, or its months miscount."""
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    if revision != HEAD or not capture.matches(connection) or not mark_count.matches(connection):
        raise Unavailable("storage.triggers_missing")
