"""A claim prepared by the signed-in worker, and taken by a reviewer as far as a test needs it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.errors import Refused
from trainingdesk.services import claim, claim_decision
from trainingdesk.services.claim import NewClaim
from trainingdesk.services.claim_decision import Ruling

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.claim_page import ClaimLine, ClaimPage
    from trainingdesk.services.work import Work

S = ClaimState
TRAINING, ASSESSMENT, ALLOWANCE = "training", "assessment", "living_allowance"


def prepare(work: Work, made: Made, **more: object) -> str:
    """A claim for a class; answers its id."""
    return claim.prepare(work, NewClaim(class_id=made.class_id, **more)).row  # type: ignore[arg-type]


def reviewer(work: Work) -> Work:
    """The same desk with somebody at it who handed nothing in."""
    return finished_class.acting(work, Role.ADMINISTRATOR, user_id="reviewer")


def decide(work: Work, claim_id: str, **more: object) -> object:
    """Open lines decided by the worker at the desk."""
    return claim_decision.decide(work, claim_id, Ruling(**more))  # type: ignore[arg-type]


def published(work: Work, made: Made) -> str:
    """A claim in publicity."""
    claim_id = prepare(work, made)
    claim.advance(reviewer(work), claim_id, S.AUDITING)
    claim.advance(reviewer(work), claim_id, S.PUBLICITY)
    return claim_id


def approved(work: Work, clock: Clock, made: Made) -> str:
    """A claim whose publicity is over and whose payment is approved."""
    claim_id = published(work, made)
    clock.now += timedelta(days=8)
    claim.advance(reviewer(work), claim_id, S.PAY_APPROVED)
    return claim_id


def line(page: ClaimPage, place: int, kind: str) -> ClaimLine:
    """The line of one person, by the place in the class, and of one kind."""
    number = f"{page.class_number}-{place + 1:03}"
    return next(one for one in page.lines if one.number == number and one.kind == kind)


def refusal(act: Callable[[], object]) -> str:
    """The key of the sentence that refuses."""
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key
