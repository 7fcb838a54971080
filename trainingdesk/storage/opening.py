"""Create and open the database of a desk; a file that is not sound is never used and never replaced by an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import text

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.storage import upgrade
from trainingdesk.storage.database import Database, connect, translated
from trainingdesk.storage.disk import on_disk
from trainingdesk.storage.files import sync_folder
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from trainingdesk.storage.vault import DataKey


def create_database(path: Path, key: DataKey, *, county_code: str, now: datetime) -> Database:
    """Make a new database with this desk's identity; raises Refused where a file stands there already."""
    if path.exists():
        raise Refused("storage.exists_already")
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    with translated():
        upgrade.create(lambda: connect(part, key))
        _introduce(connect(part, key), county_code=county_code, now=now)
    part.rename(path)
    sync_folder(path.parent)
    return open_database(path, key)


def open_database(path: Path, key: DataKey) -> Database:
    """Open, upgrading an older file first.

    Raises Unavailable ``storage.missing`` or ``storage.damaged`` where there is no sound file (the caller offers restore or
    salvage), Refused for the file of a newer program.
    """
    if not path.exists():
        raise Unavailable("storage.missing")
    with on_disk():
        if not path.stat().st_size:
            raise Unavailable("storage.damaged")  # SQLite would begin an empty one, and drop the log that may be left
    with translated():
        database = Database(path, key)
        try:
            if _revision(database) != upgrade.HEAD:
                database.close()
                upgrade.upgrade(path, lambda which: connect(which, key))
                database = Database(path, key)
            with database.read() as session:
                upgrade.check(session.connection())
        except BaseException:
            database.close()
            raise
    return database


def _revision(database: Database) -> str | None:
    with database.read() as session:
        return upgrade.revision_of(session.connection().connection.driver_connection)


def _introduce(connection: Any, *, county_code: str, now: datetime) -> None:
    try:
        connection.execute(
            "INSERT INTO sync_control (one, device_id, device_number, county_code, joined, applying, hlc, "
            "clock_offset_ms, change_set_id) VALUES (1, ?, 0, ?, 0, 0, 0, 0, 0)",
            (new_id(now), county_code),
        )
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except sqlcipher.Error:
        connection.rollback()
        raise
    finally:
        connection.close()


def county_of(database: Database) -> str:
    """The county this desk works for."""
    with database.read() as session:
        code: str = session.connection().execute(text("SELECT county_code FROM sync_control")).scalar_one()
        return code
