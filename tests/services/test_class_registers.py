"""The registers of a class: who is expected, who is marked, and which register waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance, lesson
from trainingdesk.services.class_registers import RegisterState, registers_of_class

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


def states(work: Work, class_id: str) -> list[RegisterState]:
    return [one.state for one in registers_of_class(work, class_id)]


def test_yesterday_is_missing_today_is_due_and_tomorrow_ahead(work: Work) -> None:
    made = running_class.make(work, lessons=6)
    assert states(work, made.class_id) == [
        RegisterState.MISSING, RegisterState.MISSING,
        RegisterState.TODAY, RegisterState.TODAY,
        RegisterState.AHEAD, RegisterState.AHEAD,
    ]  # fmt: skip


def test_marks_and_people_are_counted(work: Work) -> None:
    made = running_class.make(work, people=3)
    first = made.lessons[0]
    attendance.open_register(work, first)
    attendance.record_marks(work, first, dict.fromkeys(made.enrollments[:2], Mark.PRESENT))
    found = registers_of_class(work, made.class_id)[0]
    assert (found.state, found.marked, found.people) == (RegisterState.OPEN, 2, 3)
    attendance.close_register(work, first, leave_unmarked=True)
    assert states(work, made.class_id)[0] is RegisterState.CLOSED


def test_a_cancelled_lesson_is_told_apart(work: Work) -> None:
    made = running_class.make(work)
    lesson.cancel(work, made.lessons[4], reason="停电")
    assert states(work, made.class_id)[4] is RegisterState.CANCELLED


def test_a_class_without_lessons_has_no_registers(work: Work) -> None:
    assert registers_of_class(work, running_class.make(work, lessons=0).class_id) == ()


def test_somebody_elses_class_is_refused(work: Work) -> None:
    made = running_class.make(work)
    with pytest.raises(Refused):
        registers_of_class(running_class.acting(work, Role.INSTRUCTOR), made.class_id)
