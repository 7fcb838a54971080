"""The life of a claim, and its days over holidays and 调休."""

from __future__ import annotations

from datetime import date

import pytest

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.domain.calendar import WorkCalendar
from trainingdesk.domain.claim import (
    CLAIM_STEPS,
    ClaimLimits,
    ClaimState,
    claim_by,
    due,
    may_approve_payment,
    may_begin,
    move,
)
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.limit import Limit
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.verdict import Decision
from trainingdesk.settings.holidays import special_days

CALENDAR = WorkCalendar.of_table({day.day: day.working for day in special_days()})
LIMITS = ClaimLimits(
    claim_days_after_end=Limit(30, "霍山"),
    claim_months_after_certificate=Limit(12, "广东"),
    review_workdays=Limit(10, "湖北"),
    publicity_workdays=Limit(5, "天津"),
    payment_workdays=Limit(10, "霍山"),
)
S = ClaimState


def reachable(start: ClaimState) -> set[ClaimState]:
    found = {start}
    waiting = [start]
    while waiting:
        for to in CLAIM_STEPS.allowed(waiting.pop()):
            if to not in found:
                found.add(to)
                waiting.append(to)
    return found


def test_a_claim_reaches_every_state_and_ends_in_the_archive() -> None:
    assert reachable(S.CLAIMED) == set(ClaimState)
    assert [state for state in ClaimState if CLAIM_STEPS.is_final(state)] == [S.CLOSED]
    assert all(S.CLOSED in reachable(state) for state in ClaimState)


@pytest.mark.parametrize(
    ("start", "to"),
    [
        (S.CLAIMED, S.PUBLICITY),
        (S.AUDITING, S.PAY_APPROVED),
        (S.PUBLICITY, S.PAID),
        (S.PAID, S.AUDITING),
        (S.CLOSED, S.CLAIMED),
        (S.REJECTED, S.PAID),
    ],
)
def test_no_step_is_skipped(start: ClaimState, to: ClaimState) -> None:
    with pytest.raises(Refused) as refused:
        move(start, to)
    assert refused.value.key == f"claim.state_not_to_{to.value}"


def test_what_goes_against_somebody_needs_a_reason() -> None:
    wanting = {(step.start, step.to) for step in CLAIM_STEPS.steps.values() if step.needs_reason}
    against = (S.RETURNED, S.REJECTED, S.OBJECTION, S.BOUNCED, S.RECOVERING)
    assert {to for _start, to in wanting} == set(against)
    with pytest.raises(Refused) as refused:
        CLAIM_STEPS.move(S.AUDITING, S.RETURNED, reason="  ")
    assert refused.value.key == "claim.reason_missing"


def test_a_clerk_prepares_and_approves_nothing() -> None:
    for step in CLAIM_STEPS.steps.values():
        assert may({Role.CLERK}, step.action) is (step.action is Action.PREPARE_CLAIM)


def test_only_a_completed_class_is_claimed_for() -> None:
    for state in ClassState:
        assert (may_begin(state).decision is Decision.YES) is (state is ClassState.COMPLETED)


def test_the_earlier_of_two_periods_ends_the_time_to_claim() -> None:
    ended = date(2026, 3, 2)
    by_class = claim_by(ended_on=ended, certified_on=date(2026, 3, 20), limits=LIMITS, calendar=CALENDAR)
    assert by_class is not None
    assert (by_class.day, by_class.clause) == (date(2026, 4, 1), "霍山")
    certificate = ClaimLimits(claim_months_after_certificate=LIMITS.claim_months_after_certificate)
    by_certificate = claim_by(ended_on=ended, certified_on=date(2025, 3, 20), limits=certificate, calendar=CALENDAR)
    assert by_certificate is not None
    assert (by_certificate.day, by_certificate.clause) == (date(2026, 3, 20), "广东")


def test_an_end_on_a_day_off_moves_to_the_next_working_day() -> None:
    found = claim_by(ended_on=date(2026, 9, 1), certified_on=None, limits=LIMITS, calendar=CALENDAR)
    assert found is not None
    assert found.day == date(2026, 10, 8)  # 1 October is a holiday until the 7th
    assert not found.is_over(date(2026, 10, 8))
    assert found.is_over(date(2026, 10, 9))


def test_without_numbers_there_is_no_last_day() -> None:
    found = claim_by(ended_on=date(2026, 3, 2), certified_on=date(2026, 3, 20), limits=ClaimLimits(), calendar=CALENDAR)
    assert found is None


def test_publicity_lasts_five_working_days() -> None:
    """From Monday 28 September 2026: 29, 30 September, then 8, 9 and Saturday 10 October, which is worked."""
    until = due(S.PUBLICITY, since=date(2026, 9, 28), limits=LIMITS, calendar=CALENDAR)
    assert until is not None
    assert until.day == date(2026, 10, 10)


@pytest.mark.parametrize(("today", "decision"), [(10, Decision.NO), (11, Decision.YES)])
def test_payment_is_approved_after_the_last_day(today: int, decision: Decision) -> None:
    verdict = may_approve_payment(
        publicity_from=date(2026, 9, 28), today=date(2026, 10, today), limits=LIMITS, calendar=CALENDAR
    )
    assert verdict.decision is decision
    assert verdict.clause == "天津"


def test_publicity_of_unknown_length_is_undecided() -> None:
    verdict = may_approve_payment(
        publicity_from=date(2026, 9, 28), today=date(2026, 12, 1), limits=ClaimLimits(), calendar=CALENDAR
    )
    assert (verdict.decision, verdict.reason) == (Decision.UNDECIDED, "claim.publicity_undecided")


def test_a_year_without_a_table_is_said() -> None:
    until = due(S.PUBLICITY, since=date(2031, 9, 26), limits=LIMITS, calendar=CALENDAR)
    assert until is not None
    assert until.unknown_years == (2031,)


def test_states_that_wait_for_nobody_have_no_deadline() -> None:
    waiting = {S.CLAIMED, S.AUDITING, S.PUBLICITY, S.PAY_APPROVED}
    for state in ClaimState:
        found = due(state, since=date(2026, 3, 2), limits=LIMITS, calendar=CALENDAR)
        assert (found is not None) is (state in waiting)
