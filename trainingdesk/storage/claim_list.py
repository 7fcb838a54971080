"""The list of subsidy claims and what it comes to, narrowed by state, month, class and text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import case, func, or_, select

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.training_class import ClassState
from trainingdesk.storage.claim import refused
from trainingdesk.storage.rows import fetch, live, table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlalchemy import ColumnElement, ScalarSelect, Subquery
    from sqlmodel import Session

    from trainingdesk.domain.calendar import Month


@dataclass(frozen=True, slots=True)
class ClaimListLine:
    """A claim as lists show it; ``people`` and ``fen`` count what is granted, ``claimed_at`` is when it came in first.

    Nothing is granted in a claim that was ``refused``.
    """

    id: str
    number: str
    class_id: str
    class_number: str
    class_name: str
    institution: str
    state: ClaimState
    people: int
    fen: int
    publicity_until: date | None
    claimed_at: datetime | None
    refused: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimFilter:
    """What is asked for; ``month`` is the one in which a claim was handed in, ``text`` stands in a number or a name."""

    text: str | None = None
    state: ClaimState | None = None
    month: Month | None = None
    class_id: str | None = None


@dataclass(frozen=True, slots=True)
class StateSum:
    """How many claims are in a state, and what is granted in them."""

    state: ClaimState
    claims: int
    fen: int


def claims(session: Session, wanted: ClaimFilter, *, limit: int, offset: int = 0) -> tuple[ClaimListLine, ...]:
    """Claims with what is granted, the latest class first, a page at a time; only the page's lines are summed."""
    target, line = table("claim"), table("claim_line")
    owner, institution = table("training_class"), table("institution")
    page = _page(wanted, limit, offset)
    granted = case((line.c.decision == "yes", line.c.enrollment_id))
    query = (
        select(
            target.c.id, target.c.number, owner.c.id, owner.c.number, owner.c.name, institution.c.name, target.c.state,
            case((refused(), 0), else_=func.count(granted.distinct())),
            case((refused(), 0), else_=func.coalesce(func.sum(line.c.amount_fen), 0)),
            target.c.publicity_until, _claimed_at(), refused(),
        )
        .join(page, page.c.id == target.c.id)
        .join(owner, owner.c.id == target.c.class_id)
        .join(institution, institution.c.id == owner.c.institution_id)
        .outerjoin(line, (line.c.claim_id == target.c.id) & line.c.deleted.is_(False))
        .group_by(target.c.id)
        .order_by(owner.c.starts_on.desc(), target.c.number)
    )  # fmt: skip
    return fetch(session, ClaimListLine, query)


def sums(session: Session, wanted: ClaimFilter) -> tuple[StateSum, ...]:
    """What the claims come to by state, to the fen; states without a claim are left out."""
    target, line = table("claim"), table("claim_line")
    owner, institution = table("training_class"), table("institution")
    granted = (
        select(func.coalesce(func.sum(line.c.amount_fen), 0))
        .where(line.c.claim_id == target.c.id, line.c.deleted.is_(False))
        .scalar_subquery()
    )
    query = (
        select(target.c.state, func.count(target.c.id), func.sum(case((refused(), 0), else_=granted)))
        .join(owner, owner.c.id == target.c.class_id)
        .join(institution, institution.c.id == owner.c.institution_id)
        .where(*_conditions(wanted))
        .group_by(target.c.state)
    )
    return fetch(session, StateSum, query)


def without_claim(session: Session, *, limit: int) -> tuple[str, ...]:
    """The ids of completed classes for which no claim goes on or came to an end, the first to end first."""
    target, owner = table("claim"), table("training_class")
    going = select(target.c.id).where(live("claim"), target.c.class_id == owner.c.id, ~refused()).correlate(owner)
    query = (
        select(owner.c.id)
        .where(live("training_class"), owner.c.state == ClassState.COMPLETED, ~going.exists())
        .order_by(owner.c.ends_on, owner.c.number)
        .limit(limit)
    )
    return tuple(session.connection().execute(query).scalars())


def _page(wanted: ClaimFilter, limit: int, offset: int) -> Subquery:
    """The ids of one page."""
    target, owner, institution = table("claim"), table("training_class"), table("institution")
    return (
        select(target.c.id)
        .join(owner, owner.c.id == target.c.class_id)
        .join(institution, institution.c.id == owner.c.institution_id)
        .where(*_conditions(wanted))
        .order_by(owner.c.starts_on.desc(), target.c.number)
        .limit(limit)
        .offset(offset)
        .subquery()
    )


def _conditions(wanted: ClaimFilter) -> Iterator[ColumnElement[bool]]:
    target, owner, institution = table("claim"), table("training_class"), table("institution")
    yield live("claim")
    if wanted.text:
        named = (target.c.number, owner.c.number, owner.c.name, institution.c.name)
        yield or_(*(column.contains(wanted.text, autoescape=True) for column in named))
    if wanted.state is not None:
        yield target.c.state == wanted.state
    if wanted.class_id is not None:
        yield target.c.class_id == wanted.class_id
    if wanted.month is not None:
        first = datetime.combine(wanted.month.first_day, time(), SHANGHAI)
        after = datetime.combine(wanted.month.last_day + timedelta(days=1), time(), SHANGHAI)
        yield _claimed_at() >= first
        yield _claimed_at() < after


def _claimed_at() -> ScalarSelect[datetime]:
    """When a claim was handed in first; what was returned and handed in again keeps its month."""
    target, event = table("claim"), table("claim_event")
    return (
        select(func.min(event.c.at))
        .where(live("claim_event"), event.c.claim_id == target.c.id, event.c.to_state == ClaimState.CLAIMED.value)
        .correlate(target)
        .scalar_subquery()
    )
