"""Rows of a snapshot that are not here yet go in at once, past everything that only a row with a past needs (SYNC 2.11).

References and values are looked at here, for a portion at a time, so the file need not do it for each row
(``Database.write_checked_rows``). A row that stands here already, that refers to one which has not come, or that the file
would not accept is left to ``sync_apply``. Capture is silent (``storage.settled``); search words and indexes are kept by
the triggers that keep them for everybody.
"""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import compress, repeat
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import text
from sqlcipher3.dbapi2 import DatabaseError, InterfaceError, OperationalError

from trainingdesk.domain.person_name import name_key
from trainingdesk.storage import sync_places
from trainingdesk.storage.person_search import indexed_together
from trainingdesk.storage.sync_parents import missing, references
from trainingdesk.storage.sync_values import blank, choices, may_be_missing
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from sqlmodel import Session

    from trainingdesk.wire.operation import Row
    from trainingdesk.wire.schema import Table
    from trainingdesk.wire.snapshot import Part, Portion, Shape

_DECLARED: Final = {table.name: table for table in schema.SYNCED}
#: Tables whose rows decide on the status of an enrollment, with the field that names it.
_OF_ENROLLMENTS: Final = {"enrollment_event": "enrollment_id", "stint": "enrollment_id"}


@dataclass(slots=True)
class Taken:
    """What became of a part: rows for ``sync_apply``, and enrollments whose status has to be folded anew."""

    left: list[Row] = field(default_factory=list)
    enrollments: set[str] = field(default_factory=set)


class NotAccepted(Exception):  # noqa: N818 -- an answer the caller acts on
    """The file does not accept the rows of a table as they are: the part is taken again, with these left apart."""

    def __init__(self, table: str) -> None:
        super().__init__(f"rows of {table} were not accepted")
        self.table = table


def take(session: Session, part: Part, *, bucket: str, apart: Collection[str] = ()) -> Taken:
    """Put the rows of a part in, where they are new here; within ``storage.settled.settled``.

    Rows of the tables in ``apart`` are left. Raises NotAccepted, after which the transaction must end: a savepoint for
    every portion costs five times what the rows cost.
    """
    taken = Taken()
    county = str(session.connection().execute(text("SELECT county_code FROM sync_control")).scalar_one())
    for portion in part.portions:
        declared = _DECLARED.get(portion.table)
        if declared is None or portion.table in apart:
            taken.left += part.rows(portion, [(shape, at) for shape in portion.shapes for at in range(len(shape.ids))])
        elif portion.shapes:
            _take(session, part, portion, declared, county, taken)
        _place(session, portion, bucket)
    _advance_clock(session, part)
    return taken


def _take(session: Session, part: Part, portion: Portion, declared: Table, county: str, taken: Taken) -> None:
    here = _standing(session, portion)
    homeless = _homeless(session, portion)
    for shape in portion.shapes:
        is_new = [row_id not in here and row_id not in homeless for row_id in shape.ids]
        if not _is_sound(declared, shape):
            is_new = [False] * len(shape.ids)
        elif any(is_new):
            _insert(session, declared, shape, is_new, county)
        others = [
            (shape, at)
            for at, new in enumerate(is_new)
            if not new and here.get(shape.ids[at], -1) < shape.versions[at]  # else what is here is at least as new
        ]
        taken.left += part.rows(portion, others)
        if portion.table in _OF_ENROLLMENTS:
            taken.enrollments |= set(compress(_column(shape, _OF_ENROLLMENTS[portion.table]), is_new))


def _standing(session: Session, portion: Portion) -> dict[str, int]:
    """The rows of a portion's range that stand here, with their versions; the file is asked for a range, not for ids.

    Where the centre began another life, versions of the former one say nothing: every row is looked at.
    """
    upto = "" if portion.until is None else "AND id <= :until"
    version = "CASE WHEN (SELECT sees_own FROM sync_link) THEN -1 ELSE sync_ver END AS sync_ver"
    asked = text(f'SELECT id, {version} FROM "{portion.table}" WHERE id > :after {upto}')
    found = session.connection().execute(asked, _range(portion))
    return {row.id: row.sync_ver for row in found}


def _homeless(session: Session, portion: Portion) -> set[str]:
    """Rows that refer to a row which is neither here nor in their portion: they wait for it."""
    refers = references(portion.table)
    named = {
        (parent, value)
        for name, parent in refers
        for shape in portion.shapes
        for value in _different(shape, name)
        if value
    }
    if any(parent == portion.table for _name, parent in refers):
        named -= {(portion.table, row_id) for shape in portion.shapes for row_id in shape.ids}
    gone, held = missing(session, named), set[str]()
    while gone:
        more = {
            row_id
            for name, parent in refers
            for shape in portion.shapes
            for row_id, value in zip(shape.ids, _column(shape, name), strict=False)
            if (parent, value) in gone
        }
        gone = {(portion.table, row_id) for row_id in more - held}
        held |= more
    return held


def _is_sound(declared: Table, shape: Shape) -> bool:
    """Whether every value is one of those that its field may have."""
    return all(
        value is None or value in allowed
        for name, allowed in choices(declared.name).items()
        for value in _different(shape, name)
    )


def _different(shape: Shape, name: str) -> set[Any]:
    """The values of a field, each once; what could be neither a reference nor a choice stands there as its text."""
    column = shape.columns.get(name)
    try:
        return {shape.same.get(name)} if column is None else set(column)
    except TypeError:  # a list or a document, which nothing refers by
        return set(map(str, column or [shape.same.get(name)]))


def _column(shape: Shape, name: str) -> Sequence[Any]:
    column = shape.columns.get(name)
    return column if column is not None else [shape.same.get(name)] * len(shape.ids)


def _insert(session: Session, declared: Table, shape: Shape, is_new: list[bool], county: str) -> None:
    """Insert the new ones of some rows; raises NotAccepted."""
    names, columns = _columns(declared, shape, county)
    quoted, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
    rows: Iterator[tuple[Any, ...]] = zip(*columns, strict=False)  # a value that all share is repeated for ever
    if not all(is_new):
        rows = compress(rows, is_new)
    driver: Any = session.connection().connection.driver_connection
    people = list(compress(shape.ids, is_new)) if declared.name == "person" else []
    try:
        with indexed_together(session, people) if people else nullcontext():
            driver.executemany(f'INSERT INTO "{declared.name}" ({quoted}) VALUES ({marks})', rows)
    except OperationalError:
        raise  # a full disk is no fault of the rows
    except (DatabaseError, InterfaceError, OverflowError) as error:
        raise NotAccepted(declared.name) from error


def _columns(declared: Table, shape: Shape, county: str) -> tuple[list[str], list[Any]]:
    """Names and values of what is inserted; what a newer program knows is left out, what an older one does is filled up."""
    found: dict[str, Any] = {"id": shape.ids, "county_code": repeat(county), "sync_ver": shape.versions}
    found |= {name: repeat(value) for name, value in blank(declared.name).items() if value is not None}
    empty = may_be_missing(declared.name)
    for name in declared.fields:
        if name in shape.columns:
            found[name] = shape.columns[name]
        elif name in shape.same and not (shape.same[name] is None and name in empty):
            found[name] = repeat(shape.same[name])
    if declared.name == "person":
        found["name_key"] = [name_key(str(name)) for name in _column(shape, "name")]
    if declared.name == "enrollment":
        found["status"] = repeat("applied")  # folded anew from its events when they are in
    return list(found), list(found.values())


def _place(session: Session, portion: Portion, bucket: str) -> None:
    """Between its two ids the bucket consists of what the portion names, and of nothing else."""
    if bucket == sync_places.WHOLE_COUNTY:
        return
    upto = "" if portion.until is None else "AND row_id <= :until"
    asked = text(
        f"SELECT row_id FROM sync_place WHERE bucket = :bucket AND table_name = :table AND row_id > :after {upto}"
    )
    named = {row_id for shape in portion.shapes for row_id in shape.ids}
    which = {"bucket": bucket, "table": portion.table, **_range(portion)}
    before = set(session.connection().execute(asked, which).scalars())
    sync_places.exit_from(session, bucket, [(portion.table, row_id) for row_id in before - named])
    sync_places.enter(session, bucket, [(portion.table, row_id) for row_id in named])


def _range(portion: Portion) -> dict[str, str]:
    return {"after": portion.after} | ({} if portion.until is None else {"until": portion.until})


def _advance_clock(session: Session, part: Part) -> None:
    """The clock of this desk never stands behind a stamp that it has seen (R9)."""
    seen = max((max(shape.hlcs, default=0) for one in part.portions for shape in one.shapes), default=0)
    session.connection().execute(text("UPDATE sync_control SET hlc = max(hlc, :seen)"), {"seen": seen})
