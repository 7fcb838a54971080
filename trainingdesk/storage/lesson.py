"""Queries over lessons (课次) and what occupies people and rooms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from trainingdesk.domain.training_class import GONE
from trainingdesk.storage.rows import fetch, fetch_one, live, living, table
from trainingdesk.storage.training_class import taught_by

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from trainingdesk.domain.training_class import LessonState


#: States of classes that occupy no room and nobody.
_GONE = tuple(sorted(state.value for state in GONE))


@dataclass(frozen=True, slots=True)
class LessonRow:
    """A lesson; minutes count from midnight, ``planned_*`` keep the first plan visible."""

    id: str
    class_id: str
    planned_day: date
    planned_slot: str
    day: date
    slot: str
    starts_at: int
    ends_at: int
    periods: int
    part: str
    subject: str | None
    instructor_id: str | None
    substitute_id: str | None
    venue_id: str | None
    state: LessonState
    state_reason: str | None


@dataclass(frozen=True, slots=True)
class Occupied:
    """A lesson of any class that takes a venue, an instructor or a trainee on a day."""

    lesson_id: str
    class_id: str
    class_number: str
    day: date
    starts_at: int
    ends_at: int
    venue_id: str | None
    instructor_id: str | None
    substitute_id: str | None


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A lesson with the names that a calendar or a timetable shows; ``instructor`` is the substitute where one is named."""

    lesson_id: str
    class_id: str
    class_number: str
    class_name: str
    planned_day: date
    planned_slot: str
    day: date
    slot: str
    starts_at: int
    ends_at: int
    periods: int
    part: str
    subject: str | None
    instructor: str | None
    substitute: str | None
    venue: str | None
    state: LessonState
    state_reason: str | None


@dataclass(frozen=True, slots=True)
class CalendarFilter:
    """What a calendar is narrowed to; ``user_id`` is the user of an instructor, who sees their own classes only."""

    class_id: str | None = None
    instructor_id: str | None = None
    venue_id: str | None = None
    user_id: str | None = None


def _lessons(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("lesson")
    query = living(LessonRow, "lesson").where(*conditions)
    return query.order_by(target.c.day, target.c.starts_at, target.c.id)


def lessons_of(session: Session, class_id: str) -> tuple[LessonRow, ...]:
    """The lessons of a class in the order of the timetable, cancelled ones too."""
    return fetch(session, LessonRow, _lessons(table("lesson").c.class_id == class_id))


def lesson(session: Session, lesson_id: str) -> LessonRow | None:
    """One living lesson."""
    return fetch_one(session, LessonRow, _lessons(table("lesson").c.id == lesson_id))


def lessons_on(session: Session, *, first: date, last: date) -> tuple[LessonRow, ...]:
    """Lessons of all classes between two days."""
    return fetch(session, LessonRow, _lessons(table("lesson").c.day.between(first, last)))


def calendar(session: Session, wanted: CalendarFilter, *, first: date, last: date) -> tuple[CalendarLine, ...]:
    """Lessons between two days with their names, by time; cancelled ones and classes that never took place are left out."""
    target, owner, venue = table("lesson"), table("training_class"), table("venue")
    instructor, substitute = table("instructor"), table("instructor").alias("substitute")
    query = (
        select(
            target.c.id, target.c.class_id, owner.c.number, owner.c.name, target.c.planned_day, target.c.planned_slot,
            target.c.day, target.c.slot, target.c.starts_at, target.c.ends_at, target.c.periods, target.c.part,
            target.c.subject, instructor.c.name, substitute.c.name, venue.c.name, target.c.state, target.c.state_reason,
        )
        .join(owner, owner.c.id == target.c.class_id)
        .join(instructor, instructor.c.id == target.c.instructor_id, isouter=True)
        .join(substitute, substitute.c.id == target.c.substitute_id, isouter=True)
        .join(venue, venue.c.id == target.c.venue_id, isouter=True)
        .where(live("lesson"), live("training_class"), target.c.day.between(first, last), *_asked(wanted))
        .order_by(target.c.day, target.c.starts_at, owner.c.number, target.c.id)
    )  # fmt: skip
    if wanted.class_id is None:
        query = query.where(target.c.state != "cancelled", owner.c.state.not_in(_GONE))
    return fetch(session, CalendarLine, query)


def _asked(wanted: CalendarFilter) -> list[ColumnElement[bool]]:
    target = table("lesson")
    found: list[ColumnElement[bool]] = []
    if wanted.class_id is not None:
        found.append(target.c.class_id == wanted.class_id)
    if wanted.venue_id is not None:
        found.append(target.c.venue_id == wanted.venue_id)
    if wanted.instructor_id is not None:
        found.append(func.coalesce(target.c.substitute_id, target.c.instructor_id) == wanted.instructor_id)
    if wanted.user_id is not None:
        found.append(taught_by(wanted.user_id))
    return found


def names_of(session: Session, name: str, ids: Collection[str]) -> dict[str, str]:
    """The names of rows of a table that has names, by id."""
    target = table(name)
    wanted = sorted(ids)
    found: dict[str, str] = {}
    for start in range(0, len(wanted), 500):
        query = select(target.c.id, target.c.name).where(target.c.id.in_(wanted[start : start + 500]))
        found |= {row.id: row.name for row in session.connection().execute(query)}
    return found


def occupied(session: Session, *, days: Collection[date], without_class: str | None = None) -> tuple[Occupied, ...]:
    """What is taken on these days by the lessons of classes that go on."""
    target, owner = table("lesson"), table("training_class")
    query = (
        select(
            target.c.id, target.c.class_id, owner.c.number, target.c.day, target.c.starts_at, target.c.ends_at,
            target.c.venue_id, target.c.instructor_id, target.c.substitute_id,
        )
        .join(owner, owner.c.id == target.c.class_id)
        .where(live("lesson"), live("training_class"), target.c.state != "cancelled")
        .where(owner.c.state.not_in(_GONE))
        .where(target.c.day.in_(sorted(days)))
    )  # fmt: skip
    if without_class is not None:
        query = query.where(target.c.class_id != without_class)
    return fetch(session, Occupied, query)


def other_classes_of(session: Session, people: Collection[str], *, without_class: str) -> dict[str, set[str]]:
    """For each person, the other classes they are on the roll of."""
    enrollment = table("enrollment")
    found: dict[str, set[str]] = {}
    wanted = list(people)
    for start in range(0, len(wanted), 500):
        query = select(enrollment.c.person_id, enrollment.c.class_id).where(
            live("enrollment"),
            enrollment.c.person_id.in_(wanted[start : start + 500]),
            enrollment.c.class_id != without_class,
            enrollment.c.status.in_(("applied", "confirmed", "attending")),
        )
        for row in session.connection().execute(query):
            found.setdefault(row.person_id, set()).add(row.class_id)
    return found
