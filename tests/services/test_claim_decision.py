"""Open lines are decided in the review: granted or refused by hand, and never against a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services import claimed_class, finished_class
from tests.services.prepared_claim import TRAINING, decide, line, prepare, refusal, reviewer
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.subsidy import Payee, SubsidyKind
from trainingdesk.services import claim, claim_page

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

S = ClaimState


def test_open_lines_are_decided_before_publicity(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock, people=2, certified=False))
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert refusal(lambda: claim.advance(reviewer(work), claim_id, S.PUBLICITY)) == "claim.lines_open"
    lines = claim_page.claim_page(work, claim_id).lines
    of_first = [one.id for one in lines if one.number.endswith("001")]
    decide(reviewer(work), claim_id, granted=True, reason="证书原件已核", lines=of_first)
    decide(reviewer(work), claim_id, granted=False, reason="没有证书")
    page = claim_page.claim_page(work, claim_id)
    assert (page.totals.granted, page.totals.refused, page.totals.open, page.totals.fen) == (2, 2, 0, 141_050)
    granted, refused = line(page, 0, TRAINING), line(page, 1, TRAINING)
    assert granted.reason is not None
    assert refused.reason is not None
    assert (granted.reason.key, dict(granted.reason.values)["why"]) == ("claim.granted_by_hand", "证书原件已核")
    assert refused.reason.key == "claim.refused_by_hand"
    claim.advance(reviewer(work), claim_id, S.PUBLICITY)


def test_a_line_that_a_rule_refused_stays_refused(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock, failed=frozenset({1})))
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    refused = line(claim_page.claim_page(work, claim_id), 1, TRAINING).id

    def grant() -> object:
        return decide(reviewer(work), claim_id, granted=True, reason="通融", lines=[refused])

    assert refusal(grant) == "claim.line_refused_by_rule"


def test_an_amount_that_no_rate_tells_cannot_be_granted(work: Work, clock: Clock) -> None:
    pack = finished_class.PACK.replace('level = "5"\namount_fen = 120000', 'level = "4"\namount_fen = 120000')
    claim_id = prepare(work, claimed_class.make(work, clock, people=1, pack=pack))
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    granting = {"granted": True, "reason": "同意", "fund": "F02"}
    assert refusal(lambda: decide(reviewer(work), claim_id, **granting)) == "claim.no_amount"


def test_a_granted_line_says_from_which_fund_and_to_whom(work: Work, clock: Clock) -> None:
    pack = finished_class.PACK.replace('fund = "F02"\n', "").replace(
        'kind = "training"\npayee', 'kind = "training"\ncategories = ["A01"]\npayee'
    )
    made = claimed_class.make(work, clock, people=1, pack=pack)
    claim_id = prepare(work, made, kinds=(SubsidyKind.TRAINING,))
    claim.advance(reviewer(work), claim_id, S.AUDITING)

    def grant(**more: object) -> object:
        return decide(reviewer(work), claim_id, granted=True, reason="同意", **more)

    assert refusal(grant) == "claim.line_incomplete"
    assert refusal(lambda: grant(fund="F02")) == "claim.line_incomplete"
    assert refusal(lambda: grant(fund="F77", payee=Payee.PERSON)) == "claim.fund_unknown"
    grant(fund="F02", payee=Payee.INSTITUTION)
    (found,) = claim_page.claim_page(work, claim_id).lines
    assert (found.fund, found.payee_kind, found.payee_name, found.amount_fen) == (
        "F02",
        "institution",
        "启航学校",
        120_000,
    )
