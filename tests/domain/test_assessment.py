"""Points as they are written, what is enough, make-up rounds, and what a missing number does."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.assessment import (
    PassRule,
    Points,
    Result,
    agreed,
    announced_in_time,
    deciding,
    is_absent,
    joined,
    judge,
    may_sit_round,
    points_text,
    read_points,
    read_result,
    result_of,
)
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.limit import Limit
from trainingdesk.domain.policy import Policy, Term
from trainingdesk.domain.verdict import Decision, Verdict

SIXTY = Limit(600, "第一条")
RULE = PassRule(theory=SIXTY, practice=Limit(600, "第二条"))
ABSENT = Points(absent=True)


@pytest.mark.parametrize(
    ("text", "tenths"),
    [
        ("60", 600),
        ("59.5", 595),
        ("100", 1000),
        ("0", 0),
        ("８５．５", 855),
        (" 72 分", 720),
        ("60.0", 600),
        ("60.50", 605),
        ("", None),
        ("  ", None),
    ],
)
def test_points_are_read_in_tenths(text: str, tenths: int | None) -> None:
    assert read_points(text) == tenths


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("100.1", "assessment.points_out_of_range"),
        ("101", "assessment.points_out_of_range"),
        ("59.95", "assessment.points_too_fine"),
        ("六十", "assessment.points_unreadable"),
        ("-5", "assessment.points_unreadable"),
        ("60.", "assessment.points_unreadable"),
        ("1e2", "assessment.points_unreadable"),
    ],
)
def test_what_is_no_score_is_refused(text: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_points(text)
    assert refused.value.key == key


def test_nothing_is_rounded_over_the_pass_mark() -> None:
    """59.95 must never become 60.0: the clerk is asked instead."""
    with pytest.raises(Refused):
        read_points("59.95")


@given(tenths=st.integers(0, 1000))
def test_what_is_written_is_read(tenths: int) -> None:
    assert read_points(f"{tenths // 10}.{tenths % 10}") == tenths
    assert read_points(points_text(tenths)) == tenths


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("合格", Result.PASSED),
        ("不合格", Result.FAILED),
        ("缺考", Result.ABSENT),
        ("", None),
        (" Passed ", Result.PASSED),
    ],
)
def test_results_are_read(text: str, result: Result | None) -> None:
    assert read_result(text) is result


def test_another_word_is_no_result() -> None:
    with pytest.raises(Refused) as refused:
        read_result("良好")
    assert refused.value.key == "assessment.result_unreadable"


def test_absence_is_read() -> None:
    assert is_absent("缺考")
    assert not is_absent("0")


@pytest.mark.parametrize(
    ("theory", "practice", "decision", "reason"),
    [
        (600, 600, Decision.YES, None),
        (599, 900, Decision.NO, "assessment.theory_too_low"),
        (900, 599, Decision.NO, "assessment.practice_too_low"),
        (100, 100, Decision.NO, "assessment.theory_too_low"),
        (None, 900, Decision.UNDECIDED, "assessment.theory_missing"),
        (900, None, Decision.UNDECIDED, "assessment.practice_missing"),
        (None, 100, Decision.NO, "assessment.practice_too_low"),
    ],
)
def test_both_parts_must_be_enough(
    theory: int | None, practice: int | None, decision: Decision, reason: str | None
) -> None:
    verdict = judge(Points(theory=theory, practice=practice), RULE)
    assert (verdict.decision, verdict.reason) == (decision, reason)


def test_a_verdict_names_points_and_clause() -> None:
    verdict = judge(Points(theory=595, practice=700), RULE)
    assert verdict.values == {"found": 59.5, "wanted": 60.0}
    assert verdict.clause == "第一条"


def test_a_course_without_practice_is_assessed_in_theory_only() -> None:
    rule = PassRule(theory=SIXTY, examines_practice=False)
    assert judge(Points(theory=600), rule).decision is Decision.YES


def test_a_pass_mark_that_no_policy_gives_is_undecided() -> None:
    verdict = judge(Points(theory=1000, practice=1000), PassRule(practice=SIXTY))
    assert (verdict.decision, verdict.reason) == (Decision.UNDECIDED, "assessment.pass_points_theory_undecided")
    assert result_of(Points(theory=1000, practice=1000), PassRule(practice=SIXTY)) is None


TERMS = {
    "assessment.pass_points_theory": Term(600, "第一条"),
    "assessment.pass_points_practice": Term(700, "第二条"),
}


def policy_of(**terms: Term) -> Policy:
    return Policy(key="a", version="1", region="r", title="t", valid_from=date(2026, 1, 1), terms=terms)


def test_the_rule_comes_from_the_policy_and_the_periods() -> None:
    rule = PassRule.of(policy_of(**TERMS), theory_periods=12, practice_periods=0)
    assert (rule.theory, rule.practice) == (SIXTY, Limit(700, "第二条"))
    assert (rule.examines_theory, rule.examines_practice) == (True, False)


@pytest.mark.parametrize(
    ("own_theory", "own_practice", "passes", "falls_short", "written"),
    [
        (None, None, (600, 700), (595, 700), "60/70"),
        (800, None, (800, 700), (795, 700), "80/70"),  # above the policy
        (None, 595, (600, 595), (600, 590), "60/59.5"),  # below it
        (1000, 500, (1000, 500), (995, 1000), "100/50"),
    ],
)
def test_what_a_course_says_itself_goes_before_the_policy(
    own_theory: int | None,
    own_practice: int | None,
    passes: tuple[int, int],
    falls_short: tuple[int, int],
    written: str,
) -> None:
    own = {
        "own_theory": None if own_theory is None else Limit(own_theory, "本课程"),
        "own_practice": None if own_practice is None else Limit(own_practice, "本课程"),
    }
    rule = PassRule.of(policy_of(**TERMS), theory_periods=12, practice_periods=28, **own)
    assert result_of(Points(theory=passes[0], practice=passes[1]), rule) is Result.PASSED
    assert result_of(Points(theory=falls_short[0], practice=falls_short[1]), rule) is Result.FAILED
    assert rule.written == written


def test_a_verdict_names_the_course_whose_rule_decided() -> None:
    own = Limit(800, "养老护理员 YL5-2")
    rule = PassRule.of(policy_of(**TERMS), theory_periods=12, practice_periods=28, own_theory=own)
    assert judge(Points(theory=795, practice=700), rule).clause == "养老护理员 YL5-2"


def test_a_part_that_neither_course_nor_policy_gives_points_for_stays_undecided() -> None:
    rule = PassRule.of(policy_of(), theory_periods=12, practice_periods=28, own_practice=Limit(700))
    assert judge(Points(theory=1000, practice=700), rule).reason == "assessment.pass_points_theory_undecided"
    assert judge(Points(theory=1000, practice=695), rule).reason == "assessment.practice_too_low"
    assert rule.written == "—/70"


def test_only_parts_that_are_examined_are_written() -> None:
    assert PassRule(theory=SIXTY, practice=SIXTY, examines_practice=False).written == "60"
    assert PassRule(examines_theory=False).written == "—"


def test_who_was_absent_has_failed_without_points() -> None:
    assert result_of(ABSENT, RULE) is Result.ABSENT
    assert judge(ABSENT, RULE).reason == "assessment.was_absent"


# --- what an assessor wrote -------------------------------------------------------------------------------------------


def test_points_go_before_the_written_result() -> None:
    points = Points(theory=600, practice=600)
    assert agreed(points, RULE, written=None) is Result.PASSED
    assert agreed(points, RULE, written=Result.PASSED) is Result.PASSED
    with pytest.raises(Refused) as refused:
        agreed(points, RULE, written=Result.FAILED)
    assert refused.value.key == "assessment.result_contradicts"


def test_the_written_result_stands_where_the_policy_is_silent() -> None:
    assert agreed(Points(), PassRule(), written=Result.PASSED) is Result.PASSED


# --- make-up rounds ---------------------------------------------------------------------------------------------------


def test_a_make_up_replaces_only_what_it_examined() -> None:
    stands = joined([Points(theory=800, practice=400), Points(practice=650)])
    assert stands == Points(theory=800, practice=650)
    assert result_of(stands, RULE) is Result.PASSED


def test_the_last_round_counts_also_where_it_went_worse() -> None:
    assert joined([Points(theory=500, practice=700), Points(theory=450)]) == Points(theory=450, practice=700)


def test_who_misses_a_make_up_keeps_what_stood() -> None:
    assert joined([Points(theory=500, practice=700), ABSENT]) == Points(theory=500, practice=700)


def test_who_came_to_no_round_is_absent() -> None:
    assert joined([ABSENT, ABSENT]).absent
    assert joined([]).empty


def test_a_make_up_is_for_who_did_not_pass() -> None:
    failed, passed = [Points(theory=500, practice=700)], [Points(theory=700, practice=700)]
    assert may_sit_round(failed, RULE, number=2).decision is Decision.YES
    assert may_sit_round([ABSENT], RULE, number=2).decision is Decision.YES
    assert may_sit_round(passed, RULE, number=2).reason == "assessment.passed_before"
    assert may_sit_round([], RULE, number=2).decision is Decision.YES
    assert may_sit_round([], RULE, number=1).decision is Decision.YES


# --- announcing -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("held_on", "decision"), [(27, Decision.YES), (26, Decision.NO), (20, Decision.NO)])
def test_the_roster_is_due_seven_days_before(held_on: int, decision: Decision) -> None:
    verdict = announced_in_time(today=date(2026, 10, 20), held_on=date(2026, 10, held_on), limit=Limit(7, "第七条"))
    assert verdict.decision is decision
    assert verdict.clause == "第七条"


def test_without_a_number_of_days_nothing_is_late() -> None:
    verdict = announced_in_time(today=date(2026, 10, 20), held_on=date(2026, 10, 20), limit=None)
    assert verdict.decision is Decision.UNDECIDED


def test_the_first_no_decides_then_the_first_open_one() -> None:
    yes, open_one = Verdict.yes(clause="第一条"), Verdict.undecided("a.b")
    first, second = Verdict.no("c.d"), Verdict.no("e.f")
    assert deciding([yes, open_one, first, second]) is first
    assert deciding([yes, open_one]) is open_one
    assert deciding([yes]) is yes
    assert deciding([]).decision is Decision.YES
