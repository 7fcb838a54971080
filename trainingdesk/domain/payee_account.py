"""Bank accounts that money is paid to: cards, the account of the social security card, and passbooks."""

from __future__ import annotations

from typing import Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mended
from trainingdesk.domain.written_text import (
    DASHES,
    EXACT_DIGITS,
    NUMBER_REPAIRS,
    ends_in_lost_digits,
    is_scientific,
    repaired,
)

_SHORTEST: Final = 16
_LONGEST: Final = 19
_NINE: Final = 9
_SHOWN: Final = 4


def read_payee_account(text: str) -> Mended[str]:
    """The account as digits.

    Warns where the check digit of a card fails, for a passbook has none (ISO/IEC 7812-1). Raises Refused with its own reason
    for an empty text, a hidden number, digits that a spreadsheet lost, a wrong letter or length.
    """
    number, mends = repaired(text, *NUMBER_REPAIRS, DASHES)
    if not number:
        raise Refused("payee_account.empty")
    if "*" in number:
        raise Refused("payee_account.hidden")
    if is_scientific(number):
        raise Refused("payee_account.digits_lost")
    odd = next((character for character in number if not "0" <= character <= "9"), None)
    if odd is not None:
        raise Refused("payee_account.letter", found=odd)
    if not _SHORTEST <= len(number) <= _LONGEST:
        raise Refused("payee_account.length", found=len(number))
    return Mended(number, mends, _warnings(number))


def luhn_holds(digits: str) -> bool:
    """Whether the last digit is the check digit of those before it (ISO/IEC 7812-1, annex B)."""
    total = 0
    for position, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + position % 2)
        total += value - _NINE if value > _NINE else value
    return total % 10 == 0


def masked_account(account: str) -> str:
    """The account with only its last four digits readable."""
    return "*" * max(len(account) - _SHOWN, 0) + account[-_SHOWN:]


def _warnings(number: str) -> tuple[str, ...]:
    """Raises Refused where a card ends in the zeros that a spreadsheet leaves; one or two zeros may be its own."""
    if luhn_holds(number):
        return ("payee_account.maybe_digits_lost",) if ends_in_lost_digits(number) else ()
    if ends_in_lost_digits(number):
        raise Refused("payee_account.digits_lost")
    zeros = not number[EXACT_DIGITS:].strip("0")
    return ("payee_account.check_digit", "payee_account.maybe_digits_lost") if zeros else ("payee_account.check_digit",)
