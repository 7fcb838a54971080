"""Queries over assessments (考核) and scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class AssessmentRow:
    """An assessment of a class; round 2 and later are make-up assessments (补考)."""

    id: str
    class_id: str
    round: int
    kind: str
    held_on: date
    organization: str | None
    organization_uscc: str | None
    place: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One person's points in one round, in tenths of a point."""

    id: str
    assessment_id: str
    enrollment_id: str
    class_id: str
    theory: int | None
    practice: int | None
    absent: bool
    result: str | None


def _assessments(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("assessment")
    query = select(*columns(AssessmentRow, "assessment")).where(live("assessment"), *conditions)
    return query.order_by(target.c.round, target.c.held_on, target.c.id)


def assessment(session: Session, assessment_id: str) -> AssessmentRow | None:
    """One living assessment."""
    return fetch_one(session, AssessmentRow, _assessments(table("assessment").c.id == assessment_id))


def assessments_of(session: Session, class_id: str) -> tuple[AssessmentRow, ...]:
    """The assessments of a class, round by round."""
    return fetch(session, AssessmentRow, _assessments(table("assessment").c.class_id == class_id))


def scores_of(session: Session, assessment_id: str) -> dict[str, ScoreRow]:
    """The scores of one assessment by enrollment."""
    target = table("score")
    query = select(*columns(ScoreRow, "score")).where(live("score"), target.c.assessment_id == assessment_id)
    return {row.enrollment_id: row for row in fetch(session, ScoreRow, query)}


def scores_of_class(session: Session, class_id: str) -> dict[str, dict[str, ScoreRow]]:
    """The scores of every assessment of a class: by assessment, then by enrollment."""
    target, owner = table("score"), table("assessment")
    query = (
        select(*columns(ScoreRow, "score"))
        .join(owner, owner.c.id == target.c.assessment_id)
        .where(live("score"), live("assessment"), owner.c.class_id == class_id)
    )
    found: dict[str, dict[str, ScoreRow]] = {}
    for row in fetch(session, ScoreRow, query):
        found.setdefault(row.assessment_id, {})[row.enrollment_id] = row
    return found


@dataclass(frozen=True, slots=True)
class CandidateKeyRow:
    """By what a pasted line may name a trainee."""

    enrollment_id: str
    number: str
    name: str
    document_number: str | None


def candidate_keys(session: Session, class_id: str) -> tuple[CandidateKeyRow, ...]:
    """Everyone of a class with the ways to name them, in the order of numbers."""
    target, person = table("enrollment"), table("person")
    query = (
        select(target.c.id, target.c.number, person.c.name, person.c.document_number)
        .join(person, person.c.id == living_file(target.c.person_id))
        .where(live("enrollment"), target.c.class_id == class_id, target.c.id.not_in(set_aside(session, class_id)))
        .order_by(target.c.number, target.c.id)
    )
    return fetch(session, CandidateKeyRow, query)
