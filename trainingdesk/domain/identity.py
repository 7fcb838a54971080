"""Documents that say who a person is (证件): kinds, numbers, and what a number tells of its holder.

GB 11643-1999 (公民身份号码) with its check digit (ISO 7064, MOD 11-2) holds for resident identity cards, for the residence
permits of Hong Kong, Macao and Taiwan residents (国办发〔2018〕81号 art. 3) and the foreign permanent resident card of 2023.
A region code says where a number was first given, long ago or under another name: it is advice, never a refusal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mend, Mended
from trainingdesk.domain.written_text import (
    CAPITALS,
    DASHES,
    NUMBER_REPAIRS,
    Repair,
    ends_in_lost_digits,
    is_scientific,
    repaired,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


class Sex(StrEnum):
    """As the document says it (GB/T 2261.1)."""

    MALE = "male"
    FEMALE = "female"


class DocumentKind(StrEnum):
    """Kinds of documents (证件种类)."""

    RESIDENT = "resident"  # 居民身份证; numbers of 15 digits are read in and made 18
    HONG_KONG_RESIDENCE = "hong_kong_residence"  # 港澳台居民居住证, 810000
    MACAO_RESIDENCE = "macao_residence"  # 820000
    TAIWAN_RESIDENCE = "taiwan_residence"  # 830000
    FOREIGN_PERMANENT = "foreign_permanent"  # 外国人永久居留身份证 of 2023, 18 digits that begin with 9
    FOREIGN_PERMANENT_2017 = "foreign_permanent_2017"  # 3 letters and 12 digits
    MAINLAND_TRAVEL = "mainland_travel"  # 港澳居民来往内地通行证
    TAIWAN_TRAVEL = "taiwan_travel"  # 台湾居民来往大陆通行证
    PASSPORT = "passport"


@dataclass(frozen=True, slots=True)
class Document:
    """A number in its one writing, with what it tells; a kind whose number tells nothing leaves the rest None."""

    kind: DocumentKind
    number: str
    birth_date: date | None = None
    sex: Sex | None = None
    region: str | None = None


#: w(i) = 2^(18-i) mod 11 for places 18 to 2, GB 11643-1999, 5.3.
_WEIGHTS: Final = tuple(2**place % 11 for place in range(17, 0, -1))
_CHECK: Final = "10X98765432"
_LENGTH: Final = 18
_OLD_LENGTH: Final = 15
_FIRST_YEAR: Final = 1900
_LEAST_HIDDEN: Final = 4

_RESIDENCE: Final[Mapping[str, DocumentKind]] = {
    "81": DocumentKind.HONG_KONG_RESIDENCE,
    "82": DocumentKind.MACAO_RESIDENCE,
    "83": DocumentKind.TAIWAN_RESIDENCE,
}
#: Kinds whose number is that of GB 11643.
NUMBERED: Final = frozenset({DocumentKind.RESIDENT, *_RESIDENCE.values(), DocumentKind.FOREIGN_PERMANENT})
#: Provinces of GB/T 2260; 71 is in the standard, 81 to 83 are those of the permits.
_PROVINCES: Final = frozenset(
    map(str, (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71))
)
_EIGHTEEN: Final = re.compile(r"[0-9]{17}[0-9X]")
#: Forms of the numbers that have no check digit here; those of the travel permits are background, not read in a source.
_FORMS: Final[Mapping[DocumentKind, re.Pattern[str]]] = {
    DocumentKind.FOREIGN_PERMANENT_2017: re.compile(r"[A-Z]{3}[0-9]{12}"),
    DocumentKind.MAINLAND_TRAVEL: re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?"),
    DocumentKind.TAIWAN_TRAVEL: re.compile(r"[A-Z]?[0-9]{8}|[0-9]{10}"),
    DocumentKind.PASSPORT: re.compile(r"[A-Z0-9]{5,20}"),
}
_FOREIGN: Final = frozenset({DocumentKind.FOREIGN_PERMANENT, DocumentKind.FOREIGN_PERMANENT_2017})
#: What stands for the check letter in hand-made lists: multiplication sign, Roman ten, Cyrillic and Greek letters.
_LIKE_X: Final = re.compile("[×✕Ⅹⅹ╳ХхΧχ]$")
_CHECK_LETTER: Final = Repair("identity.check_letter_mended", lambda text: _LIKE_X.sub("X", text))
_REPAIRS: Final = (*NUMBER_REPAIRS, DASHES, _CHECK_LETTER, CAPITALS)


def read_document(text: str, *, kind: DocumentKind | None, today: date) -> Mended[Document]:
    """The document that a person wrote down; ``kind`` None finds it from the number.

    Where a number tells its kind by itself it is believed, and a contradiction to ``kind`` is a warning. Raises Refused with
    its own reason for an empty text, a hidden number (500241********1234), one whose last digits a spreadsheet lost, a wrong
    letter, length, birth date or check digit.
    """
    # Most numbers of a roster are written as they should be: nothing is mended in them.
    written, mends = (text, ()) if _EIGHTEEN.fullmatch(text) else repaired(text, *_REPAIRS)
    _refuse_unreadable(written)
    form = _form_of(written, kind)
    if form in NUMBERED:
        return _numbered(written, kind, mends, today=today)
    pattern = _FORMS[form]
    if pattern.fullmatch(written) is None:
        raise Refused(f"identity.form_{form}")
    warnings = ("identity.kind_assumed",) if kind is None and form is DocumentKind.MAINLAND_TRAVEL else ()
    if kind not in {None, form}:
        warnings = ("identity.kind_follows_from_number",)
    return Mended(Document(form, written), mends, warnings)


def check_digit(seventeen: str) -> str:
    """The last place of the number that begins with these seventeen digits (GB 11643-1999, 5.3)."""
    total = sum(digit * weight for digit, weight in zip(map(int, seventeen), _WEIGHTS, strict=True))
    return _CHECK[total % 11]


def upgraded(fifteen: str) -> str:
    """A number of 15 digits as the one of 18 that replaced it: the century 19 and the check digit are put in."""
    seventeen = f"{fifteen[:6]}19{fifteen[6:]}"
    return seventeen + check_digit(seventeen)


def mask(number: str, *, begin: int, end: int) -> str:
    """The number with its middle hidden: ``begin`` and ``end`` places stay readable, fewer where it is short.

    At least four places are always hidden (财社〔2023〕181号 art. 28: 含隐藏部分位数的身份证号码).
    """
    end = max(min(end, len(number) - _LEAST_HIDDEN), 0)
    begin = max(min(begin, len(number) - _LEAST_HIDDEN - end), 0)
    tail = number[len(number) - end :]
    return number[:begin] + "*" * (len(number) - begin - end) + tail


def _refuse_unreadable(written: str) -> None:
    if not written:
        raise Refused("identity.empty")
    if "*" in written or "●" in written:
        raise Refused("identity.hidden")
    if is_scientific(written):
        raise Refused("identity.digits_lost")


def _form_of(written: str, kind: DocumentKind | None) -> DocumentKind:
    """Which rule the number is read by: a form that only one kind has decides, else ``kind``."""
    if _EIGHTEEN.fullmatch(written) and (kind is not DocumentKind.PASSPORT or check_digit(written[:17]) == written[17]):
        return DocumentKind.RESIDENT
    if kind in _FOREIGN or kind is None:
        for form in (DocumentKind.FOREIGN_PERMANENT_2017, DocumentKind.MAINLAND_TRAVEL):
            if _FORMS[form].fullmatch(written) and (kind is None or form in _FOREIGN):
                return form
    if kind is None and _is_no_resident_number(written):
        raise Refused("identity.say_the_kind")
    return kind or DocumentKind.RESIDENT


def _is_no_resident_number(written: str) -> bool:
    """Eight digits, or a letter with digits: a travel permit or a passport, which nobody but the sender can tell apart."""
    return re.fullmatch(r"[0-9]{8}|[A-Z]{1,2}[0-9]{6,9}", written) is not None


def _numbered(written: str, kind: DocumentKind | None, mends: tuple[Mend, ...], *, today: date) -> Mended[Document]:
    _refuse_letters(written)
    if len(written) == _OLD_LENGTH:
        number = upgraded(written)
        mends += (Mend(written, number, "identity.upgraded"),)
    elif len(written) == _LENGTH:
        number = written
    else:
        raise Refused("identity.length", found=len(written))
    if ends_in_lost_digits(number) and check_digit(number[:17]) != number[17]:
        raise Refused("identity.digits_lost")
    born = _birth_date(number[6:14], today=today)
    if check_digit(number[:17]) != number[17]:
        raise Refused("identity.check_digit", found=number[17], wanted=check_digit(number[:17]))
    document = Document(
        _kind_of(number), number, born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE, region=number[:6]
    )
    return Mended(document, mends, tuple(_warnings(document, kind)))


def _refuse_letters(written: str) -> None:
    if _EIGHTEEN.fullmatch(written):
        return
    for place, character in enumerate(written, start=1):
        if not ("0" <= character <= "9" or (character == "X" and place == _LENGTH)):
            raise Refused("identity.letter", found=character, place=place)


def _kind_of(number: str) -> DocumentKind:
    if number.startswith("9"):
        return DocumentKind.FOREIGN_PERMANENT
    return _RESIDENCE.get(number[:2], DocumentKind.RESIDENT)


def _birth_date(digits: str, *, today: date) -> date:
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:])
    try:
        born = date(year, month, day)
    except ValueError:
        raise Refused("identity.no_such_birth_date", found=f"{digits[:4]}-{digits[4:6]}-{digits[6:]}") from None
    if year < _FIRST_YEAR:
        raise Refused("identity.born_before_1900", found=born)
    if born > today:
        raise Refused("identity.born_in_the_future", found=born)
    return born


def _warnings(document: Document, kind: DocumentKind | None) -> list[str]:
    found = []
    if kind not in {None, document.kind}:
        found.append("identity.kind_follows_from_number")
    if document.kind is DocumentKind.RESIDENT and document.number[:2] not in _PROVINCES:
        found.append("identity.region_unknown")
    if ends_in_lost_digits(document.number):
        found.append("identity.maybe_digits_lost")
    return found
