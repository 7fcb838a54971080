"""A verdict carries its reason, what was found and wanted, and its clause; several give one decision."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.verdict import Decision, Verdict, overall

ANSWERS = {Decision.YES: Verdict.yes(), Decision.NO: Verdict.no("a.b"), Decision.UNDECIDED: Verdict.undecided("a.c")}
decisions = st.lists(st.sampled_from(Decision))


def test_an_answer_keeps_what_it_was_made_of() -> None:
    verdict = Verdict.no("eligibility.too_young", clause="第四条", found=15, wanted=16)
    assert (verdict.decision, verdict.reason, verdict.clause) == (Decision.NO, "eligibility.too_young", "第四条")
    assert dict(verdict.values) == {"found": 15, "wanted": 16}


def test_a_yes_has_no_reason_and_may_say_what_it_saw() -> None:
    verdict = Verdict.yes(clause="第四条", found=1)
    assert (verdict.decision, verdict.reason, verdict.values["found"]) == (Decision.YES, None, 1)


def test_undecided_is_neither() -> None:
    verdict = Verdict.undecided("eligibility.age_not_given")
    assert (verdict.decision, verdict.clause) == (Decision.UNDECIDED, None)


def test_nobody_changes_a_verdict() -> None:
    verdict = Verdict.yes(found=1)
    with pytest.raises(AttributeError):
        verdict.decision = Decision.NO  # type: ignore[misc]
    with pytest.raises(TypeError):
        verdict.values["found"] = 2  # type: ignore[index]


def test_equal_answers_are_equal() -> None:
    assert Verdict.no("a.b", found=1) == Verdict.no("a.b", found=1)
    assert Verdict.no("a.b", found=1) != Verdict.no("a.b", found=2)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ((), Decision.YES),
        ((Decision.YES,), Decision.YES),
        ((Decision.YES, Decision.UNDECIDED), Decision.UNDECIDED),
        ((Decision.UNDECIDED, Decision.NO), Decision.NO),
        ((Decision.NO, Decision.YES), Decision.NO),
    ],
)
def test_one_no_is_no_and_one_doubt_is_doubt(given: tuple[Decision, ...], expected: Decision) -> None:
    assert overall(tuple(ANSWERS[decision] for decision in given)) is expected


@given(decisions, decisions)
def test_more_rules_never_make_it_easier(some: list[Decision], more: list[Decision]) -> None:
    order = [Decision.YES, Decision.UNDECIDED, Decision.NO]
    few = overall(tuple(ANSWERS[decision] for decision in some))
    many = overall(tuple(ANSWERS[decision] for decision in [*some, *more]))
    assert order.index(many) >= order.index(few)
