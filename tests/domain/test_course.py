"""Periods of courses against policies that contradict each other."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.course import CoursePeriods, check
from trainingdesk.domain.policy import Policy, Term
from trainingdesk.domain.verdict import Decision

HUAIAN = {"course.practice_min_share": Fraction(3, 5)}
TIANJIN = {
    "course.theory_min_share": Fraction(1, 5),
    "course.practice_min_share": Fraction(1, 2),
    "course.safety_periods_min": 4,
}
QUANZHOU = {
    "course.theory_min_share": Fraction(3, 5),
    "course.online_max_share_of_theory": Fraction(3, 5),
    "course.total_periods_min": 20,
    "course.total_periods_max": 40,
}
SHANXI = {"course.total_periods_max": 120}


def policy(values: dict[str, Any]) -> Policy:
    terms = {name: Term(value, f"clause of {name}") for name, value in values.items()}
    return Policy(
        key="test",
        version="1",
        region="test",
        title="test",
        valid_from=date(2020, 1, 1),
        terms=MappingProxyType(terms),
    )


def refusals(periods: CoursePeriods, values: dict[str, Any]) -> list[str | None]:
    return [verdict.reason for verdict in check(periods, policy(values)) if verdict.decision is Decision.NO]


@pytest.mark.parametrize(
    ("periods", "values", "wanted"),
    [
        (CoursePeriods(theory=32, practice=48), HUAIAN, []),
        (CoursePeriods(theory=33, practice=47), HUAIAN, ["course.practice_too_small"]),
        (CoursePeriods(theory=16, practice=64, safety=4), TIANJIN, []),
        (CoursePeriods(theory=15, practice=65, safety=4), TIANJIN, ["course.theory_too_small"]),
        (CoursePeriods(theory=40, practice=40, safety=3), TIANJIN, ["course.safety_too_few"]),
        (CoursePeriods(theory=24, practice=16), QUANZHOU, []),
        (CoursePeriods(theory=23, practice=17), QUANZHOU, ["course.theory_too_small"]),
        (CoursePeriods(theory=10, online=15, practice=15), QUANZHOU, []),
        (CoursePeriods(theory=9, online=15, practice=16), QUANZHOU, ["course.online_too_large"]),
        (CoursePeriods(theory=19, practice=0), QUANZHOU, ["course.too_few_periods"]),
        (CoursePeriods(theory=41, practice=0), QUANZHOU, ["course.too_many_periods"]),
        (CoursePeriods(theory=60, practice=60), SHANXI, []),
        (CoursePeriods(theory=60, practice=61), SHANXI, ["course.too_many_periods"]),
        (CoursePeriods(theory=1, practice=0), {}, []),
    ],
)
def test_places_ask_for_different_things(periods: CoursePeriods, values: dict[str, Any], wanted: list[str]) -> None:
    assert refusals(periods, values) == wanted


def test_a_refusal_carries_its_clause_and_both_shares() -> None:
    found = next(
        one for one in check(CoursePeriods(theory=60, practice=20), policy(HUAIAN)) if one.decision is Decision.NO
    )
    assert found.clause == "clause of course.practice_min_share"
    assert dict(found.values) == {"found": Fraction(1, 4), "wanted": Fraction(3, 5)}


def test_numbers_that_a_policy_does_not_give_leave_the_rule_undecided() -> None:
    verdicts = check(CoursePeriods(theory=40, practice=40, online=20), policy({}))
    assert {verdict.decision for verdict in verdicts} == {Decision.UNDECIDED}


def test_safety_that_nobody_entered_is_undecided_not_refused() -> None:
    assert refusals(CoursePeriods(theory=40, practice=40), TIANJIN) == []


@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.fractions(0, 1))
def test_the_share_is_exact(theory: int, practice: int, online: int, least: Fraction) -> None:
    periods = CoursePeriods(theory=theory, practice=practice, online=online)
    refused = "course.practice_too_small" in refusals(periods, {"course.practice_min_share": least})
    assert refused == (periods.total > 0 and practice < least * periods.total)
