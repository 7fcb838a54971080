"""Packs: read exactly, refused in words, and never with a number that has no clause."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.policy import TERMS, Policy, Shape, Term, read_pack, title_of
from trainingdesk.domain.policy_text import write_pack

HEAD = """
[policy]
key = "place"
version = "2026"
region = "某县"
title = "某县规则"
valid_from = 2026-01-01
"""
FULL = (
    HEAD
    + """
[class.size_max]
value = 50
clause = "第一条"

[attendance.person_min]
value = 0.8
clause = "第二条"

[attendance.class_day_min]
value = "2/3"
clause = "第二条"

[attendance.denominator]
value = "whole_class"
clause = "第二条"

[person.same_occupation_level_once]
value = false
clause = "第三条"

[person.beneficiaries]
value = ["A01", "A02"]
clause = "第四条"

[subsidy.person_max]
value = 300000
clause = "第五条"

[[subsidy.rates]]
kind = "training"
per = "person"
level = "5"
amount_fen = 120000
valid_from = 2026-01-01
clause = "第六条"

[[subsidy.rates]]
kind = "training"
per = "period"
modes = ["PRJ"]
amount_fen = 2500
clause = "第六条"
"""
)


def refused(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read_pack(text)
    return caught.value


def test_every_shape_is_read_exactly_with_its_clause() -> None:
    policy = read_pack(FULL)
    assert (policy.key, policy.version, policy.valid_from, policy.valid_to) == ("place", "2026", date(2026, 1, 1), None)
    size = policy.limit("class.size_max")
    assert size is not None
    assert (size.value, size.clause) == (50, "第一条")
    least, day = policy.share("attendance.person_min"), policy.share("attendance.class_day_min")
    assert least is not None
    assert day is not None
    assert (least.value, day.value) == (Fraction(4, 5), Fraction(2, 3))
    assert policy.find("attendance.denominator") == Term("whole_class", "第二条")
    assert policy.flag("person.same_occupation_level_once") == Term(value=False, clause="第三条")
    assert policy.words("person.beneficiaries") == Term(("A01", "A02"), "第四条")
    most = policy.fen("subsidy.person_max")
    assert most is not None
    assert most.value == 300_000
    by_level, project = policy.table("subsidy.rates")
    assert (by_level["level"], by_level["amount_fen"], by_level["clause"]) == ("5", 120_000, "第六条")
    assert project["modes"] == ("PRJ",)


def test_what_a_policy_does_not_say_is_absent() -> None:
    policy = read_pack(HEAD)
    assert policy.limit("class.size_max") is None
    assert policy.share("attendance.person_min") is None
    assert policy.fen("subsidy.person_max") is None
    assert policy.flag("attendance.late_counts") is None
    assert policy.words("person.beneficiaries") is None
    assert policy.find("attendance.denominator") is None
    assert policy.table("subsidy.rates") == ()


@pytest.mark.parametrize(
    ("ask", "name"),
    [
        (Policy.limit, "class.size_may"),
        (Policy.limit, "attendance.person_min"),
        (Policy.share, "class.size_max"),
        (Policy.fen, "class.size_max"),
        (Policy.flag, "person.beneficiaries"),
        (Policy.words, "attendance.late_counts"),
        (Policy.find, "subsidy.rates"),
        (Policy.table, "class.size_max"),
    ],
)
def test_asking_wrongly_is_a_bug_and_no_absence(ask: object, name: str) -> None:
    with pytest.raises(KeyError):
        ask(read_pack(FULL), name)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("valid_to", "day", "holds"),
    [
        (None, date(2025, 12, 31), False),
        (None, date(2026, 1, 1), True),
        (None, date(2099, 1, 1), True),
        ("2026-06-30", date(2026, 6, 30), True),
        ("2026-06-30", date(2026, 7, 1), False),
    ],
)
def test_a_version_holds_from_its_first_to_its_last_day(valid_to: str | None, day: date, *, holds: bool) -> None:
    text = HEAD if valid_to is None else f"{HEAD}valid_to = {valid_to}\n"
    assert read_pack(text).holds_on(day) is holds


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("not toml [", "policy.unreadable"),
        ("", "policy.head_missing"),
        ("policy = 3", "policy.head_missing"),
        (HEAD.replace('key = "place"', ""), "policy.head_missing"),
        (HEAD.replace('key = "place"', 'key = " "'), "policy.value_unsound"),
        (HEAD.replace("2026-01-01", '"2026-01-01"'), "policy.value_unsound"),
        (HEAD.replace("2026-01-01", "2026-01-01T00:00:00Z"), "policy.value_unsound"),
        (f'{HEAD}author = "x"', "policy.head_unknown"),
        (f"{HEAD}valid_to = 2025-12-31", "policy.ends_before_it_begins"),
        (f"{HEAD}[class.size_may]\nvalue = 1\nclause = 'x'", "policy.term_unknown"),
        (f"size_max = 3\n{HEAD}", "policy.term_unknown"),
        (f"{HEAD}[class]\nsize_max = 50", "policy.value_missing"),
        (f"{HEAD}[class.size_max]\nclause = 'x'", "policy.value_missing"),
        (f"{HEAD}[class.size_max]\nvalue = 50", "policy.clause_missing"),
        (f"{HEAD}[class.size_max]\nvalue = 50\nclause = ' '", "policy.clause_missing"),
        (f"{HEAD}[class.size_max]\nvalue = 50\nclause = 'x'\nsource = 'y'", "policy.column_unknown"),
        (f"{HEAD}[class.size_max]\nvalue = '50'\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[class.size_max]\nvalue = true\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[class.size_max]\nvalue = -1\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[class.size_max]\nvalue = 50.0\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[class.lesson_minutes]\nvalue = 0\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[attendance.person_min]\nvalue = 1.2\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[attendance.person_min]\nvalue = 80\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[attendance.person_min]\nvalue = '80%'\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[attendance.person_min]\nvalue = '2/0'\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[attendance.person_min]\nvalue = 1e-999999999\nclause = 'x'", "policy.unreadable"),
        (f"{HEAD}[attendance.person_min]\nvalue = nan\nclause = 'x'", "policy.unreadable"),
        (f"{HEAD}[attendance.denominator]\nvalue = 'half'\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[person.beneficiaries]\nvalue = []\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[person.beneficiaries]\nvalue = 'A01'\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[subsidy.rates]\nvalue = 1\nclause = 'x'", "policy.value_unsound"),
        (f"{HEAD}[[subsidy.rates]]\nkind = 'training'\nper = 'person'\nclause = 'x'", "policy.column_missing"),
        (f"{HEAD}[[subsidy.rates]]\nkind = 'training'\nper = 'person'\namount_fen = 1", "policy.clause_missing"),
        (f"{HEAD}[[subsidy.rates]]\nprice = 1\nclause = 'x'", "policy.column_unknown"),
        (f"{HEAD}[[person.age]]\nsex = 'any'\nclause = 'x'", "policy.value_unsound"),
        (
            f"{HEAD}[[person.age]]\nsex = 'male'\nvalid_from = 2026-02-01\nvalid_to = 2026-01-01\nclause = 'x'",
            "policy.ends_before_it_begins",
        ),
        (HEAD + "#" * 200_000, "policy.too_long"),
        ("a = " + "[" * 5_000, "policy.unreadable"),
    ],
)
def test_an_unsound_pack_is_refused_in_words(text: str, key: str) -> None:
    assert refused(text).key == key


def test_a_refusal_names_the_row() -> None:
    rows = "[[subsidy.rates]]\nkind='training'\nper='person'\namount_fen=1\nclause='x'\n"
    failure = refused(f"{HEAD}{rows}{rows.replace('person', 'hour')}")
    assert failure.values["term"] == "subsidy.rates[2].per"
    assert failure.values["found"] == "hour"


def test_a_long_value_is_cut_in_the_refusal() -> None:
    failure = refused(f"{HEAD}[class.size_max]\nvalue = '{'x' * 500}'\nclause = 'x'")
    assert len(str(failure.values["found"])) < 50


@given(st.text(max_size=400))
def test_any_text_is_a_pack_or_is_refused(text: str) -> None:
    with suppress(Refused):
        policy = read_pack(text)
        assert read_pack(write_pack(policy)) == policy


def test_every_term_has_a_meaning_and_a_name() -> None:
    for name, rule in TERMS.items():
        assert rule.meaning, name
        assert title_of(name).startswith("policy.term_")
        assert bool(rule.columns) is (rule.shape is Shape.TABLE), name
        assert "clause" not in rule.columns, name
