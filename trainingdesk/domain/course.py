"""Periods of a course (课时) against the policy: shares of theory, practice and online teaching, and the whole.

Places contradict each other (practice at least 60 % in 淮安, theory at least 60 % in 泉州 2021), so every number is the
policy's, and one that it does not give leaves the rule undecided. Online periods are theory that is taught online.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from trainingdesk.domain.verdict import Verdict

if TYPE_CHECKING:
    from trainingdesk.domain.limit import Share
    from trainingdesk.domain.policy import Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class CoursePeriods:
    """The class periods of a course; ``safety`` is None where nobody said how many of them teach safety."""

    theory: int
    practice: int
    online: int = 0
    safety: int | None = None

    @property
    def total(self) -> int:
        """All periods."""
        return self.theory + self.practice + self.online

    @property
    def theory_with_online(self) -> int:
        """All theory, wherever it is taught."""
        return self.theory + self.online


def check(periods: CoursePeriods, policy: Policy) -> tuple[Verdict, ...]:
    """One verdict for each rule that a course's periods are under."""
    total = periods.total
    return (
        _at_least("theory", periods.theory_with_online, total, policy.share("course.theory_min_share")),
        _at_least("practice", periods.practice, total, policy.share("course.practice_min_share")),
        _online(periods, policy.share("course.online_max_share_of_theory")),
        _safety(periods, policy),
        _total(periods, policy),
    )


def _at_least(part: str, found: int, total: int, share: Share | None) -> Verdict:
    if share is None or not total:
        return Verdict.undecided(f"course.{part}_undecided")
    if Fraction(found, total) >= share.value:
        return Verdict.yes(clause=share.clause)
    return Verdict.no(f"course.{part}_too_small", clause=share.clause, found=Fraction(found, total), wanted=share.value)


def _online(periods: CoursePeriods, share: Share | None) -> Verdict:
    if not periods.online:
        return Verdict.yes()
    if share is None:
        return Verdict.undecided("course.online_undecided")
    found = Fraction(periods.online, periods.theory_with_online)
    if found <= share.value:
        return Verdict.yes(clause=share.clause)
    return Verdict.no("course.online_too_large", clause=share.clause, found=found, wanted=share.value)


def _safety(periods: CoursePeriods, policy: Policy) -> Verdict:
    least = policy.limit("course.safety_periods_min")
    if least is None or periods.safety is None:
        return Verdict.undecided("course.safety_undecided")
    if periods.safety >= least.value:
        return Verdict.yes(clause=least.clause)
    return Verdict.no("course.safety_too_few", clause=least.clause, found=periods.safety, wanted=least.value)


def _total(periods: CoursePeriods, policy: Policy) -> Verdict:
    least, most = policy.limit("course.total_periods_min"), policy.limit("course.total_periods_max")
    if least is not None and periods.total < least.value:
        return Verdict.no("course.too_few_periods", clause=least.clause, found=periods.total, wanted=least.value)
    if most is not None and periods.total > most.value:
        return Verdict.no("course.too_many_periods", clause=most.clause, found=periods.total, wanted=most.value)
    deciding = least or most
    return Verdict.undecided("course.total_undecided") if deciding is None else Verdict.yes(clause=deciding.clause)
