"""The shipped policies: sound, and every number of a real place is one that was read in its source."""

from __future__ import annotations

import json
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from trainingdesk.domain.policy import TERMS, Policy, read_pack
from trainingdesk.domain.policy_text import codes_in, write_pack
from trainingdesk.settings.code_tables import Tables
from trainingdesk.settings.shipped import resource

if TYPE_CHECKING:
    from pathlib import Path

FILES = sorted(resource("policies").glob("*.toml"))
PACKS = {path.stem: read_pack(path.read_text(encoding="utf-8")) for path in FILES}
every_pack = pytest.mark.parametrize("policy", PACKS.values(), ids=PACKS.keys())

#: Terms whose value stands in the parameters of a region under this name.
SCALARS = {
    "tianjin-2022": {
        "class.filing_workdays": "apply_before_start_workdays",
        "person.same_occupation_level_once": "same_occupation_same_level_once",
        "person.no_lower_level_after_higher": "no_lower_level_after_higher",
        "subsidy.blended_factor": "blended_rate_factor",
    },
    "tianjin-2019": {
        "class.filing_workdays": "batch_file_before_start_workdays",
        "class.site_visits_min": "site_checks_per_class_min",
        "course.theory_min_share": "theory_min_ratio",
        "course.practice_min_share": "practice_min_ratio",
        "course.safety_periods_min": "safety_hours_min",
        "attendance.person_min": "person_attendance_min",
        "attendance.class_day_min": "class_day_attendance_min",
        "claim.publicity_workdays": "publicity_workdays",
        "archive.years_min": "video_disc_years",
    },
    "quanzhou-2021": {
        "class.size_max": "class_max",
        "course.theory_min_share": "theory_min_ratio",
        "course.online_max_share_of_theory": "online_max_ratio_of_theory",
        "course.total_periods_min": ("total_hours", 0),
        "course.total_periods_max": ("total_hours", 1),
    },
    "quanzhou-2024": {},
    "shenzhen-2024": {
        "person.lifetime_max": "lifetime_max",
        "person.same_kind_per_year_max": "per_year_max_per_kind",
        "person.same_occupation_level_once": "same_occupation_same_level_once",
    },
    "cn-181": {
        "assessment.same_occupation_repeat": "assessment_same_occupation_repeat",
        "person.beneficiaries": "beneficiaries",
    },
}
REGIONS = {
    "tianjin-2022": "天津 2022-08..2027-07",
    "tianjin-2019": "天津 ops manual 2019",
    "quanzhou-2021": "泉州 2021",
    "quanzhou-2024": "泉州 2024-07",
    "shenzhen-2024": "深圳 2024",
    "cn-181": "CN",
}
#: Read in words: the flag is what the words say.
IN_WORDS = {
    ("shenzhen-2024", "subsidy.cross_fund_exclusive"): "失业保险技能提升补贴",
    ("cn-181", "subsidy.cross_fund_exclusive"): "same certificate not both from 失业保险 and 就业补助 (CN art.4",
    ("cn-181", "person.excluded_categories"): "机关事业单位在编 (CN art.16)",
}


@pytest.fixture(scope="module")
def read(shared: Path) -> dict[str, dict[str, Any]]:
    text = (shared / "domain" / "codes" / "rule_parameters_by_region.json").read_text(encoding="utf-8")
    return {pack["region"]: pack for pack in json.loads(text, parse_float=Fraction)["packs"]}


def of_region(read: dict[str, dict[str, Any]], name: str) -> dict[str, Any]:
    return read[REGIONS[name]]


def test_there_are_three_real_regions_the_national_rule_a_sample_and_a_blank_one() -> None:
    assert {policy.key for policy in PACKS.values()} == {"blank", "cn-181", "quanzhou", "sample", "shenzhen", "tianjin"}
    assert PACKS.keys() - {"blank", "sample"} == SCALARS.keys() == REGIONS.keys()


@every_pack
def test_a_pack_names_only_codes_that_are_shipped(policy: Policy) -> None:
    tables = Tables()
    for table, codes in codes_in(policy).items():
        assert [code for code in codes if code not in tables.codes(table)] == []


@every_pack
def test_a_pack_survives_being_copied(policy: Policy) -> None:
    assert read_pack(write_pack(policy)) == policy


def test_versions_of_one_policy_follow_each_other_without_gap_or_overlap() -> None:
    for older, newer in (("tianjin-2019", "tianjin-2022"), ("quanzhou-2021", "quanzhou-2024")):
        assert PACKS[older].key == PACKS[newer].key
        ends = PACKS[older].valid_to
        assert ends is not None
        assert (PACKS[newer].valid_from - ends).days == 1


@pytest.mark.parametrize("name", SCALARS)
def test_every_number_of_a_real_place_was_read(read: dict[str, dict[str, Any]], name: str, shared: Path) -> None:
    source, policy = of_region(read, name), PACKS[name]
    texts = json.dumps(source, ensure_ascii=False, default=str)
    texts += (shared / "domain" / "README.md").read_text(encoding="utf-8")
    for term, found in policy.terms.items():
        if (name, term) in IN_WORDS:
            assert IN_WORDS[name, term] in texts
            continue
        key = SCALARS[name][term]
        wanted = source[key[0]][key[1]] if isinstance(key, tuple) else source[key]
        assert found.value == (tuple(wanted) if isinstance(wanted, list) else wanted), term


def test_what_was_read_and_has_a_term_is_there() -> None:
    for name, terms in SCALARS.items():
        assert terms.keys() <= PACKS[name].terms.keys(), name


def rows(name: str, table: str) -> list[dict[str, Any]]:
    return [{column: value for column, value in row.items() if column != "clause"} for row in PACKS[name].table(table)]


def test_the_tables_of_tianjin_2022(read: dict[str, dict[str, Any]]) -> None:
    source = of_region(read, "tianjin-2022")
    students, others = rows("tianjin-2022", "person.per_year_max")
    assert students == {"categories": ("C13",), "times": source["per_year_max"]["院校学生"]}
    assert others == {"times": source["per_year_max"]["其他"]}
    factors = {
        row.get("shortage", "技师及以上"): row["factor"] for row in rows("tianjin-2022", "subsidy.shortage_factor")
    }
    assert factors == {name: Fraction(str(value)) for name, value in source["shortage_factor"].items()}
    by_type, by_mode = rows("tianjin-2022", "subsidy.rates")
    assert (by_type["amount_fen"], by_mode["amount_fen"]) == (
        source["orientation_amount"] * 100,
        source["project_amount"] * 100,
    )
    by_type, by_mode = rows("tianjin-2022", "class.minimum_periods")
    assert (by_type["periods"], by_mode["periods"]) == (source["orientation_hours_min"], source["project_hours_min"])
    for row in rows("tianjin-2022", "subsidy.living_allowance"):
        assert row["amount_fen"] == source["living_allowance"]["amount"] * 100
        assert row["mode"] == source["living_allowance"]["mode"]


def test_who_is_paid_in_tianjin(read: dict[str, dict[str, Any]]) -> None:
    source = of_region(read, "tianjin-2022")["pay_to"]
    names = {"企业": "employer", "培训机构": "institution", "个人": "person"}
    employees, others, allowance = rows("tianjin-2022", "subsidy.payee")
    assert employees["payee"] == names[source["企业职工"]]
    assert others["payee"] == names[source["其他"]]
    assert (allowance["kind"], allowance["payee"]) == ("living_allowance", names[source["生活费"]])
    table = Tables().codes("person_categories")
    assert set(employees["categories"]) == {item.code for item in table if item.more["group"] == "企业职工"}


def test_the_categories_of_an_allowance_are_those_that_were_named(read: dict[str, dict[str, Any]]) -> None:
    table = Tables().codes("person_categories")
    for name, words in (
        ("tianjin-2022", ("就业困难人员", "零就业家庭", "城乡低保家庭")),
        ("quanzhou-2024", ("脱贫人员",)),
    ):
        assert tuple(of_region(read, name)["living_allowance"]["who"]) == words
        codes = {code for row in rows(name, "subsidy.living_allowance") for code in row["categories"]}
        found = {table.find(word) or table.find(word.replace("人员", "人口")) for word in words}
        assert codes == found


def test_ages_and_times_of_the_manual_of_2019(read: dict[str, dict[str, Any]]) -> None:
    source = of_region(read, "tianjin-2019")
    for row in rows("tianjin-2019", "person.age"):
        assert [row["min"], row["max"]] == source["age"][row["sex"]]
    students, others = rows("tianjin-2019", "person.per_year_max")
    assert (students["times"], others["times"]) == (source["per_year_max"]["学生"], source["per_year_max"]["其他"])


def test_the_rates_of_quanzhou(read: dict[str, dict[str, Any]]) -> None:
    source = of_region(read, "quanzhou-2024")
    *by_level, project, startup = rows("quanzhou-2024", "subsidy.rates")
    found = {"专项" if row["level"] == "Z" else row["level"]: row["amount_fen"] for row in by_level}
    assert found == {level: amount * 100 for level, amount in source["six_groups_rate"].items()}
    assert (project["per"], project["amount_fen"]) == ("period", source["project_rate_per_hour"] * 100)
    assert startup["amount_fen"] == source["startup_rate"] * 100
    types = Tables().codes("training_types")
    assert set(startup["training_types"]) == {item.code for item in types if item.core == "startup"}
    (allowance,) = rows("quanzhou-2024", "subsidy.living_allowance")
    assert allowance["amount_fen"] == source["living_allowance"]["amount"] * 100
    assert allowance["mode"] == source["living_allowance"]["mode"]
    assert rows("quanzhou-2024", "person.per_year_max") == [{"times": source["per_year_max"]}]


def test_the_national_rule_limits_subsidies_in_a_life_and_ended_with_2025(read: dict[str, dict[str, Any]]) -> None:
    source = of_region(read, "cn-181")
    assert rows("cn-181", "subsidy.lifetime_max") == [
        {"kind": "training", "times": source["max_training_subsidies_lifetime"]},
        {"kind": "assessment", "times": source["max_assessment_subsidies_lifetime"]},
    ]
    (allowance,) = rows("cn-181", "subsidy.living_allowance")
    assert "amount_fen" not in allowance
    assert PACKS["cn-181"].valid_to == date(2025, 12, 31)


def test_shenzhens_allowance_has_a_rhythm_and_no_amount(read: dict[str, dict[str, Any]]) -> None:
    assert rows("shenzhen-2024", "subsidy.living_allowance") == [
        {"mode": of_region(read, "shenzhen-2024")["living_allowance"]["mode"]}
    ]


def test_a_real_place_has_no_table_that_was_not_looked_at() -> None:
    looked_at = {
        "tianjin-2022": {
            "person.per_year_max", "subsidy.shortage_factor", "subsidy.rates", "class.minimum_periods",
            "subsidy.living_allowance", "subsidy.payee",
        },
        "tianjin-2019": {"person.age", "person.per_year_max"},
        "quanzhou-2021": set(),
        "quanzhou-2024": {"subsidy.rates", "subsidy.living_allowance", "person.per_year_max"},
        "shenzhen-2024": {"subsidy.living_allowance"},
        "cn-181": {"subsidy.lifetime_max", "subsidy.living_allowance"},
    }  # fmt: skip
    assert {name: set(PACKS[name].tables) for name in looked_at} == looked_at


def test_the_sample_says_in_every_clause_that_it_is_one() -> None:
    sample = PACKS["sample"]
    clauses = [term.clause for term in sample.terms.values()]
    clauses += [row["clause"] for table in sample.tables.values() for row in table]
    assert all(clause.startswith("示例规则 第") for clause in clauses)
    assert "不是任何地方的真实政策" in sample.title
    assert sample.region == "示例县"


def test_the_sample_decides_everything_but_corrections_of_the_rate() -> None:
    sample = PACKS["sample"]
    absent = {name for name in TERMS if name not in sample.terms and name not in sample.tables}
    assert absent == {
        "subsidy.shortage_factor",
        "subsidy.urgent_uplift",
        "subsidy.urgent_uplift_max",
        "subsidy.person_max",
    }


def test_the_sample_has_a_rate_for_every_level() -> None:
    levels = {item.code for item in Tables().codes("skill_levels")}
    rates = PACKS["sample"].table("subsidy.rates")
    assert {row["level"] for row in rates if row["kind"] == "training"} == levels
    assert {row["level"] for row in rates if row["kind"] == "assessment"} == levels - {"H"}
    assert {row["level"] for row in PACKS["sample"].table("class.minimum_periods")} == levels


def test_a_blank_policy_holds_always_and_says_nothing() -> None:
    blank = PACKS["blank"]
    assert (dict(blank.terms), dict(blank.tables), blank.valid_to) == ({}, {}, None)
    assert blank.holds_on(date(2000, 1, 1))
