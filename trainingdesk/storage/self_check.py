"""Queries for the self-check (自查): who was where when, when marks were typed, and what trainees have in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, null, select

from trainingdesk.storage.attendance import of_lesson
from trainingdesk.storage.person_merge import aliases, living_file
from trainingdesk.storage.rows import fetch, live, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.domain.identity import Sex

#: Marks of people who were there.
_THERE = ("present", "late", "left_early")


@dataclass(frozen=True, slots=True)
class PresenceRow:
    """A person or an instructor in a lesson; ``row`` is the mark or the lesson."""

    who: str
    name: str
    row: str
    class_id: str
    class_number: str
    day: date
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class TypedRow:
    """A mark with the instant it was typed."""

    lesson_id: str
    day: date
    typed_at: datetime


@dataclass(frozen=True, slots=True)
class TraineeRow:
    """A trainee of a class as the self-check sees them."""

    enrollment_id: str
    person_id: str
    name: str
    phone: str | None
    sex: Sex | None
    birth_date: date | None
    joined_on: date | None


@dataclass(frozen=True, slots=True)
class BehindRow:
    """What stands behind a finding, as a list shows it: a lesson, and a person where it is about one."""

    row: str
    class_id: str
    class_number: str
    lesson_id: str | None = None
    day: date | None = None
    starts_at: int | None = None
    person_id: str | None = None
    name: str | None = None
    number: str | None = None


def lesson_days(session: Session, class_id: str) -> tuple[date, ...]:
    """The days on which a class has lessons that were not cancelled."""
    lesson = table("lesson")
    query = (
        select(lesson.c.day)
        .where(live("lesson"), lesson.c.class_id == class_id, lesson.c.state != "cancelled")
        .distinct()
        .order_by(lesson.c.day)
    )
    return tuple(session.connection().execute(query).scalars())


def trainees_there(session: Session, people: Collection[str], days: Collection[date]) -> tuple[PresenceRow, ...]:
    """Where these people were marked as there on these days, in any class."""
    lesson, mark, enrollment = table("lesson"), table("attendance_mark"), table("enrollment")
    person, owner = table("person"), table("training_class")
    counted = func.coalesce(mark.c.office_status, mark.c.status, type_=mark.c.status.type)
    wanted = set(people)
    files = wanted | {old for old, living in aliases(session).items() if living in wanted}
    theirs = select(enrollment.c.class_id).where(enrollment.c.person_id.in_(sorted(files)))
    query = (
        select(
            person.c.id, person.c.name, mark.c.id, owner.c.id, owner.c.number, lesson.c.day, lesson.c.starts_at,
            lesson.c.ends_at,
        )
        .select_from(lesson.join(mark, of_lesson(lesson.c.id)))
        .join(enrollment, enrollment.c.id == mark.c.enrollment_id)
        .join(person, person.c.id == living_file(enrollment.c.person_id))
        .join(owner, owner.c.id == lesson.c.class_id)
        .where(live("lesson"), live("attendance_mark"), counted.in_(_THERE))
        .where(lesson.c.day.in_(sorted(days)), lesson.c.class_id.in_(theirs))
    )  # fmt: skip
    return tuple(row for row in fetch(session, PresenceRow, query) if row.who in wanted)


def instructors_there(
    session: Session, instructors: Collection[str], days: Collection[date]
) -> tuple[PresenceRow, ...]:
    """The lessons that these instructors held, or stood in for, on these days."""
    lesson, instructor, owner = table("lesson"), table("instructor"), table("training_class")
    teaching = func.coalesce(lesson.c.substitute_id, lesson.c.instructor_id)
    query = (
        select(
            instructor.c.id, instructor.c.name, lesson.c.id, owner.c.id, owner.c.number, lesson.c.day,
            lesson.c.starts_at, lesson.c.ends_at,
        )
        .join(instructor, instructor.c.id == teaching)
        .join(owner, owner.c.id == lesson.c.class_id)
        .where(live("lesson"), lesson.c.state == "held", teaching.in_(sorted(instructors)))
        .where(lesson.c.day.in_(sorted(days)))
    )  # fmt: skip
    return fetch(session, PresenceRow, query)


def instructors_of(session: Session, class_id: str) -> frozenset[str]:
    """Who taught in a class."""
    lesson = table("lesson")
    teaching = func.coalesce(lesson.c.substitute_id, lesson.c.instructor_id)
    query = select(teaching).where(live("lesson"), lesson.c.class_id == class_id, teaching.is_not(None)).distinct()
    return frozenset(session.connection().execute(query).scalars())


def typed_marks(session: Session, class_id: str) -> tuple[TypedRow, ...]:
    """Every mark of a class with the instant it was typed."""
    lesson, mark = table("lesson"), table("attendance_mark")
    query = (
        select(lesson.c.id, lesson.c.day, mark.c.typed_at)
        .select_from(lesson.join(mark, of_lesson(lesson.c.id)))
        .where(live("lesson"), live("attendance_mark"), lesson.c.class_id == class_id, lesson.c.state != "cancelled")
        .order_by(lesson.c.day, lesson.c.starts_at)
    )
    return fetch(session, TypedRow, query)


def trainees_of(session: Session, class_id: str, statuses: Collection[str]) -> tuple[TraineeRow, ...]:
    """The people of a class with one of these statuses, in the order of numbers."""
    enrollment, person = table("enrollment"), table("person")
    query = (
        select(
            enrollment.c.id, person.c.id, person.c.name, person.c.phone, person.c.sex, person.c.birth_date,
            enrollment.c.joined_on,
        )
        .join(person, person.c.id == living_file(enrollment.c.person_id))
        .where(live("enrollment"), enrollment.c.class_id == class_id, enrollment.c.status.in_(sorted(statuses)))
        .where(enrollment.c.id.not_in(set_aside(session, class_id)))
        .order_by(enrollment.c.number)
    )  # fmt: skip
    return fetch(session, TraineeRow, query)


def lessons_behind(session: Session, ids: Collection[str]) -> tuple[BehindRow, ...]:
    """Lessons by their ids, by time."""
    lesson, owner = table("lesson"), table("training_class")
    query = (
        select(lesson.c.id, owner.c.id, owner.c.number, lesson.c.id, lesson.c.day, lesson.c.starts_at)
        .join(owner, owner.c.id == lesson.c.class_id)
        .where(lesson.c.id.in_(sorted(ids)))
        .order_by(lesson.c.day, lesson.c.starts_at, lesson.c.id)
    )
    return fetch(session, BehindRow, query)


def marks_behind(session: Session, ids: Collection[str]) -> tuple[BehindRow, ...]:
    """Marks by their ids, with the lesson and the person of each, by time."""
    lesson, mark, enrollment = table("lesson"), table("attendance_mark"), table("enrollment")
    person, owner = table("person"), table("training_class")
    query = (
        select(
            mark.c.id, owner.c.id, owner.c.number, lesson.c.id, lesson.c.day, lesson.c.starts_at, person.c.id,
            person.c.name, enrollment.c.number,
        )
        .select_from(lesson.join(mark, of_lesson(lesson.c.id)))
        .join(enrollment, enrollment.c.id == mark.c.enrollment_id)
        .join(person, person.c.id == living_file(enrollment.c.person_id))
        .join(owner, owner.c.id == lesson.c.class_id)
        .where(mark.c.id.in_(sorted(ids)))
        .order_by(lesson.c.day, lesson.c.starts_at, mark.c.id)
    )  # fmt: skip
    return fetch(session, BehindRow, query)


def people_behind(session: Session, ids: Collection[str]) -> tuple[BehindRow, ...]:
    """Enrollments by their ids, with the person of each, in the order of numbers."""
    enrollment, person, owner = table("enrollment"), table("person"), table("training_class")
    query = (
        select(
            enrollment.c.id, owner.c.id, owner.c.number, null(), null(), null(), person.c.id, person.c.name,
            enrollment.c.number,
        )
        .join(person, person.c.id == living_file(enrollment.c.person_id))
        .join(owner, owner.c.id == enrollment.c.class_id)
        .where(enrollment.c.id.in_(sorted(ids)))
        .order_by(enrollment.c.number)
    )  # fmt: skip
    return fetch(session, BehindRow, query)
