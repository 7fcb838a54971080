"""The unified social credit code of organizations (统一社会信用代码, GB 32100-2015 with amendment 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mended
from trainingdesk.domain.written_text import (
    CAPITALS,
    DASHES,
    NUMBER_REPAIRS,
    ends_in_lost_digits,
    is_scientific,
    repaired,
)

#: GB 32100-2015, table 2: digits and letters without I, O, S, V, Z.
_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS: Final = tuple(pow(3, place, 31) for place in range(17))
_LENGTH: Final = 18
#: GB 11714: the organization code (组织机构代码) inside the credit code has letters of its own and weights of its own.
_ORGANIZATION_ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_ORGANIZATION_WEIGHTS: Final = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANIZATION_LENGTH: Final = 9
_REGISTRATION_LENGTH: Final = 15

#: Registering department and kind of body: N are rural collectives, A the army, Y others.
_PREFIXES: Final = (
    "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 Y1"
)
PREFIXES: Final = frozenset(_PREFIXES.split())


@dataclass(frozen=True, slots=True)
class CreditCode:
    """A code whose check character holds."""

    code: str

    @property
    def prefix(self) -> str:
        """Registering department and kind of body, see ``resources/tables/uscc_prefixes.csv``."""
        return self.code[:2]

    @property
    def division(self) -> str:
        """The six digits of the place of registration."""
        return self.code[2:8]

    @property
    def organization_code(self) -> str:
        """The nine characters that old forms still ask for (组织机构代码, GB 11714)."""
        return self.code[8:17]


def read_credit_code(text: str) -> Mended[CreditCode]:
    """The code that a person wrote down.

    Warns where the organization code inside fails its own check or the prefix is in no list: such codes were given out.
    Raises Refused with its own reason for an empty text, a code whose last digits a spreadsheet lost, an old number
    (组织机构代码, 注册号), a letter that the standard does not use, another length, and a wrong check character.
    """
    code, mends = repaired(text, *NUMBER_REPAIRS, DASHES, CAPITALS)
    if not code:
        raise Refused("credit_code.empty")
    if is_scientific(code):
        raise Refused("credit_code.digits_lost")
    _refuse_old(code)
    if len(code) != _LENGTH:
        raise Refused("credit_code.length", found=len(code))
    for place, character in enumerate(code, start=1):
        if character not in _ALPHABET:
            raise Refused("credit_code.letter", found=character, place=place)
    wanted = check_character(code[:17])
    if code[17] != wanted:
        if ends_in_lost_digits(code):
            raise Refused("credit_code.digits_lost")
        raise Refused("credit_code.check_character", found=code[17], wanted=wanted)
    found = CreditCode(code)
    return Mended(found, mends, tuple(_warnings(found)))


def check_character(seventeen: str) -> str:
    """The last character of the code that begins with these seventeen (GB 32100-2015, 5.2)."""
    total = sum(_ALPHABET.index(character) * weight for character, weight in zip(seventeen, _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31]


def organization_code_holds(code: str) -> bool:
    """Whether the check character of an organization code is right (GB 11714, MOD 11)."""
    values = (_ORGANIZATION_ALPHABET.index(character) for character in code[:8])
    total = sum(value * weight for value, weight in zip(values, _ORGANIZATION_WEIGHTS, strict=True))
    return code[8] == "0123456789X0"[11 - total % 11]


def _refuse_old(code: str) -> None:
    if not code.isalnum():
        return
    if len(code) == _ORGANIZATION_LENGTH:
        raise Refused("credit_code.organization_code")
    if len(code) == _REGISTRATION_LENGTH and code.isdigit():
        raise Refused("credit_code.registration_number")


def _warnings(found: CreditCode) -> list[str]:
    warnings = []
    if found.prefix not in PREFIXES:
        warnings.append("credit_code.prefix_unknown")
    if not organization_code_holds(found.organization_code):
        warnings.append("credit_code.organization_check")
    return warnings
