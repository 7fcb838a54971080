"""Money of a claim: paid, sent back by the bank and paid again, asked back and recovered (财社〔2023〕181号)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import CLAIM_STEPS, ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.services import claim
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import claim as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.claim import ClaimLineRow

PAID: Final = "paid"
BOUNCED: Final = "bounced"


def pay(
    work: Work,
    claim_id: str,
    *,
    paid_on: date | None = None,
    reference: str | None = None,
    amount_fen: int | None = None,
) -> Changes:
    """Record that an approved claim was paid; the amount is the sum of its lines to the fen.

    Raises Refused for another amount, for a day to come, and for a claim whose payment was not approved.
    """
    day = _day_passed(work, paid_on, "claim.paid_in_future")
    with work.writing(Action.RECORD_PAYMENT) as session:
        present, _the_class = claim.present_claim(work, session, claim_id)
        CLAIM_STEPS.move(present.state, ClaimState.PAID, reason=None)
        total = sum(line.amount_fen for line in stored.lines_of(session, claim_id))
        if amount_fen is not None and amount_fen != total:
            raise Refused("claim.amount_differs", found=_yuan(amount_fen), wanted=_yuan(total))
        values = {
            "claim_id": claim_id,
            "paid_on": day,
            "amount_fen": total,
            "reference": (reference or "").strip() or None,
            "result": PAID,
        }
        row = rows.add(session, "payment", row_id=work.new_id(), county_code=work.county_code, values=values)
        claim.enter(work, session, present, ClaimState.PAID, reason=reference)
        return changed(session, Topic.CLAIMS, rows=(claim_id, row))


def bounce(work: Work, claim_id: str, *, reason: str) -> Changes:
    """The bank sent the money back (银行退票): accounts are corrected and the payment approved again."""
    with work.writing(Action.RECORD_PAYMENT, note=reason) as session:
        present, _the_class = claim.present_claim(work, session, claim_id)
        CLAIM_STEPS.move(present.state, ClaimState.BOUNCED, reason=reason)
        paid = [one for one in stored.payments_of(session, claim_id) if one.result == PAID]
        for payment in paid:
            rows.change(session, "payment", payment.id, {"result": BOUNCED})
        claim.enter(work, session, present, ClaimState.BOUNCED, reason=reason)
        return changed(session, Topic.CLAIMS, rows=(claim_id, *(one.id for one in paid)))


def recover(
    work: Work, claim_id: str, amounts: Mapping[str, int], *, reason: str, decided_on: date | None = None
) -> Changes:
    """Ask money of paid lines back (追回), in fen by line.

    Raises Refused without a reason, for one's own work, for more than a line still holds, for a day to come, and for a
    claim that was not paid.
    """
    day = _day_passed(work, decided_on, "claim.recovery_in_future")
    with work.writing(Action.APPROVE_CLAIM, note=reason) as session:
        present, _the_class = claim.present_claim(work, session, claim_id)
        if present.state is not ClaimState.RECOVERING:
            CLAIM_STEPS.move(present.state, ClaimState.RECOVERING, reason=reason)
        elif not reason.strip():
            raise Refused("claim.reason_missing")
        said = claim.approve_own(work, session, present, Action.APPROVE_CLAIM)
        _require_recoverable(session, claim_id, amounts)
        made = [_add_recovery(work, session, line, fen, reason=reason, day=day) for line, fen in amounts.items()]
        if present.state is not ClaimState.RECOVERING:
            claim.enter(work, session, present, ClaimState.RECOVERING, reason=reason)
        return changed(session, Topic.CLAIMS, rows=(claim_id, *made), said=said)


def recovered(work: Work, recovery_id: str, *, day: date | None = None) -> Changes:
    """The money asked back has arrived.

    Raises Refused for an unknown recovery, one that arrived already, and for a day to come or before it was asked back.
    """
    arrived = _day_passed(work, day, "claim.recovery_in_future")
    with work.writing(Action.RECORD_PAYMENT) as session:
        present = stored.recovery(session, recovery_id)
        if present is None or present.recovered_on is not None:
            raise Refused("claim.no_open_recovery")
        if arrived < present.decided_on:
            raise Refused("claim.recovered_before_asked", found=arrived, asked=present.decided_on)
        rows.change(session, "recovery", recovery_id, {"recovered_on": arrived})
        return changed(session, Topic.CLAIMS, rows=(recovery_id,))


def _day_passed(work: Work, day: date | None, refusal: str) -> date:
    """The day, today where none is named; raises Refused for one to come: the month it counts in is not there yet."""
    if day is not None and day > work.today():
        raise Refused(refusal, found=day)
    return day or work.today()


def _require_recoverable(session: Session, claim_id: str, amounts: Mapping[str, int]) -> None:
    if not amounts:
        raise Refused("claim.nothing_to_recover")
    left = _left(session, claim_id)
    for line_id, fen in amounts.items():
        if line_id not in left:
            raise Refused("claim.line_unknown")
        if not 1 <= fen <= left[line_id]:
            raise Refused("claim.recovers_too_much", found=_yuan(fen), most=_yuan(left[line_id]))


def _left(session: Session, claim_id: str) -> dict[str, int]:
    """What each line still holds after what was asked back before."""
    lines: tuple[ClaimLineRow, ...] = stored.lines_of(session, claim_id)
    left = {line.id: line.amount_fen for line in lines}
    for one in stored.recoveries_of(session, claim_id):
        left[one.claim_line_id] -= one.amount_fen
    return left


def _add_recovery(work: Work, session: Session, line_id: str, fen: int, *, reason: str, day: date) -> str:
    values = {"claim_line_id": line_id, "amount_fen": fen, "decided_on": day, "reason": reason.strip()}
    return rows.add(session, "recovery", row_id=work.new_id(), county_code=work.county_code, values=values)


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
