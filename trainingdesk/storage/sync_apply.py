"""Rows of the centre come into the tables of this desk: group by group, beside what waits here to go (SYNC 2.5 R1, R3, R8).

A group that has an operation waiting keeps the value of this desk; that nobody here saw the newer one is noted in a mask.
What changed is written to ``history`` with its author, apart from ``sync_change``, which alone numbers operations of this
desk. A row that cannot be kept yet waits (``sync_waiting``); it is never dropped.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InterfaceError, ProgrammingError

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage import sync_erased, sync_returning, sync_waiting
from trainingdesk.storage.person_search import indexed_together
from trainingdesk.storage.sync_history import Pulled, write_history
from trainingdesk.storage.sync_parents import without_parents
from trainingdesk.storage.sync_values import blank, plain, raw_rows
from trainingdesk.storage.sync_waiting import Key, Waits
from trainingdesk.wire import schema
from trainingdesk.wire.operation import Written

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from trainingdesk.wire.operation import Row
    from trainingdesk.wire.schema import Group, Table

_DECLARED: Final = {table.name: table for table in schema.SYNCED}
_WHOLE_ROW: Final = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """The rows that were made or changed, and how many wait for something that has not come.

    ``files`` are digests of attachments of erased people: nothing names them any more, and their files can go.
    """

    rows: tuple[Key, ...]
    waiting: int
    files: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Write:
    """One row on its way in: what is set, and what is to be told of it."""

    row: Row
    is_new: bool
    values: dict[str, Any]
    told: list[Pulled] = field(default_factory=list)

    @property
    def key(self) -> Key:
        return self.row.table, self.row.row_id


@dataclass(slots=True)
class _Desk:
    """What is known here before rows come: groups with waiting operations, and masks."""

    pending: dict[Key, set[str | None]]
    masks: dict[tuple[str, str, str], int]
    new_masks: dict[tuple[str, str, str], int] = field(default_factory=dict)
    lifted: list[tuple[str, str, str]] = field(default_factory=list)


def apply(session: Session, incoming: Sequence[Row], *, settled: bool = False) -> Applied:
    """Bring rows in; within ``storage.settled.settled``, while no batch is under way (R1).

    ``settled`` rows are those of a first exchange: they come without a history of their making.
    """
    session.connection().execute(text("PRAGMA defer_foreign_keys = ON"))
    coming = {(row.table, row.row_id): row for row in incoming}
    latest = sync_waiting.due(session, coming) | coming  # of two versions of a row the one that came last
    latest = sync_returning.without_older(session, latest)
    known = sync_erased.before(session, latest.values())
    refused: set[Key] = set()
    while True:
        with session.connection().begin_nested() as attempt:
            written, held, more = _attempt(session, latest, refused)
            if more:
                attempt.rollback()
        if not more:
            break
        refused |= more  # once more without them, so that nothing refers to a row that is not there
    waiting = sync_waiting.hold(session, latest, held)
    write_history(session, [one for write in written for one in write.told if not (settled and one.group is None)])
    _advance_clock(session, incoming)
    files = sync_erased.keep(session, latest.values(), known)
    return Applied(rows=tuple(one.key for one in written), waiting=waiting, files=files)


def _attempt(
    session: Session, latest: dict[Key, Row], refused: set[Key]
) -> tuple[list[_Write], dict[Key, Waits], set[Key]]:
    """Write what can be written; answers that, what waits and why, and what the file did not accept this time."""
    known = {key: row for key, row in latest.items() if key[0] in _DECLARED and key not in refused}
    held = {key: Waits("not_accepted" if key in refused else "unknown_table") for key in latest.keys() - known.keys()}
    held |= {key: Waits("no_parent", parent) for key, parent in without_parents(session, known).items()}
    desk = _Desk(_pending(session), _masks(session))
    county = str(session.connection().execute(text("SELECT county_code FROM sync_control")).scalar_one())
    written: list[_Write] = []
    not_accepted: set[Key] = set()
    by_table: dict[str, list[Row]] = {}
    for key, row in known.items():
        if key not in held:
            by_table.setdefault(key[0], []).append(row)
    for declared in (one for one in schema.SYNCED if one.name in by_table):
        writes = _writes(session, declared, by_table[declared.name], desk, county)
        not_accepted |= {one.key for one in _write(session, declared, writes)}
        written += writes
    _keep_masks(session, desk)
    return written, held, not_accepted


def _pending(session: Session) -> dict[Key, set[str | None]]:
    asked = "SELECT h.table_name, h.row_id, h.group_name FROM sync_change s JOIN history h ON h.id = s.history_id"
    found: dict[Key, set[str | None]] = {}
    for row in session.connection().execute(text(f"{asked} WHERE s.acked = 0")):
        found.setdefault((row.table_name, row.row_id), set()).add(row.group_name)
    return found


def _masks(session: Session) -> dict[tuple[str, str, str], int]:
    rows = session.connection().execute(text("SELECT table_name, row_id, group_name, base FROM sync_mask"))
    return {(row.table_name, row.row_id, row.group_name): row.base for row in rows}


def _writes(session: Session, declared: Table, rows: list[Row], desk: _Desk, county: str) -> list[_Write]:
    present = raw_rows(session, declared.name, [row.row_id for row in rows])
    found = []
    for row in rows:
        stands = present.get(row.row_id)
        write = _new(declared, row, county, desk) if stands is None else _changed(declared, row, stands, desk)
        if declared.name == "person" and "name" in write.values:
            write.values["name_key"] = name_key(str(write.values["name"]))
        found.append(write)
    return found


def _new(declared: Table, row: Row, county: str, desk: _Desk) -> _Write:
    """A row that was not here; one that left meanwhile is seen as it comes, whatever had masked a part of it before."""
    keys = ((row.table, row.row_id, group.name) for group in declared.groups)
    desk.lifted += [key for key in keys if key in desk.masks]
    values = {**blank(declared.name), "id": row.row_id, "county_code": county}
    values |= {name: value for name, value in row.values.items() if name in values}
    if declared.name == "enrollment":
        values["status"] = "applied"  # folded anew from its events when all rows are in
    write = _Write(row, is_new=True, values=values)
    if not declared.tells_its_maker:
        write.told.append(Pulled(table=row.table, row_id=row.row_id, by=_author(row, _WHOLE_ROW)))
    return write


def _changed(declared: Table, row: Row, stands: dict[str, Any], desk: _Desk) -> _Write:
    write = _Write(row, is_new=False, values={})
    for group in declared.groups:
        said = {name: plain(row.values[name]) for name in group.fields if name in row.values}
        if said and not _masked(row, group, stands, desk):
            _take(write, group, stands, said)
    return write


def _masked(row: Row, group: Group, stands: dict[str, Any], desk: _Desk) -> bool:
    """Whether this desk's own value of the group stays; the version that it rests on is kept for its operations."""
    key = (row.table, row.row_id, group.name)
    mine = desk.pending.get((row.table, row.row_id), set())
    if group.name not in mine and None not in mine:
        if key in desk.masks:
            desk.lifted.append(key)
        return False
    if key not in desk.masks and _version(row, group.name) > stands["sync_ver"]:
        desk.new_masks[key] = stands["sync_ver"]
    return True


def _take(write: _Write, group: Group, stands: dict[str, Any], said: dict[str, Any]) -> None:
    old = {name: stands[name] for name in group.fields}
    new = old | said
    if new != old:
        write.values |= said
        by = _author(write.row, group.name)
        write.told.append(
            Pulled(table=write.row.table, row_id=write.row.row_id, by=by, group=group.name, old=old, new=new)
        )


def _version(row: Row, group: str) -> int:
    return row.stamps.get(group, row.stamps.get(_WHOLE_ROW, row.version))


def _author(row: Row, group: str) -> Written:
    return row.by.get(group) or row.by.get(_WHOLE_ROW) or Written(user="", device="", hlc=0)


def _write(session: Session, declared: Table, writes: list[_Write]) -> list[_Write]:
    """Write rows; answers those that the file does not accept, which never hold up the others (R10)."""
    alike: dict[tuple[str, ...], list[_Write]] = {}
    for one in writes:
        alike.setdefault(() if one.is_new else tuple(one.values), []).append(one)
    refused: list[_Write] = []
    for several in alike.values():
        if not _try(session, declared, several):
            refused += [one for one in several if not _try(session, declared, [one])]
    return refused


def _try(session: Session, declared: Table, writes: list[_Write]) -> bool:
    """Write rows that set the same fields, all of them or none."""
    try:
        with session.connection().begin_nested():
            (_insert if writes[0].is_new else _update)(session, declared, writes)
    except (IntegrityError, InterfaceError, ProgrammingError):
        return False
    return True


def _insert(session: Session, declared: Table, writes: list[_Write]) -> None:
    names = tuple(writes[0].values)
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    sql = f'INSERT INTO "{declared.name}" ({columns}, sync_ver) VALUES ({marks}, ?)'
    bound = [(*one.values.values(), one.row.version) for one in writes]
    people = [one.row.row_id for one in writes] if declared.name == "person" else []
    with indexed_together(session, people) if people else nullcontext():
        session.connection().exec_driver_sql(sql, bound)


def _update(session: Session, declared: Table, writes: list[_Write]) -> None:
    sets = "".join(f'"{name}" = ?, ' for name in writes[0].values)
    sql = f'UPDATE "{declared.name}" SET {sets}sync_ver = ? WHERE id = ?'
    bound = [(*one.values.values(), one.row.version, one.row.row_id) for one in writes]
    session.connection().exec_driver_sql(sql, bound)


def _keep_masks(session: Session, desk: _Desk) -> None:
    connection = session.connection()
    where = "table_name = :table AND row_id = :row AND group_name = :group"
    for sql, masks in (
        (f"DELETE FROM sync_mask WHERE {where}", dict.fromkeys(desk.lifted, 0)),
        (
            "INSERT INTO sync_mask (table_name, row_id, group_name, base) VALUES (:table, :row, :group, :base)",
            desk.new_masks,
        ),
    ):
        bound = [{"table": k[0], "row": k[1], "group": k[2], "base": base} for k, base in masks.items()]
        if bound:
            connection.execute(text(sql), bound)


def _advance_clock(session: Session, incoming: Sequence[Row]) -> None:
    """The clock of this desk never stands behind a stamp that it has seen (R9)."""
    seen = max((by.hlc for row in incoming for by in row.by.values()), default=0)
    session.connection().execute(text("UPDATE sync_control SET hlc = max(hlc, :seen)"), {"seen": seen})
