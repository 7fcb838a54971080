"""A policy that is written and read again is the same policy, to the last fraction."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.policy import TERMS, Policy, Term, read_pack
from trainingdesk.domain.policy_terms import Column, Shape, TermRule
from trainingdesk.domain.policy_text import codes_in, write_pack

words = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12).filter(str.strip)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
shares = st.fractions(0, 1, max_denominator=999) | st.integers(0, 10**9).map(lambda number: Fraction(number, 10**9))


SHAPES: dict[Shape, st.SearchStrategy[Any]] = {
    Shape.NUMBER: st.integers(0, 1_000_000),
    Shape.POSITIVE: st.integers(1, 1_000_000),
    Shape.MONEY: st.integers(0, 10**12),
    Shape.SHARE: shares,
    Shape.FLAG: st.booleans(),
    Shape.DAY: days,
    Shape.WORD: words,
    Shape.WORDS: st.lists(words, min_size=1, max_size=3).map(tuple),
}


def values(shape: Shape, one_of: tuple[str, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(one_of) if one_of else SHAPES[shape]


def rows(rule: TermRule) -> st.SearchStrategy[MappingProxyType[str, Any]]:
    def column(one: Column) -> st.SearchStrategy[Any]:
        return values(one.shape, one.one_of)

    needed = {name: column(one) for name, one in rule.columns.items() if one.required} | {"clause": words}
    free = {
        name: column(one) for name, one in rule.columns.items() if not one.required and not name.startswith("valid_")
    }
    return st.fixed_dictionaries(needed, optional=free).map(MappingProxyType)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    names = draw(st.sets(st.sampled_from(sorted(TERMS)), max_size=6))
    terms = {
        name: Term(draw(values(TERMS[name].shape, TERMS[name].one_of)), draw(words))
        for name in names
        if TERMS[name].shape is not Shape.TABLE
    }
    tables = {
        name: tuple(draw(st.lists(rows(TERMS[name]), min_size=1, max_size=3)))
        for name in names
        if TERMS[name].shape is Shape.TABLE
    }
    first = draw(days)
    return Policy(
        key=draw(words),
        version=draw(words),
        region=draw(words),
        title=draw(words),
        valid_from=first,
        valid_to=draw(st.none() | st.dates(first, date(2200, 1, 1))),
        source=draw(st.none() | words),
        terms=MappingProxyType(terms),
        tables=MappingProxyType(tables),
    )


@given(policies())
def test_a_policy_comes_back_the_same(policy: Policy) -> None:
    assert read_pack(write_pack(policy)) == policy


def test_shares_are_written_as_people_write_them() -> None:
    head = {"key": "a", "version": "1", "region": "r", "title": "t", "valid_from": date(2026, 1, 1)}
    for share, written in (
        (Fraction(4, 5), "0.8"),
        (Fraction(2, 3), '"2/3"'),
        (Fraction(1), "1.0"),
        (Fraction(0), "0.0"),
    ):
        text = write_pack(Policy(**head, terms={"attendance.person_min": Term(share, "c")}))
        assert f"value = {written}\n" in text


def test_the_codes_of_a_policy_are_found_by_their_lists() -> None:
    policy = Policy(
        key="a",
        version="1",
        region="r",
        title="t",
        valid_from=date(2026, 1, 1),
        terms={"person.excluded_categories": Term(("X01",), "c"), "class.size_max": Term(50, "c")},
        tables={
            "subsidy.rates": (
                {
                    "kind": "training",
                    "level": "5",
                    "training_types": ("13",),
                    "modes": ("PRJ",),
                    "fund": "F01",
                    "clause": "c",
                },
                {"kind": "training", "level": "4", "categories": ("A01", "A02"), "clause": "c"},
            ),
            "subsidy.shortage_factor": ({"levels": ("2", "1"), "clause": "c"},),
        },
    )
    assert codes_in(policy) == {
        "person_categories": {"X01", "A01", "A02"},
        "skill_levels": {"5", "4", "2", "1"},
        "training_types": {"13"},
        "delivery_modes": {"PRJ"},
        "funds": {"F01"},
    }
