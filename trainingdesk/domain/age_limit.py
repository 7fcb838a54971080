"""Ages: full years (周岁) on a day, and the retirement age that moves with the birth month since 2025-01-01.

A birthday that a year does not have falls on the last day of its month (民法典 art. 202): who was born on 29 February is a
year older on 28 February.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.calendar import Month, add_months
from trainingdesk.domain.policy_limits import RowFacts, fitting
from trainingdesk.domain.verdict import Decision, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from trainingdesk.domain.identity import Sex
    from trainingdesk.domain.policy import Policy

_MONTHS = 12


def birthday(birth: date, age: int) -> date:
    """The day on which somebody reaches an age."""
    return add_months(birth, age * _MONTHS)


def age_on(birth: date, day: date) -> int:
    """Full years on a day; negative before birth."""
    years = day.year - birth.year
    if birth.month != day.month:
        return years if birth.month < day.month else years - 1
    return years if birthday(birth, years) <= day else years - 1


def retires_on(birth: date, row: Mapping[str, Any]) -> date:
    """The day of the statutory retirement age by one row of ``person.retirement``.

    Who would have reached ``from_age`` in the first ``months_per_month`` months after ``starts`` works one month longer, who
    reaches it in the next ones two, up to ``to_age``.
    """
    months = row["from_age"] * _MONTHS
    waited = Month.of(add_months(birth, months)).ordinal - Month.of(row["starts"]).ordinal
    longest = max(0, row["to_age"] - row["from_age"]) * _MONTHS
    delay = 0 if waited < 0 else min(longest, waited // row["months_per_month"] + 1)
    return add_months(birth, months + delay)


@dataclass(frozen=True, slots=True)
class AgeRules:
    """The policy's rows on age and on retirement as they stand on one day."""

    day: date
    ages: tuple[Mapping[str, Any], ...]
    retirement: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, policy: Policy, day: date) -> AgeRules:
        """The rows that are in force on the day."""
        return cls(day, fitting(policy.table("person.age"), RowFacts(on=day)), policy.table("person.retirement"))

    def answer(self, birth: date | None, sex: Sex | None) -> tuple[Verdict, ...]:
        """Whether somebody has the age on the day, and has not reached retirement where the policy has it."""
        if not self.ages and not self.retirement:
            return (Verdict.undecided("eligibility.age_not_given"),)
        if birth is None:
            return (Verdict.undecided("eligibility.birth_unknown"),)
        found = []
        if self.ages:
            cases = [[_age(birth, self.day, row) for row in rows] for rows in _by_sex(self.ages, sex)]
            found.append(_agreed(cases, "eligibility.sex_unknown"))
        if self.retirement:
            cases = [[_retirement(birth, self.day, row)] for rows in _by_sex(self.retirement, sex) for row in rows]
            reason = "eligibility.sex_unknown" if sex is None else "eligibility.retirement_kind_unknown"
            found.append(_agreed(cases, reason))
        return tuple(found)


def of_working_age(birth: date | None, sex: Sex | None, *, day: date, policy: Policy) -> tuple[Verdict, ...]:
    """What ``AgeRules`` of this policy and day answer."""
    return AgeRules.of(policy, day).answer(birth, sex)


def _by_sex(rows: tuple[Mapping[str, Any], ...], sex: Sex | None) -> list[list[Mapping[str, Any]]]:
    """The rows that may apply to a person, for each sex that it may be."""
    sexes = ("male", "female") if sex is None else (sex.value,)
    return [[row for row in rows if row["sex"] == one] for one in sexes]


def _agreed(cases: list[list[Verdict]], reason: str) -> Verdict:
    """The answer that all cases give alike; each case is its own first *no*, else its first answer."""
    answers = [_worst(case) for case in cases if case]
    if not answers:
        return Verdict.undecided("eligibility.age_not_given")
    if any(answer.decision is not answers[0].decision for answer in answers):
        return Verdict.undecided(reason, clause=answers[0].clause)
    return answers[0]


def _worst(case: list[Verdict]) -> Verdict:
    return next((verdict for verdict in case if verdict.decision is Decision.NO), case[0])


def _age(birth: date, day: date, row: Mapping[str, Any]) -> Verdict:
    least, most, clause = row.get("min"), row.get("max"), row["clause"]
    found = age_on(birth, day)
    if least is not None and found < least:
        return Verdict.no("eligibility.too_young", clause=clause, found=found, wanted=least, day=day)
    if most is not None and found >= most:
        return Verdict.no("eligibility.too_old", clause=clause, found=found, wanted=most, day=day)
    return _yes(clause)


def _retirement(birth: date, day: date, row: Mapping[str, Any]) -> Verdict:
    if day.year - birth.year < row["from_age"]:  # far from it: most people are
        return _yes(row["clause"])
    since = retires_on(birth, row)
    if since <= day:
        return Verdict.no("eligibility.retired", clause=row["clause"], since=since, day=day)
    return _yes(row["clause"])


@lru_cache(maxsize=64)
def _yes(clause: str) -> Verdict:
    """One answer for everybody of the right age."""
    return Verdict.yes(clause=clause)
