"""The list of subsidy claims, and what they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import claim
from trainingdesk.storage import claim_list as stored
from trainingdesk.storage.claim_list import ClaimFilter
from trainingdesk.storage.training_class import class_of

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.claim import ClaimState
    from trainingdesk.services.work import Work
    from trainingdesk.storage.claim_list import ClaimListLine, StateSum

#: More than anybody lets pile up; each costs a look at its certificates.
_MOST: Final = 100
#: Every claim.
EVERY = ClaimFilter()


@dataclass(frozen=True, slots=True)
class ClaimSums:
    """What is granted in the claims that were asked for, by state; totals are sums of it."""

    by_state: tuple[StateSum, ...]

    def claims(self, state: ClaimState | None = None) -> int:
        """How many claims there are in a state, or in all."""
        return sum(one.claims for one in self.by_state if state in {None, one.state})

    def fen(self, state: ClaimState | None = None) -> int:
        """What is granted in a state, or in all."""
        return sum(one.fen for one in self.by_state if state in {None, one.state})


@dataclass(frozen=True, slots=True)
class ToClaim:
    """A completed class that nobody claimed for; ``until`` is None where the policy gives no last day."""

    class_id: str
    number: str
    name: str
    until: date | None
    late: bool


def list_claims(
    work: Work, wanted: ClaimFilter = EVERY, *, limit: int = 200, offset: int = 0
) -> tuple[ClaimListLine, ...]:
    """Claims with what is granted, the latest class first, a page at a time."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.claims(session, wanted, limit=limit, offset=offset)


def claim_sums(work: Work, wanted: ClaimFilter = EVERY) -> ClaimSums:
    """What all claims come to that fit, whatever page of them is looked at."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return ClaimSums(stored.sums(session, wanted))


def to_claim(work: Work) -> tuple[ToClaim, ...]:
    """Completed classes without a claim, the most pressing first."""
    with work.reading(Action.PREPARE_CLAIM) as session:
        found = [_to_claim(session, one, today=work.today()) for one in stored.without_claim(session, limit=_MOST)]
    return tuple(sorted(found, key=lambda one: (one.until is None, one.until or work.today(), one.number)))


def _to_claim(session: Session, class_id: str, *, today: date) -> ToClaim:
    row = class_of(session, class_id)
    if row is None:
        raise Refused("training_class.unknown")
    until = claim.last_day(session, row)
    day, late = (None, False) if until is None else (until.day, until.is_over(today))
    return ToClaim(class_id, row.number, row.name, day, late)
