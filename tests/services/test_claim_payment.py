"""Money of a claim: paid, sent back by the bank and paid again, asked back and recovered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.services import claimed_class
from tests.services.prepared_claim import TRAINING, approved, line, refusal, reviewer
from trainingdesk.domain.claim import ClaimState
from trainingdesk.services import claim, claim_page, claim_payment

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

S = ClaimState


def test_a_payment_is_the_sum_of_the_lines(work: Work, clock: Clock) -> None:
    claim_id = approved(work, clock, claimed_class.make(work, clock, people=2))
    assert refusal(lambda: claim_payment.pay(work, claim_id, amount_fen=282_101)) == "claim.amount_differs"
    tomorrow = work.today() + timedelta(days=1)
    assert refusal(lambda: claim_payment.pay(work, claim_id, paid_on=tomorrow)) == "claim.paid_in_future"
    claim_payment.pay(work, claim_id, reference="拨〔2026〕12", amount_fen=282_100)
    (payment,) = claim_page.claim_page(work, claim_id).payments
    assert (payment.amount_fen, payment.result, payment.reference) == (282_100, "paid", "拨〔2026〕12")


def test_a_bounced_payment_is_approved_and_paid_again(work: Work, clock: Clock) -> None:
    claim_id = approved(work, clock, claimed_class.make(work, clock, people=1))
    claim_payment.pay(work, claim_id)
    claim_payment.bounce(work, claim_id, reason="账号不存在")
    claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)
    claim_payment.pay(work, claim_id)
    page = claim_page.claim_page(work, claim_id)
    assert [one.result for one in page.payments] == ["bounced", "paid"]
    assert page.head.state is S.PAID


def test_money_is_asked_back_by_line_and_the_claim_closes_when_it_came(work: Work, clock: Clock) -> None:
    claim_id = approved(work, clock, claimed_class.make(work, clock, people=2))
    claim_payment.pay(work, claim_id)
    first = line(claim_page.claim_page(work, claim_id), 0, TRAINING).id
    other = reviewer(work)

    def ask(fen: int, reason: str = "套取补贴") -> object:
        return claim_payment.recover(other, claim_id, {first: fen}, reason=reason)

    assert refusal(lambda: ask(120_001)) == "claim.recovers_too_much"
    assert refusal(lambda: ask(1, reason=" ")) == "claim.reason_missing"
    assert refusal(lambda: claim_payment.recover(work, claim_id, {first: 1}, reason="x")) == "access.own_work"
    ask(100_000)
    assert refusal(lambda: ask(20_001)) == "claim.recovers_too_much"
    ask(20_000)
    assert refusal(lambda: claim.advance(work, claim_id, S.CLOSED)) == "claim.recovery_open"
    tomorrow, yesterday = (work.today() + timedelta(days=days) for days in (1, -1))
    late = {"reason": "套取补贴", "decided_on": tomorrow}
    assert refusal(lambda: claim_payment.recover(other, claim_id, {first: 1}, **late)) == "claim.recovery_in_future"
    open_one = claim_page.claim_page(work, claim_id).recoveries[0].id
    for day, key in ((tomorrow, "claim.recovery_in_future"), (yesterday, "claim.recovered_before_asked")):
        assert refusal(lambda day=day: claim_payment.recovered(work, open_one, day=day)) == key
    for one in claim_page.claim_page(work, claim_id).recoveries:
        claim_payment.recovered(work, one.id)
        assert refusal(lambda recovery=one.id: claim_payment.recovered(work, recovery)) == "claim.no_open_recovery"
    claim.advance(work, claim_id, S.CLOSED)
