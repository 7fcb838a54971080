"""What a person received against the limits of the policy of today."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.services import claimed_class
from trainingdesk.domain.errors import Refused
from trainingdesk.services import claim, policy
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.person_limits import Limited, limits_used

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work


def told(work: Work, person_id: str) -> dict[Limited, tuple[int, int | None, bool]]:
    return {one.what: (one.found, one.most, one.reached) for one in limits_used(work, person_id)}


def test_trainings_and_assessments_are_counted_against_the_policy(work: Work, clock: Clock) -> None:
    first = claimed_class.make(work, clock, people=2, failed=frozenset({1}))
    succeeded, failed = first.people
    claim.prepare(work, NewClaim(class_id=first.class_id))
    policy.use_policy(work, "ending")
    assert told(work, succeeded) == {
        Limited.YEAR: (1, 3, False),
        Limited.LIFE: (1, 3, False),
        Limited.ASSESSMENTS: (1, 3, False),
    }
    assert told(work, failed)[Limited.LIFE] == (0, 3, False)
    for number in ("500241-2026-008", "500241-2026-009"):
        claimed_class.make(work, clock, people=1, number=number, known=(succeeded,))
    assert told(work, succeeded)[Limited.YEAR] == (3, 3, True)
    clock.now = datetime(2027, 1, 4, 1, tzinfo=UTC)
    assert told(work, succeeded)[Limited.YEAR] == (0, 3, False)
    assert told(work, succeeded)[Limited.LIFE] == (3, 3, True)
    assert {one.what: one.clause for one in limits_used(work, succeeded)}[
        Limited.LIFE
    ] == "测试规则 person.lifetime_max"


def test_a_policy_without_limits_gives_counts_alone(work: Work, clock: Clock) -> None:
    made = claimed_class.make(work, clock, people=1)
    assert told(work, made.people[0]) == {
        Limited.YEAR: (1, None, False),
        Limited.LIFE: (1, None, False),
        Limited.ASSESSMENTS: (0, None, False),
    }


def test_nobody_has_no_limits(work: Work) -> None:
    with pytest.raises(Refused):
        limits_used(work, "nobody")
