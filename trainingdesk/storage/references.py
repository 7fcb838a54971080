"""What refers to rows: by the tables' foreign keys, and by the marks, which have none for speed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import and_, select

from trainingdesk.storage.attendance import of_lesson
from trainingdesk.storage.rows import live, table
from trainingdesk.storage.tables import METADATA

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sqlalchemy import Select
    from sqlmodel import Session

#: Ids asked about in one statement: an import makes some twenty thousand rows.
BATCH: Final = 1000


def first_used(
    session: Session, made: Mapping[str, Collection[str]], *, except_rows: Collection[str]
) -> tuple[str, str] | None:
    """For rows (ids by table): a table of theirs that a living row refers to, and that row's table; None where none is.

    Rows in ``except_rows`` may refer to them.
    """
    allowed = frozenset(except_rows)
    for name, ids in made.items():
        for batch in _batches(ids):
            for by, query in _references(name, batch):
                if not allowed.issuperset(session.connection().execute(query).scalars()):
                    return name, by
    return None


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    wanted = list(ids)
    for start in range(0, len(wanted), BATCH):
        yield wanted[start : start + BATCH]


def _references(name: str, ids: list[str]) -> Iterator[tuple[str, Select[tuple[str]]]]:
    """For each reference to a table, its table and the query for the ids of rows that refer to these."""
    for child in METADATA.tables.values():
        for key in child.foreign_keys:
            if key.column.table.name == name and "deleted" in child.c:
                yield child.name, select(child.c.id).where(key.parent.in_(ids), live(child.name))
    mark, lesson, owner = table("attendance_mark"), table("lesson"), table("enrollment")
    marks = select(mark.c.id).where(live("attendance_mark"))
    if name == "lesson":
        yield (
            "attendance_mark",
            marks.select_from(lesson.join(mark, of_lesson(lesson.c.id))).where(lesson.c.id.in_(ids)),
        )
    elif name == "enrollment":
        of_owner = and_(of_lesson(lesson.c.id), mark.c.enrollment_id == owner.c.id)
        joined = owner.join(lesson, lesson.c.class_id == owner.c.class_id).join(mark, of_owner)
        yield "attendance_mark", marks.select_from(joined).where(owner.c.id.in_(ids))
