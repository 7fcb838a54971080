"""A claim from its lines to the archive: who is granted what by which rule, who may approve, and when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import claimed_class, finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.subsidy import Payee, SubsidyKind
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import (
    account,
    claim,
    claim_decision,
    claim_list,
    claim_page,
    claim_payment,
    code_list,
    person_category,
    undo,
)
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.claim_decision import Ruling
from trainingdesk.services.person_limits import Limited, limits_used
from trainingdesk.storage import claim as stored
from trainingdesk.storage import person, rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.services.work import Work

S = ClaimState
TRAINING, ASSESSMENT, ALLOWANCE = "training", "assessment", "living_allowance"


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key


def prepare(work: Work, made: Made, **more: object) -> str:
    return claim.prepare(work, NewClaim(class_id=made.class_id, **more)).row  # type: ignore[arg-type]


def reviewer(work: Work) -> Work:
    return finished_class.acting(work, Role.ADMINISTRATOR, user_id="reviewer")


def decide(work: Work, claim_id: str, **more: object) -> object:
    return claim_decision.decide(work, claim_id, Ruling(**more))  # type: ignore[arg-type]


def line(page: ClaimPage, place: int, kind: str) -> ClaimLine:
    number = f"{page.class_number}-{place + 1:03}"
    return next(one for one in page.lines if one.number == number and one.kind == kind)


def published(work: Work, made: Made) -> str:
    claim_id = prepare(work, made)
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    claim.advance(reviewer(work), claim_id, S.PUBLICITY)
    return claim_id


def approved(work: Work, clock: Clock, made: Made) -> str:
    claim_id = published(work, made)
    clock.now += timedelta(days=8)
    claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)
    return claim_id


# --- the lines --------------------------------------------------------------------------------------------------------


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


# --- preparing --------------------------------------------------------------------------------------------------------


def test_one_class_one_claim(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    prepare(work, made)
    assert refusal(lambda: prepare(work, made)) == "claim.class_has_claim"


def test_a_class_is_claimed_for_once_it_is_completed(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock)
    assert refusal(lambda: prepare(work, made)) == "claim.class_not_completed"


def test_after_thirty_days_a_reason_is_wanted(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    clock.now += timedelta(days=21)  # 23 November: 22 November is a Sunday, the period ends on the 23rd
    assert work.today() == date(2026, 11, 23)
    clock.now += timedelta(days=1)
    with pytest.raises(Refused) as refused:
        prepare(work, made)
    assert refused.value.key == "claim.too_late"
    assert refused.value.values["until"] == date(2026, 11, 23)
    said = claim.prepare(work, NewClaim(class_id=made.class_id, late_reason="系统升级")).said
    assert said[0].key == "claim.late_with_reason"


def test_the_number_follows_the_countys_pattern(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    claim_id = prepare(work, made)
    assert claim_page.claim_by_number(work, "500241-2026-007-BT01").id == claim_id
    assert claim_page.claim_by_number(work, made.number).id == claim_id


def test_a_fund_that_is_none_is_refused(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    assert refusal(lambda: prepare(work, made, fund="F77")) == "claim.fund_unknown"


def test_a_rejected_claim_makes_room_for_another(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    first = prepare(work, made)
    claim.advance(reviewer(work), first, S.AUDITING)
    claim.advance(reviewer(work), first, S.REJECTED, reason="材料不实")
    second = prepare(work, made)
    assert claim_page.claim_page(work, second).head.number == "500241-2026-007-BT02"


# --- the review -------------------------------------------------------------------------------------------------------


def test_nobody_approves_what_they_prepared(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock))
    assert refusal(lambda: claim.advance(work, claim_id, S.AUDITING)) == "access.own_work"
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert refusal(lambda: decide(work, claim_id, granted=True, reason="我核过")) == "access.own_work"


def test_a_written_delegation_lets_one_person_work_and_marks_it(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock))
    account.delegate(
        work, user_id=work.worker.user_id, document="秀人社〔2026〕3号", valid_from=work.today(), valid_to=None
    )
    (said,) = claim.advance(work, claim_id, S.AUDITING).said
    assert said.key == "claim.by_delegation"
    assert claim_page.claim_page(work, claim_id).head.delegation_id is not None


def test_whoever_handed_a_claim_in_at_first_or_again_does_not_approve_it(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock))
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert refusal(lambda: claim.advance(reviewer(work), claim_id, S.RETURNED)) == "claim.reason_missing"
    claim.advance(reviewer(work), claim_id, S.RETURNED, reason="缺签到表")
    other = finished_class.acting(work, Role.ADMINISTRATOR, user_id="other-administrator")
    claim.advance(other, claim_id, S.CLAIMED)
    for preparer in (work, other):
        assert refusal(lambda who=preparer: claim.advance(who, claim_id, S.AUDITING)) == "access.own_work"
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert claim_page.claim_page(work, claim_id).head.state is S.AUDITING


def test_a_clerk_reviews_nothing(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock))
    clerk = finished_class.acting(work, Role.CLERK)
    assert refusal(lambda: claim.advance(clerk, claim_id, S.AUDITING)) == "access.not_allowed"


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


def test_a_claim_that_grants_nothing_is_not_published(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock, people=1, failed=frozenset({0}), certified=False))
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert refusal(lambda: claim.advance(reviewer(work), claim_id, S.PUBLICITY)) == "claim.nothing_granted"


def test_no_step_is_skipped_and_money_has_its_own_way(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock))
    assert refusal(lambda: claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)) == "claim.state_not_to_pay_approved"
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert refusal(lambda: claim.recheck(work, claim_id)) == "claim.review_begun"
    assert refusal(lambda: claim_payment.pay(work, claim_id)) == "claim.state_not_to_paid"


def test_preparing_can_be_undone_and_approving_cannot(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    changes = claim.prepare(work, NewClaim(class_id=made.class_id))
    undo.undo(work, changes.change_set)
    claim_id = prepare(work, made)
    approval = claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert refusal(lambda: undo.undo(work, approval.change_set)) == "undo.final"


# --- publicity --------------------------------------------------------------------------------------------------------


def test_publicity_lasts_five_working_days(work: Work, clock: Clock) -> None:
    claim_id = published(work, claimed_class.make(work, clock))
    head = claim_page.claim_page(work, claim_id).head
    assert (head.publicity_from, head.publicity_until) == (date(2026, 11, 2), date(2026, 11, 9))
    clock.now += timedelta(days=7)
    assert work.today() == date(2026, 11, 9)
    assert refusal(lambda: claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)) == "claim.publicity_runs"
    clock.now += timedelta(days=1)
    claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)


def test_publicity_of_unknown_length_takes_words(work: Work, clock: Clock) -> None:
    pack = finished_class.PACK.replace("claim.publicity_workdays", "class.site_visits_min")
    claim_id = published(work, claimed_class.make(work, clock, pack=pack))
    assert refusal(lambda: claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)) == "claim.publicity_undecided"
    claim.advance(reviewer(work), claim_id, S.PAY_APPROVED, reason="公示五天，无异议")


def test_an_objection_goes_back_to_the_review(work: Work, clock: Clock) -> None:
    claim_id = published(work, claimed_class.make(work, clock))
    claim.advance(reviewer(work), claim_id, S.OBJECTION, reason="有人反映未到课")
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    assert [one.to_state for one in claim_page.claim_page(work, claim_id).events] == [
        "claimed", "auditing", "publicity", "objection", "auditing",
    ]  # fmt: skip


def test_the_public_notice_masks_numbers_and_hides_whom_it_must(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=3, categories={1: "C04"})
    notice = claim_page.public_notice(work, published(work, made))
    assert {one.name for one in notice.lines} == {"学员0070", "学员0072"}
    assert all("********" in one.id_mask for one in notice.lines)
    assert (notice.withheld, notice.withheld_fen) == (2, 141_050)
    assert sum(one.amount_fen for one in notice.lines) + notice.withheld_fen == notice.total_fen == 423_150


def test_a_sensitive_category_of_the_countys_own_is_published_no_more_than_a_shipped_one(
    work: Work, clock: Clock
) -> None:
    code_list.add_item(work, "person_categories", code="Z01", name="残疾人家庭成员", core="disabled")
    made = claimed_class.make(work, clock, people=2, categories={1: "C04"})
    claim_id = published(work, made)
    with work.writing(Action.EDIT_PERSON) as session:
        (held,) = person.categories(session, (made.people[1],))[made.people[1]]
        rows.remove(session, "person_category", held.id)
    person_category.add_category(work, made.people[1], category="残疾人家庭成员")
    with work.writing(Action.ENROLL) as session:
        rows.change(session, "enrollment", made.enrollments[1], {"paid_category": "Z01"})
    assert {one.name for one in claim_page.public_notice(work, claim_id).lines} == {"学员0070"}


def test_an_auditor_reads_a_claim_without_its_sensitive_categories(work: Work, clock: Clock) -> None:
    claim_id = published(work, claimed_class.make(work, clock, people=2, categories={1: "C04"}))
    auditor = finished_class.acting(work, Role.AUDITOR)
    assert {line.category for line in claim_page.claim_page(auditor, claim_id).lines} == {"A04", None}
    assert {line.category for line in claim_page.claim_page(work, claim_id).lines} == {"A04", "C04"}


# --- money ------------------------------------------------------------------------------------------------------------


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


def test_the_payment_list_is_whole_and_its_reason_is_logged(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1, categories={0: "A01"})
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", made.people[0], {"payee_account": "6222021001116245702", "payee_bank": "农商行"})
    claim_id = prepare(work, made)
    assert refusal(lambda: claim_page.payment_list(work, claim_id, reason="")) == "access.reason_missing"
    lines = claim_page.payment_list(work, claim_id, reason="发放生活费")
    (personal,) = [one for one in lines if one.payee_kind == "person"]
    assert (personal.account, personal.bank, personal.amount_fen) == ("6222021001116245702", "农商行", 25_005)
    assert all(one.account is None for one in lines if one.payee_kind != "person")
    assert personal.document_number is not None
    assert len(personal.document_number) == 18
    reader = finished_class.acting(work, Role.AUDITOR)
    assert refusal(lambda: claim_page.payment_list(reader, claim_id, reason="看看")) == "access.not_allowed"


def test_only_who_handed_it_in_is_told_that_it_is_their_own(work: Work, clock: Clock) -> None:
    claim_id = prepare(work, claimed_class.make(work, clock, people=1))
    mine, theirs = claim_page.claim_page(work, claim_id), claim_page.claim_page(reviewer(work), claim_id)
    assert (mine.own, mine.may_approve) == (True, False)
    assert (theirs.own, theirs.may_approve) == (False, True)
    assert mine.names[work.worker.user_id] == "王主任"


def test_what_was_refused_counts_for_nothing_in_the_archive_either(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1, categories={0: "A01"})
    first = prepare(work, made)
    claim.advance(reviewer(work), first, S.AUDITING)
    claim.advance(reviewer(work), first, S.REJECTED, reason="材料不实")
    claim.advance(reviewer(work), first, S.CLOSED)
    (listed,) = claim_list.list_claims(work)
    assert (listed.refused, listed.people, listed.fen) == (True, 0, 0)
    assert claim_list.claim_sums(work).fen() == 0
    again = claimed_class.make(work, clock, people=1, number="500241-2026-008", known=made.people)
    with work.reading(Action.SEE_EVERYTHING) as session:
        assert stored.allowances(session, made.people, without_class=again.class_id) == {made.people[0]: ()}
    assert {one.what: one.found for one in limits_used(work, made.people[0])}[Limited.ASSESSMENTS] == 0
    assert prepare(work, made) != first


def test_deadlines_of_the_review_are_shown(work: Work, clock: Clock) -> None:
    page = claim_page.claim_page(work, prepare(work, claimed_class.make(work, clock)))
    assert page.due is not None
    assert (page.due.day, page.due.clause) == (date(2026, 11, 16), "测试规则 claim.review_workdays")
    assert page.next_steps == (S.AUDITING,)


def test_a_class_in_the_archive_takes_no_claim(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    finished_class.set_state(work, made, ClassState.CLOSED)
    assert refusal(lambda: prepare(work, made)) == "claim.class_not_completed"
