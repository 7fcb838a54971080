"""What eligibility is judged by, for a whole roster at once: one statement each, whatever the number of people.

Ids travel as one JSON array, so that 5,000 people are one bound value. After a merge the rows of the old record keep the old
``person_id``; callers ask with every id of a person (``person_merge.aliases``).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, literal, select

from trainingdesk.domain.claim import ClaimState
from trainingdesk.storage.claim import refused
from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import fetch, fetch_one, live, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session

    from trainingdesk.domain.enrollment import Status
    from trainingdesk.domain.identity import Sex
    from trainingdesk.domain.training_class import ClassState


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A person as age rules see it."""

    id: str
    birth_date: date | None
    sex: Sex | None


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A category of a person with its days; ``proved`` where any proof was recorded."""

    person_id: str
    category: str
    valid_from: date | None
    valid_to: date | None
    proved: bool


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A class with what its course teaches."""

    class_id: str
    number: str
    starts_on: date
    ends_on: date
    mode: str
    state: ClassState
    training_type: str
    level: str
    occupation: str | None


@dataclass(frozen=True, slots=True)
class TakenRow:
    """A person in a class."""

    person_id: str
    class_id: str
    status: Status


@dataclass(frozen=True, slots=True)
class PaidRow:
    """A line of a claim for a person."""

    person_id: str
    class_id: str
    kind: str
    decision: str
    state: ClaimState


@dataclass(frozen=True, slots=True)
class EarnedRow:
    """A certificate of a person."""

    person_id: str
    enrollment_id: str | None
    kind: str
    occupation: str | None
    level: str


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """When a class is taught, minutes from midnight."""

    class_id: str
    day: date
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class EnrolledRow:
    """An enrollment of one class with the name that a list shows; identity masked."""

    id: str
    person_id: str
    number: str
    name: str
    id_mask: str | None
    status: Status
    paid_category: str | None
    joined_on: date | None


def candidates(session: Session, people: Collection[str]) -> tuple[CandidateRow, ...]:
    """The living people of these ids."""
    target = table("person")
    query = select(target.c.id, target.c.birth_date, target.c.sex).where(live("person"), _among(target.c.id, people))
    return fetch(session, CandidateRow, query)


def held(session: Session, people: Collection[str]) -> tuple[HeldRow, ...]:
    """Every category of these people, whenever it holds."""
    target = table("person_category")
    proved = func.coalesce(target.c.proof_kind, target.c.proof_number, target.c.proof_sha256).is_not(None)
    query = (
        select(target.c.person_id, target.c.category, target.c.valid_from, target.c.valid_to, proved)
        .where(live("person_category"), _among(target.c.person_id, people))
        .order_by(target.c.category)
    )
    return fetch(session, HeldRow, query)


def taken(session: Session, people: Collection[str]) -> tuple[TakenRow, ...]:
    """Every class that these people are or were in."""
    target = table("enrollment")
    query = select(target.c.person_id, target.c.class_id, target.c.status)
    return fetch(session, TakenRow, query.where(live("enrollment"), _among(target.c.person_id, people)))


def offers(session: Session, classes: Collection[str]) -> tuple[OfferRow, ...]:
    """Classes with what they teach."""
    return fetch(session, OfferRow, _offers().where(_among(table("training_class").c.id, classes)))


def offer(session: Session, class_id: str) -> OfferRow | None:
    """One class with what it teaches."""
    return fetch_one(session, OfferRow, _offers().where(table("training_class").c.id == class_id))


def paid(session: Session, people: Collection[str]) -> tuple[PaidRow, ...]:
    """Every line of every claim for these people; a claim that was refused is so in the archive too."""
    target, claim = table("claim_line"), table("claim")
    state = case((refused(), literal(ClaimState.REJECTED, claim.c.state.type)), else_=claim.c.state)
    query = (
        select(target.c.person_id, target.c.class_id, target.c.kind, target.c.decision, state)
        .join(claim, claim.c.id == target.c.claim_id)
        .where(live("claim_line"), live("claim"), _among(target.c.person_id, people))
    )
    return fetch(session, PaidRow, query)


def earned(session: Session, people: Collection[str]) -> tuple[EarnedRow, ...]:
    """Every valid certificate of these people."""
    target = table("certificate")
    query = select(
        target.c.person_id, target.c.enrollment_id, target.c.kind, target.c.occupation_code, target.c.level
    ).where(live("certificate"), target.c.status == "issued", _among(target.c.person_id, people))
    return fetch(session, EarnedRow, query)


def taught(session: Session, classes: Collection[str]) -> tuple[TaughtRow, ...]:
    """The lessons of classes in the order of time, without cancelled ones."""
    target = table("lesson")
    query = (
        select(target.c.class_id, target.c.day, target.c.starts_at, target.c.ends_at)
        .where(live("lesson"), target.c.state != "cancelled", _among(target.c.class_id, classes))
        .order_by(target.c.day, target.c.starts_at)
    )
    return fetch(session, TaughtRow, query)


def enrolled(session: Session, class_id: str) -> tuple[EnrolledRow, ...]:
    """Everybody who ever enrolled in a class, in the order of numbers; each person once after merges."""
    target, person = table("enrollment"), table("person")
    query = (
        select(
            target.c.id, target.c.person_id, target.c.number, person.c.name, person.c.id_mask, target.c.status,
            target.c.paid_category, target.c.joined_on,
        )
        .join(person, person.c.id == living_file(target.c.person_id))
        .where(live("enrollment"), target.c.class_id == class_id, target.c.id.not_in(set_aside(session, class_id)))
        .order_by(target.c.number, target.c.id)
    )  # fmt: skip
    return fetch(session, EnrolledRow, query)


def _offers() -> Select[Any]:
    target, course = table("training_class"), table("course")
    return (
        select(
            target.c.id, target.c.number, target.c.starts_on, target.c.ends_on, target.c.mode, target.c.state,
            course.c.training_type, course.c.level, course.c.occupation_code,
        )
        .join(course, course.c.id == target.c.course_id)
        .where(live("training_class"))
    )  # fmt: skip


def _among(column: ColumnElement[Any], ids: Collection[str]) -> ColumnElement[bool]:
    """One of these ids, whose number no statement limits."""
    each = func.json_each(json.dumps(sorted(set(ids)))).table_valued("value")
    return column.in_(select(each.c.value))
