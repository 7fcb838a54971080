"""Whether a database file is sound: a quick look, and a thorough one that can be stopped."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import capture, upgrade
from trainingdesk.storage.database import translated
from trainingdesk.storage.pages import PAGE, unsound_pages
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from trainingdesk.storage.pages import Watch
    from trainingdesk.storage.vault import DataKey

#: The one big table without an index: to count its rows is to read it whole (0.5 s of the hourly second at 585,000 marks).
_SLOW_TO_COUNT = frozenset({"attendance_mark"})

#: Problems that are named; a damaged file would name thousands.
_NAMED = 20
_OPERATIONS_A_TICK = 1000
#: Measured: the structure check calls back about once in five pages.
_PAGES_A_TICK = 5


@dataclass(frozen=True, slots=True)
class Look:
    """What a quick look found: whose file it is, its schema, how far the record of changes reaches, rows of each table."""

    revision: str
    county_code: str
    device_id: str
    change_set: int
    hlc: int
    operation: int
    rows: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Check:
    """What a thorough check found; one that was stopped has not ``finished``. Problems name tables and pages, no values."""

    finished: bool
    unsound_pages: int
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether everything was looked at and nothing was wrong."""
        return self.finished and not self.unsound_pages and not self.problems


def open_unchanging(path: Path, key: DataKey) -> Any:
    """A connection to a file at rest that writes nothing beside it either; the disk may be read-only."""
    connection = sqlcipher.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, isolation_level=None)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = {key.sqlcipher_literal()}")
    return connection


def look(path: Path, key: DataKey, *, count_all: bool = True) -> Look:
    """Look whether the key fits, the schema is known and its triggers are the generated ones.

    Without ``count_all`` the big table is not counted. Raises Unavailable ``storage.damaged`` or
    ``storage.triggers_missing``.
    """
    with translated(), closing(open_unchanging(path, key)) as connection:
        return look_through(connection, count_all=count_all)


def look_through(connection: Any, *, count_all: bool) -> Look:
    """The same by a connection that is open."""
    revision = upgrade.revision_of(connection)
    if revision is None:
        raise Unavailable("storage.damaged")
    if revision == upgrade.HEAD and _triggers(connection) != capture.triggers():
        raise Unavailable("storage.triggers_missing")
    county, device = connection.execute("SELECT county_code, device_id FROM sync_control").fetchone()
    newest = connection.execute("SELECT id, hlc FROM change_set ORDER BY id DESC LIMIT 1").fetchone()
    number, hlc = newest or (0, 0)
    operation = connection.execute("SELECT coalesce(max(op), 0) FROM sync_change").fetchone()[0]
    rows = _count_rows(connection, frozenset() if count_all else _SLOW_TO_COUNT)
    return Look(revision, county, device, number, hlc, operation, rows)


def check(path: Path, key: DataKey, connection: Any, watch: Watch) -> Check:
    """Check every page, the structure and the references of ``path``, to which ``connection`` is open (and is closed here).

    ``watch`` hears of it about every 10 ms and may end it.
    """
    pages = max(1, path.stat().st_size // PAGE)
    going = [True]

    def on_page(done: int, _total: int) -> bool:
        going[0] = watch(min(done, pages), 2 * pages)
        return going[0]

    unsound = sum(1 for _number in unsound_pages(path, key, on_page))
    with closing(connection):
        problems = _structure(connection, pages, watch) if going[0] else None
    return Check(problems is not None, unsound, problems or ())


def _structure(connection: Any, pages: int, watch: Watch) -> tuple[str, ...] | None:
    """Problems of trees, indexes and references; None where ``watch`` ended it."""
    ticks = [0]

    def on_tick() -> int:
        ticks[0] += 1
        return 0 if watch(pages + min(pages, ticks[0] * _PAGES_A_TICK), 2 * pages) else 1

    connection.set_progress_handler(on_tick, _OPERATIONS_A_TICK)
    try:
        found = [row[0] for row in connection.execute(f"PRAGMA integrity_check({_NAMED})")]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchmany(_NAMED)
    except sqlcipher.Error as error:
        if getattr(error, "sqlite_errorcode", 0) == sqlcipher.SQLITE_INTERRUPT:
            return None
        return (str(error),)
    watch(2 * pages, 2 * pages)
    broken = [f"{table} refers to a missing row of {parent}" for table, _rowid, parent, _key in orphans]
    return tuple(line for line in found if line != "ok") + tuple(dict.fromkeys(broken))


def _triggers(connection: Any) -> dict[str, str]:
    return dict(
        connection.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (name LIKE 'capture%' OR name LIKE 'keep%')"
        )
    )


def _count_rows(connection: Any, without: frozenset[str]) -> dict[str, int]:
    """Rows of each of our tables that the file has; an older file may lack some."""
    present = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    wanted = sorted(present & METADATA.tables.keys() - without)
    return {name: int(connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in wanted}
