"""Queries over registers (点名册) and attendance marks.

Marks lie beside their lesson by id (``wire/ids.mark_id``); ``of_lesson`` is how every query here reaches them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, case, func, select, text

from trainingdesk.storage.rows import fetch, fetch_one, live, living, table
from trainingdesk.storage.twin_enrollment import set_aside
from trainingdesk.wire import clock
from trainingdesk.wire.ids import HIGHEST, LOWEST, SHARED, marks_between

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, FromClause
    from sqlmodel import Session

    from trainingdesk.domain.attendance import Mark


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """The register of a lesson; its id is the lesson's."""

    id: str
    class_id: str
    opened_at: datetime | None
    opened_by: str | None
    closed_at: datetime | None
    closed_by: str | None
    taken_by: str | None
    signed_sheet_sha256: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One mark with the office's value beside the instructor's."""

    id: str
    lesson_id: str
    enrollment_id: str
    status: Mark | None
    minutes: int | None
    time_in: int | None
    time_out: int | None
    reason: str | None
    method: str
    typed_at: datetime
    typed_by: str
    office_status: Mark | None
    office_reason: str | None
    office_by: str | None
    office_at: datetime | None

    @property
    def counted(self) -> Mark | None:
        """The mark that counts: the office's correction where there is one."""
        return self.office_status or self.status


@dataclass(frozen=True, slots=True)
class LessonMark:
    """A mark with the lesson it belongs to, for arithmetic over a class; minutes are those of the mark that counts."""

    enrollment_id: str
    lesson_id: str
    day: date
    periods: int
    part: str
    mark: Mark | None
    minutes: int | None


def of_lesson(lesson_id: Any, mark: FromClause | None = None) -> ColumnElement[bool]:
    """The condition that reaches the marks of a lesson: a range of ids, then the exact lesson.

    ``lesson_id`` is a value or a column of a joined lesson.
    """
    target = table("attendance_mark") if mark is None else mark
    if isinstance(lesson_id, str):
        low: Any
        high: Any
        low, high = marks_between(lesson_id)
    else:
        beginning = func.substr(lesson_id, 1, SHARED)
        low, high = beginning.concat(LOWEST), beginning.concat(HIGHEST)
    return and_(target.c.id.between(low, high), target.c.lesson_id == lesson_id)


def register(session: Session, lesson_id: str) -> RegisterRow | None:
    """The register of a lesson, if it was ever opened."""
    query = living(RegisterRow, "register").where(table("register").c.id == lesson_id)
    return fetch_one(session, RegisterRow, query)


def registers_of_class(session: Session, class_id: str) -> dict[str, RegisterRow]:
    """The registers of a class by lesson."""
    query = living(RegisterRow, "register").where(table("register").c.class_id == class_id)
    return {row.id: row for row in fetch(session, RegisterRow, query)}


def marks(session: Session, lesson_id: str) -> dict[str, MarkRow]:
    """The marks of a lesson by enrollment; of two enrollments of one person, by the one that stands."""
    query = living(MarkRow, "attendance_mark").where(of_lesson(lesson_id))
    found = {row.enrollment_id: row for row in fetch(session, MarkRow, query)}
    for aside, stands in set_aside(session, _class_of(session, lesson_id)).items():
        if aside in found:
            given = found.pop(aside)
            found.setdefault(stands, given)
    return found


def _class_of(session: Session, lesson_id: str) -> str:
    lesson = table("lesson")
    return str(session.connection().execute(select(lesson.c.class_id).where(lesson.c.id == lesson_id)).scalar())


def mark(session: Session, mark_id: str) -> MarkRow | None:
    """One mark by its id."""
    target = table("attendance_mark")
    query = living(MarkRow, "attendance_mark").where(target.c.id == mark_id)
    return fetch_one(session, MarkRow, query)


def marks_of_class(session: Session, class_id: str) -> tuple[LessonMark, ...]:
    """Every mark of the lessons a class held; the office's value counts where there is one.

    Marks of an enrollment that a merge set aside are those of the one that stands, where that has none of its own.
    """
    target, lesson = table("attendance_mark"), table("lesson")
    query = (
        select(
            target.c.enrollment_id, lesson.c.id, lesson.c.day, lesson.c.periods, lesson.c.part,
            func.coalesce(target.c.office_status, target.c.status, type_=target.c.status.type),
            case((target.c.office_status.is_(None), target.c.minutes)),
        )
        .select_from(lesson.join(target, of_lesson(lesson.c.id)))
        .where(lesson.c.class_id == class_id, live("lesson"), live("attendance_mark"), lesson.c.state != "cancelled")
        .order_by(lesson.c.day, lesson.c.starts_at)
    )  # fmt: skip
    return _of_those_who_stand(fetch(session, LessonMark, query), set_aside(session, class_id))


def _of_those_who_stand(marks: tuple[LessonMark, ...], aside: Mapping[str, str]) -> tuple[LessonMark, ...]:
    if not aside:
        return marks
    own = {(mark.enrollment_id, mark.lesson_id) for mark in marks if mark.mark is not None}
    told = (
        mark if mark.enrollment_id not in aside else replace(mark, enrollment_id=aside[mark.enrollment_id])
        for mark in marks
        if mark.enrollment_id not in aside or (aside[mark.enrollment_id], mark.lesson_id) not in own
    )
    return tuple(told)


def corrections_of_class(session: Session, class_id: str) -> dict[tuple[str, str], Mark | None]:
    """What the instructor wrote where the office says otherwise, by enrollment (the one that stands) and lesson."""
    target, lesson = table("attendance_mark"), table("lesson")
    query = (
        select(target.c.enrollment_id, lesson.c.id, target.c.status)
        .select_from(lesson.join(target, of_lesson(lesson.c.id)))
        .where(lesson.c.class_id == class_id, live("lesson"), live("attendance_mark"), lesson.c.state != "cancelled")
        .where(target.c.office_status.is_not(None), target.c.office_status.is_distinct_from(target.c.status))
    )
    aside = set_aside(session, class_id)
    return {(aside.get(row[0], row[0]), row[1]): row[2] for row in session.connection().execute(query)}


def mark_ids(session: Session, lesson_id: str) -> dict[str, bool]:
    """The ids of all marks a lesson ever had; True where the mark stands."""
    target = table("attendance_mark")
    query = select(target.c.id, target.c.deleted).where(of_lesson(lesson_id))
    return {row.id: not row.deleted for row in session.connection().execute(query)}


def instructors_of(session: Session, user_id: str) -> frozenset[str]:
    """The entries of the instructor list that a user is."""
    target = table("instructor")
    query = select(target.c.id).where(live("instructor"), target.c.user_id == user_id)
    return frozenset(session.connection().execute(query).scalars())


def last_own_change(session: Session) -> datetime:
    """The instant of the logical clock: never before this desk's last change, nor before what it last received."""
    stamp: int = session.connection().execute(text("SELECT hlc FROM sync_control")).scalar_one()
    return clock.instant(stamp >> 16)
