"""Exact figures as they are printed: half up, from whole fen and from fractions, never by way of floating point."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Final

#: A 万元 has a million fen.
FEN_PER_WAN: Final = 1_000_000


def half_up(value: Fraction, *, decimals: int) -> Decimal:
    """``value`` with so many decimals; a half goes away from zero (四舍五入)."""
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    rounded = whole + (2 * rest >= scaled.denominator)
    return Decimal(-rounded if value < 0 else rounded).scaleb(-decimals)


def wan(fen: int, *, decimals: int) -> Decimal:
    """An amount in 万元. A printed total is the rounded sum of fen, not the sum of rounded parts."""
    return half_up(Fraction(fen, FEN_PER_WAN), decimals=decimals)


def percent(share: Fraction, *, decimals: int) -> Decimal:
    """A share in percent: 39,631 of 36,000 is 110.1 (陇南 2024-11), 5,732 of 5,000 is 114.64 (湛江 2011)."""
    return half_up(share * 100, decimals=decimals)
