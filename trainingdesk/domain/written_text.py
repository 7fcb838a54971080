"""Repairs of text that came through a keyboard, an office program or a scanner; every repair is said.

Readers of numbers (identity, credit code, phone, account, date) share them, so that all mend alike.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.mended import Mend

if TYPE_CHECKING:
    from collections.abc import Callable

_FULL_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
#: Soft hyphen, zero-width and direction marks, word joiner, byte order mark, control characters other than blanks.
_INVISIBLE: Final = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f\x7f]")
#: Marks that an office program puts around or before a number so that it stays text: '110…, "110…", ="110…".
_QUOTED: Final = re.compile('["\'`´‘’“”]|^\\s*=(?=\\s*["“])')
_SCIENTIFIC: Final = re.compile(r"[+-]?\d(?:\.\d+)?[Ee]\+?\d{1,3}")
_DECIMAL: Final = re.compile(r"(\d+)\.0+")

#: Digits of a number that an office program keeps; the ones behind become zeros (IEEE 754 binary64).
EXACT_DIGITS: Final = 15


@dataclass(frozen=True, slots=True)
class Repair:
    """One kind of repair: ``why`` is the sentence key that says it."""

    why: str
    of: Callable[[str], str]


def half_width(text: str) -> str:
    """Full-width letters, digits, signs and blanks as their half-width forms."""
    return text.translate(_FULL_WIDTH)


def without_invisible(text: str) -> str:
    """The text without characters that nobody sees."""
    return _INVISIBLE.sub("", text)


FULL_WIDTH: Final = Repair("written_text.full_width", half_width)
INVISIBLE: Final = Repair("written_text.invisible", without_invisible)
QUOTES: Final = Repair("written_text.quotes", lambda text: _QUOTED.sub("", text))
BLANKS: Final = Repair("written_text.blanks", lambda text: "".join(text.split()))
DASHES: Final = Repair("written_text.dashes", lambda text: re.sub("[-‐‑‒–—−_]", "", text))
CAPITALS: Final = Repair("written_text.capitals", str.upper)
DECIMAL: Final = Repair("written_text.decimal", lambda text: _DECIMAL.sub(r"\1", text) if _is_decimal(text) else text)

#: What every number goes through first.
NUMBER_REPAIRS: Final = (INVISIBLE, FULL_WIDTH, QUOTES, BLANKS, DECIMAL)


def repaired(text: str, *repairs: Repair) -> tuple[str, tuple[Mend, ...]]:
    """The text after these repairs in their order, and the repairs that changed something."""
    mends: list[Mend] = []
    for repair in repairs:
        better = repair.of(text)
        if better != text:
            mends.append(Mend(text, better, repair.why))
        text = better
    return text, tuple(mends)


def is_scientific(text: str) -> bool:
    """Whether this is a number as a spreadsheet shows it when it is long: 1.10105E+17."""
    return _SCIENTIFIC.fullmatch(text) is not None


def ends_in_lost_digits(number: str) -> bool:
    """Whether the digits behind the fifteenth are zeros, at least three of them, as a spreadsheet leaves them."""
    behind = number[EXACT_DIGITS:]
    return len(behind) >= 3 and number.isdigit() and not behind.strip("0")  # noqa: PLR2004 -- one or two happen by chance


def _is_decimal(text: str) -> bool:
    return _DECIMAL.fullmatch(text) is not None
