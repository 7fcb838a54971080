"""Half up, exactly: what is printed is what paper and an accountant get."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.rounding import FEN_PER_WAN, half_up, percent, wan

fractions = st.fractions(-10_000, 10_000, max_denominator=10_000)
decimals = st.integers(0, 6)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        (Fraction(1, 2), 0, "1"),
        (Fraction(-1, 2), 0, "-1"),
        (Fraction(5, 2), 0, "3"),
        (Fraction(1005, 1000), 2, "1.01"),
        (Fraction(2675, 1000), 2, "2.68"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(-2, 3), 1, "-0.7"),
        (Fraction(0), 2, "0.00"),
        (Fraction(199_999, 200_000), 2, "1.00"),
    ],
)
def test_a_half_goes_away_from_zero(value: Fraction, places: int, rounded: str) -> None:
    assert half_up(value, decimals=places) == Decimal(rounded)
    assert f"{half_up(value, decimals=places):f}" == rounded


@given(fractions, decimals)
def test_it_is_the_nearest_one(value: Fraction, places: int) -> None:
    rounded = Fraction(half_up(value, decimals=places))
    assert abs(rounded - value) <= Fraction(1, 2 * 10**places)
    assert half_up(-value, decimals=places) == -half_up(value, decimals=places)
    assert half_up(value, decimals=places).as_tuple().exponent == -places


@given(st.decimals(-1_000_000, 1_000_000, allow_nan=False, places=5), st.integers(0, 4))
def test_decimals_are_rounded_as_the_standard_library_rounds_them(value: Decimal, places: int) -> None:
    assert half_up(Fraction(value), decimals=places) == value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


@pytest.mark.parametrize(
    ("done", "wanted", "places", "printed"),
    [
        (39_631, 36_000, 1, "110.1"),  # 陇南 2024-11
        (5_732, 5_000, 2, "114.64"),  # a county-level city under 湛江, 2011
        (1, 3, 0, "33"),
        (0, 7, 1, "0.0"),
    ],
)
def test_shares_are_printed_as_the_reports_read(done: int, wanted: int, places: int, printed: str) -> None:
    assert f"{percent(Fraction(done, wanted), decimals=places):f}" == printed


@pytest.mark.parametrize(
    ("fen", "places", "printed"),
    [
        (433_100_000_00, 2, "43310.00"),
        (5_000, 2, "0.01"),
        (4_999, 2, "0.00"),
        (-5_000, 2, "-0.01"),
        (123_456_789, 4, "123.4568"),
    ],
)
def test_amounts_are_printed_in_wan(fen: int, places: int, printed: str) -> None:
    assert f"{wan(fen, decimals=places):f}" == printed


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_a_total_is_the_rounded_sum_and_not_the_sum_of_rounded_parts(parts: list[int]) -> None:
    assert wan(sum(parts), decimals=2) == half_up(Fraction(sum(parts), FEN_PER_WAN), decimals=2)
