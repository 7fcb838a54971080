"""When a register takes marks, and from whom: the day, the state of the class, and whose lesson it is."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_register import lesson_of, marks_on, register_of
from tests.services.people import said
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import attendance
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


# --- which day ---------------------------------------------------------------------------------------------------------


def test_a_day_to_come_takes_no_marks(work: Work, made: Made) -> None:
    page = attendance.register_page(work, made.lessons[4])
    assert page.takes_marks.reason == "attendance.in_the_future"
    with pytest.raises(Refused, match=r"attendance\.in_the_future"):
        attendance.record_marks(work, made.lessons[4], {made.enrollments[0]: Mark.PRESENT})


def test_a_clock_that_fell_behind_stops_nobody(work: Work, made: Made, clock: Clock) -> None:
    """The last own change was made today; the battery died and the clock says last year (FEATURES 40)."""
    clock.now -= timedelta(days=365)
    attendance.record_marks(work, made.lessons[2], {made.enrollments[0]: Mark.PRESENT})
    assert marks_on(attendance.register_page(work, made.lessons[2]))[0] is Mark.PRESENT
    with pytest.raises(Refused, match=r"attendance\.in_the_future"):
        attendance.open_register(work, made.lessons[4])


def test_a_doubtful_clock_is_said(work: Work, made: Made, clock: Clock) -> None:
    assert said(attendance.open_register(work, made.lessons[0])) == []
    clock.now -= timedelta(days=2)
    changes = attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    assert said(changes) == ["attendance.clock_behind"]


def test_a_day_outside_the_class_takes_no_marks(work: Work, made: Made) -> None:
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[0], {"day": date(2026, 10, 1)})
    with pytest.raises(Refused, match=r"attendance\.outside_class"):
        attendance.open_register(work, made.lessons[0])


def test_a_cancelled_lesson_takes_no_marks(work: Work, made: Made) -> None:
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[0], {"state": LessonState.CANCELLED, "state_reason": "停电"})
    with pytest.raises(Refused, match=r"attendance\.lesson_cancelled"):
        attendance.open_register(work, made.lessons[0])


@pytest.mark.parametrize("state", [ClassState.APPROVED, ClassState.SUSPENDED, ClassState.FINISHED])
def test_only_a_running_class_takes_registers(work: Work, made: Made, state: ClassState) -> None:
    with work.writing(Action.ADVANCE_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"state": state})
    with pytest.raises(Refused, match=r"attendance\.class_not_running"):
        attendance.open_register(work, made.lessons[0])


# --- whose lesson ------------------------------------------------------------------------------------------------------


def test_an_instructor_opens_own_classes_only(work: Work, made: Made) -> None:
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    own = running_class.instructor(work, "teacher")
    for act in (attendance.open_register, attendance.register_page):
        with pytest.raises(Refused, match=r"attendance\.not_your_lesson"):
            act(teacher, made.lessons[0])
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": own})
    attendance.open_register(teacher, made.lessons[0])
    found = register_of(work, made.lessons[0])
    assert found is not None
    assert found.taken_by == own


def test_a_substitute_named_by_the_clerk_opens_that_lesson(work: Work, made: Made) -> None:
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[0], {"substitute_id": own})
    attendance.record_marks(teacher, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    with pytest.raises(Refused, match=r"attendance\.not_your_lesson"):
        attendance.register_page(teacher, made.lessons[1])


def test_who_stands_in_on_the_spot_is_flagged(work: Work, made: Made) -> None:
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    with pytest.raises(Refused, match=r"attendance\.no_instructor"):
        attendance.stand_in(teacher, made.lessons[0])
    own = running_class.instructor(work, "teacher")
    attendance.stand_in(teacher, made.lessons[0])
    attendance.rest_present(teacher, made.lessons[0])
    found = register_of(work, made.lessons[0])
    assert found is not None
    assert (found.taken_by, found.note) == (own, "substitute_on_the_spot")
    assert lesson_of(work, made.lessons[0]).substitute_id == own


def test_nobody_stands_in_for_a_lesson_that_was_taught_and_closed(work: Work, made: Made) -> None:
    """Who taught stands in the teaching history; a colleague who comes afterwards does not put themselves there."""
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    running_class.instructor(work, "teacher")
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])
    before = register_of(work, made.lessons[0])
    with pytest.raises(Refused, match=r"attendance\.register_closed"):
        attendance.stand_in(teacher, made.lessons[0])
    assert (register_of(work, made.lessons[0]), lesson_of(work, made.lessons[0]).substitute_id) == (before, None)


def test_nobody_stands_in_for_themselves(work: Work, made: Made) -> None:
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[0], {"instructor_id": own})
    with pytest.raises(Refused, match=r"attendance\.lesson_is_yours"):
        attendance.stand_in(teacher, made.lessons[0])
    assert register_of(work, made.lessons[0]) is None


def test_a_reviewer_reads_and_takes_nothing(work: Work, made: Made) -> None:
    reviewer = running_class.acting(work, Role.REVIEWER)
    assert attendance.register_page(reviewer, made.lessons[0]).unmarked == 5
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        attendance.open_register(reviewer, made.lessons[0])
