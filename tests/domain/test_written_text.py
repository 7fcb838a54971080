"""Repairs that every reader of numbers shares."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.written_text import (
    BLANKS,
    NUMBER_REPAIRS,
    QUOTES,
    ends_in_lost_digits,
    half_width,
    is_scientific,
    repaired,
    without_invisible,
)


def test_each_repair_names_what_it_found_and_what_it_made() -> None:
    text, mends = repaired("'１２ ３", *NUMBER_REPAIRS)
    assert text == "123"
    assert [(mend.found, mend.mended) for mend in mends] == [("'１２ ３", "'12 3"), ("'12 3", "12 3"), ("12 3", "123")]
    assert len({mend.why for mend in mends}) == 3


def test_what_needs_no_repair_is_not_said() -> None:
    assert repaired("500241", *NUMBER_REPAIRS) == ("500241", ())


@pytest.mark.parametrize("text", ['="12"', "“12”", "12'", "`12", "= “12”"])
def test_marks_that_keep_a_number_text_are_removed(text: str) -> None:
    assert repaired(text, QUOTES, BLANKS)[0] == "12"


def test_a_formula_is_no_quoted_number() -> None:
    assert repaired("=A1", QUOTES)[0] == "=A1"


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("500241197006151000", True),
        ("500241197006151230", False),
        ("6222021001116000", False),
        ("12345678901234500X", False),
    ],
)
def test_lost_digits_are_zeros_behind_the_fifteenth(text: str, cut: bool) -> None:
    assert ends_in_lost_digits(text) is cut


@pytest.mark.parametrize(
    ("text", "long"), [("1.10105E+17", True), ("1E17", True), ("E12345678", False), ("110105", False)]
)
def test_a_number_in_powers_of_ten_is_seen(text: str, long: bool) -> None:
    assert is_scientific(text) is long


@given(st.text())
def test_repairs_are_done_once(text: str) -> None:
    once = repaired(text, *NUMBER_REPAIRS)[0]
    assert half_width(once) == once
    assert without_invisible(once) == once
    assert not any(character.isspace() for character in once)
