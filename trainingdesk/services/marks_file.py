"""A file of marks (考勤) from a card reader or another app: whom a row means and what it says, held against one register."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

from trainingdesk.domain.attendance import from_times
from trainingdesk.domain.person_name import name_key
from trainingdesk.services.attendance import MarkEntry
from trainingdesk.services.exchange.grid import cell_text
from trainingdesk.services.exchange.headings import Synonyms
from trainingdesk.services.person_values import Problem
from trainingdesk.settings.roster_headings import RosterField, RosterHeadings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.services.exchange.grid import Cell, SheetRow
    from trainingdesk.services.exchange.headings import ColumnMapping
    from trainingdesk.services.register_page import RegisterLine, RegisterPage

_CLOCK: Final = re.compile(
    r"(?:(?P<day>\d{4}[-/.]\d{1,2}[-/.]\d{1,2})[T ]+)?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:\.\d+)?)?"
)


class MarkField(StrEnum):
    """Columns of a file of marks beside those of people."""

    NUMBER = "enrollment_number"
    MARK = "mark"
    TIME_IN = "time_in"
    TIME_OUT = "time_out"


_M = MarkField
WORDS: Final = Synonyms(
    {
        _M.NUMBER: ("学员编号", "学号", "编号", "人员编号", "工号"),
        _M.MARK: (
            *("考勤", "考勤状态", "考勤结果", "考勤情况", "出勤", "出勤情况", "出勤状态", "签到状态", "状态", "结果"),
            *("mark", "status"),
        ),
        _M.TIME_IN: ("签到", "签到时间", "打卡时间", "刷卡时间", "到课时间", "上课打卡", "上课签到", "time in"),
        _M.TIME_OUT: ("签退", "签退时间", "离开时间", "下课打卡", "下课签退", "time out", "sign out"),
    }
)
REQUIRED: Final[Mapping[str, str]] = {RosterField.NAME: "姓名"}


class Vocabulary:
    """Headings of a file of marks, then those of rosters."""

    def __init__(self) -> None:
        self._shipped = RosterHeadings.shipped()

    def field_of(self, text: str, /) -> str | None:
        """The field of a heading, or None."""
        return WORDS.field_of(text) or self._shipped.field_of(text)


class OnRoll(Protocol):
    """Somebody of a class, by number and name."""

    @property
    def number(self) -> str: ...  # noqa: D102 -- plain values
    @property
    def person_id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


L = TypeVar("L", bound=OnRoll)


def whose(lines: Iterable[L], *, number: str, person_id: str | None, name: str) -> L | Problem:
    """The one of a class whom a row means: by number, by person, and by the name where nobody else in the class has it."""
    if number:
        lines = [one for one in lines if one.number == number]
    if person_id is not None:
        lines = [one for one in lines if one.person_id == person_id]
    same = [one for one in lines if name_key(one.name) == name_key(name)]
    if len(same) == 1:
        return same[0]
    key = "marks_import.several_of_this_name" if same else "marks_import.nobody_of_this_name"
    return Problem(RosterField.NAME, name, key, {"name": name})


@dataclass(frozen=True, slots=True)
class ReadMark:
    """A row: whose mark it is and what it says; ``line`` and ``entry`` are None where a problem stands against it."""

    number: int
    name: str
    line: RegisterLine | None
    entry: MarkEntry | None
    problems: tuple[Problem, ...] = ()


class MarkReader:
    """Reads rows against one register; ``people`` are the ids of people by document number."""

    def __init__(self, page: RegisterPage, people: Mapping[str, str]) -> None:
        self._page = page
        self._people = people

    def read(self, row: SheetRow, columns: ColumnMapping) -> ReadMark:
        """Whom a row means and what it says of them."""
        name = cell_text(columns.value(row, RosterField.NAME))
        found = self._line(row, columns, name)
        entry = self._entry(row, columns)
        problems = tuple(one for one in (found, entry) if isinstance(one, Problem))
        line = None if isinstance(found, Problem) else found
        if line is not None and not line.may_be_marked:
            problems = (*problems, Problem(RosterField.NAME, name, line.why.reason or "", line.why.values))
        return ReadMark(row.number, name, line, None if isinstance(entry, Problem) else entry, problems)

    def _line(self, row: SheetRow, columns: ColumnMapping, name: str) -> RegisterLine | Problem:
        """By number, by document, and by the name where nobody else in the class has it."""
        number = cell_text(columns.value(row, _M.NUMBER))
        document = cell_text(columns.value(row, RosterField.DOCUMENT_NUMBER))
        person = self._people.get(document.upper(), "") if document else None
        return whose(self._page.lines, number=number, person_id=person, name=name)

    def _entry(self, row: SheetRow, columns: ColumnMapping) -> MarkEntry | Problem:
        written = cell_text(columns.value(row, _M.MARK))
        signed = [self._minutes(field, columns.value(row, field)) for field in (_M.TIME_IN, _M.TIME_OUT)]
        for one in signed:
            if isinstance(one, Problem):
                return one
        time_in, time_out = (None if isinstance(one, Problem) else one for one in signed)
        if not written:
            return self._of_times(time_in, time_out)
        item = self._page.marks.find(written)
        if item is None:
            marks = tuple(one.name for one in self._page.marks)
            return Problem(_M.MARK, written, "attendance.mark_unknown", {"found": written, "marks": marks})
        reason = None if self._page.marks.is_first(item) else item.name
        return MarkEntry(mark=item.core, time_in=time_in, time_out=time_out, reason=reason)

    def _of_times(self, time_in: int | None, time_out: int | None) -> MarkEntry | Problem:
        lesson = self._page.lesson
        if time_in is not None and time_out is not None and time_out <= time_in:
            return Problem(_M.TIME_OUT, "", "attendance.out_before_in")
        timed = from_times(starts_at=lesson.starts_at, ends_at=lesson.ends_at, time_in=time_in, time_out=time_out)
        if timed is None:
            return Problem(_M.MARK, "", "marks_import.says_nothing")
        return MarkEntry(mark=timed.mark, minutes=timed.minutes, time_in=time_in, time_out=time_out)

    def _minutes(self, field: MarkField, cell: Cell) -> int | Problem | None:
        """Minutes since midnight; a day that stands with the time must be that of the lesson."""
        text = cell.isoformat(" ") if isinstance(cell, datetime) else cell_text(cell)
        if not text:
            return None
        clock = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text))
        if clock is None or int(clock["hour"]) > 23 or int(clock["minute"]) > 59:  # noqa: PLR2004 -- the clock
            return Problem(field, text, "attendance.times_unreadable", {"found": text})
        day = self._page.lesson.day
        if clock["day"] and [int(part) for part in re.split("[-/.]", clock["day"])] != [day.year, day.month, day.day]:
            return Problem(field, text, "marks_import.another_day", {"found": clock["day"], "wanted": day})
        return int(clock["hour"]) * 60 + int(clock["minute"])
