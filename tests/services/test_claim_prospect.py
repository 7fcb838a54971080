"""What a class may claim today: the same verdicts as a claim would hold, whether one may be made, and until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.services import claimed_class, finished_class
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import claim, claim_page
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.claim_prospect import claim_prospect

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def test_it_says_what_a_claim_would_hold_and_writes_nothing(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, failed=frozenset({1}), categories={0: "A01"})
    found = claim_prospect(work, made.class_id)
    assert found.begin.decision is Decision.YES
    assert (found.until and found.until.day, found.late, found.claims) == (date(2026, 11, 23), False, ())
    assert (found.totals.granted, found.totals.refused, found.totals.open) == (7, 2, 0)
    assert found.totals.fen == sum(line.amount_fen for line in found.lines) == 3 * 141_050 + 25_005
    page = claim_page.claim_page(work, claim.prepare(work, NewClaim(class_id=made.class_id)).row)
    told = [(one.enrollment_id, one.kind, one.decision, one.reason, one.clause, one.amount_fen) for one in page.lines]
    same = [(one.enrollment_id, one.kind, one.decision, one.reason, one.clause, one.amount_fen) for one in found.lines]
    assert sorted(told, key=str) == sorted(same, key=str)
    assert found.totals == page.totals
    assert {one.person_id for one in found.lines} == {one.person_id for one in page.lines} == set(made.people)


def test_a_class_with_a_claim_takes_no_other_until_it_was_refused(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1)
    claim_id = claim.prepare(work, NewClaim(class_id=made.class_id)).row
    found = claim_prospect(work, made.class_id)
    assert (found.begin.decision, found.begin.reason) == (Decision.NO, "claim.class_has_claim")
    assert [one.id for one in found.claims] == [claim_id]
    other = finished_class.acting(work, *work.worker.roles, user_id="reviewer")
    claim.advance(other, claim_id, ClaimState.AUDITING)
    claim.advance(other, claim_id, ClaimState.REJECTED, reason="材料不实")
    again = claim_prospect(work, made.class_id)
    assert again.begin.decision is Decision.YES
    assert [one.state for one in again.claims] == [ClaimState.REJECTED]


def test_the_last_day_can_have_passed(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1)
    clock.now += timedelta(days=30)
    assert claim_prospect(work, made.class_id).late


def test_a_class_that_still_runs_shows_what_is_to_come(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=2, state=ClassState.RUNNING)
    found = claim_prospect(work, made.class_id)
    assert (found.begin.decision, found.begin.reason) == (Decision.NO, "claim.class_not_completed")
    assert {line.decision for line in found.lines} <= {Decision.NO, Decision.UNDECIDED}
    assert found.totals.fen == 0
