"""Queries over training classes (班级), their events and documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, or_, select

from trainingdesk.storage.division import within
from trainingdesk.storage.rows import fetch, fetch_one, live, living, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime
    from typing import Any

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from trainingdesk.domain.training_class import ClassState


@dataclass(frozen=True, slots=True)
class ClassRow:
    """A class with everything its page shows at the head."""

    id: str
    number: str
    name: str
    course_id: str
    institution_id: str
    venue_id: str | None
    platform_id: str | None
    mode: str
    division: str | None
    starts_on: date
    ends_on: date
    capacity: int
    policy: str
    policy_version: str
    state: ClassState
    instructor_id: str | None
    employer_id: str | None
    department: str | None
    textbook: str | None
    assessment_plan: str | None
    copied_from: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ClassLine:
    """A class as lists show it; ``enrolled`` counts people on the roll or done."""

    id: str
    number: str
    name: str
    course: str
    institution: str
    division: str | None
    starts_on: date
    ends_on: date
    capacity: int
    enrolled: int
    state: ClassState


@dataclass(frozen=True, slots=True)
class ClassEventRow:
    """One change of a class's state; ``delegation_id`` marks an approval of one's own work."""

    from_state: str | None
    to_state: str
    reason: str | None
    delegation_id: str | None
    by_user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClassDocumentRow:
    """A paper of a class; without a day it is asked for."""

    id: str
    kind: str
    handed_in_on: date | None
    sha256: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ClassFilter:
    """What a list of classes is narrowed to; None is everything.

    ``user_id`` is the user of an instructor: the classes they lead or teach in, and as a substitute another's.
    """

    text: str | None = None
    state: ClassState | None = None
    institution_id: str | None = None
    division: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    instructor_id: str | None = None
    user_id: str | None = None
    platform_id: str | None = None
    training_type: str | None = None
    level: str | None = None
    occupation_code: str | None = None


#: Statuses that take a seat in a class.
SEATED = ("applied", "confirmed", "attending", "completed", "failed", "certified")


def class_of(session: Session, class_id: str) -> ClassRow | None:
    """One living class."""
    target = table("training_class")
    query = living(ClassRow, "training_class").where(target.c.id == class_id)
    return fetch_one(session, ClassRow, query)


def class_numbered(session: Session, number: str) -> ClassRow | None:
    """The living class of this number."""
    target = table("training_class")
    query = living(ClassRow, "training_class").where(target.c.number == number)
    return fetch_one(session, ClassRow, query)


def classes(
    session: Session, wanted: ClassFilter | None = None, *, limit: int = 200, offset: int = 0
) -> tuple[ClassLine, ...]:
    """Classes, the latest to start first, a page at a time."""
    return fetch(session, ClassLine, _lines(wanted or ClassFilter(), set_aside(session)).limit(limit).offset(offset))


def count_classes(session: Session, wanted: ClassFilter | None = None) -> int:
    """How many classes a filter leaves."""
    query = select(func.count()).select_from(_lines(wanted or ClassFilter(), ()).order_by(None).subquery())
    return int(session.connection().execute(query).scalar_one())


def numbers_beginning(session: Session, beginning: str) -> tuple[str, ...]:
    """All class numbers that begin so, deleted classes too: a number is never given twice."""
    target = table("training_class")
    query = select(target.c.number).where(target.c.number.startswith(beginning, autoescape=True))
    return tuple(session.connection().execute(query).scalars())


def names_beginning(session: Session, beginning: str) -> tuple[str, ...]:
    """All class names that begin so, deleted classes too."""
    target = table("training_class")
    query = select(target.c.name).where(target.c.name.startswith(beginning, autoescape=True))
    return tuple(session.connection().execute(query).scalars())


def belongs_to(session: Session, class_id: str, user_id: str) -> bool:
    """Whether a user leads this class, teaches in it or stands in for somebody who does."""
    target = table("training_class")
    query = select(target.c.id).where(target.c.id == class_id, taught_by(user_id))
    return session.connection().execute(query).first() is not None


def taught_by(user_id: str) -> ColumnElement[bool]:
    """The condition that a class is one of this user's; looks at the lessons of each class, which have an index."""
    target, lesson, instructor = table("training_class"), table("lesson").alias("taught"), table("instructor")
    mine = select(instructor.c.id).where(live("instructor"), instructor.c.user_id == user_id)
    teaches = exists().where(
        lesson.c.class_id == target.c.id,
        lesson.c.deleted.is_(False),
        or_(lesson.c.instructor_id.in_(mine), lesson.c.substitute_id.in_(mine)),
    )
    return or_(target.c.instructor_id.in_(mine), teaches)


def events_of(session: Session, class_id: str) -> tuple[ClassEventRow, ...]:
    """The state changes of a class, oldest first."""
    target = table("class_event")
    query = living(ClassEventRow, "class_event").where(target.c.class_id == class_id).order_by(target.c.at, target.c.id)
    return fetch(session, ClassEventRow, query)


def reasons_of_steps(session: Session, class_id: str) -> dict[str, str]:
    """Why the steps of a class were taken, by the id of the event; those without a reason are left out."""
    target = table("class_event")
    query = select(target.c.id, target.c.reason).where(target.c.class_id == class_id, target.c.reason.is_not(None))
    return {row.id: row.reason for row in session.connection().execute(query)}


def documents_of(session: Session, class_id: str) -> dict[str, date | None]:
    """The papers of a class by kind, with the day each was handed in."""
    target = table("class_document")
    query = select(target.c.kind, target.c.handed_in_on).where(live("class_document"), target.c.class_id == class_id)
    return {row.kind: row.handed_in_on for row in session.connection().execute(query)}


def papers_of(session: Session, class_id: str) -> tuple[ClassDocumentRow, ...]:
    """The papers of a class as they are recorded, by kind."""
    target = table("class_document")
    query = living(ClassDocumentRow, "class_document").where(target.c.class_id == class_id).order_by(target.c.kind)
    return fetch(session, ClassDocumentRow, query)


def _lines(wanted: ClassFilter, aside: Collection[str]) -> Select[Any]:
    target, course, institution = table("training_class"), table("course"), table("institution")
    enrollment = table("enrollment")
    enrolled = (
        select(func.count())
        .select_from(enrollment)
        .where(enrollment.c.class_id == target.c.id, enrollment.c.status.in_(SEATED), live("enrollment"))
        .where(enrollment.c.id.not_in(aside))
        .scalar_subquery()
    )
    query = (
        select(
            target.c.id, target.c.number, target.c.name, course.c.name, institution.c.name, target.c.division,
            target.c.starts_on, target.c.ends_on, target.c.capacity, enrolled, target.c.state,
        )
        .join(course, course.c.id == target.c.course_id)
        .join(institution, institution.c.id == target.c.institution_id)
        .where(live("training_class"))
        .order_by(target.c.starts_on.desc(), target.c.number.desc())
    )  # fmt: skip
    return _narrowed(query, wanted)


def _narrowed(query: Select[Any], wanted: ClassFilter) -> Select[Any]:
    target = table("training_class")
    if wanted.text:
        containing = target.c.name.contains(wanted.text, autoescape=True)
        query = query.where(or_(containing, target.c.number.contains(wanted.text, autoescape=True)))
    if wanted.division:
        query = query.where(target.c.division.startswith(within(wanted.division), autoescape=True))
    for column, value in (
        (target.c.state, wanted.state),
        (target.c.institution_id, wanted.institution_id),
        (target.c.instructor_id, wanted.instructor_id),
        (target.c.platform_id, wanted.platform_id),
        (table("course").c.training_type, wanted.training_type),
        (table("course").c.level, wanted.level),
        (table("course").c.occupation_code, wanted.occupation_code),
    ):
        if value is not None:
            query = query.where(column == value)
    if wanted.user_id is not None:
        query = query.where(taught_by(wanted.user_id))
    if wanted.first_day:
        query = query.where(target.c.ends_on >= wanted.first_day)
    if wanted.last_day:
        query = query.where(target.c.starts_on <= wanted.last_day)
    return query
