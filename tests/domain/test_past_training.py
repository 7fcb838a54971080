"""How often is too often: the places contradict each other, and each rule counts what its policy says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain import past_training
from trainingdesk.domain.past_training import HeldCertificate, Offer, Overlap, Training, counted
from trainingdesk.domain.policy import Policy, Term
from trainingdesk.domain.skill_level import RANKS
from trainingdesk.domain.verdict import Decision

OFFER = Offer(
    class_id="this",
    number="2026-009",
    starts_on=date(2026, 9, 1),
    ends_on=date(2026, 9, 20),
    training_type="13",
    level="4",
    occupation="4-10-01-05",
)
NOBODY: frozenset[str] = frozenset()


def policy(terms: dict[str, object] | None = None, **tables: tuple[dict[str, object], ...]) -> Policy:
    return Policy(
        key="a",
        version="1",
        region="r",
        title="t",
        valid_from=date(2019, 1, 1),
        terms={name: Term(value, "条") for name, value in (terms or {}).items()},
        tables={name.replace("__", "."): rows for name, rows in tables.items()},
    )


def training(number: str = "x", *, counts: bool = True, paid: frozenset[str] = NOBODY, **differs: object) -> Training:
    offer = replace(OFFER, **{"class_id": number, "number": number, **differs})  # type: ignore[arg-type]
    return Training(offer=offer, counts=counts, paid=paid)


def test_only_other_trainings_that_count_are_counted() -> None:
    own = Training(offer=OFFER, counts=True)
    left = training("left", counts=False)
    other = training("other")
    assert counted((own, left, other), OFFER, joined=False) == (other,)


def test_who_is_in_already_is_judged_by_what_came_before() -> None:
    earlier = training("2026-001", starts_on=date(2026, 3, 1))
    same_day_before = training("2026-008")
    same_day_after = training("2026-010")
    later = training("2026-020", starts_on=date(2026, 11, 1))
    later_and_paid = training("2026-021", starts_on=date(2026, 11, 2), paid=frozenset({"training"}))
    everything = (earlier, same_day_before, same_day_after, later, later_and_paid)
    assert counted(everything, OFFER, joined=True) == (earlier, same_day_before, later_and_paid)
    assert counted(everything, OFFER, joined=False) == everything


@given(st.lists(st.dates(date(2025, 1, 1), date(2026, 12, 31)), min_size=1, max_size=8), st.integers(1, 4))
def test_of_too_many_in_a_year_exactly_the_first_ones_are_in_time(starts: list[date], most: int) -> None:
    rules = policy(person__per_year_max=({"times": most, "clause": "条"},))
    all_of_them = [training(f"{place:03}", starts_on=day) for place, day in enumerate(starts)]
    allowed = 0
    for one in all_of_them:
        others = counted(all_of_them, one.offer, joined=True)
        verdict = past_training.times_in_year(others, one.offer, categories=NOBODY, policy=rules)
        allowed += verdict.decision is Decision.YES
    by_year = [sum(day.year == year for day in starts) for year in (2025, 2026)]
    assert allowed == sum(min(most, count) for count in by_year)


@pytest.mark.parametrize(
    ("others", "categories", "decision", "wanted"),
    [
        (1, NOBODY, Decision.YES, 2),
        (2, NOBODY, Decision.NO, 2),
        (0, frozenset({"C13"}), Decision.YES, 1),
        (1, frozenset({"C13"}), Decision.NO, 1),
    ],
)
def test_tianjin_2022_lets_students_once_and_others_twice(
    others: int, categories: frozenset[str], decision: Decision, wanted: int
) -> None:
    rules = policy(
        person__per_year_max=({"times": 1, "categories": ("C13",), "clause": "条"}, {"times": 2, "clause": "条"})
    )
    before = tuple(training(str(place), starts_on=date(2026, 1, 1 + place)) for place in range(others))
    verdict = past_training.times_in_year(before, OFFER, categories=categories, policy=rules)
    assert (verdict.decision, verdict.values["found"], verdict.values["wanted"]) == (decision, others, wanted)


def test_the_year_is_the_calendar_year_of_the_first_day() -> None:
    rules = policy(person__per_year_max=({"times": 1, "clause": "条"},))
    before = (training("a", starts_on=date(2025, 12, 31), ends_on=date(2026, 1, 20)),)
    assert past_training.times_in_year(before, OFFER, categories=NOBODY, policy=rules).decision is Decision.YES


@pytest.mark.parametrize(
    ("rules", "most"),
    [
        (policy({"person.lifetime_max": 3}), 3),
        (policy(subsidy__lifetime_max=({"kind": "training", "times": 3, "clause": "第五条"},)), 3),
        (
            policy(
                {"person.lifetime_max": 5}, subsidy__lifetime_max=({"kind": "training", "times": 3, "clause": "条"},)
            ),
            3,
        ),
    ],
)
def test_times_in_a_life_go_by_the_lower_limit(rules: Policy, most: int) -> None:
    def with_others(count: int) -> Decision:
        return past_training.times_in_life(tuple(training(str(place)) for place in range(count)), rules).decision

    assert with_others(most - 1) is Decision.YES
    assert with_others(most) is Decision.NO


def test_a_limit_for_assessments_is_none_for_trainings() -> None:
    rules = policy(subsidy__lifetime_max=({"kind": "assessment", "times": 3, "clause": "第六条"},))
    assert past_training.times_in_life((), rules).reason == "eligibility.times_in_life_not_given"


def test_one_training_of_a_type_a_year() -> None:
    rules = policy({"person.same_kind_per_year_max": 1})
    same, other = training("a"), training("b", training_type="22")
    last_year = training("c", starts_on=date(2025, 9, 1))
    assert past_training.same_type_in_year((other, last_year), OFFER, rules).decision is Decision.YES
    assert past_training.same_type_in_year((same,), OFFER, rules).decision is Decision.NO


def test_the_same_occupation_and_level_once() -> None:
    rules = policy({"person.same_occupation_level_once": True})

    def asked(*others: Training, certificates: tuple[HeldCertificate, ...] = ()) -> tuple[Decision, str | None]:
        verdict = past_training.same_occupation_and_level(others, certificates, OFFER, rules)
        return verdict.decision, verdict.reason

    assert asked(training("a", level="5"), training("b", occupation="6-18-02-04")) == (Decision.YES, None)
    assert asked(training("a", starts_on=date(2020, 1, 1))) == (Decision.NO, "eligibility.same_level_again")
    held = HeldCertificate("4-10-01-05", "4")
    assert asked(certificates=(held,)) == (Decision.UNDECIDED, "eligibility.same_level_certified")


def test_a_course_without_an_occupation_repeats_none() -> None:
    rules = policy({"person.same_occupation_level_once": True, "person.no_lower_level_after_higher": True})
    offer = replace(OFFER, occupation=None, level="H")
    others = (training("a", occupation=None, level="H"),)
    assert past_training.same_occupation_and_level(others, (), offer, rules).decision is Decision.YES
    assert past_training.no_lower_level(others, (), offer, rules, names={}).decision is Decision.YES


@given(st.sampled_from(sorted(RANKS)), st.sampled_from(sorted(RANKS)))
def test_no_lower_level_after_a_higher_one(before: str, now: str) -> None:
    rules = policy({"person.no_lower_level_after_higher": True})
    verdict = past_training.no_lower_level(
        (training("a", level=before),), (), replace(OFFER, level=now), rules, names={}
    )
    assert verdict.decision is (Decision.NO if RANKS[before] > RANKS[now] else Decision.YES)


def test_a_higher_certificate_counts_like_a_training_and_levels_are_named() -> None:
    rules = policy({"person.no_lower_level_after_higher": True})
    held = (HeldCertificate("4-10-01-05", "5"), HeldCertificate("4-10-01-05", "3"), HeldCertificate("6-18-02-04", "1"))
    verdict = past_training.no_lower_level((), held, OFFER, rules, names={"3": "三级", "4": "四级"})
    assert (verdict.decision, verdict.values["found"], verdict.values["wanted"]) == (Decision.NO, "三级", "四级")


def test_a_single_ability_has_no_place_in_the_order() -> None:
    rules = policy({"person.no_lower_level_after_higher": True})
    verdict = past_training.no_lower_level((training("a", level="1"),), (), replace(OFFER, level="Z"), rules, names={})
    assert verdict.decision is Decision.YES


def test_the_same_startup_training_once() -> None:
    rules = policy({"person.startup_same_class_once": True})
    offer = replace(OFFER, training_type="32", startup=True)
    same, other = training("a", training_type="32"), training("b", training_type="33")
    assert past_training.startup_once((other,), offer, rules).decision is Decision.YES
    assert past_training.startup_once((same,), offer, rules).reason == "eligibility.startup_again"
    assert past_training.startup_once((same,), offer, policy()).decision is Decision.UNDECIDED
    assert past_training.startup_once((same,), OFFER, policy()).decision is Decision.YES


@pytest.mark.parametrize(
    ("overlaps", "decision", "reason"),
    [
        ((), Decision.YES, None),
        ((Overlap("a", None),), Decision.UNDECIDED, "eligibility.overlap_unknown"),
        ((Overlap("a", None), Overlap("b", date(2026, 9, 2))), Decision.NO, "eligibility.overlap"),
        ((Overlap("a", None), Overlap("b", None)), Decision.UNDECIDED, "eligibility.overlap_unknown"),
    ],
)
def test_a_sure_clash_goes_before_a_missing_timetable(
    overlaps: tuple[Overlap, ...], decision: Decision, reason: str | None
) -> None:
    verdict = past_training.at_one_time(overlaps)
    assert (verdict.decision, verdict.reason) == (decision, reason)


def test_the_earliest_clash_is_named() -> None:
    days = [date(2026, 9, 5), date(2026, 9, 2), date(2026, 9, 3)]
    verdict = past_training.at_one_time([Overlap(str(day), day) for day in days])
    assert (verdict.values["found"], verdict.values["day"]) == ("2026-09-02", date(2026, 9, 2))


def test_what_a_policy_does_not_say_is_undecided() -> None:
    rules, others = policy(), (training("a"),)
    verdicts = (
        past_training.times_in_year(others, OFFER, categories=NOBODY, policy=rules),
        past_training.times_in_life(others, rules),
        past_training.same_type_in_year(others, OFFER, rules),
        past_training.same_occupation_and_level(others, (), OFFER, rules),
        past_training.no_lower_level(others, (), OFFER, rules, names={}),
    )
    assert {verdict.decision for verdict in verdicts} == {Decision.UNDECIDED}
    assert len({verdict.reason for verdict in verdicts}) == len(verdicts)


@pytest.mark.parametrize("term", ["person.same_occupation_level_once", "person.no_lower_level_after_higher"])
def test_a_policy_may_allow_repetition(term: str) -> None:
    rules = policy({term: False, "person.startup_same_class_once": False})
    others = (training("a", level="4"), training("b", level="1"))
    rule = past_training.same_occupation_and_level if "same" in term else past_training.no_lower_level
    extra = {} if "same" in term else {"names": {}}
    assert rule(others, (), OFFER, rules, **extra).decision is Decision.YES  # type: ignore[operator]


def test_a_yes_says_what_this_desk_cannot_see() -> None:
    rules = policy({"person.lifetime_max": 3, "person.same_kind_per_year_max": 1})
    for verdict in (past_training.times_in_life((), rules), past_training.same_type_in_year((), OFFER, rules)):
        assert verdict.values["unseen"] == past_training.UNSEEN


def test_before_is_an_order() -> None:
    later = training("z", starts_on=OFFER.starts_on + timedelta(days=1))
    assert not later.before(OFFER)
    assert Training(offer=OFFER, counts=True).before(later.offer)
    assert not Training(offer=OFFER, counts=True).before(OFFER)
