"""How a desk joins a centre, as one text: its address, the county and a one-time code, as a QR code holds it.

A reader of such codes types what it reads like a keyboard, letter after letter: the text is looked at while it grows, and is
whole with the last letter of the code.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Letters of a one-time code: none that is taken for another one.
CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 10
_COUNTY_DIGITS: Final = 6
_COUNTY: Final = re.compile(rf"\d{{{_COUNTY_DIGITS}}}", re.ASCII)
_HERE: Final = ("127.0.0.1", "::1", "localhost")
_Word = Annotated[str, msgspec.Meta(max_length=36, pattern=r"\A[0-9A-Za-z_-]*\Z")]


class Flaw(StrEnum):
    """What keeps a text from being an invitation of a centre."""

    NO_ADDRESS = "no_address"
    NOT_PRIVATE = "not_private"
    NO_CODE = "no_code"
    CODE_LETTERS = "code_letters"
    CODE_SHORT = "code_short"
    CODE_LONG = "code_long"
    NO_COUNTY = "no_county"
    TOO_MUCH = "too_much"


@dataclass(frozen=True, slots=True)
class Joining:
    """Where a desk joins, and with which code; ``county`` is empty in a text of an older centre."""

    address: str
    code: str = field(repr=False)
    county: str = ""

    @property
    def text(self) -> str:
        """All of it in one line."""
        return " ".join(word for word in (self.address, self.county, self.code) if word)


@dataclass(frozen=True, slots=True)
class Flawed:
    """What is wrong with a text, or, where it is ``unfinished``, what is still to come."""

    flaw: Flaw
    unfinished: bool = False


class CodeFault(StrEnum):
    """Why a one-time code makes no device."""

    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    OTHER_COUNTY = "other_county"


class CodeAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Whom is this code for? Where a county is named, only one of that county is meant."""

    code: str
    county: str = ""


class Invited(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a code is for, and until when; it was not used up by the question."""

    county: str
    user: str
    role: str
    until_ms: int


class DeviceWanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a new device is for."""

    user: _Word
    role: _Word


class CodeMade(msgspec.Struct, frozen=True, kw_only=True):
    """A one-time code, which is shown once."""

    code: str
    until_ms: int


def private_address(text: str) -> str | None:
    """The address without what follows the host; None where the line to it would not be private.

    Only a centre on this machine may be asked without TLS.
    """
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        host, _port = parts.hostname, parts.port
    except ValueError:
        return None
    private = parts.scheme == "https" or (parts.scheme == "http" and host in _HERE)
    return f"{parts.scheme}://{parts.netloc}" if host and private else None


def read_joining(text: str) -> Joining | Flawed:
    """What a text invites to, however it was typed: wide letters, small ones, and a dash in the code do no harm."""
    address, *rest = unicodedata.normalize("NFKC", text).split() or [""]
    is_county = bool(rest) and rest[0].isdecimal() and (len(rest) > 1 or len(rest[0]) <= _COUNTY_DIGITS)
    county = rest.pop(0) if is_county else ""
    code, *more = [*rest, ""]
    code = code.replace("-", "").upper()
    found = next(_flaws(address, county, code, alone=not (county or rest), more=any(more)), None)
    return found or Joining(private_address(address) or "", code, county)


def _flaws(address: str, county: str, code: str, *, alone: bool, more: bool) -> Iterator[Flawed]:
    """The first is the one to mend; the last word that was typed may not be whole yet."""
    if private_address(address) is None:
        yield _flaw_of_address(address, alone=alone)
    if county and code and not _COUNTY.fullmatch(county):
        yield Flawed(Flaw.NO_COUNTY)
    if not code:
        yield Flawed(Flaw.NO_CODE, unfinished=True)
    if set(code) - set(CODE_LETTERS):
        yield Flawed(Flaw.CODE_LETTERS)
    if len(code) > CODE_LENGTH:
        yield Flawed(Flaw.CODE_LONG)
    if more:
        yield Flawed(Flaw.TOO_MUCH)
    if len(code) < CODE_LENGTH:
        yield Flawed(Flaw.CODE_SHORT, unfinished=True)


def _flaw_of_address(address: str, *, alone: bool) -> Flawed:
    begun = alone and any(scheme.startswith(address.lower()[: len(scheme)]) for scheme in ("https://", "http://"))
    remote = address.lower().startswith("http://") and not any(here.startswith(address[7:]) for here in _HERE)
    return Flawed(Flaw.NOT_PRIVATE if remote else Flaw.NO_ADDRESS, unfinished=begun and not remote)
