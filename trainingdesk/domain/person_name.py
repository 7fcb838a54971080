"""Names of people (民委发〔2016〕33号): the dot of minority names is U+00B7, fifty characters and more, all of GB 18030.

Names of one character, without a surname, in Latin letters and with characters of every plane are names like any other.
"""

from __future__ import annotations

import re
import unicodedata
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mended
from trainingdesk.domain.written_text import FULL_WIDTH, INVISIBLE, Repair, repaired

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The dot between the parts of a name: U+00B7, A1A4 in GB 18030 (民委发〔2016〕33号).
DOT: Final = "·"
#: At least 50 characters must fit (民委发〔2016〕33号: 不少于50个字符); longer names are known, so twice that is the end.
LONGEST: Final = 100

_HAN: Final = "㐀-䶿一-鿿豈-﫿〇\U00020000-\U0003ffff"
_LIKE_A_DOT: Final = "·•‧∙⋅・･．.⸱ꞏ⸳●﹒"
_DOTTED: Final = re.compile(f"(?<=[{_HAN}])[\\s{_LIKE_A_DOT}]*[{_LIKE_A_DOT}][\\s{_LIKE_A_DOT}]*(?=[{_HAN}])")
_DOTS_AT_THE_ENDS: Final = re.compile(f"^\\s*[{_LIKE_A_DOT}][\\s{_LIKE_A_DOT}]*|\\s*[{DOT}•‧∙⋅・･][\\s{DOT}•‧∙⋅・･]*$")
_BETWEEN_HAN: Final = re.compile(f"(?<=[{_HAN}])\\s+(?=[{_HAN}])")
_ONLY_HAN: Final = re.compile(f"[{_HAN}\\s]+")
#: Names as nearly all are written, and right as they stand: characters that have one form only, nothing between them.
_ORDINARY: Final = re.compile("[一-龥]+")
_BESIDE_LETTERS: Final = "'’-."
#: Radicals as a PDF gives them back (⽥ for 田) and compatibility forms have one right character each.
_RADICALS: Final = re.compile("[⺀-⿟豈-﫿\U0002f800-\U0002fa1f]")
_QUOTATION: Final = re.compile("[\"“”`´]|^'|'$")
#: A given name is seldom longer than two characters; a part of a minority name seldom shorter.
_SHORT_PART: Final = 2

#: GB 18030-2022 gave these two-byte codes their characters; Python's codec still leads into the private use area.
_PRIVATE_USE: Final[Mapping[int, int]] = MappingProxyType(
    {
        0xE78D: 0xFE10,  # A6D9
        0xE78E: 0xFE12,  # A6DA
        0xE78F: 0xFE11,  # A6DB
        0xE790: 0xFE13,  # A6DC
        0xE791: 0xFE14,  # A6DD
        0xE792: 0xFE15,  # A6DE
        0xE793: 0xFE16,  # A6DF
        0xE794: 0xFE17,  # A6EC
        0xE795: 0xFE18,  # A6ED
        0xE796: 0xFE19,  # A6F3
        0xE81E: 0x9FB4,  # FE59
        0xE826: 0x9FB5,  # FE61
        0xE82B: 0x9FB6,  # FE66
        0xE82C: 0x9FB7,  # FE67
        0xE832: 0x9FB8,  # FE6D
        0xE843: 0x9FB9,  # FE7E
        0xE854: 0x9FBA,  # FE90
        0xE864: 0x9FBB,  # FEA0
    }
)


def translate_gb18030_private_use(text: str) -> str:
    """Text decoded from GB 18030 with the characters that the edition of 2022 gave to 18 codes."""
    return text.translate(_PRIVATE_USE)


def read_name(text: str) -> Mended[str]:
    """The name in its normal form: the right dot, no blanks inside a Chinese name, half-width letters.

    Raises Refused with its own reason for an empty text, a hidden name (张*), one that holds a digit or a sign that no name
    has, and one of more than ``LONGEST`` characters (counted as characters, not as UTF-16 units).
    """
    if len(text) <= LONGEST and _ORDINARY.fullmatch(text):
        return Mended(text)
    name, mends = repaired(text, *_REPAIRS)
    if not name:
        raise Refused("person_name.empty")
    if "*" in name or "＊" in name or "×" in name:
        raise Refused("person_name.hidden")
    if len(name) > LONGEST:
        raise Refused("person_name.too_long", found=len(name), wanted=LONGEST)
    for character in name:
        _refuse_sign(character)
    if not any(_is_letter(character) for character in name):
        raise Refused("person_name.empty")
    private = any(unicodedata.category(character) == "Co" for character in name)
    return Mended(name, mends, ("person_name.private_use",) if private else ())


def name_key(name: str) -> str:
    """The form in which two writings of one name are equal: no dots, no blanks, no case."""
    if _ORDINARY.fullmatch(name):
        return name
    plain = unicodedata.normalize("NFKC", name)
    return "".join(one for one in plain if not one.isspace() and one not in _LIKE_A_DOT).casefold()


def _right_dots(text: str) -> str:
    return _DOTS_AT_THE_ENDS.sub("", _DOTTED.sub(DOT, text))


def _right_blanks(text: str) -> str:
    """A blank stands for the dot where the parts are as long as those of minority names; else it only spreads a name out."""
    name = " ".join(text.split())
    parts = name.split(" ")
    spread = any(len(part) < _SHORT_PART for part in parts) or all(len(part) <= _SHORT_PART for part in parts)
    between = DOT if _ONLY_HAN.fullmatch(name) and not spread else ""
    return _BETWEEN_HAN.sub(between, name)


def _unified(text: str) -> str:
    return _RADICALS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), unicodedata.normalize("NFC", text))


_REPAIRS: Final = (
    Repair("person_name.private_use_mended", translate_gb18030_private_use),
    INVISIBLE,
    FULL_WIDTH,
    Repair("person_name.characters_mended", _unified),
    Repair("written_text.quotes", lambda text: _QUOTATION.sub("", text)),
    Repair("person_name.dot_mended", _right_dots),
    Repair("person_name.blanks_mended", _right_blanks),
)


def _is_letter(character: str) -> bool:
    return character == "〇" or unicodedata.category(character)[0] == "L" or _is_far_han(character)


def _is_far_han(character: str) -> bool:
    """Planes 2 and 3 belong to Han characters, also those that Unicode assigned after this Python was made."""
    return "\U00020000" <= character <= "\U0003ffff"


def _refuse_sign(character: str) -> None:
    """Raises Refused for what stands in no name; marks belong to letters of other scripts."""
    kind = unicodedata.category(character)
    if kind == "Nd":
        raise Refused("person_name.digit", found=character)
    if character in {DOT, " "} or character in _BESIDE_LETTERS or kind in {"Mn", "Mc", "Co"} or _is_letter(character):
        return
    raise Refused("person_name.sign", found=character)
