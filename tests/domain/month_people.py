"""Facts of the monthly report, one person and one row at a time."""

from __future__ import annotations

from typing import Any

from trainingdesk.domain.month_amounts import Amounts
from trainingdesk.domain.month_facts import CertificateFact, EnrollmentFact, Profile, SubsidyFact, Together


def alone(**fields: Any) -> Together:
    """One enrollment with days that nobody shares; fields are those of the fact, of its profile and of its days."""
    own = {name: fields.pop(name) for name in EnrollmentFact._fields if name in fields}
    profile = Profile(**{name: fields.pop(name) for name in Profile._fields if name in fields})
    return Together(people=[EnrollmentFact(profile=profile, **own)], **fields)


def certificate(row_id: str, **fields: Any) -> CertificateFact:
    """One certificate."""
    return CertificateFact(Amounts.ones([row_id]), **fields)


def subsidy(row_id: str, fen: int, **fields: Any) -> SubsidyFact:
    """One line of money."""
    return SubsidyFact(Amounts.weighed([row_id], [fen]), **fields)
