"""How the values of a document are printed, and which number format shows the same in a workbook."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias, TypeGuard, assert_never

from trainingdesk.reports.document import Absent, Count, Day, Money, Quantity, Share, Text, Yuan

if TYPE_CHECKING:
    from trainingdesk.reports.document import Value

Number: TypeAlias = Count | Money | Yuan | Share | Quantity

FEN_PER_WAN_YUAN: Final = 1_000_000
MOST_DECIMALS: Final = 4
DASH: Final = "—"


def half_up(value: Fraction, decimals: int) -> Decimal:
    """``value`` with that many decimals, halves away from zero, as people and spreadsheets round."""
    scaled = abs(value) * 10**decimals
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)


def printed(value: Value) -> str:
    """The text of a value, with thousands, fixed decimals and, where wanted, a plus."""
    match value:
        case Text():
            return value.text
        case Day():
            return value.value.isoformat()
        case Absent():
            return DASH
        case _:
            return _printed_number(value)


def _printed_number(value: Number) -> str:
    match value:
        case Count():
            return _with_sign(Decimal(value.value), signed=value.signed)
        case Money():
            return _with_sign(half_up(Fraction(value.fen, FEN_PER_WAN_YUAN), value.decimals), signed=value.signed)
        case Yuan():
            return f"{Decimal(value.fen).scaleb(-2):,f}"
        case Share():
            return _with_sign(half_up(value.value * 100, value.decimals), signed=value.signed) + "%"
        case Quantity():
            return f"{half_up(value.value, value.decimals):,f}"
        case _:
            assert_never(value)


def number_format(value: Value) -> str:
    """The number format under which a workbook shows what `printed` prints; empty for words."""
    match value:
        case Text() | Absent():
            return ""
        case Day():
            return "yyyy-mm-dd"
        case _:
            return _number_pattern(value)


def _number_pattern(value: Number) -> str:
    match value:
        case Count():
            return _both_signs("#,##0", signed=value.signed)
        case Money():
            return _both_signs("#,##0." + "0" * value.decimals, signed=value.signed)
        case Yuan():
            return "#,##0.00"
        case Share():
            return _both_signs(("0." + "0" * value.decimals if value.decimals else "0") + "%", signed=value.signed)
        case Quantity():
            return "#,##0." + "0" * value.decimals if value.decimals else "#,##0"
        case _:
            assert_never(value)


def is_number(value: Value) -> TypeGuard[Number]:
    """Whether the digits of a value line up under each other."""
    return isinstance(value, Count | Money | Yuan | Share | Quantity)


def money_decimals(amounts: tuple[int, ...]) -> int:
    """The fewest decimals of 万元, two to four, that print every one of these fen without rounding; four at most."""
    for decimals in range(2, MOST_DECIMALS):
        if all(fen * 10**decimals % FEN_PER_WAN_YUAN == 0 for fen in amounts):
            return decimals
    return MOST_DECIMALS


def _with_sign(number: Decimal, *, signed: bool) -> str:
    return f"{number:+,f}" if signed and number else f"{number:,f}"


def _both_signs(plain: str, *, signed: bool) -> str:
    return f"+{plain};-{plain};{plain}" if signed else plain
