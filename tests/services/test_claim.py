"""A claim from the class to the archive: who may prepare it, who may approve it, and when each step may be taken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import claimed_class, finished_class
from tests.services.prepared_claim import decide, prepare, published, refusal, reviewer
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import account, claim, claim_list, claim_page, claim_payment, undo
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.person_limits import Limited, limits_used
from trainingdesk.storage import claim as stored

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

S = ClaimState


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


# --- the archive ------------------------------------------------------------------------------------------------------


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


def test_a_class_in_the_archive_takes_no_claim(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock)
    finished_class.set_state(work, made, ClassState.CLOSED)
    assert refusal(lambda: prepare(work, made)) == "claim.class_not_completed"
