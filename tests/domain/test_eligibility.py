"""Who may join and who may be paid for: categories on their days, exclusions, outcomes and each kind of subsidy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain import eligibility
from trainingdesk.domain.eligibility import (
    Candidate,
    HeldCategory,
    Outcome,
    Question,
    may_all_join,
    may_be_paid,
    may_join,
)
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.identity import Sex
from trainingdesk.domain.limit import Limit
from trainingdesk.domain.past_training import Offer, Training
from trainingdesk.domain.policy import Policy, Term
from trainingdesk.domain.verdict import Decision, Verdict, overall

DAY = date(2026, 9, 1)
OFFER = Offer(
    class_id="this",
    number="2026-009",
    starts_on=DAY,
    ends_on=date(2026, 9, 20),
    training_type="13",
    level="5",
    occupation="4-10-01-05",
)
MEN = {"sex": "male", "min": 16, "max": 60, "clause": "年龄"}
WOMEN = {**MEN, "sex": "female", "max": 50}


def policy(terms: dict[str, object] | None = None, **tables: tuple[dict[str, object], ...]) -> Policy:
    return Policy(
        key="a",
        version="1",
        region="r",
        title="t",
        valid_from=date(2019, 1, 1),
        terms={name: Term(value, f"{name} 条") for name, value in (terms or {}).items()},
        tables={name.replace("__", "."): rows for name, rows in tables.items()},
    )


#: A policy that decides everything.
STRICT = policy(
    {
        "person.beneficiaries": ("A01", "A04", "B01"),
        "person.excluded_categories": ("X01", "X02"),
        "person.lifetime_max": 3,
        "person.same_kind_per_year_max": 2,
        "person.same_occupation_level_once": True,
        "person.no_lower_level_after_higher": True,
        "person.startup_same_class_once": True,
        "assessment.same_occupation_repeat": False,
        "subsidy.cross_fund_exclusive": True,
    },
    person__age=(MEN, WOMEN),
    person__per_year_max=({"times": 2, "clause": "次数"},),
    subsidy__lifetime_max=({"kind": "assessment", "times": 3, "clause": "第六条"},),
    subsidy__living_allowance=(
        {"mode": "once_per_year", "amount_fen": 100_000, "categories": ("A01",), "clause": "生活费"},
    ),
)
BLANK = policy()
FARMER = Candidate(
    birth=date(1985, 5, 20),
    sex=Sex.FEMALE,
    held=(HeldCategory("A04", date(2025, 1, 1), date(2026, 12, 31), proved=True),),
)
PASSED = Outcome(status=Status.CERTIFIED, certificates=1, for_training=1, for_assessment=1)


def question(rules: Policy = STRICT, day: date = DAY, **differs: object) -> Question:
    offer = replace(OFFER, **differs)  # type: ignore[arg-type]
    return Question(offer=offer, policy=rules, day=day, names={"A04": "农民工", "X02": "退休人员"})


def reasons(verdicts: tuple[Verdict, ...]) -> list[str | None]:
    return [one.reason for one in verdicts if one.decision is not Decision.YES]


def past(number: str, *, paid: frozenset[str] = frozenset(), **differs: object) -> Training:
    offer = replace(OFFER, **{"class_id": number, "number": number, **differs})  # type: ignore[arg-type]
    return Training(offer=offer, counts=True, paid=paid)


def test_who_fulfills_everything_may_join_and_be_paid_for() -> None:
    assert reasons(may_join(FARMER, question())) == []
    assert reasons(may_be_paid(FARMER, PASSED, question(), kind="training")) == []
    assert reasons(may_be_paid(FARMER, PASSED, question(), kind="assessment")) == []


def test_every_yes_of_a_number_names_its_clause() -> None:
    verdicts = may_join(FARMER, question())
    assert sum(one.clause is not None for one in verdicts) >= 8


def test_a_blank_policy_refuses_nobody_and_decides_nothing() -> None:
    anybody = Candidate()
    assert overall(may_join(anybody, question(BLANK))) is Decision.UNDECIDED
    for kind in eligibility.KINDS.values():
        verdicts = may_be_paid(anybody, PASSED, question(BLANK), kind=kind)
        assert overall(verdicts) is Decision.UNDECIDED
        assert not [one for one in verdicts if one.decision is Decision.NO]


@pytest.mark.parametrize(
    ("held", "reason"),
    [
        ((), "eligibility.category_unknown"),
        ((HeldCategory("C99"),), "eligibility.not_a_beneficiary"),
        ((HeldCategory("A04"),), None),
        ((HeldCategory("C99"), HeldCategory("A04")), None),
        ((HeldCategory("A04", valid_to=DAY),), None),
        ((HeldCategory("A04", valid_to=DAY - timedelta(days=1)),), "eligibility.category_over"),
        ((HeldCategory("A04", valid_from=DAY),), None),
        ((HeldCategory("A04", valid_from=DAY + timedelta(days=1)),), "eligibility.category_not_yet"),
        ((HeldCategory("A04", valid_to=DAY - timedelta(days=1)), HeldCategory("A01")), None),
    ],
)
def test_a_category_counts_on_its_days(held: tuple[HeldCategory, ...], reason: str | None) -> None:
    assert eligibility.a_beneficiary(replace(FARMER, held=held), question()).reason == reason


def test_money_asks_for_a_proof_and_joining_does_not() -> None:
    unproved = replace(FARMER, held=(HeldCategory("A04"),))
    assert eligibility.a_beneficiary(unproved, question()).decision is Decision.YES
    verdict = eligibility.a_beneficiary(unproved, question(), with_proof=True)
    assert (verdict.decision, verdict.reason) == (Decision.UNDECIDED, "eligibility.proof_missing")
    assert verdict.values["found"] == ("农民工",)


def test_money_follows_the_category_that_was_frozen() -> None:
    both = (HeldCategory("A04", proved=True), HeldCategory("A01"))
    frozen = replace(FARMER, held=both, paid_category="A01")
    assert eligibility.a_beneficiary(frozen, question(), with_proof=True).reason == "eligibility.proof_missing"
    frozen = replace(frozen, paid_category="A04")
    assert eligibility.a_beneficiary(frozen, question(), with_proof=True).decision is Decision.YES


def test_a_frozen_category_that_is_held_no_more_is_unknown() -> None:
    gone = replace(FARMER, paid_category="B01")
    assert eligibility.a_beneficiary(gone, question(), with_proof=True).reason == "eligibility.category_unknown"


@pytest.mark.parametrize(
    ("held", "decision"),
    [
        (HeldCategory("X02"), Decision.NO),
        (HeldCategory("X02", valid_from=DAY), Decision.NO),
        (HeldCategory("X02", valid_from=DAY + timedelta(days=1)), Decision.YES),
        (HeldCategory("X02", valid_to=DAY - timedelta(days=1)), Decision.YES),
        (HeldCategory("C13"), Decision.YES),
    ],
)
def test_an_excluded_category_excludes_on_its_days(held: HeldCategory, decision: Decision) -> None:
    verdict = eligibility.not_excluded(replace(FARMER, held=(*FARMER.held, held)), question())
    assert verdict.decision is decision
    if decision is Decision.NO:
        assert verdict.values["found"] == ("退休人员",)
    else:
        assert verdict.values["unseen"] == eligibility.UNSEEN_EXCLUSION


def test_people_are_judged_on_the_day_they_join() -> None:
    born = date(2010, 9, 10)
    asked = question()
    assert "eligibility.too_young" in reasons(may_join(replace(FARMER, birth=born), asked))
    assert reasons(may_join(replace(FARMER, birth=born), asked.on(born.replace(year=2026)))) == []
    assert asked.on(None) is asked


@pytest.mark.parametrize(
    ("status", "decision", "reason"),
    [
        (Status.COMPLETED, Decision.YES, None),
        (Status.CERTIFIED, Decision.YES, None),
        (Status.APPLIED, Decision.UNDECIDED, "eligibility.not_finished"),
        (Status.WAITLISTED, Decision.UNDECIDED, "eligibility.not_finished"),
        (Status.CONFIRMED, Decision.UNDECIDED, "eligibility.not_finished"),
        (Status.ATTENDING, Decision.UNDECIDED, "eligibility.not_finished"),
        (Status.FAILED, Decision.NO, "eligibility.not_qualified"),
        (Status.DROPPED, Decision.NO, "eligibility.left_class"),
        (Status.TRANSFERRED, Decision.NO, "eligibility.left_class"),
        (Status.WITHDRAWN, Decision.NO, "eligibility.left_class"),
        (Status.REJECTED, Decision.NO, "eligibility.left_class"),
    ],
)
def test_only_a_completed_training_is_paid_for(status: Status, decision: Decision, reason: str | None) -> None:
    verdict = eligibility.completed(Outcome(status=status))
    assert (verdict.decision, verdict.reason) == (decision, reason)


def test_every_status_has_an_answer() -> None:
    assert {eligibility.completed(Outcome(status=status)).decision for status in Status} == set(Decision)


@pytest.mark.parametrize(
    ("outcome", "kind", "reason"),
    [
        (Outcome(status=Status.COMPLETED), "training", "eligibility.no_certificate"),
        (Outcome(status=Status.COMPLETED), "assessment", "eligibility.no_certificate"),
        (Outcome(status=Status.CERTIFIED, certificates=1, for_training=1), "training", None),
        (
            Outcome(status=Status.CERTIFIED, certificates=1, for_training=1),
            "assessment",
            "eligibility.certificate_not_paid_for",
        ),
    ],
)
def test_each_subsidy_is_paid_on_its_kinds_of_certificate(outcome: Outcome, kind: str, reason: str | None) -> None:
    assert reasons(may_be_paid(FARMER, outcome, question(), kind=kind)) == ([] if reason is None else [reason])


def test_the_assessment_of_an_occupation_is_paid_for_once() -> None:
    before = past("2024-001", paid=frozenset({"assessment"}), level="4", starts_on=date(2024, 1, 1))
    person = replace(FARMER, trainings=(before,), joined=True)
    assert "eligibility.assessed_before" in reasons(may_be_paid(person, PASSED, question(), kind="assessment"))
    elsewhere = replace(person, trainings=(replace(before, offer=replace(before.offer, occupation="6-18-02-04")),))
    assert reasons(may_be_paid(elsewhere, PASSED, question(), kind="assessment")) == []


def test_three_assessments_in_a_life_are_paid_for() -> None:
    paid = frozenset({"assessment"})
    before = tuple(past(f"20{year}", paid=paid, occupation=f"6-00-00-{year}") for year in (20, 21, 22))
    assert reasons(may_be_paid(replace(FARMER, trainings=before[:2]), PASSED, question(), kind="assessment")) == []
    verdicts = may_be_paid(replace(FARMER, trainings=before), PASSED, question(), kind="assessment")
    assert reasons(verdicts) == ["eligibility.assessments_used"]


def test_a_level_that_was_paid_for_is_not_paid_for_again() -> None:
    before = past("2025-001", paid=frozenset({"training"}), starts_on=date(2025, 1, 1))
    verdicts = may_be_paid(replace(FARMER, trainings=(before,), joined=True), PASSED, question(), kind="training")
    assert set(reasons(verdicts)) == {"eligibility.same_level_again", "eligibility.paid_before"}


def test_another_fund_is_named_as_unseen() -> None:
    verdicts = may_be_paid(FARMER, PASSED, question(), kind="training")
    assert verdicts[-1].values["unseen"] == eligibility.UNSEEN_FUND


POOR = replace(FARMER, held=(HeldCategory("A01", proved=True),), paid_category="A01", joined=True)


@pytest.mark.parametrize(
    ("starts_on", "kinds", "reason"),
    [
        (date(2026, 3, 1), {"living_allowance"}, "eligibility.allowance_paid"),
        (date(2026, 3, 1), {"training"}, None),
        (date(2025, 3, 1), {"living_allowance"}, None),
    ],
)
def test_a_yearly_allowance_is_paid_once_a_calendar_year(starts_on: date, kinds: set[str], reason: str | None) -> None:
    person = replace(POOR, trainings=(past("old", paid=frozenset(kinds), starts_on=starts_on, level="4"),))
    assert eligibility.gets_allowance(person, question()).reason == reason


def test_an_allowance_is_for_its_categories() -> None:
    assert eligibility.gets_allowance(POOR, question()).decision is Decision.YES
    assert eligibility.gets_allowance(FARMER, question()).reason == "eligibility.allowance_not_for"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"mode": "once", "amount_fen": 50_000}, None),
        ({"mode": "once_per_year"}, "eligibility.allowance_without_amount"),
        ({"training_types": ("12",)}, "eligibility.allowance_not_for"),
        ({"who": "农村学员和城市低保家庭学员"}, "eligibility.allowance_in_words"),
        ({"modes": ("PRJ",), "amount_fen": 50_000}, "eligibility.allowance_not_for"),
    ],
)
def test_what_an_allowance_leaves_open_a_person_decides(row: dict[str, object], reason: str | None) -> None:
    rules = policy(subsidy__living_allowance=({**row, "clause": "条"},))
    assert eligibility.gets_allowance(POOR, question(rules, mode="F2F")).reason == reason


def test_an_allowance_that_is_paid_once_is_paid_once() -> None:
    rules = policy(subsidy__living_allowance=({"mode": "once", "amount_fen": 50_000, "clause": "条"},))
    paid = past("old", paid=frozenset({"living_allowance"}), starts_on=date(2020, 1, 1))
    verdict = eligibility.gets_allowance(replace(POOR, trainings=(paid,)), question(rules))
    assert (verdict.decision, verdict.values["found"]) == (Decision.NO, "old")


def test_an_unknown_kind_is_a_bug() -> None:
    with pytest.raises(ValueError, match="travel"):
        may_be_paid(FARMER, PASSED, question(), kind="travel")


@pytest.mark.parametrize(
    ("taken", "size", "reason"),
    [
        (29, Limit(50, "条"), None),
        (30, Limit(50, "条"), "eligibility.class_full"),
        (20, Limit(20, "条"), "eligibility.class_at_limit"),
        (20, None, "eligibility.class_size_not_given"),
    ],
)
def test_a_class_has_room_up_to_what_was_filed_and_what_is_allowed(
    taken: int, size: Limit | None, reason: str | None
) -> None:
    assert eligibility.has_room(taken, capacity=30, size=size).reason == reason


dates = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@given(st.lists(st.tuples(st.sampled_from(["A01", "A04", "C99", "X01"]), st.none() | dates, st.none() | dates)), dates)
def test_exclusion_and_entitlement_follow_the_categories_of_the_day(
    held: list[tuple[str, date | None, date | None]], day: date
) -> None:
    person = replace(FARMER, held=tuple(HeldCategory(*one) for one in held))
    asked = question(day=day)
    holding = {code for code, first, last in held if (first is None or first <= day) and (last is None or day <= last)}
    assert (eligibility.not_excluded(person, asked).decision is Decision.NO) is ("X01" in holding)
    entitled = eligibility.a_beneficiary(person, asked).decision is Decision.YES
    assert entitled is bool(holding & {"A01", "A04"})


@st.composite
def candidates(draw: st.DrawFn) -> Candidate:
    trainings = draw(
        st.lists(st.sampled_from([past("a", level="4"), past("b", starts_on=date(2026, 1, 5))]), max_size=2)
    )
    return Candidate(
        birth=draw(st.none() | st.dates(date(1950, 1, 1), date(2015, 1, 1))),
        sex=draw(st.none() | st.sampled_from(Sex)),
        held=tuple(
            draw(st.lists(st.sampled_from([HeldCategory("A04"), HeldCategory("X02"), HeldCategory("C99", DAY)])))
        ),
        trainings=tuple(trainings),
        joined=draw(st.booleans()),
    )


@given(st.lists(candidates(), max_size=12), st.sampled_from([STRICT, BLANK]))
def test_a_roster_is_answered_as_each_person_would_be(people: list[Candidate], rules: Policy) -> None:
    asked = question(rules)
    together = may_all_join({str(place): person for place, person in enumerate(people)}, asked)
    assert list(together.values()) == [may_join(person, asked) for person in people]
