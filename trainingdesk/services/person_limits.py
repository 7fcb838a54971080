"""What a person received of the subsidies that a policy limits: trainings of this year and in all, assessments in all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain import eligibility, past_training
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.past_training import Offer
from trainingdesk.domain.subsidy import SubsidyKind
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.eligibility_facts import Facts
from trainingdesk.services.policy import county_policy
from trainingdesk.storage import person as stored

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.policy import Policy
    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.work import Work


class Limited(StrEnum):
    """What is limited."""

    YEAR = "year"  # 本年度补贴性培训
    LIFE = "life"  # 累计补贴性培训
    ASSESSMENTS = "assessments"  # 累计评价补贴


@dataclass(frozen=True, slots=True)
class LimitUsed:
    """How often something was received, and how often the policy of today allows it; ``most`` is None without a limit."""

    what: Limited
    found: int
    most: int | None
    clause: str | None

    @property
    def reached(self) -> bool:
        """Whether nothing more is paid for."""
        return self.most is not None and self.found >= self.most


def limits_used(work: Work, person_id: str) -> tuple[LimitUsed, ...]:
    """What stands on this desk of a person, under whichever id, as a class that begins today would count it.

    Raises Refused for a person who is not there.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        if stored.person(session, person_id) is None:
            raise Refused("person.unknown")
        today, policy = work.today(), _policy(session, work.today())
        offer = Offer(class_id="", number="", starts_on=today, ends_on=today, training_type="", level="")
        person = Facts.gather(session, offer, (person_id,)).candidate(person_id)
        others = past_training.counted(person.trainings, offer, joined=False)
        this_year = sum(one.offer.starts_on.year == today.year for one in others)
        assessed = sum(SubsidyKind.ASSESSMENT in one.paid for one in person.trainings)
        counts = {Limited.YEAR: this_year, Limited.LIFE: len(others), Limited.ASSESSMENTS: assessed}
        if policy is None:
            return tuple(LimitUsed(what, found, None, None) for what, found in counts.items())
        categories = person.holding(today)
        verdicts = {
            Limited.YEAR: past_training.times_in_year(others, offer, categories=categories, policy=policy),
            Limited.LIFE: past_training.times_in_life(others, policy),
            Limited.ASSESSMENTS: eligibility.assessments_in_life(assessed, policy),
        }
        return tuple(_used(what, found, verdicts[what]) for what, found in counts.items())


def _policy(session: Session, day: date) -> Policy | None:
    try:
        return county_policy(session, day)
    except Refused:  # none holds: what was received is told without a limit
        return None


def _used(what: Limited, found: int, verdict: Verdict) -> LimitUsed:
    most = verdict.values.get("wanted")
    if verdict.decision is Decision.UNDECIDED or not isinstance(most, int):
        return LimitUsed(what, found, None, None)
    return LimitUsed(what, found, most, verdict.clause)
