"""What a policy says for one class and for its claim, as the rules of those take it; a row that fits best decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.claim import ClaimLimits
from trainingdesk.domain.class_checklist import ClassLimits
from trainingdesk.domain.limit import Limit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from trainingdesk.domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFacts:
    """What rows of a policy are chosen by; None where it is not known or does not matter.

    A row that asks for something that is None does not fit. ``categories`` are those of the person, ``on`` the day.
    """

    level: str | None = None
    training_type: str | None = None
    occupation: str | None = None
    mode: str | None = None
    shortage: str | None = None
    kind: str | None = None
    categories: frozenset[str] = frozenset()
    on: date | None = None


_ONE: Final = ("level", "shortage", "kind")
_AMONG: Final = (
    ("training_types", "training_type"),
    ("occupations", "occupation"),
    ("modes", "mode"),
    ("levels", "level"),
)


def fitting(rows: Iterable[Mapping[str, Any]], facts: RowFacts) -> tuple[Mapping[str, Any], ...]:
    """The rows that apply, those that ask for most first; among equals the policy's order stands."""
    fit = [row for row in rows if _fits(row, facts)]
    return tuple(sorted(fit, key=_asks_for, reverse=True))


def class_limits(policy: Policy, *, level: str, training_type: str, mode: str | None = None) -> ClassLimits:
    """The policy's numbers for a class of this level and training type."""
    facts = RowFacts(level=level, training_type=training_type, mode=mode)
    periods = fitting(policy.table("class.minimum_periods"), facts)
    return ClassLimits(
        filing_workdays=policy.limit("class.filing_workdays"),
        class_size=policy.limit("class.size_max"),
        periods_a_day=policy.limit("class.periods_per_day_max"),
        minimum_periods=Limit(periods[0]["periods"], periods[0]["clause"]) if periods else None,
        site_visits=policy.limit("class.site_visits_min"),
    )


def claim_limits(policy: Policy) -> ClaimLimits:
    """The policy's numbers of days for claims."""
    return ClaimLimits(
        claim_days_after_end=policy.limit("claim.days_after_end"),
        claim_months_after_certificate=policy.limit("claim.months_after_certificate"),
        review_workdays=policy.limit("claim.review_workdays"),
        publicity_workdays=policy.limit("claim.publicity_workdays"),
        payment_workdays=policy.limit("claim.payment_workdays"),
    )


def _fits(row: Mapping[str, Any], facts: RowFacts) -> bool:
    if any(name in row and row[name] != getattr(facts, name) for name in _ONE):
        return False
    if any(column in row and getattr(facts, name) not in row[column] for column, name in _AMONG):
        return False
    if "categories" in row and facts.categories.isdisjoint(row["categories"]):
        return False
    return _holds(row, facts.on)


def _holds(row: Mapping[str, Any], on: date | None) -> bool:
    """Whether a row with days of its own is in force; without a day to ask for, only undated rows are."""
    first, last = row.get("valid_from"), row.get("valid_to")
    if on is None:
        return first is None and last is None
    return (first is None or first <= on) and (last is None or on <= last)


def _asks_for(row: Mapping[str, Any]) -> int:
    return sum(name in row for name in (*_ONE, *(column for column, _ in _AMONG), "categories"))
