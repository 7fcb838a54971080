"""Facts of the monthly report, one person and one row at a time."""

from __future__ import annotations

from typing import Any

from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_facts import CertificateFact, Profile, SubsidyFact, Together
from trainingdesk.domain.month_people import People


def alone(*, id: str, person_id: str, **fields: Any) -> Together:  # noqa: A002 -- as the rows call it
    """One enrollment with days that nobody shares; fields are those of its profile and of its days."""
    profile = Profile(**{name: fields.pop(name) for name in Profile._fields if name in fields})
    return Together(people=People(1, id, person_id, "any"), profiles={"any": profile}, **fields)


def certificate(row_id: str, **fields: Any) -> CertificateFact:
    """One certificate."""
    return CertificateFact(Amounts.ones([row_id]), **fields)


def subsidy(row_id: str, fen: int, **fields: Any) -> SubsidyFact:
    """One line of money."""
    return SubsidyFact(Amounts.weighed([row_id], [fen]), **fields)
