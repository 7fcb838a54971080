"""A register typed from paper: ``7=late:10`` marks number 7 of the printed sheet late by ten minutes (FEATURES 43).

A mark is its code, its name, its symbol or its key; nothing, or ``-``, takes a mark away. Full-width writing is understood.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final, TypeVar

from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import MarkEntry, Times

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trainingdesk.services.register_page import RegisterLine, RegisterPage

Value = TypeVar("Value")

_ENTRY: Final = re.compile(r"\s*(\d{1,4})\s*=\s*([^:]*?)\s*(?::\s*(\d{1,4})\s*)?")
_SIGNED: Final = re.compile(r"\s*(\d{1,4})\s*=\s*(\d{1,2}:\d{2})?\s*-\s*(\d{1,2}:\d{2})?\s*")
_NOTHING: Final = frozenset({"", "-"})


def read_marks(page: RegisterPage, texts: Iterable[str]) -> dict[str, MarkEntry]:
    """The marks that were typed, by enrollment.

    Raises Refused, naming the entry, for what cannot be read, a number that nobody has, one that stands twice, and a mark
    that the county has not.
    """
    return dict(_once(page, (_mark(page, text) for text in texts)))


def read_times(page: RegisterPage, texts: Iterable[str]) -> dict[str, Times]:
    """Signatures such as ``7=08:35-11:30``, by enrollment; a side that was not signed is left empty (``7=08:35-``)."""
    return dict(_once(page, (_times(text) for text in texts)))


def _once(page: RegisterPage, entries: Iterable[tuple[int, Value]]) -> Iterator[tuple[str, Value]]:
    seen: set[int] = set()
    for row, value in entries:
        if row in seen:
            raise Refused("attendance.row_twice", row=row)
        seen.add(row)
        yield _line(page, row).enrollment_id, value


def _mark(page: RegisterPage, text: str) -> tuple[int, MarkEntry]:
    match = _ENTRY.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        raise Refused("attendance.entry_unreadable", found=text)
    row, written, minutes = match.groups()
    if written in _NOTHING:
        return int(row), MarkEntry(mark=None)
    item = page.marks.find(written)
    if item is None:
        raise Refused("attendance.mark_unknown", found=written, marks=tuple(one.name for one in page.marks))
    # A mark that the county added beside another of the same meaning is told apart by its name.
    reason = None if page.marks.is_first(item) else item.name
    return int(row), MarkEntry(mark=item.core, minutes=int(minutes) if minutes else None, reason=reason)


def _times(text: str) -> tuple[int, Times]:
    match = _SIGNED.fullmatch(unicodedata.normalize("NFKC", text))
    if match is None:
        raise Refused("attendance.times_unreadable", found=text)
    row, first, last = match.groups()
    return int(row), Times(time_in=_minutes(first), time_out=_minutes(last))


def _minutes(text: str | None) -> int | None:
    if text is None:
        return None
    hour, minute = (int(part) for part in text.split(":"))
    if hour > 23 or minute > 59:  # noqa: PLR2004 -- the clock
        raise Refused("attendance.times_unreadable", found=text)
    return hour * 60 + minute


def _line(page: RegisterPage, row: int) -> RegisterLine:
    found = page.line(row)
    if found is None:
        raise Refused("attendance.row_unknown", row=row, most=max((line.row or 0 for line in page.lines), default=0))
    return found
