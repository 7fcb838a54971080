"""Days as people and office programs write them: 2024.3.5, 2024年3月5日, 20240305, 45356, 1990-03, 90.3.7.

What was written may know less than a day; it is compared as far as it goes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.mended import Mend, Mended
from trainingdesk.domain.written_text import FULL_WIDTH, INVISIBLE, QUOTES, repaired

#: Years a written day may lie in; anything else is a slip of the finger.
YEARS: Final = range(1900, 2101)
#: Day 0 of the serial numbers of office programs, right for every day after February 1900 (ECMA-376 part 1, 18.17.4.1).
_SERIAL_BEGIN: Final = date(1899, 12, 30)

_SEPARATED: Final = re.compile(r"(\d{4}|\d{2})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?[-/.]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})?")
_SHORT_COMPACT: Final = re.compile(r"(\d{2})(\d{2})(\d{2})")
_YEAR: Final = re.compile(r"(\d{4})[-/.]?")
_SERIAL: Final = re.compile(r"([1-7]\d{4})(?:\.\d+)?")
_DAY_FIRST: Final = re.compile(r"\d{1,2}[-/.]\d{1,2}[-/.]\d{4}")
_TIME: Final = re.compile(r"(?<=\d)[T\s]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?$")
#: More digits than a day has, and fewer than a document number or a phone have.
_MOST_DIGITS: Final = 10
_MONTHS: Final = range(1, 13)


def _plain_separators(text: str) -> str:
    """年, 月 and 日 (号) as separators, without the blanks between them; 生 and 出生 behind a birth date fall away."""
    text = re.sub(r"\s*(?:出生|生)$", "", text.strip())
    text = re.sub(r"\s*[年月]\s*", "-", re.sub(r"\s*[日号]$", "", text))
    return re.sub(r"\s*([-/.])\s*", r"\1", re.sub("[、，,‐‑‒–—−。·]", ".", text)).removesuffix("-")


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A year, perhaps its month, perhaps the day of that month."""

    year: int
    month: int | None = None
    day_of_month: int | None = None

    @property
    def day(self) -> date | None:
        """The calendar day, where all of it was written."""
        if self.month is None or self.day_of_month is None:
            return None
        return date(self.year, self.month, self.day_of_month)

    def agrees_with(self, known: date) -> bool:
        """Whether nothing that was written contradicts this day."""
        return self.year == known.year and self.month in {None, known.month} and self.day_of_month in {None, known.day}


def read_written_date(text: str, *, today: date) -> Mended[WrittenDate]:
    """The day, month or year that was written; a year of two digits is the latest one that is not in the future.

    Raises Refused with its own reason for an empty text, a day of the lunar calendar, one whose order is unclear (3/7/1990),
    a day that no calendar has, a year outside ``YEARS``, and anything else that is no day.
    """
    text = text.strip()
    written, mends = repaired(text, INVISIBLE, FULL_WIDTH, QUOTES)
    written = _TIME.sub("", written.strip())
    if not written:
        raise Refused("written_date.empty")
    if re.search("农历|阴历|腊月|正月|初[一二三四五六七八九十]", written):
        raise Refused("written_date.lunar", found=_told(text))
    plain = _plain_separators(written)
    serial = _SERIAL.fullmatch(plain)
    if serial:
        found = _SERIAL_BEGIN + timedelta(days=int(serial[1]))
        mend = Mend(plain, found.isoformat(), "written_date.serial_number")
        return Mended(WrittenDate(found.year, found.month, found.day), (*mends, mend))
    parts, century = _parts(plain, _told(text), today)
    return Mended(_checked(parts, _told(text)), (*mends, *century))


def _told(text: str) -> str:
    """The text for a sentence; one that is another number in the wrong column does not go on (refusals reach logs)."""
    return re.sub(r"\d", "*", text) if sum(map(str.isdigit, text)) > _MOST_DIGITS else text


def _parts(plain: str, found: str, today: date) -> tuple[tuple[int, int | None, int | None], tuple[Mend, ...]]:
    """Year, month and day, and the century where it was added."""
    if _DAY_FIRST.fullmatch(plain):
        raise Refused("written_date.order_unclear", found=found)
    match = _SEPARATED.fullmatch(plain) or _compact(plain) or _YEAR.fullmatch(plain)
    if match is None:
        raise Refused("written_date.unreadable", found=found)
    month, day = (*match.groups()[1:], None, None)[:2]
    year = match[1]
    if len(year) == len("1990"):
        return (int(year), _number(month), _number(day)), ()
    full = today.year // 100 * 100 + int(year)
    full -= 100 if (full, _number(month) or 1, _number(day) or 1) > (today.year, today.month, today.day) else 0
    return (full, _number(month), _number(day)), (Mend(year, str(full), "written_date.century_assumed"),)


def _compact(plain: str) -> re.Match[str] | None:
    """19900307, 199003, 900307: six digits are a year and a month where that can be, else a day of a year of two digits."""
    match = _COMPACT.fullmatch(plain)
    if match and (match[3] or (int(match[1]) in YEARS and int(match[2]) in _MONTHS)):
        return match
    return _SHORT_COMPACT.fullmatch(plain)


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _checked(parts: tuple[int, int | None, int | None], found: str) -> WrittenDate:
    year, month, day = parts
    if year not in YEARS:
        raise Refused("written_date.year_out_of_range", found=found, first=YEARS[0], last=YEARS[-1])
    if month == 0 and day in {None, 0}:  # 1990-00-00: only the year is known
        return WrittenDate(year)
    if month is not None and day == 0 and month in _MONTHS:
        return WrittenDate(year, month)
    try:
        date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise Refused("written_date.no_such_day", found=found) from None
    return WrittenDate(year, month, day)
