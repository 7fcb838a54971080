"""The grid of a class shows people by lessons, with the mark that counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services import attendance, attendance_grid
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def test_the_grid_shows_people_by_lessons(work: Work, made: Made) -> None:
    attendance.record_marks(work, made.lessons[0], {made.enrollments[1]: Mark.ABSENT})
    attendance.rest_present(work, made.lessons[0])
    attendance.correct_mark(work, made.lessons[0], made.enrollments[1], Mark.SICK_LEAVE, reason="补交病假条")
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[1], {"state": LessonState.CANCELLED, "state_reason": "停电"})
    grid = attendance_grid.attendance_grid(work, made.class_id, month=Month(2026, 10))
    assert len(grid.lessons) == 9
    assert [line.marks[:2] for line in grid.lines[:2]] == [(Mark.PRESENT, None), (Mark.SICK_LEAVE, None)]
    assert [line.row for line in grid.lines] == [1, 2, 3, 4, 5]
    assert attendance_grid.attendance_grid(work, made.class_id, month=Month(2026, 11)).lessons == ()
