"""Headings that name a lesson of a class (一次课): its day, and its time where several lessons are held on that day."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from trainingdesk.services.marks_file import WORDS, MarkField
from trainingdesk.settings.roster_headings import RosterField, RosterHeadings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from trainingdesk.storage.lesson import LessonRow

_HEADING: Final = re.compile(
    r"(?:(?P<year>\d{4})[-/.年])?(?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})[日号]?"
    r"[T\s(]*(?:(?:星期|周)[一二三四五六日天])?[)\s]*(?P<part>上午|下午|晚上|晚)?\s*"
    r"(?:(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::00)?(?:\s*[-~至]\s*\d{1,2}:\d{2})?)?"
)
_NOON, _EVENING, _MIDNIGHT = 12 * 60, 18 * 60, 24 * 60
_PARTS: Final = {
    "上午": range(_NOON),
    "下午": range(_NOON, _EVENING),
    "晚上": range(_EVENING, _MIDNIGHT),
    "晚": range(_EVENING, _MIDNIGHT),
}
#: Columns by which a row says whose it is; everything else of a roster says nothing about marks.
_OF_PEOPLE: Final = frozenset({RosterField.NAME, RosterField.DOCUMENT_NUMBER, RosterField.SEQUENCE})


def title_of(lesson: LessonRow) -> str:
    """What an export calls a lesson."""
    return f"{lesson.day.isoformat()} {lesson.starts_at // 60:02}:{lesson.starts_at % 60:02}"


class LessonHeadings:
    """What the headings of a matrix of marks mean: whose row it is, or a lesson by its id."""

    def __init__(self, lessons: Sequence[LessonRow]) -> None:
        self._on: dict[date, list[LessonRow]] = defaultdict(list)
        for one in lessons:
            self._on[one.day].append(one)
        self._shipped = RosterHeadings.shipped()

    def field_of(self, text: str, /) -> str | None:
        """The id of the lesson, a field of people, or None."""
        lesson = self._lesson(text)
        if lesson is not None:
            return lesson.id
        if WORDS.field_of(text) == MarkField.NUMBER:
            return MarkField.NUMBER
        field = self._shipped.field_of(text)
        return field if field in _OF_PEOPLE else None

    def _lesson(self, text: str) -> LessonRow | None:
        found = _HEADING.fullmatch(unicodedata.normalize("NFKC", text).strip())
        if found is None:
            return None
        lessons = [one for day, held in self._on.items() if _is_day(found, day) for one in held]
        if found["part"]:
            lessons = [one for one in lessons if one.starts_at in _PARTS[found["part"]]]
        if found["hour"]:
            lessons = [one for one in lessons if one.starts_at == int(found["hour"]) * 60 + int(found["minute"])]
        return lessons[0] if len(lessons) == 1 else None


def _is_day(found: re.Match[str], day: date) -> bool:
    """Whether a heading means this day; without a year it is that of the class."""
    year = int(found["year"]) if found["year"] else day.year
    return (year, int(found["month"]), int(found["day"])) == (day.year, day.month, day.day)
