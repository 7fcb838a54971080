"""How values are printed, and that a workbook's format says the same."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.reports.document import Absent, Count, Day, Money, Quantity, Share, Text, Value, Yuan
from trainingdesk.reports.printed import half_up, is_number, money_decimals, number_format, printed


@pytest.mark.parametrize(
    ("value", "text", "pattern"),
    [
        (Text("=1+1"), "=1+1", ""),
        (Count(1234567), "1,234,567", "#,##0"),
        (Count(5, signed=True), "+5", "+#,##0;-#,##0;#,##0"),
        (Count(-5, signed=True), "-5", "+#,##0;-#,##0;#,##0"),
        (Count(0, signed=True), "0", "+#,##0;-#,##0;#,##0"),
        (Money(4_331_000_000), "4,331.00", "#,##0.00"),
        (Money(12_345, 4), "0.0123", "#,##0.0000"),
        (Money(-50, 4), "-0.0001", "#,##0.0000"),
        (Yuan(109_305), "1,093.05", "#,##0.00"),
        # 陇南 2024-11: 39,631 person-times of 36,000 were reported as 110.1 %
        (Share(Fraction(39631, 36000)), "110.1%", "0.0%"),
        (Share(Fraction(-1, 33), signed=True), "-3.0%", "+0.0%;-0.0%;0.0%"),
        (Share(Fraction(0), signed=True), "0.0%", "+0.0%;-0.0%;0.0%"),
        (Quantity(Fraction(171, 2), 1), "85.5", "#,##0.0"),
        (Quantity(Fraction(96)), "96", "#,##0"),
        (Day(date(2026, 11, 2)), "2026-11-02", "yyyy-mm-dd"),
        (Absent(), "—", ""),
    ],
)
def test_each_kind_of_value_has_its_form(value: Value, text: str, pattern: str) -> None:
    assert printed(value) == text
    assert number_format(value) == pattern


@given(st.fractions(min_value=-(10**9), max_value=10**9, max_denominator=10**6), st.integers(0, 4))
def test_rounding_is_half_up_away_from_zero(value: Fraction, decimals: int) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    if (value * 10**decimals * 2).denominator == 1:  # a half or a whole: decimal arithmetic is exact here
        assert half_up(value, decimals) == exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    assert abs(Fraction(half_up(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)


def test_halves_of_a_percent_go_up() -> None:
    assert printed(Share(Fraction(1005, 10_000))) == "10.1%"
    assert printed(Share(Fraction(-1005, 10_000))) == "-10.1%"


@given(st.lists(st.integers(-(10**12), 10**12), max_size=5))
def test_money_gets_the_fewest_decimals_that_lose_nothing(amounts: list[int]) -> None:
    decimals = money_decimals(tuple(amounts))
    assert 2 <= decimals <= 4
    if decimals < 4:
        assert all(Fraction(half_up(Fraction(fen, 1_000_000), decimals)) * 1_000_000 == fen for fen in amounts)
    if decimals > 2:
        assert any(fen % 10 ** (7 - decimals) for fen in amounts)


def test_only_numbers_line_up() -> None:
    assert is_number(Count(1))
    assert is_number(Yuan(1))
    assert not is_number(Text("500241199001011234"))
    assert not is_number(Absent())
