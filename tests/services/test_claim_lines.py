"""The lines of a claim: who is granted what by which rule, from which fund, and to whom it is paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services import claimed_class, finished_class
from tests.services.prepared_claim import ALLOWANCE, ASSESSMENT, TRAINING, decide, line, prepare, reviewer
from trainingdesk.domain.access import Action
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.subsidy import SubsidyKind
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import claim, claim_page
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

S = ClaimState


def test_every_person_has_a_verdict_with_rule_amount_fund_and_payee(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, failed=frozenset({1}), absent={2: 5})
    page = claim_page.claim_page(work, prepare(work, made))
    granted = line(page, 0, TRAINING)
    assert (granted.decision, granted.amount_fen, granted.fund) == (Decision.YES, 120_000, "F02")
    assert (granted.payee_kind, granted.payee_name) == ("institution", "启航学校")
    assert (granted.rate, granted.clause) == ("1200.00", "测试规则 subsidy.rates")
    failed, absent = line(page, 1, TRAINING), line(page, 2, TRAINING)
    assert failed.reason is not None
    assert (failed.decision, failed.reason.key, failed.amount_fen) == (Decision.NO, "eligibility.not_qualified", 0)
    assert absent.decision is Decision.NO
    assert (page.totals.granted, page.totals.refused, page.totals.open) == (4, 4, 0)


def test_totals_are_the_sums_of_the_lines_to_the_fen(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=3, categories={0: "A01"})
    page = claim_page.claim_page(work, prepare(work, made))
    assert line(page, 0, ALLOWANCE).amount_fen == 5 * 5001
    assert page.totals.by_kind == {TRAINING: 360_000, ASSESSMENT: 63_150, ALLOWANCE: 25_005}
    assert page.totals.by_fund == {"F02": 385_005, "F01": 63_150}
    assert page.totals.by_payee == {"institution": 423_150, "person": 25_005}
    assert page.totals.fen == sum(one.amount_fen for one in page.lines) == 448_155


def test_an_allowance_is_counted_by_half_days_attended(work: Work, clock: Clock) -> None:
    """One of ten half-days missed: 4.5 days at 50.01 yuan are 225.045, rounded up once."""
    made = claimed_class.make(work, clock, people=1, categories={0: "A01"}, absent={0: 1})
    assert line(claim_page.claim_page(work, prepare(work, made)), 0, ALLOWANCE).amount_fen == 22_505


def test_an_allowance_has_lines_only_for_whom_it_is(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=3, categories={1: "A01"})
    page = claim_page.claim_page(work, prepare(work, made))
    assert [one.number[-3:] for one in page.lines if one.kind == ALLOWANCE] == ["002"]


def test_without_a_certificate_a_line_waits_for_the_proof(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1, certified=False)
    found = line(claim_page.claim_page(work, prepare(work, made)), 0, TRAINING)
    assert found.reason is not None
    assert (found.decision, found.reason.key, found.amount_fen) == (Decision.UNDECIDED, "eligibility.no_certificate", 0)


def test_without_a_proof_of_the_category_a_line_waits_and_is_judged_again(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1, proof=False)
    claim_id = prepare(work, made)
    found = line(claim_page.claim_page(work, claim_id), 0, TRAINING)
    assert found.reason is not None
    assert (found.decision, found.reason.key) == (Decision.UNDECIDED, "eligibility.proof_missing")
    with work.writing(Action.EDIT_PERSON) as session:
        values = {"person_id": made.people[0], "category": "A04", "proof_kind": "证明"}
        rows.add(session, "person_category", row_id=work.new_id(), county_code=work.county_code, values=values)
    claim.recheck(work, claim_id)
    page = claim_page.claim_page(work, claim_id)
    assert (page.totals.granted, page.totals.open, page.totals.fen) == (2, 0, 141_050)


def test_employees_are_paid_through_their_employer(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=2, categories={0: "B01", 1: "B01"})
    with work.writing(Action.EDIT_PERSON) as session:
        employer = rows.add(
            session, "employer", row_id=work.new_id(), county_code=work.county_code, values={"name": "秀山纺织公司"}
        )
        rows.change(session, "person", made.people[0], {"employer_id": employer})
    page = claim_page.claim_page(work, prepare(work, made, kinds=(SubsidyKind.TRAINING,)))
    with_employer, without = line(page, 0, TRAINING), line(page, 1, TRAINING)
    assert (with_employer.payee_kind, with_employer.payee_name) == ("employer", "秀山纺织公司")
    assert without.reason is not None
    assert (without.decision, without.reason.key) == (Decision.UNDECIDED, "claim.no_employer")


def test_a_rate_without_a_fund_asks_for_one(work: Work, clock: Clock) -> None:
    pack = finished_class.PACK.replace('fund = "F02"\n', "").replace('fund = "F01"\n', "")
    made = claimed_class.make(work, clock, people=1, pack=pack)
    claim_id = prepare(work, made)
    found = line(claim_page.claim_page(work, claim_id), 0, TRAINING)
    assert found.reason is not None
    assert found.reason.key == "claim.no_fund"
    claim.recheck(work, claim_id, fund="F03")
    assert claim_page.claim_page(work, claim_id).totals.by_fund == {"F03": 141_050}


def test_a_rate_for_the_class_is_shared_and_shared_again(work: Work, clock: Clock) -> None:
    pack = finished_class.PACK.replace(
        'per = "person"\nlevel = "5"\namount_fen = 120000', 'per = "class"\namount_fen = 100000'
    )
    made = claimed_class.make(work, clock, people=4, certified=False, pack=pack)
    claim_id = prepare(work, made, kinds=(SubsidyKind.TRAINING,))
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    lines = [one.id for one in claim_page.claim_page(work, claim_id).lines]
    decide(reviewer(work), claim_id, granted=True, reason="证书原件已核", lines=lines[:3])
    amounts = [one.amount_fen for one in claim_page.claim_page(work, claim_id).lines]
    assert amounts == [33_334, 33_333, 33_333, 0]
    decide(reviewer(work), claim_id, granted=True, reason="证书原件已核")
    assert [one.amount_fen for one in claim_page.claim_page(work, claim_id).lines] == [25_000] * 4


def test_an_allowance_granted_before_is_not_granted_again(work: Work, clock: Clock) -> None:
    pack = finished_class.PACK.replace('mode = "per_day"', 'mode = "once_per_year"')
    first = claimed_class.make(work, clock, people=1, categories={0: "A01"}, pack=pack)
    prepare(work, first)
    second = claimed_class.make(
        work, clock, people=1, categories={0: "A01"}, number="500241-2026-008", known=first.people
    )
    page = claim_page.claim_page(work, prepare(work, second, kinds=(SubsidyKind.LIVING_ALLOWANCE,)))
    (found,) = page.lines
    assert (found.decision, found.amount_fen) == (Decision.NO, 0)
