"""Queries over subsidy claims (补贴申报), their lines, payments and recoveries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, func, or_, select

from trainingdesk.domain.claim import ClaimState
from trainingdesk.storage.person_merge import living_file
from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    from sqlalchemy import ColumnElement, Select
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """The claim of a class as it stands."""

    id: str
    class_id: str
    number: str
    state: ClaimState
    publicity_from: date | None
    publicity_until: date | None
    delegation_id: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ClaimEventRow:
    """One change of a claim's state."""

    from_state: str | None
    to_state: str
    reason: str | None
    by_user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ClaimLineRow:
    """One person's subsidy of one kind; ``reason`` is kept as ``services/kept_reason.py`` writes it."""

    id: str
    claim_id: str
    enrollment_id: str
    kind: str
    person_id: str
    class_id: str
    amount_fen: int
    rate: str | None
    fund: str | None
    payee_kind: str | None
    payee_name: str | None
    decision: str
    reason: str | None
    clause: str | None


@dataclass(frozen=True, slots=True)
class ClaimPersonRow:
    """Who stands behind a line. ``document_number`` and ``account`` are for payment lists only and are masked elsewhere."""

    enrollment_id: str
    person_id: str
    number: str
    name: str
    id_mask: str | None
    phone: str | None
    paid_category: str | None
    document_number: str | None
    account: str | None
    bank: str | None


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """Money paid for a claim; ``result`` is paid or bounced."""

    id: str
    claim_id: str
    paid_on: date
    amount_fen: int
    reference: str | None
    result: str


@dataclass(frozen=True, slots=True)
class RecoveryRow:
    """Money asked back for one line."""

    id: str
    claim_line_id: str
    amount_fen: int
    decided_on: date
    reason: str
    recovered_on: date | None


def _claims(*conditions: ColumnElement[bool]) -> Select[Any]:
    target = table("claim")
    return select(*columns(ClaimRow, "claim")).where(live("claim"), *conditions).order_by(target.c.number, target.c.id)


def claim(session: Session, claim_id: str) -> ClaimRow | None:
    """One living claim."""
    return fetch_one(session, ClaimRow, _claims(table("claim").c.id == claim_id))


def claim_numbered(session: Session, number: str) -> ClaimRow | None:
    """The living claim of this number."""
    return fetch_one(session, ClaimRow, _claims(table("claim").c.number == number))


def claims_of_class(session: Session, class_id: str) -> tuple[ClaimRow, ...]:
    """The claims of a class; one goes on, others were refused."""
    return fetch(session, ClaimRow, _claims(table("claim").c.class_id == class_id))


def standing_claim(session: Session, class_id: str) -> ClaimRow | None:
    """The claim of a class that goes on or was paid."""
    return fetch_one(session, ClaimRow, _claims(table("claim").c.class_id == class_id, ~refused()))


def refused() -> ColumnElement[bool]:
    """Whether a claim was refused (不予补贴), also where it lies in the archive since: nothing of it is ever paid."""
    target, event = table("claim"), table("claim_event")
    happened = (
        select(event.c.id)
        .where(live("claim_event"), event.c.claim_id == target.c.id, event.c.to_state == ClaimState.REJECTED.value)
        .correlate(target)
        .exists()
    )
    return or_(target.c.state == ClaimState.REJECTED, and_(target.c.state == ClaimState.CLOSED, happened))


def numbers_taken(session: Session) -> frozenset[str]:
    """Every claim number ever given, deleted claims too."""
    return frozenset(session.connection().execute(select(table("claim").c.number)).scalars())


def events_of(session: Session, claim_id: str) -> tuple[ClaimEventRow, ...]:
    """The state changes of a claim, oldest first."""
    target = table("claim_event")
    query = (
        select(*columns(ClaimEventRow, "claim_event"))
        .where(live("claim_event"), target.c.claim_id == claim_id)
        .order_by(target.c.at, target.c.id)
    )
    return fetch(session, ClaimEventRow, query)


def lines_of(session: Session, claim_id: str) -> tuple[ClaimLineRow, ...]:
    """The lines of a claim in the order of enrollment numbers, then of kinds."""
    target, enrollment = table("claim_line"), table("enrollment")
    query = (
        select(*columns(ClaimLineRow, "claim_line"))
        .join(enrollment, enrollment.c.id == target.c.enrollment_id)
        .where(live("claim_line"), target.c.claim_id == claim_id)
        .order_by(enrollment.c.number, target.c.kind.desc(), target.c.id)
    )
    return fetch(session, ClaimLineRow, query)


def people_of(session: Session, claim_id: str) -> dict[str, ClaimPersonRow]:
    """The people of a claim by enrollment."""
    line, enrollment, person = table("claim_line"), table("enrollment"), table("person")
    query = (
        select(
            enrollment.c.id, person.c.id, enrollment.c.number, person.c.name, person.c.id_mask, person.c.phone,
            enrollment.c.paid_category, person.c.document_number, person.c.payee_account, person.c.payee_bank,
        )
        .select_from(line.join(enrollment, enrollment.c.id == line.c.enrollment_id))
        .join(person, person.c.id == living_file(line.c.person_id))
        .where(live("claim_line"), line.c.claim_id == claim_id)
        .distinct()
    )  # fmt: skip
    return {row.enrollment_id: row for row in fetch(session, ClaimPersonRow, query)}


def payments_of(session: Session, claim_id: str) -> tuple[PaymentRow, ...]:
    """The payments of a claim, oldest first."""
    target = table("payment")
    query = (
        select(*columns(PaymentRow, "payment"))
        .where(live("payment"), target.c.claim_id == claim_id)
        .order_by(target.c.paid_on, target.c.id)
    )
    return fetch(session, PaymentRow, query)


def recoveries_of(session: Session, claim_id: str) -> tuple[RecoveryRow, ...]:
    """What was asked back of a claim, oldest first."""
    target, line = table("recovery"), table("claim_line")
    query = (
        select(*columns(RecoveryRow, "recovery"))
        .join(line, line.c.id == target.c.claim_line_id)
        .where(live("recovery"), line.c.claim_id == claim_id)
        .order_by(target.c.decided_on, target.c.id)
    )
    return fetch(session, RecoveryRow, query)


def recovery(session: Session, recovery_id: str) -> RecoveryRow | None:
    """One living recovery."""
    target = table("recovery")
    query = select(*columns(RecoveryRow, "recovery")).where(live("recovery"), target.c.id == recovery_id)
    return fetch_one(session, RecoveryRow, query)


def allowances(session: Session, people: Collection[str], *, without_class: str) -> dict[str, tuple[date, ...]]:
    """For each person the first days of other classes for which a living allowance was granted and not refused."""
    found: dict[str, list[date]] = {one: [] for one in people}
    line, target, owner = table("claim_line"), table("claim"), table("training_class")
    wanted = list(found)
    for start in range(0, len(wanted), 500):
        query = (
            select(line.c.person_id, owner.c.starts_on)
            .join(target, target.c.id == line.c.claim_id)
            .join(owner, owner.c.id == line.c.class_id)
            .where(live("claim_line"), live("claim"), line.c.kind == "living_allowance", line.c.decision == "yes")
            .where(line.c.class_id != without_class, ~refused())
            .where(line.c.person_id.in_(wanted[start : start + 500]))
        )
        for row in session.connection().execute(query):
            found[row.person_id].append(row.starts_on)
    return {one: tuple(days) for one, days in found.items()}


def employers_of(session: Session, class_id: str) -> dict[str, str]:
    """The employers of the people of a class by enrollment; where a person has none, the employer the class was made for."""
    enrollment, person = table("enrollment"), table("person")
    employer, owner = table("employer"), table("training_class")
    query = (
        select(enrollment.c.id, employer.c.name)
        .select_from(enrollment.join(person, person.c.id == living_file(enrollment.c.person_id)))
        .join(owner, owner.c.id == enrollment.c.class_id)
        .join(employer, employer.c.id == func.coalesce(person.c.employer_id, owner.c.employer_id))
        .where(live("enrollment"), live("employer"), enrollment.c.class_id == class_id)
    )
    return {row.id: row.name for row in session.connection().execute(query)}


def funds(session: Session) -> dict[str, str]:
    """The funds in use: names by code."""
    target = table("fund")
    query = select(target.c.code, target.c.name).where(live("fund"), target.c.active).order_by(target.c.code)
    return {row.code: row.name for row in session.connection().execute(query)}


def latest_of_class_numbered(session: Session, class_number: str) -> ClaimRow | None:
    """The last claim of the class of this number."""
    owner = table("training_class")
    named = select(owner.c.id).where(live("training_class"), owner.c.number == class_number).scalar_subquery()
    found = fetch(session, ClaimRow, _claims(table("claim").c.class_id == named))
    return found[-1] if found else None
