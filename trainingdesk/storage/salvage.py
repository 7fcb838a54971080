"""Save from a damaged database what can be read, into a new one, with counts; the damaged file is never written to.

Every row that can be read is carried over as it stands, history and operation numbers included. For tables that lost rows,
the rows that are missing are taken from the newest backup that can be read there; one that was made after the damage has
the same hole, and then an older one helps. What refers to a row that nobody has is unlinked, or left out where it means
nothing without it.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from itertools import groupby, islice
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2 as sqlcipher

from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import checking, upgrade
from trainingdesk.storage.database import connect, translated
from trainingdesk.storage.disk import on_disk
from trainingdesk.storage.pages import Pages
from trainingdesk.storage.swap import clear, swap
from trainingdesk.storage.tables import METADATA
from trainingdesk.storage.wreck import Wreck
from trainingdesk.wire.ids import new_id
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import ForeignKey

    from trainingdesk.storage.btree import Value
    from trainingdesk.storage.pages import Watch
    from trainingdesk.storage.vault import DataKey

_BATCH = 2000
#: Made anew: the search index and the counts of marks by their triggers, and the one row that says who this desk is.
_MADE_ANEW = frozenset({"mark_count", "person_key", "sync_control"})


#: What the file says of this desk, as far as this program keeps it.
_IDENTITY = frozenset(METADATA.tables["sync_control"].columns.keys()) - {"one", "applying"}


@dataclass(frozen=True, slots=True)
class TableSalvage:
    """One table: rows read, rows taken from the backup, rows lost for good (estimated) and rows left out."""

    table: str
    recovered: int
    from_backup: int
    unreadable: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved into ``file``, which is not yet in use. ``unplaced_pages`` were lost, and nobody knows their table."""

    file: Path
    tables: tuple[TableSalvage, ...]
    unplaced_pages: int

    @property
    def recovered(self) -> int:
        """All rows read from the damaged file."""
        return sum(table.recovered for table in self.tables)

    @property
    def unreadable(self) -> int:
        """All rows that are lost for good, estimated."""
        return sum(table.unreadable for table in self.tables)


@dataclass(slots=True)
class _Tally:
    recovered: Counter[str] = field(default_factory=Counter)
    from_backup: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)


def salvage(
    damaged: Path, key: DataKey, *, backups: Sequence[Path], salts: Sequence[bytes], now: datetime, watch: Watch
) -> Salvage:
    """Read ``damaged`` page by page into a new, verified file beside it; ``accept`` then puts it in place.

    ``backups``: newest first. ``salts``: of the backups of this desk, for a first page that is lost. Raises Unavailable
    ``salvage.nothing_readable`` where not one row of work could be read (never an empty database), Refused
    ``salvage.stopped`` where ``watch`` ends it.
    """
    target = damaged.with_name(f"{damaged.stem}.salvaged.db")
    clear(target)
    try:
        with translated(), on_disk(), Pages(damaged, key, salts=salts) as pages:
            _require_readable(pages)
            upgrade.create(lambda: connect(target, key))
            result = _fill(target, key, Wreck(pages, watch), backups=backups, now=now)
    except BaseException:
        clear(target)
        raise
    return result


def accept(result: Salvage, present: Path, key: DataKey, *, stamp: str) -> Path | None:
    """Put the salvaged file in place; answers where the damaged one was kept."""
    return swap(result.file, present, key, suffix=f"damaged-{stamp}")


def _require_readable(pages: Pages) -> None:
    """The vault gave the key, so that it is right: where not one page fits it, the file is destroyed."""
    if not pages.verifies:
        raise Unavailable("salvage.nothing_readable")


def _fill(target: Path, key: DataKey, wreck: Wreck, *, backups: Sequence[Path], now: datetime) -> Salvage:
    tally = _Tally()
    with closing(connect(target, key)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        _hold_capture(connection)
        identity, counters = next(wreck.rows("sync_control"), None), wreck.counters()
        _carry_over(connection, wreck, tally)
        if not any(tally.recovered[table.name] for table in SYNCED):
            raise Unavailable("salvage.nothing_readable")
        _take_from_backups(connection, backups, key, wreck, tally)
        _mend_references(connection, tally)
        _introduce(connection, identity or _new_identity(connection, now), counters)
        _finish(connection)
    checking.look(target, key, count_all=False)
    return Salvage(target, _report(wreck, tally), wreck.unplaced_pages)


def _hold_capture(connection: Any) -> None:
    connection.execute(
        "INSERT INTO sync_control (one, device_id, device_number, county_code, joined, applying, hlc, "
        "clock_offset_ms, change_set_id) VALUES (1, '', 0, '', 0, 1, 0, 0, 0)"
    )


def _carry_over(connection: Any, wreck: Wreck, tally: _Tally) -> None:
    for name in _tables():
        read, written = _insert(connection, name, wreck.rows(name))
        tally.recovered[name] += written
        tally.left_out[name] += read - written
    stray = wreck.stray_rows()
    while batch := list(islice(stray, _BATCH)):
        for name in {name for name, _row in batch}:
            _read, written = _insert(connection, name, (row for owner, row in batch if owner == name))
            tally.recovered[name] += written


def _tables() -> list[str]:
    return [name for name in METADATA.tables if name not in _MADE_ANEW]


def _insert(connection: Any, name: str, rows: Iterable[Mapping[str, Value]]) -> tuple[int, int]:
    """Write rows as they are; answers how many there were and how many the table took."""
    columns = [column.name for column in METADATA.tables[name].c]
    read = written = 0
    for given, alike in groupby(rows, key=lambda row: tuple(column for column in columns if column in row)):
        names, marks = ", ".join(f'"{column}"' for column in given), ", ".join("?" * len(given))
        statement = f'INSERT OR IGNORE INTO "{name}" ({names}) VALUES ({marks})'
        while batch := [tuple(row[column] for column in given) for row in islice(alike, _BATCH)]:
            connection.execute("BEGIN")
            written += max(0, connection.executemany(statement, batch).rowcount)
            connection.execute("COMMIT")
            read += len(batch)
    return read, written


def _take_from_backups(connection: Any, backups: Sequence[Path], key: DataKey, wreck: Wreck, tally: _Tally) -> None:
    """Fill the holes of damaged tables; what was purged since stays away."""
    purged = {
        row[0] for row in connection.execute("SELECT subject_id FROM access_log WHERE action = ?", (Logged.PURGED,))
    }
    holes = [name for name in _tables() if wreck.losses[name].any]
    for backup in backups:
        if not holes:
            return
        holes = _take_from_backup(connection, backup, key, holes, purged, tally)


def _take_from_backup(
    connection: Any, backup: Path, key: DataKey, holes: Sequence[str], purged: set[Value], tally: _Tally
) -> list[str]:
    """Fill what one backup can; answers the tables that it could not give whole, for an older one."""
    damaged: list[str] = []
    try:
        old = checking.open_unchanging(backup, key)
    except sqlcipher.Error:  # the stick was pulled out
        return list(holes)
    with closing(old):
        for name in holes:
            rows = (row for row in _rows_of(old, name, damaged) if purged.isdisjoint(row.values()))
            _read, written = _insert(connection, name, rows)
            tally.from_backup[name] += written
    return damaged


def _rows_of(connection: Any, name: str, damaged: list[str]) -> Iterator[dict[str, Value]]:
    """The rows of a table of a backup, up to where it can be read; ``damaged`` takes its name where that is not the end."""
    try:
        cursor = connection.execute(f'SELECT * FROM "{name}"')
    except sqlcipher.OperationalError:  # an older schema without this table
        return
    except sqlcipher.DatabaseError:
        damaged.append(name)
        return
    columns = [column[0] for column in cursor.description]
    try:
        for row in cursor:
            yield dict(zip(columns, row, strict=True))
    except sqlcipher.DatabaseError:
        damaged.append(name)


def _mend_references(connection: Any, tally: _Tally) -> None:
    """Parents first, so that one pass is enough; a reference that may be empty is emptied."""
    for table in METADATA.sorted_tables:
        for reference in sorted(table.foreign_keys, key=lambda reference: reference.parent.name):
            gone = _left_behind(connection, reference)
            if not reference.parent.nullable:
                tally.left_out[table.name] += gone


def _left_behind(connection: Any, reference: ForeignKey) -> int:
    table, column = reference.parent.table.name, reference.parent.name
    parent = reference.column.table.name
    orphaned = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT id FROM "{parent}")'
    verb = f'UPDATE "{table}" SET "{column}" = NULL' if reference.parent.nullable else f'DELETE FROM "{table}"'
    return int(connection.execute(f"{verb} WHERE {orphaned}").rowcount)


def _introduce(connection: Any, identity: Mapping[str, Value], counters: Mapping[str, int]) -> None:
    """Say again who this desk is and which numbers it gave out, and capture changes from now on."""
    given = {name: value for name, value in identity.items() if name in _IDENTITY}
    assignments = ", ".join(f"{name} = :{name}" for name in given)
    connection.execute(f"UPDATE sync_control SET {assignments}, applying = 0", given)
    for name, last in counters.items():
        connection.execute("UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (last, name))


def _new_identity(connection: Any, now: datetime) -> dict[str, Value]:
    """Where the row that says who this desk is was lost: a new device of the same county."""
    counties = (connection.execute(f'SELECT county_code FROM "{table.name}" LIMIT 1').fetchone() for table in SYNCED)
    latest = connection.execute("SELECT coalesce(max(hlc), 0) FROM change_set").fetchone()[0]
    return {"device_id": new_id(now), "county_code": next(filter(None, counties))[0], "hlc": latest}


def _finish(connection: Any) -> None:
    if connection.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
        raise Unavailable("salvage.failed")
    if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
        raise Unavailable("salvage.failed")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _report(wreck: Wreck, tally: _Tally) -> tuple[TableSalvage, ...]:
    """Every table that holds or lost something."""
    all_tables = (
        TableSalvage(
            name,
            tally.recovered[name],
            tally.from_backup[name],
            max(0, wreck.losses[name].estimate - tally.from_backup[name]),
            tally.left_out[name],
        )
        for name in sorted(_tables())
    )
    return tuple(one for one in all_tables if one.recovered or one.from_backup or one.unreadable or one.left_out)
