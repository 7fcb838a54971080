"""Telephone numbers of people: mobile numbers, and landlines with their area code (older trainees have no other)."""

from __future__ import annotations

import re
from typing import Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mended
from trainingdesk.domain.written_text import NUMBER_REPAIRS, Repair, is_scientific, repaired

_MOBILE: Final = re.compile(r"1[3-9]\d{9}")
#: 010 and 02x have eight digits behind them, other areas seven or eight; an extension may follow.
_LANDLINE: Final = re.compile(r"(0(?:10|2\d|[3-9]\d{2}))-?(\d{7,8})(?:-(\d{1,5}))?")
_BRACKETED: Final = re.compile(r"[(\[](0\d{2,3})[)\]]-?")
_COUNTRY: Final = re.compile(r"^(?:\+|00)86-?|^86-?(?=1[3-9]\d{9}$)")
_SEVERAL: Final = re.compile(r"[/、,，;；|或]")
_MOBILE_LENGTH: Final = 11
_LAST_SHOWN: Final = 4
_FIRST_SHOWN: Final = 3
_WITHOUT_AREA: Final = (7, 8)

_LONG_DASH: Final = Repair("written_text.dashes", lambda text: re.sub("[‐‑‒–—−－]", "-", text))
_EXTENSION: Final = Repair("phone.extension_mended", lambda text: re.sub("转|ext\\.?|分机", "-", text))
_COUNTRY_CODE: Final = Repair("phone.country_code_removed", lambda text: _COUNTRY.sub("", text))
_BRACKETS: Final = Repair("phone.brackets_mended", lambda text: _BRACKETED.sub(r"\1-", text))
_REPAIRS: Final = (*NUMBER_REPAIRS, _LONG_DASH, _EXTENSION, _BRACKETS, _COUNTRY_CODE)
_GROUPS: Final = Repair("written_text.dashes", lambda text: text.replace("-", ""))


def read_phone(text: str) -> Mended[str]:
    """A mobile number as eleven digits, a landline as 023-76661234 (with -12 for an extension).

    Raises Refused with its own reason for an empty text, a hidden or lost number, several numbers in one field, a landline
    without area code, a wrong letter, length or beginning.
    """
    if text.isascii() and _MOBILE.fullmatch(text):
        return Mended(text)
    written, mends = repaired(text, *_REPAIRS)
    _refuse_unreadable(written)
    plain, more = repaired(written, _GROUPS)
    if _MOBILE.fullmatch(plain):
        return Mended(plain, mends + more)
    landline = _LANDLINE.fullmatch(written)
    if landline:
        return Mended("-".join(filter(None, landline.groups())), mends)
    raise _reason(plain)


def masked_phone(phone: str) -> str:
    """The number with its middle hidden, as lists show it: 138****5678, *******1234 for a landline."""
    begin = _FIRST_SHOWN if _MOBILE.fullmatch(phone) else 0
    return phone[:begin] + "*" * max(len(phone) - begin - _LAST_SHOWN, 0) + phone[-_LAST_SHOWN:]


def _refuse_unreadable(written: str) -> None:
    if not written:
        raise Refused("phone.empty")
    if "*" in written:
        raise Refused("phone.hidden")
    if is_scientific(written):
        raise Refused("phone.digits_lost")
    if _SEVERAL.search(written):
        raise Refused("phone.several")


def _reason(plain: str) -> Refused:
    odd = next((character for character in plain if not "0" <= character <= "9"), None)
    if odd is not None:
        return Refused("phone.letter", found=odd)
    if len(plain) in _WITHOUT_AREA and not plain.startswith("0"):
        return Refused("phone.area_code_missing")
    if plain.startswith("1") and len(plain) == _MOBILE_LENGTH:
        return Refused("phone.beginning", found=plain[:2])
    return Refused("phone.length", found=len(plain))
