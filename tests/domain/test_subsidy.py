"""Amounts worked out by hand from the places whose rules were read; totals, rounding, and what stays undecided."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.policy import Policy, Term, read_pack
from trainingdesk.domain.subsidy import (
    Case,
    Factor,
    Payee,
    SubsidyKind,
    kinds_paid,
    payee,
    price,
    shared_out,
    times,
    totals,
)
from trainingdesk.domain.verdict import Decision
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path

DAY = date(2024, 9, 2)
TRAINING, ALLOWANCE = SubsidyKind.TRAINING, SubsidyKind.LIVING_ALLOWANCE


def pack(name: str) -> Policy:
    return read_pack(resource("policies", f"{name}.toml").read_text(encoding="utf-8"))


def made(terms: dict[str, Any] | None = None, **tables: list[dict[str, Any]]) -> Policy:
    rows = {
        f"subsidy.{name}": tuple({"clause": "第一条", **row} for row in given_rows)
        for name, given_rows in tables.items()
    }
    named = {f"subsidy.{name}": Term(value, "第二条") for name, value in (terms or {}).items()}
    return Policy(key="a", version="1", region="r", title="t", valid_from=date(2020, 1, 1), terms=named, tables=rows)


def case(**more: Any) -> Case:
    return Case(**{"kind": TRAINING, "on": DAY, "level": "5", "training_type": "13", "mode": "F2F", **more})


def regions(shared: Path) -> dict[str, dict[str, Any]]:
    content = json.loads((shared / "domain" / "codes" / "rule_parameters_by_region.json").read_text(encoding="utf-8"))
    return {one["region"]: one for one in content["packs"]}


# --- 泉州 2024-07: six groups by level --------------------------------------------------------------------------------


@pytest.mark.parametrize(("level", "name"), [("5", "5"), ("4", "4"), ("3", "3"), ("2", "2"), ("1", "1"), ("Z", "专项")])
def test_quanzhou_pays_the_six_groups_by_level(shared: Path, level: str, name: str) -> None:
    wanted = regions(shared)["泉州 2024-07"]["six_groups_rate"][name] * 100
    found = price(pack("quanzhou-2024"), case(level=level, category="A04"))
    assert (found.fen, found.verdict.decision) == (wanted, Decision.YES)
    assert found.clause is not None
    assert "泉州" in found.clause


def test_quanzhou_pays_a_project_by_the_period(shared: Path) -> None:
    each = regions(shared)["泉州 2024-07"]["project_rate_per_hour"]
    found = price(pack("quanzhou-2024"), case(level="4", category="C01", mode="PRJ", periods=40))
    assert found.fen == each * 100 * 40 == 100_000
    assert found.rate == "25.00 × 40"


def test_quanzhou_pays_startup_training_a_fixed_amount(shared: Path) -> None:
    wanted = regions(shared)["泉州 2024-07"]["startup_rate"] * 100
    assert price(pack("quanzhou-2024"), case(level="H", training_type="32", category="C03")).fen == wanted


def test_quanzhou_gives_the_allowance_once_in_a_life(shared: Path) -> None:
    rule = regions(shared)["泉州 2024-07"]["living_allowance"]
    assert rule["mode"] == "once"
    first = case(kind=ALLOWANCE, category="C01", mode="PRJ")
    assert price(pack("quanzhou-2024"), first).fen == rule["amount"] * 100
    second = price(pack("quanzhou-2024"), replace(first, allowances_ever=1))
    assert (second.fen, second.verdict.reason) == (0, "subsidy.allowance_already")


# --- 天津 2022: blended classes, shortage, allowance once a year ------------------------------------------------------


def tianjin(shared: Path, *, amount: int) -> Policy:
    rule = regions(shared)["天津 2022-08..2027-07"]
    factors = rule["shortage_factor"]
    return made(
        {"blended_factor": Fraction(str(rule["blended_rate_factor"]))},
        rates=[{"kind": "training", "per": "person", "amount_fen": amount, "fund": "F02"}],
        shortage_factor=[
            *({"shortage": name, "factor": Fraction(str(factors[name]))} for name in ("非常紧缺", "紧缺", "一般紧缺")),
            {"levels": ("2", "1", "T", "S"), "factor": Fraction(str(factors["技师及以上"]))},
        ],
    )


@pytest.mark.parametrize(
    ("mode", "level", "shortage", "wanted"),
    [
        ("F2F", "5", "非常紧缺", 120_000),
        ("F2F", "5", "紧缺", 108_000),
        ("F2F", "5", "一般紧缺", 96_000),
        ("OMO", "5", "非常紧缺", 84_000),
        ("OMO", "5", "紧缺", 75_600),  # 1,200 × 0.7 × 0.9
        ("OMO", "5", "一般紧缺", 67_200),
        ("F2F", "2", "一般紧缺", 120_000),  # 技师及以上 100 %
        ("OMO", "1", None, 84_000),
        ("ONL", "5", "紧缺", 108_000),  # only blended classes have the factor
    ],
)
def test_tianjin_multiplies_by_mode_and_shortage(
    shared: Path, mode: str, level: str, shortage: str | None, wanted: int
) -> None:
    found = price(tianjin(shared, amount=120_000), case(mode=mode, level=level, shortage=shortage))
    assert (found.fen, found.fund) == (wanted, "F02")


def test_the_shipped_tianjin_pack_pays_masters_whole() -> None:
    found = price(pack("tianjin-2022"), case(level="2", mode="PRJ", shortage="一般紧缺"))
    assert found.fen == 100_000


def test_a_shortage_class_that_is_not_recorded_is_undecided(shared: Path) -> None:
    found = price(tianjin(shared, amount=120_000), case())
    assert (found.fen, found.verdict.reason) == (0, "subsidy.no_shortage_class")


def test_tianjin_gives_the_allowance_once_a_year(shared: Path) -> None:
    rule = regions(shared)["天津 2022-08..2027-07"]["living_allowance"]
    first = case(kind=ALLOWANCE, category="A06", allowances_ever=3)
    assert price(pack("tianjin-2022"), first).fen == rule["amount"] * 100
    again = price(pack("tianjin-2022"), replace(first, allowances_this_year=1))
    assert (again.fen, again.verdict.reason) == (0, "subsidy.allowance_this_year_already")


def test_what_no_code_says_is_left_to_a_person() -> None:
    found = price(pack("tianjin-2022"), case(kind=ALLOWANCE, category="C02"))
    assert (found.verdict.decision, found.verdict.reason) == (Decision.UNDECIDED, "subsidy.who_to_check")
    assert found.fen == 100_000


def test_tianjin_pays_employers_institutions_and_people() -> None:
    policy = pack("tianjin-2022")
    assert payee(policy, kind=TRAINING, category="B01").payee is Payee.EMPLOYER
    assert payee(policy, kind=TRAINING, category="A04").payee is Payee.INSTITUTION
    assert payee(policy, kind=TRAINING, category=None).payee is Payee.INSTITUTION
    assert payee(policy, kind=ALLOWANCE, category="A06").payee is Payee.PERSON
    nobody = payee(policy, kind=SubsidyKind.ASSESSMENT, category="A04")
    assert (nobody.payee, nobody.verdict.reason) == (None, "subsidy.no_payee")


# --- 山西 2018: by the day, in two steps ------------------------------------------------------------------------------


def shanxi(shared: Path) -> Policy:
    (first, high), (last, low) = regions(shared)["山西 2018"]["rate_per_day"]
    row = {"kind": "training", "per": "day"}
    return made(
        rates=[
            {**row, "amount_fen": high * 100, "units_from": 1, "units_to": first},
            {**row, "amount_fen": low * 100, "units_from": first + 1, "units_to": last},
        ]
    )


@pytest.mark.parametrize(
    ("days", "wanted"), [(0, 0), (1, 15_000), (10, 150_000), (11, 160_000), (15, 200_000), (20, 200_000)]
)
def test_shanxi_pays_ten_days_high_and_five_low(shared: Path, days: int, wanted: int) -> None:
    assert price(shanxi(shared), case(days=days)).fen == wanted


def test_steps_are_written_out(shared: Path) -> None:
    assert price(shanxi(shared), case(days=12)).rate == "150.00 × 10 + 100.00 × 2"


# --- 云南 2020, 黑龙江 2020: allowance by the day ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attended", "wanted"),
    [(Fraction(10), 80_000), (Fraction(19, 2), 76_000), (Fraction(0), 0), (Fraction(1, 2), 4_000)],
)
def test_yunnan_pays_living_and_transport_for_each_day(shared: Path, attended: Fraction, wanted: int) -> None:
    rule = regions(shared)["云南 2020-03"]["living_allowance"]
    row = {"mode": "per_day", "amount_fen": rule["living"] * 100, "transport_fen": rule["transport"] * 100}
    policy = made(living_allowance=[{**row, "categories": ("C01",)}])
    assert price(policy, case(kind=ALLOWANCE, category="C01", days_attended=attended)).fen == wanted


def test_heilongjiang_pays_twenty_five_yuan_a_day(shared: Path) -> None:
    rule = regions(shared)["黑龙江(某市) 2020"]["living_allowance"]
    policy = made(living_allowance=[{"mode": "per_day", "amount_fen": rule["amount"] * 100}])
    assert price(policy, case(kind=ALLOWANCE, days_attended=Fraction(13, 2))).fen == 16_250


def test_an_allowance_is_capped() -> None:
    policy = made(living_allowance=[{"mode": "per_day", "amount_fen": 6_000, "cap_fen": 50_000}])
    assert price(policy, case(kind=ALLOWANCE, days_attended=Fraction(8))).fen == 48_000
    assert price(policy, case(kind=ALLOWANCE, days_attended=Fraction(9))).fen == 50_000


def test_an_allowance_is_for_its_categories_only() -> None:
    policy = made(living_allowance=[{"mode": "per_class", "amount_fen": 30_000, "categories": ("A01",)}])
    found = price(policy, case(kind=ALLOWANCE, category="A04"))
    assert (found.fen, found.verdict.reason) == (0, "subsidy.allowance_not_for_category")


def test_an_allowance_without_an_amount_is_undecided() -> None:
    found = price(made(living_allowance=[{"categories": ("A01",)}]), case(kind=ALLOWANCE, category="A01"))
    assert (found.verdict.decision, found.verdict.reason) == (
        Decision.UNDECIDED,
        "subsidy.allowance_without_amount",
    )


# --- rates -----------------------------------------------------------------------------------------------------------


def test_a_rate_that_is_not_given_is_undecided() -> None:
    found = price(made(), case())
    assert (found.fen, found.verdict.decision, found.verdict.reason) == (0, Decision.UNDECIDED, "subsidy.no_rate")


def test_the_row_that_asks_for_most_decides() -> None:
    base = {"kind": "training", "per": "person"}
    policy = made(
        rates=[
            {**base, "amount_fen": 1},
            {**base, "amount_fen": 2, "level": "5"},
            {**base, "amount_fen": 3, "level": "5", "categories": ("A01",)},
            {**base, "amount_fen": 4, "level": "5", "categories": ("A01",), "occupations": ("4-10-01-05",)},
        ]
    )
    assert price(policy, case(level="4")).fen == 1
    assert price(policy, case()).fen == 2
    assert price(policy, case(category="A01")).fen == 3
    assert price(policy, case(category="A01", occupation="4-10-01-05")).fen == 4


def test_a_class_keeps_the_rate_of_its_first_day() -> None:
    base = {"kind": "training", "per": "person"}
    policy = made(
        rates=[
            {**base, "amount_fen": 100, "valid_to": date(2024, 8, 31)},
            {**base, "amount_fen": 200, "valid_from": date(2024, 9, 1)},
        ]
    )
    assert price(policy, case(on=date(2024, 8, 31))).fen == 100
    assert price(policy, case(on=date(2024, 9, 1))).fen == 200


def test_a_rate_of_another_kind_does_not_count() -> None:
    policy = made(rates=[{"kind": "assessment", "per": "person", "amount_fen": 30_000}])
    assert price(policy, case()).verdict.reason == "subsidy.no_rate"
    assert price(policy, case(kind=SubsidyKind.ASSESSMENT)).fen == 30_000


def test_factors_are_for_training_only(shared: Path) -> None:
    policy = made(
        {"blended_factor": Fraction(7, 10)}, rates=[{"kind": "assessment", "per": "person", "amount_fen": 30_000}]
    )
    assert price(policy, case(kind=SubsidyKind.ASSESSMENT, mode="OMO")).fen == 30_000


def test_an_uplift_raises_the_rate_of_short_occupations_only() -> None:
    policy = made(
        {"urgent_uplift": Fraction(3, 10), "urgent_uplift_max": Fraction(3, 10)},
        rates=[{"kind": "training", "per": "person", "amount_fen": 180_000}],
    )
    assert price(policy, case(shortage="紧缺")).fen == 234_000  # 滨海县 2025: 30 % more
    assert price(policy, case()).fen == 180_000


def test_an_uplift_above_the_limit_is_refused_by_nobody_and_paid_to_nobody() -> None:
    policy = made(
        {"urgent_uplift": Fraction(31, 100), "urgent_uplift_max": Fraction(3, 10)},
        rates=[{"kind": "training", "per": "person", "amount_fen": 180_000}],
    )
    found = price(policy, case(shortage="紧缺"))
    assert (found.fen, found.verdict.reason) == (0, "subsidy.uplift_too_high")


def test_a_person_gets_no_more_than_the_most_of_the_policy() -> None:
    policy = made({"person_max": 100_000}, rates=[{"kind": "training", "per": "period", "amount_fen": 2_500}])
    assert price(policy, case(periods=40)).fen == 100_000
    assert price(policy, case(periods=41)).fen == 100_000


def test_half_a_fen_is_rounded_up_once() -> None:
    policy = made({"blended_factor": Fraction(1, 2)}, rates=[{"kind": "training", "per": "person", "amount_fen": 33}])
    assert price(policy, case(mode="OMO")).fen == 17


def test_rounding_comes_after_every_factor() -> None:
    """0.5 × 0.5 of 1 fen is a quarter, which rounds to nothing; rounded twice it would be 1."""
    policy = made(
        {"blended_factor": Fraction(1, 2)},
        rates=[{"kind": "training", "per": "person", "amount_fen": 1}],
        shortage_factor=[{"shortage": "紧缺", "factor": Fraction(1, 2)}],
    )
    assert price(policy, case(mode="OMO", shortage="紧缺")).fen == 0


def test_a_rate_for_a_class_is_shared_to_the_fen() -> None:
    policy = made(rates=[{"kind": "training", "per": "class", "amount_fen": 100_000}])
    parts = [price(policy, case(place=place, sharing=3)).fen for place in range(3)]
    assert parts == [33_334, 33_333, 33_333]


def test_a_policy_names_the_kinds_it_pays() -> None:
    assert kinds_paid(made()) == (TRAINING,)
    assert kinds_paid(pack("quanzhou-2024")) == (TRAINING, ALLOWANCE)


# --- properties ------------------------------------------------------------------------------------------------------

FACTORS = st.lists(st.fractions(min_value=0, max_value=2, max_denominator=100), max_size=4)


@given(fen=st.integers(0, 10**9), values=FACTORS)
def test_the_order_of_factors_makes_no_difference(fen: int, values: list[Fraction]) -> None:
    factors = [Factor(value, "第一条") for value in values]
    products = {times(Fraction(fen), order) for order in itertools.permutations(factors)}
    assert len(products) == 1


@given(fen=st.integers(0, 10**10), count=st.integers(1, 200))
def test_shared_parts_sum_to_the_whole_and_differ_by_a_fen_at_most(fen: int, count: int) -> None:
    parts = shared_out(fen, count)
    assert sum(parts) == fen
    assert len(parts) == count
    assert max(parts) - min(parts) <= 1


@given(lines=st.lists(st.tuples(st.sampled_from(["F01", "F02", "F03"]), st.integers(0, 10**8))))
def test_totals_are_the_sums_of_their_rows(lines: list[tuple[str, int]]) -> None:
    assert sum(totals(lines).values()) == sum(fen for _heading, fen in lines)


@given(
    amount=st.integers(0, 10**7),
    blended=st.fractions(min_value=0, max_value=1, max_denominator=20),
    periods=st.integers(0, 500),
    mode=st.sampled_from(["F2F", "OMO"]),
)
def test_a_line_is_never_below_zero_and_never_above_its_rate(
    amount: int, blended: Fraction, periods: int, mode: str
) -> None:
    policy = made({"blended_factor": blended}, rates=[{"kind": "training", "per": "period", "amount_fen": amount}])
    assert 0 <= price(policy, case(mode=mode, periods=periods)).fen <= amount * periods


def test_no_parts_at_all_is_a_bug() -> None:
    with pytest.raises(ValueError, match="0"):
        shared_out(100, 0)
