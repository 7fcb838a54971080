"""The page of a register: everybody in the order of the roster, and why somebody takes no mark."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_register import marks_on
from tests.services.running_class import TODAY
from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, enrollment
from trainingdesk.services.enrollment import WalkIn
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def test_a_register_begins_unmarked_in_the_order_of_the_roster(work: Work, made: Made) -> None:
    attendance.open_register(work, made.lessons[0])
    page = attendance.register_page(work, made.lessons[0])
    assert [line.row for line in page.lines] == [1, 2, 3, 4, 5]
    assert [line.enrollment_id for line in page.lines] == list(made.enrollments)
    assert marks_on(page) == [None] * 5
    assert (page.unmarked, page.counts, page.closed) == (5, {}, False)
    assert all(line.id_mask and "*" in line.id_mask for line in page.lines)


# --- who can be marked -------------------------------------------------------------------------------------------------


def test_who_left_keeps_the_number_and_is_grey_with_the_reason(work: Work, made: Made) -> None:
    enrollment.drop(work, made.enrollments[1], reason="外出", day=TODAY)
    before = attendance.register_page(work, made.lessons[0])
    after = attendance.register_page(work, made.lessons[2])
    assert [line.row for line in after.lines] == [1, 2, 3, 4, 5]
    assert before.lines[1].may_be_marked
    assert not after.lines[1].may_be_marked
    assert after.lines[1].why.reason == "enrollment.left_already"
    with pytest.raises(Refused, match=r"enrollment\.left_already") as refused:
        attendance.record_marks(work, made.lessons[2], {made.enrollments[1]: Mark.PRESENT})
    assert refused.value.values["number"] == "500241-2026-001-0-002"


def test_who_joins_later_is_grey_before(work: Work) -> None:
    made = running_class.make(work, people=2, enrolled=1)
    enrollment.enroll(work, made.class_id, made.people[1])
    page = attendance.register_page(work, made.lessons[0])
    assert page.lines[1].why.reason == "enrollment.joins_later"
    assert page.unmarked == 1
    assert attendance.register_page(work, made.lessons[2]).lines[1].may_be_marked


def test_who_waits_or_never_came_stands_at_the_end_without_a_number(work: Work) -> None:
    made = running_class.make(work, people=4, capacity=3, state=ClassState.DRAFT)
    enrollment.withdraw(work, made.enrollments[0], reason="x")
    with work.writing(Action.ADVANCE_CLASS) as session:
        enrollment.start_class(work, session, running_class.row_of(session, made.class_id))
        rows.change(session, "training_class", made.class_id, {"state": ClassState.RUNNING})
    page = attendance.register_page(work, made.lessons[0])
    assert [(line.row, line.why.reason) for line in page.lines] == [
        (1, None),
        (2, None),
        (3, None),
        (None, "enrollment.left_already"),
    ]


def test_nobodys_number_moves_when_somebody_moves_up_from_the_waiting_list(work: Work, clock: Clock) -> None:
    made = running_class.make(work, people=3, capacity=2)
    walked = enrollment.walk_in(work, made.lessons[0], WalkIn(name="石头")).row
    enrollment.drop(work, made.enrollments[0], reason="x")
    enrollment.drop(work, made.enrollments[1], reason="x")
    clock.now += timedelta(days=1)
    enrollment.promote_waiting(work, made.class_id)
    lines = attendance.register_page(work, made.lessons[4]).lines
    assert [line.enrollment_id for line in lines] == [*made.enrollments[:2], walked, made.enrollments[2]]
    assert [line.row for line in lines] == [1, 2, 3, 4]
    page = attendance.attendance_page(work, made.class_id)
    assert [line.enrollment_id for line in page.lines] == [line.enrollment_id for line in lines]


def test_the_page_says_why_somebody_waits(work: Work) -> None:
    made = running_class.make(work, people=2, capacity=1)
    assert attendance.register_page(work, made.lessons[0]).lines[1].why.reason == "enrollment.waits_for_seat"


def test_somebody_added_at_the_door_stands_on_the_register_at_once(work: Work, made: Made) -> None:
    walked = enrollment.walk_in(work, made.lessons[2], WalkIn(name="石头")).row
    line = attendance.register_page(work, made.lessons[2]).lines[-1]
    assert (line.row, line.enrollment_id, line.flagged, line.provisional) == (6, walked, "provisional", True)
    attendance.record_marks(work, made.lessons[2], {walked: Mark.PRESENT})
