"""Subsidy claims (补贴申报): prepared once for a completed class and led through review, publicity and payment.

Whoever prepared a claim does not approve it (财社〔2023〕181号 art. 25), except under a written delegation, which is then
marked on the claim. Lines are judged by ``claim_lines.py``; money is recorded by ``claim_payment.py``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain import access
from trainingdesk.domain import claim as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.policy_limits import claim_limits
from trainingdesk.domain.subsidy import SubsidyKind, kinds_paid
from trainingdesk.domain.verdict import Decision, Verdict
from trainingdesk.services import claim_lines, kept_reason, policy, setting, training_class
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.work import Work, changed
from trainingdesk.settings import declared
from trainingdesk.settings.number_pattern import filled
from trainingdesk.storage import certificate, rows
from trainingdesk.storage import claim as stored
from trainingdesk.storage.delegation import delegation_of
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.claim import ClaimLimits, Deadline
    from trainingdesk.services.claim_lines import Judged
    from trainingdesk.storage.claim import ClaimEventRow, ClaimRow
    from trainingdesk.storage.training_class import ClassRow

#: Steps that go with money have use cases of their own.
_WITH_MONEY: Final = frozenset({ClaimState.PAID, ClaimState.BOUNCED, ClaimState.RECOVERING})
_PREPARING: Final = frozenset({ClaimState.CLAIMED, ClaimState.RETURNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClaim:
    """What a clerk chooses for a claim: kinds (else all the policy pays) and the fund of rates that name none."""

    class_id: str
    kinds: tuple[SubsidyKind, ...] | None = None
    fund: str | None = None
    late_reason: str | None = None
    note: str | None = None


def prepare(work: Work, details: NewClaim) -> Changes:
    """Prepare the claim of a completed class, with a line for every person and kind.

    Says how many lines are open. Raises Refused for a class that is not completed or has a claim, after the last day to
    claim (unless a reason is given), and for a fund that is none.
    """
    with work.writing(Action.PREPARE_CLAIM) as session:
        the_class = training_class.class_seen(work, session, details.class_id)
        _require(may_prepare(session, the_class))
        late = _late(session, the_class, details, today=work.today())
        claim_id = _add(work, session, the_class, details)
        said = _write_lines(work, session, claim_id, the_class, details)
        return changed(session, Topic.CLAIMS, rows=(claim_id,), said=(*late, *said))


def recheck(work: Work, claim_id: str, *, fund: str | None = None) -> Changes:
    """Judge every line again after proofs came in; only before the review, and by who may prepare."""
    with work.writing(Action.PREPARE_CLAIM) as session:
        present, the_class = present_claim(work, session, claim_id)
        if present.state not in _PREPARING:
            raise Refused("claim.review_begun", number=present.number)
        require_fund(session, fund)
        before = stored.lines_of(session, claim_id)
        kinds = tuple(SubsidyKind(kind) for kind in dict.fromkeys(line.kind for line in before))
        known = fund or next((line.fund for line in before if line.fund), None)
        details = NewClaim(class_id=the_class.id, kinds=kinds or None, fund=known)
        said = _write_lines(work, session, claim_id, the_class, details)
        return changed(session, Topic.CLAIMS, rows=(claim_id,), said=said)


def advance(work: Work, claim_id: str, to: ClaimState, *, reason: str | None = None) -> Changes:
    """Take a claim one step on; each step has its action, its guards and, where asked for, a reason.

    Raises Refused for a step that the claim's life does not have, for one's own work, for open lines before publicity,
    while the publicity runs, and for steps that go with money (``claim_payment.py``).
    """
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        step = CLAIM_STEPS.move(_present(session, claim_id).state, to, reason=reason)
    if to in _WITH_MONEY:
        raise Refused("claim.step_with_money")
    with work.writing(step.action, note=reason) as session:
        present, the_class = present_claim(work, session, claim_id)
        CLAIM_STEPS.move(present.state, to, reason=reason)
        said = approve_own(work, session, present, step.action)
        values, more = _guarded(work, session, present, the_class, to, reason=reason)
        enter(work, session, present, to, reason=reason, values=values)
        return changed(session, Topic.CLAIMS, rows=(claim_id,), said=(*said, *more))


def present_claim(work: Work, session: Session, claim_id: str) -> tuple[ClaimRow, ClassRow]:
    """A claim and its class, where the worker may see it; raises Refused otherwise."""
    present = _present(session, claim_id)
    return present, training_class.class_seen(work, session, present.class_id)


def enter(
    work: Work,
    session: Session,
    present: ClaimRow,
    to: ClaimState,
    *,
    reason: str | None,
    values: dict[str, Any] | None = None,
) -> None:
    """Write the new state with its event."""
    rows.change(session, "claim", present.id, {"state": to, **(values or {})})
    _add_event(work, session, present.id, present.state, to, reason)


def approve_own(work: Work, session: Session, present: ClaimRow, action: Action) -> tuple[Said, ...]:
    """Refuse an approval of one's own work; where a written delegation allows it, mark the claim and say so."""
    if action not in access.APPROVALS:
        return ()
    delegation = _require_another(work, session, present)
    if delegation is None:
        return ()
    rows.change(session, "claim", present.id, {"delegation_id": delegation})
    return (Said.of("claim.by_delegation", number=present.number),)


def _require_another(work: Work, session: Session, present: ClaimRow) -> str | None:
    """Refuse one's own work: the approver handed the claim in, at first or again.

    Answers the delegation that allowed it, None where only others handed it in.
    """
    approver = work.worker.user_id
    if approver not in handed_in_by(stored.events_of(session, present.id)):
        return None
    held = delegation_of(session, approver, on=work.today())
    delegation = None if held is None else held.id
    access.require_another(preparer=approver, approver=approver, delegation=delegation)
    return delegation


def may_prepare(session: Session, the_class: ClassRow) -> Verdict:
    """Whether a claim can be made for a class now: it is completed, and no claim of it goes on."""
    verdict = rule.may_begin(the_class.state)
    other = stored.standing_claim(session, the_class.id)
    if verdict.decision is not Decision.YES or other is None:
        return verdict
    return Verdict.no("claim.class_has_claim", number=other.number)


def last_day(session: Session, the_class: ClassRow) -> Deadline | None:
    """Until when a class may be claimed for: 30 days after its end, 12 months after the certificate, as the policy says."""
    certificates = certificate.certificates_of_class(session, the_class.id)
    return rule.claim_by(
        ended_on=the_class.ends_on,
        certified_on=min((one.issued_on for one in certificates if one.status == "issued"), default=None),
        limits=limits_of(session, the_class),
        calendar=calendar_of(session),
    )


def handed_in_by(events: Iterable[ClaimEventRow]) -> frozenset[str]:
    """Who handed a claim in, at first or again: they do not approve it."""
    return frozenset(one.by_user for one in events if one.to_state == ClaimState.CLAIMED.value)


def require_fund(session: Session, fund: str | None) -> None:
    """Raise Refused for a code that is no fund in use."""
    if fund is not None and fund not in stored.funds(session):
        raise Refused("claim.fund_unknown", found=fund)


def limits_of(session: Session, the_class: ClassRow) -> ClaimLimits:
    """The numbers of days of the policy that the class follows."""
    return claim_limits(policy.policy_of(session, the_class.policy, the_class.policy_version))


def _present(session: Session, claim_id: str) -> ClaimRow:
    present = stored.claim(session, claim_id)
    if present is None:
        raise Refused("claim.unknown")
    return present


def _require(verdict: Verdict) -> None:
    if verdict.decision is not Decision.YES and verdict.reason is not None:
        raise Refused(verdict.reason, **verdict.values)


def _late(session: Session, the_class: ClassRow, details: NewClaim, *, today: date) -> tuple[Said, ...]:
    """The last day to claim; passed, it takes a reason."""
    until = last_day(session, the_class)
    if until is None or not until.is_over(today):
        return ()
    if not (details.late_reason or "").strip():
        raise Refused("claim.too_late", until=until.day, clause=until.clause)
    return (Said.of("claim.late_with_reason", until=until.day),)


def _add(work: Work, session: Session, the_class: ClassRow, details: NewClaim) -> str:
    require_fund(session, details.fund)
    note = "；".join(text.strip() for text in (details.late_reason, details.note) if text and text.strip())
    values = {
        "class_id": the_class.id,
        "number": _number(work, session, the_class),
        "state": ClaimState.CLAIMED,
        "note": note or None,
    }
    claim_id = rows.add(session, "claim", row_id=work.new_id(), county_code=work.county_code, values=values)
    _add_event(work, session, claim_id, None, ClaimState.CLAIMED, None)
    return claim_id


def _number(work: Work, session: Session, the_class: ClassRow) -> str:
    """The first number of the county's pattern that no claim ever had."""
    pattern, taken = setting.value_of(session, declared.CLAIM_NUMBER), stored.numbers_taken(session)
    day = work.today()
    values: dict[str, str | int] = {
        "class": the_class.number,
        "county": work.county_code,
        "year": day.year,
        "month": f"{day.month:02}",
        "device": certificate.desk(session).device_number,
    }
    serial = 1
    while (number := filled(pattern, serial=serial, **values)) in taken:
        serial += 1
    return number


def _add_event(
    work: Work, session: Session, claim_id: str, start: ClaimState | None, to: ClaimState, reason: str | None
) -> None:
    event = {
        "claim_id": claim_id,
        "from_state": None if start is None else start.value,
        "to_state": to.value,
        "reason": (reason or "").strip() or None,
        "by_user": work.worker.user_id,
        "at": work.now(),
    }
    rows.add(session, "claim_event", row_id=work.new_id(), county_code=work.county_code, values=event)


def _write_lines(
    work: Work, session: Session, claim_id: str, the_class: ClassRow, details: NewClaim
) -> tuple[Said, ...]:
    basis = claim_lines.gather(session, the_class, fund=details.fund)
    kinds = details.kinds or kinds_paid(basis.policy)
    lines = claim_lines.judged_lines(session, basis, kinds=kinds, today=work.today())
    still = {(line.enrollment_id, line.kind.value) for line in lines}
    for before in stored.lines_of(session, claim_id):
        if (before.enrollment_id, before.kind) not in still:
            rows.remove(session, "claim_line", before.id)
    for line in lines:
        keys = {"claim_id": claim_id, "enrollment_id": line.enrollment_id, "kind": line.kind.value}
        fixed = {"person_id": line.person_id, "class_id": the_class.id}
        row_id = fact_id("claim_line", *keys.values())
        values = _values(line)
        rows.put(session, "claim_line", row_id=row_id, county_code=work.county_code, keys=keys | fixed, values=values)
    counts = {decision: sum(1 for line in lines if line.decision is decision) for decision in Decision}
    return (
        Said.of(
            "claim.lines_judged",
            granted=counts[Decision.YES],
            refused=counts[Decision.NO],
            open=counts[Decision.UNDECIDED],
        ),
    )


def _values(line: Judged) -> dict[str, Any]:
    return {
        "amount_fen": line.priced.fen if line.decision is Decision.YES else 0,
        "rate": line.priced.rate,
        "fund": line.fund,
        "payee_kind": None if line.payee is None else line.payee.value,
        "payee_name": line.payee_name,
        "decision": line.decision.value,
        "reason": kept_reason.kept(line.verdict),
        "clause": line.clause,
    }


def _guarded(
    work: Work, session: Session, present: ClaimRow, the_class: ClassRow, to: ClaimState, *, reason: str | None
) -> tuple[dict[str, Any], tuple[Said, ...]]:
    """What a step writes besides the state, after its guards."""
    match to:
        case ClaimState.PUBLICITY:
            _require_lines_decided(session, present)
            return _publicity(session, the_class, today=work.today())
        case ClaimState.PAY_APPROVED if present.state is ClaimState.PUBLICITY:
            _require_publicity_over(session, present, the_class, today=work.today(), reason=reason)
        case ClaimState.CLOSED:
            if any(one.recovered_on is None for one in stored.recoveries_of(session, present.id)):
                raise Refused("claim.recovery_open", number=present.number)
        case _:
            pass
    return {}, ()


def _require_lines_decided(session: Session, present: ClaimRow) -> None:
    decisions = [line.decision for line in stored.lines_of(session, present.id)]
    still_open = decisions.count(Decision.UNDECIDED.value)
    if still_open:
        raise Refused("claim.lines_open", count=still_open)
    if Decision.YES.value not in decisions:
        raise Refused("claim.nothing_granted", number=present.number)


def _publicity(session: Session, the_class: ClassRow, *, today: date) -> tuple[dict[str, Any], tuple[Said, ...]]:
    limits, calendar = limits_of(session, the_class), calendar_of(session)
    until = rule.due(ClaimState.PUBLICITY, since=today, limits=limits, calendar=calendar)
    values = {"publicity_from": today, "publicity_until": None if until is None else until.day}
    if until is None:
        return values, (Said.of("claim.publicity_undecided"),)
    unknown = (Said.of("calendar.year_without_table", years=until.unknown_years),) if until.unknown_years else ()
    return values, (Said.of("claim.publicity_until", until=until.day), *unknown)


def _require_publicity_over(
    session: Session, present: ClaimRow, the_class: ClassRow, *, today: date, reason: str | None
) -> None:
    """Where the policy does not say how long publicity lasts, a reason in words stands for the missing number."""
    limits, calendar = limits_of(session, the_class), calendar_of(session)
    verdict = rule.may_approve_payment(
        publicity_from=present.publicity_from or today, today=today, limits=limits, calendar=calendar
    )
    if verdict.decision is Decision.UNDECIDED and (reason or "").strip():
        return
    _require(verdict)
