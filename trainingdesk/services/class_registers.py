"""The registers of a class (点名册): each lesson with how far its register is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import on_roll
from trainingdesk.domain.training_class import LessonState
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.register_page import days_on_paper
from trainingdesk.services.register_sheet import latest_day
from trainingdesk.storage import attendance
from trainingdesk.storage import lesson as stored
from trainingdesk.storage.lesson import CalendarFilter

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.enrollment import Stint
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import RegisterRow
    from trainingdesk.storage.lesson import CalendarLine


class RegisterState(StrEnum):
    """How far the register of a lesson is."""

    AHEAD = "ahead"  # 未到上课日期
    TODAY = "today"  # 今天上课
    MISSING = "missing"  # 应点名而未点名
    OPEN = "open"  # 正在点名
    CLOSED = "closed"  # 已关闭
    CANCELLED = "cancelled"  # 课次已取消

    @property
    def sentence(self) -> str:
        """The key of its words."""
        return f"class_registers.{self.value}"


@dataclass(frozen=True, slots=True)
class LessonRegister:
    """A lesson of a class by its number in the timetable; ``people`` are those on the roll that day."""

    number: int
    lesson: CalendarLine
    state: RegisterState
    people: int
    marked: int


def registers_of_class(work: Work, class_id: str) -> tuple[LessonRegister, ...]:
    """Every lesson in the order of the timetable, cancelled ones too; raises Refused for a class not the worker's."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        class_seen(work, session, class_id)
        lines = timetable_lines(session, class_id)
        registers = attendance.registers_of_class(session, class_id)
        stints = days_on_paper(session, class_id)
        marked = _marked(session, class_id)
        latest = latest_day(work, session)
    return tuple(
        _register(number, line, registers.get(line.lesson_id), stints, marked[line.lesson_id], latest)
        for number, line in enumerate(lines, start=1)
    )


def timetable_lines(session: Session, class_id: str) -> tuple[CalendarLine, ...]:
    """The lessons of a class with their names, cancelled ones too, for use cases that are in a transaction already."""
    lessons = stored.lessons_of(session, class_id)
    if not lessons:
        return ()
    return stored.calendar(session, CalendarFilter(class_id=class_id), first=lessons[0].day, last=lessons[-1].day)


def _marked(session: Session, class_id: str) -> defaultdict[str, set[str]]:
    """For each lesson, the enrollments with a mark that counts."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for one in attendance.marks_of_class(session, class_id):
        if one.mark is not None:
            found[one.lesson_id].add(one.enrollment_id)
    return found


def _register(
    number: int,
    line: CalendarLine,
    register: RegisterRow | None,
    stints: Mapping[str, tuple[Stint, ...]],
    marked: set[str],
    latest: date,
) -> LessonRegister:
    present = {one for one, own in stints.items() if on_roll(own, line.day).decision is Decision.YES}
    return LessonRegister(number, line, _state(line, register, latest), len(present), len(present & marked))


def _state(line: CalendarLine, register: RegisterRow | None, latest: date) -> RegisterState:
    if line.state is LessonState.CANCELLED:
        return RegisterState.CANCELLED
    if register is not None and register.closed_at is not None:
        return RegisterState.CLOSED
    if register is not None and register.opened_at is not None:
        return RegisterState.OPEN
    if line.day == latest:
        return RegisterState.TODAY
    return RegisterState.MISSING if line.day < latest else RegisterState.AHEAD
