"""Queries for what waits for somebody in the office: papers, flags, approvals. Each starts from the few rows that wait."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.enrollment import ON_ROLL
from trainingdesk.domain.training_class import GONE, ClassState
from trainingdesk.storage.rows import fetch, live, table
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlalchemy.sql.selectable import ScalarSelect
    from sqlmodel import Session

#: States of classes that ask for no paper any more.
_OVER = tuple(sorted(state.value for state in GONE | {ClassState.CLOSED}))
#: States of claims in which the county decides next.
_DECIDED_NEXT = (ClaimState.CLAIMED.value, ClaimState.AUDITING.value, ClaimState.OBJECTION.value)


@dataclass(frozen=True, slots=True)
class WaitingClass:
    """A class with how many things wait in it."""

    id: str
    number: str
    name: str
    starts_on: date
    count: int


@dataclass(frozen=True, slots=True)
class WaitingClaim:
    """A claim that waits for a decision."""

    id: str
    number: str
    class_name: str


def papers_asked(session: Session) -> tuple[WaitingClass, ...]:
    """Classes that still owe papers which the county asked for, the first to start first."""
    target, owner = table("class_document"), table("training_class")
    query = (
        select(owner.c.id, owner.c.number, owner.c.name, owner.c.starts_on, func.count())
        .select_from(target.join(owner, owner.c.id == target.c.class_id))
        .where(live("class_document"), live("training_class"), target.c.handed_in_on.is_(None))
        .where(owner.c.state.not_in(_OVER))
        .group_by(owner.c.id)
        .order_by(owner.c.starts_on, owner.c.number)
    )
    return fetch(session, WaitingClass, query)


def flagged(session: Session) -> tuple[WaitingClass, ...]:
    """Classes with people on the roll whom a register or a rule flagged, the first to start first."""
    owner = table("training_class")
    people = _on_roll(session, table("enrollment").c.flagged.is_not(None))
    query = (
        select(owner.c.id, owner.c.number, owner.c.name, owner.c.starts_on, people)
        .where(live("training_class"), owner.c.state.not_in(_OVER), people > 0)
        .order_by(owner.c.starts_on, owner.c.number)
    )
    return fetch(session, WaitingClass, query)


def to_approve(session: Session) -> tuple[WaitingClass, ...]:
    """Classes whose application waits for the county, with their people, the first to start first."""
    owner = table("training_class")
    query = (
        select(owner.c.id, owner.c.number, owner.c.name, owner.c.starts_on, _on_roll(session))
        .where(live("training_class"), owner.c.state == ClassState.SUBMITTED.value)
        .order_by(owner.c.starts_on, owner.c.number)
    )
    return fetch(session, WaitingClass, query)


def _on_roll(session: Session, *which: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many people on the roll of a class, asked of each class: few of ten years' people still are on one."""
    owner, target = table("training_class"), table("enrollment")
    return (
        select(func.count())
        .select_from(target)
        .where(target.c.class_id == owner.c.id, live("enrollment"), target.c.status.in_(sorted(ON_ROLL)), *which)
        .where(target.c.id.not_in(set_aside(session)))
        .scalar_subquery()
    )


def claims_to_decide(session: Session) -> tuple[WaitingClaim, ...]:
    """Claims that wait for the county's decision."""
    target, owner = table("claim"), table("training_class")
    query = (
        select(target.c.id, target.c.number, owner.c.name)
        .join(owner, owner.c.id == target.c.class_id)
        .where(live("claim"), target.c.state.in_(_DECIDED_NEXT))
        .order_by(target.c.number)
    )
    return fetch(session, WaitingClaim, query)
