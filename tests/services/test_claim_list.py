"""The list of claims: narrowed by state, month and text, and summed to the fen whatever page is looked at."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.services import claimed_class, finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.services import claim
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.claim_list import ClaimSums, claim_sums, list_claims, to_claim
from trainingdesk.storage import rows
from trainingdesk.storage.claim_list import ClaimFilter

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


@pytest.fixture
def two(work: Work, clock: Clock) -> tuple[str, str]:
    """A claim of November in the review (two people paid for), and one of December."""
    first = claimed_class.make(work, clock, people=3, failed=frozenset({2}))
    november = claim.prepare(work, NewClaim(class_id=first.class_id)).row
    other = finished_class.acting(work, Role.ADMINISTRATOR, user_id="reviewer")
    claim.advance(other, november, ClaimState.AUDITING)
    second = claimed_class.make(work, clock, people=1, number="500241-2026-008")
    clock.now = datetime(2026, 11, 30, 16, 30, tzinfo=UTC)  # half past midnight of 1 December in the county
    december = claim.prepare(work, NewClaim(class_id=second.class_id, late_reason="材料补正")).row
    return november, december


def found(work: Work, **wanted: object) -> list[str]:
    return [one.id for one in list_claims(work, ClaimFilter(**wanted))]  # type: ignore[arg-type]


def test_claims_are_listed_with_what_is_granted(work: Work, two: tuple[str, str]) -> None:
    first, second = list_claims(work)
    assert [(one.number, one.people, one.fen) for one in (first, second)] == [
        ("500241-2026-007-BT01", 2, 282_100),
        ("500241-2026-008-BT01", 1, 141_050),
    ]
    assert [one.id for one in list_claims(work, limit=1, offset=1)] == [two[1]]


def test_a_claim_belongs_to_the_month_in_which_it_was_handed_in_by_the_clock_of_the_county(
    work: Work, two: tuple[str, str]
) -> None:
    november, december = two
    assert found(work, month=Month(2026, 11)) == [november]
    assert found(work, month=Month(2026, 12)) == [december]
    assert found(work, month=Month(2026, 10)) == []


def test_the_list_is_narrowed_by_state_class_and_text(work: Work, two: tuple[str, str]) -> None:
    november, december = two
    assert found(work, state=ClaimState.AUDITING) == [november]
    assert found(work, state=ClaimState.PAID) == []
    assert found(work, text="2026-008") == [december]
    assert found(work, text="启航") == [november, december]
    assert found(work, text="%") == []
    (one,) = list_claims(work, ClaimFilter(text="2026-008"))
    assert found(work, class_id=one.class_id) == [december]


def test_sums_are_those_of_all_claims_that_fit(work: Work, two: tuple[str, str]) -> None:
    everything = claim_sums(work)
    assert (everything.claims(), everything.fen()) == (2, 423_150)
    assert (everything.claims(ClaimState.AUDITING), everything.fen(ClaimState.AUDITING)) == (1, 282_100)
    assert everything.fen(ClaimState.PAID) == 0
    assert claim_sums(work, ClaimFilter(month=Month(2026, 12))).fen() == 141_050
    assert claim_sums(work, ClaimFilter(text="没有")) == ClaimSums(())


def test_what_was_removed_is_neither_listed_nor_summed(work: Work, two: tuple[str, str]) -> None:
    with work.writing(Action.PREPARE_CLAIM) as session:
        rows.remove(session, "claim", two[1])
    assert found(work) == [two[0]]
    assert claim_sums(work).fen() == 282_100


def test_completed_classes_without_a_claim_are_named_the_most_pressing_first(work: Work, clock: Clock) -> None:
    soon = claimed_class.make(work, clock, people=1)
    later = claimed_class.make(work, clock, people=1, number="500241-2026-008", first_day=date(2026, 10, 26))
    finished_class.make(work, clock, people=1, number="500241-2026-009")
    claimed = claimed_class.make(work, clock, people=1, number="500241-2026-010")
    claim.prepare(work, NewClaim(class_id=claimed.class_id))
    assert [(one.class_id, one.until, one.late) for one in to_claim(work)] == [
        (soon.class_id, date(2026, 11, 23), False),
        (later.class_id, date(2026, 11, 30), False),
    ]
    clock.now = datetime(2026, 11, 25, 1, tzinfo=UTC)
    assert [one.late for one in to_claim(work)] == [True, False]


def test_who_teaches_does_not_see_claims(work: Work) -> None:
    with pytest.raises(Refused):
        claim_sums(finished_class.acting(work, Role.INSTRUCTOR))
