"""A claim to look at: its lines with reasons, totals, deadlines, the public notice and the payment list."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

from trainingdesk.domain import claim as rule
from trainingdesk.domain import subsidy
from trainingdesk.domain.access import Action
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import audit, claim, kept_reason
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.person_category import sensitive_categories, unseen_categories
from trainingdesk.storage import account, catalogue, person
from trainingdesk.storage import claim as stored
from trainingdesk.storage.delegation import delegation_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.claim import Deadline
    from trainingdesk.services.changes import Said
    from trainingdesk.services.work import Work
    from trainingdesk.storage.claim import (
        ClaimEventRow,
        ClaimLineRow,
        ClaimPersonRow,
        ClaimRow,
        PaymentRow,
        RecoveryRow,
    )
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One person's subsidy of one kind, with the rule that decided; identity masked."""

    id: str
    enrollment_id: str
    number: str
    name: str
    id_mask: str | None
    category: str | None
    kind: str
    decision: Decision
    reason: Said | None
    clause: str | None
    rate: str | None
    fund: str | None
    fund_name: str | None
    payee_kind: str | None
    payee_name: str | None
    amount_fen: int
    person_id: str = ""


@dataclass(frozen=True, slots=True)
class ClaimTotals:
    """How many lines are granted, refused and still open, and what they come to, in fen, by what and whom it is paid."""

    granted: int
    refused: int
    open: int
    fen: int
    by_kind: Mapping[str, int]
    by_fund: Mapping[str, int]
    by_payee: Mapping[str, int]

    @classmethod
    def of(cls, lines: Sequence[ClaimLine]) -> Self:
        """What these lines come to; funds and payees are those of lines that are paid."""
        decisions = [line.decision for line in lines]
        paid = [line for line in lines if line.amount_fen]
        return cls(
            granted=decisions.count(Decision.YES),
            refused=decisions.count(Decision.NO),
            open=decisions.count(Decision.UNDECIDED),
            fen=sum(line.amount_fen for line in lines),
            by_kind=subsidy.totals((line.kind, line.amount_fen) for line in lines),
            by_fund=subsidy.totals((line.fund or "", line.amount_fen) for line in paid),
            by_payee=subsidy.totals((line.payee_kind or "", line.amount_fen) for line in paid),
        )


@dataclass(frozen=True, slots=True)
class ClaimPage:
    """A claim with everything about it.

    ``own`` says that the worker handed it in and so may not approve it, but where a delegation in writing holds
    (``delegated``). ``names`` are those of users by id, ``funds`` those of the funds in use by code.
    """

    head: ClaimRow
    class_number: str
    class_name: str
    institution: str
    lines: tuple[ClaimLine, ...]
    totals: ClaimTotals
    events: tuple[ClaimEventRow, ...]
    payments: tuple[PaymentRow, ...]
    recoveries: tuple[RecoveryRow, ...]
    due: Deadline | None
    next_steps: tuple[ClaimState, ...]
    own: bool = False
    delegated: bool = False
    names: Mapping[str, str] = field(default_factory=dict)
    funds: Mapping[str, str] = field(default_factory=dict)

    @property
    def may_approve(self) -> bool:
        """Whether it is not one's own work, or a delegation allows it."""
        return self.delegated or not self.own


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A line of the public notice (公示); the number shows only what the county's mask leaves."""

    name: str
    id_mask: str
    kind: str
    rate: str | None
    amount_fen: int


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """What is published. ``withheld`` lines belong to people whose category is nobody's business; they count in the sum."""

    number: str
    class_name: str
    institution: str
    first: date | None
    last: date | None
    lines: tuple[NoticeLine, ...]
    withheld: int
    withheld_fen: int
    total_fen: int


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """Money for one payee; number and account are whole: the list goes to the bank and nowhere else."""

    payee_kind: str | None
    payee_name: str | None
    name: str
    document_number: str | None
    kind: str
    amount_fen: int
    bank: str | None
    account: str | None


def claim_by_number(work: Work, number: str) -> ClaimRow:
    """The claim of this number, or the last one of the class of this number; raises Refused where there is none."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = stored.claim_numbered(session, number.strip())
        if found is None:
            found = stored.latest_of_class_numbered(session, number.strip())
    if found is None:
        raise Refused("claim.unknown")
    return found


def claim_page(work: Work, claim_id: str) -> ClaimPage:
    """Everything about a claim; raises Refused for an unknown one."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        present, the_class = claim.present_claim(work, session, claim_id)
        lines = _lines(session, claim_id, unseen=unseen_categories(work, session))
        events = stored.events_of(session, claim_id)
        return ClaimPage(
            head=present,
            class_number=the_class.number,
            class_name=the_class.name,
            institution=_institution(session, the_class),
            lines=lines,
            totals=ClaimTotals.of(lines),
            events=events,
            payments=stored.payments_of(session, claim_id),
            recoveries=stored.recoveries_of(session, claim_id),
            due=_due(session, present, the_class, events),
            next_steps=CLAIM_STEPS.allowed(present.state),
            own=work.worker.user_id in claim.handed_in_by(events),
            delegated=delegation_of(session, work.worker.user_id, on=work.today()) is not None,
            names={user.id: user.display_name for user in account.users(session, on=work.today())},
            funds=stored.funds(session),
        )


def public_notice(work: Work, claim_id: str) -> PublicNotice:
    """What is published of a claim (财社〔2023〕181号 art. 28): granted lines with masked numbers.

    Who belongs to a sensitive category (服刑、戒毒、社区矫正、残疾) is left out by name; the sum counts them.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        present, the_class = claim.present_claim(work, session, claim_id)
        people = stored.people_of(session, claim_id)
        hidden = _sensitive(session, people)
        granted = [one for one in stored.lines_of(session, claim_id) if one.amount_fen]
        shown = [one for one in granted if one.enrollment_id not in hidden]
        return PublicNotice(
            present.number,
            the_class.name,
            _institution(session, the_class),
            present.publicity_from,
            present.publicity_until,
            tuple(_notice_line(one, people[one.enrollment_id]) for one in shown),
            len(granted) - len(shown),
            sum(one.amount_fen for one in granted if one.enrollment_id in hidden),
            sum(one.amount_fen for one in granted),
        )


def payment_list(work: Work, claim_id: str, *, reason: str) -> tuple[PaymentLine, ...]:
    """Who gets what on which account, whole; the look is written to the access log before it is answered.

    Raises Refused without a reason and for a role that takes no personal data out.
    """
    with work.writing(Action.EXPORT_PEOPLE) as session:
        claim.present_claim(work, session, claim_id)
        audit.log(work, session, Logged.EXPORTED, subject=("claim", claim_id), reason=reason)
        people = stored.people_of(session, claim_id)
        granted = [one for one in stored.lines_of(session, claim_id) if one.amount_fen]
        return tuple(_payment_line(one, people[one.enrollment_id]) for one in granted)


def _institution(session: Session, the_class: ClassRow) -> str:
    found = catalogue.institution(session, the_class.institution_id)
    return "" if found is None else found.name


def _lines(session: Session, claim_id: str, *, unseen: frozenset[str]) -> tuple[ClaimLine, ...]:
    """The lines of a claim; a category that the worker may not see (``unseen``) is left out (FEATURES 109)."""
    people, funds = stored.people_of(session, claim_id), stored.funds(session)
    shown = {
        one: replace(row, paid_category=None) if row.paid_category in unseen else row for one, row in people.items()
    }
    return tuple(_line(one, shown[one.enrollment_id], funds) for one in stored.lines_of(session, claim_id))


def _line(one: ClaimLineRow, person_row: ClaimPersonRow, funds: Mapping[str, str]) -> ClaimLine:
    return ClaimLine(
        one.id,
        one.enrollment_id,
        person_row.number,
        person_row.name,
        person_row.id_mask,
        person_row.paid_category,
        one.kind,
        Decision(one.decision),
        kept_reason.read(one.reason),
        one.clause,
        one.rate,
        one.fund,
        funds.get(one.fund or "", one.fund),
        one.payee_kind,
        one.payee_name,
        one.amount_fen,
        one.person_id,
    )


def _due(
    session: Session, present: ClaimRow, the_class: ClassRow, events: tuple[ClaimEventRow, ...]
) -> Deadline | None:
    """By when the claim should go on, counted from the day it entered its state."""
    since = [local_day(one.at) for one in events if one.to_state == present.state.value]
    if not since:
        return None
    limits, calendar = claim.limits_of(session, the_class), calendar_of(session)
    return rule.due(present.state, since=since[-1], limits=limits, calendar=calendar)


def _sensitive(session: Session, people: Mapping[str, ClaimPersonRow]) -> frozenset[str]:
    """The enrollments of people with a sensitive category, paid under it or not."""
    codes = sensitive_categories(session)
    held = person.categories(session, {one.person_id for one in people.values()})
    return frozenset(
        enrollment_id
        for enrollment_id, one in people.items()
        if one.paid_category in codes or any(category.category in codes for category in held[one.person_id])
    )


def _notice_line(one: ClaimLineRow, person_row: ClaimPersonRow) -> NoticeLine:
    return NoticeLine(person_row.name, person_row.id_mask or "", one.kind, one.rate, one.amount_fen)


def _payment_line(one: ClaimLineRow, person_row: ClaimPersonRow) -> PaymentLine:
    personal = one.payee_kind == subsidy.Payee.PERSON.value
    return PaymentLine(
        one.payee_kind,
        one.payee_name,
        person_row.name,
        person_row.document_number,
        one.kind,
        one.amount_fen,
        person_row.bank if personal else None,
        person_row.account if personal else None,
    )
