"""What is known of a class when a step is asked for: every count of the checklist in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, exists, func, literal_column, or_, select

from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.enrollment import ON_ROLL, SUCCEEDED, TAKES_SEAT, Status
from trainingdesk.domain.training_class import GONE, ClassState, LessonState
from trainingdesk.storage.attendance import of_lesson
from trainingdesk.storage.enrollment_fold import ENDS_ON
from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import live, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlalchemy import ColumnElement
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class PeopleFacts:
    """The people of a class; those who left are not counted."""

    roster: int
    provisional: int
    without_category: int
    not_eligible: int
    without_outcome: int
    passed_without_certificate: int
    waiting: int


def people(session: Session, class_id: str) -> PeopleFacts:
    """Counts over the enrollments of a class."""
    target, person = table("enrollment"), table("person")
    seated = target.c.status.in_([status.value for status in TAKES_SEAT])
    on_roll = target.c.status.in_([status.value for status in ON_ROLL])
    uncertified = target.c.status.in_([status.value for status in SUCCEEDED]) & ~_has_certificate()
    query = (
        select(
            _count(seated),
            _count(seated & person.c.provisional),
            _count(seated & (func.coalesce(target.c.paid_category, "") == "")),
            _count(seated & (target.c.flagged == "not_eligible")),
            _count(on_roll),
            _count(uncertified),
            _count(target.c.status == Status.WAITLISTED.value),
        )
        .select_from(target.join(person, person.c.id == living_file(target.c.person_id)))
        .where(live("enrollment"), target.c.class_id == class_id, target.c.id.not_in(set_aside(session, class_id)))
    )
    return PeopleFacts(*session.connection().execute(query).one())


def unmarked(session: Session, class_id: str) -> int:
    """How many people on the roll of a lesson that was held have no mark in it."""
    lesson, stint, mark, target = table("lesson"), table("stint"), table("attendance_mark"), table("enrollment")
    aside = set_aside(session, class_id)
    whose = case(aside, value=mark.c.enrollment_id, else_=mark.c.enrollment_id) if aside else mark.c.enrollment_id
    marked = exists().where(
        of_lesson(lesson.c.id),
        whose == stint.c.enrollment_id,
        live("attendance_mark"),
        func.coalesce(mark.c.office_status, mark.c.status).is_not(None),
    )
    ends_on = literal_column(ENDS_ON, stint.c.left_on.type)
    query = (
        select(func.count())
        .select_from(lesson.join(stint, stint.c.class_id == lesson.c.class_id))
        .join(target, target.c.id == stint.c.enrollment_id)
        .where(lesson.c.class_id == class_id, lesson.c.state == LessonState.HELD.value)
        .where(stint.c.joined_on <= lesson.c.day, or_(ends_on.is_(None), ends_on > lesson.c.day))
        .where(live("lesson"), live("stint"), live("enrollment"), ~marked, target.c.id.not_in(aside))
    )
    return _number(session, query)


def open_registers(session: Session, class_id: str) -> int:
    """How many registers of lessons that go on were opened and never closed."""
    register, lesson = table("register"), table("lesson")
    query = (
        select(func.count())
        .select_from(register.join(lesson, lesson.c.id == register.c.id))
        .where(register.c.class_id == class_id, live("register"), live("lesson"))
        .where(register.c.opened_at.is_not(None), register.c.closed_at.is_(None))
        .where(lesson.c.state != LessonState.CANCELLED.value)
    )
    return _number(session, query)


def with_result(session: Session, class_id: str) -> frozenset[str]:
    """The enrollments that have a result in one of the rounds."""
    score = table("score")
    query = select(score.c.enrollment_id).where(
        live("score"), score.c.class_id == class_id, score.c.result.is_not(None)
    )
    return frozenset(session.connection().execute(query).scalars())


def assessors(session: Session, class_id: str) -> tuple[tuple[str, str | None], ...]:
    """Who assessed the class, name and credit code, over all rounds."""
    held = table("assessment")
    query = select(held.c.organization, held.c.organization_uscc).where(
        live("assessment"), held.c.class_id == class_id, func.coalesce(held.c.organization, "") != ""
    )
    return tuple((row.organization, row.organization_uscc) for row in session.connection().execute(query))


def places_taken(
    session: Session,
    institution_id: str,
    *,
    occupation: str,
    first: date,
    last: date,
    without_class: str | None,
) -> int:
    """How many places the other classes of an institution in one occupation have that overlap these days."""
    target, course = table("training_class"), table("course")
    query = (
        select(func.coalesce(func.sum(target.c.capacity), 0))
        .select_from(target.join(course, course.c.id == target.c.course_id))
        .where(live("training_class"), target.c.institution_id == institution_id)
        .where(course.c.occupation_code == occupation, target.c.starts_on <= last, target.c.ends_on >= first)
        .where(target.c.state.not_in([state.value for state in GONE]))
    )
    if without_class is not None:
        query = query.where(target.c.id != without_class)
    return _number(session, query)


def site_visits(session: Session, class_id: str) -> int:
    """How many inspections of the class took place."""
    target = table("inspection")
    query = select(func.count()).select_from(target).where(live("inspection"), target.c.class_id == class_id)
    return _number(session, query.where(target.c.visited_on.is_not(None)))


def open_claims(session: Session, class_id: str) -> int:
    """How many claims of the class still go on."""
    target = table("claim")
    query = select(func.count()).select_from(target).where(live("claim"), target.c.class_id == class_id)
    return _number(session, query.where(target.c.state != ClaimState.CLOSED.value))


def last_submission(session: Session, class_id: str) -> tuple[str, datetime] | None:
    """Who handed the application in last, and when."""
    target = table("class_event")
    query = (
        select(target.c.by_user, target.c.at)
        .where(live("class_event"), target.c.class_id == class_id, target.c.to_state == ClassState.SUBMITTED.value)
        .order_by(target.c.at.desc(), target.c.id.desc())
    )
    row = session.connection().execute(query).first()
    return None if row is None else (row.by_user, row.at)


def _has_certificate() -> ColumnElement[bool]:
    certificate = table("certificate")
    return exists().where(
        certificate.c.enrollment_id == table("enrollment").c.id, live("certificate"), certificate.c.status == "issued"
    )


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _number(session: Session, query: Any) -> int:
    return int(session.connection().execute(query).scalar_one())
