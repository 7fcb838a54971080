"""Numbers are never shown whole, and two that differ are never shown alike."""

from __future__ import annotations

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.services.shown_values import shown, shown_apart

#: Mobile numbers begin with 1 and have eleven digits (工信部《电信网编号计划（2017年版）》).
MOBILE: Final = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
#: GB 11643-1999: seventeen digits and a check character.
NUMBER: Final = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
NOBODY_UNSEEN: Final[frozenset[str]] = frozenset()


@pytest.mark.parametrize(
    ("field", "one", "other", "told"),
    [
        ("phone", "13911110000", "13922220000", ("1391***0000", "1392***0000")),
        ("phone", "13911110000", "13911111111", ("139****0000", "139****1111")),
        ("phone", "13911110000", "13911110000", ("139****0000", "139****0000")),
        ("phone", "13911110000", None, ("139****0000", None)),
        ("payee_account", "6222000012345678", "6222000912345678", ("*******0****5678", "*******9****5678")),
    ],
)
def test_two_numbers_can_be_told_apart(field: str, one: str, other: str | None, told: tuple[str, str | None]) -> None:
    first, second = shown_apart({field: one}, {field: other}, NOBODY_UNSEEN)
    assert (first[field], second[field]) == told


@given(field=st.sampled_from(("phone", "document_number")), one=MOBILE | NUMBER, other=MOBILE | NUMBER)
def test_they_are_alike_where_the_numbers_are_and_never_whole(field: str, one: str, other: str) -> None:
    first, second = shown_apart({field: one}, {field: other}, NOBODY_UNSEEN)
    assert (first[field] == second[field]) == (one == other)
    for whole, told in ((one, first[field]), (other, second[field])):
        assert told.count("*") >= shown({field: whole}, NOBODY_UNSEEN)[field].count("*") - 1 > 0
        assert all(mark in {"*", digit} for digit, mark in zip(whole, told, strict=True))


def test_what_may_not_be_seen_is_not_told_apart() -> None:
    sides = {"paid_category": "C04", "note": "甲"}, {"paid_category": "A05", "note": "乙"}
    assert shown_apart(*sides, frozenset({"C04"})) == (
        {"paid_category": "*", "note": "甲"},
        {"paid_category": "A05", "note": "乙"},
    )
