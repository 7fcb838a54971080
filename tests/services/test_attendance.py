"""Registers on a real desk: who is marked, when, by whom, and what the office corrects."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.people import said
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import AttendanceRate, Mark
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import attachment, attendance, attendance_grid, attendance_marks, class_paper, enrollment
from trainingdesk.services.attendance import MarkEntry, Times
from trainingdesk.services.attendance_marks import MarkItem
from trainingdesk.services.enrollment import WalkIn
from trainingdesk.services.register_entries import read_marks, read_times
from trainingdesk.services.undo import undo
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import lesson as lessons
from trainingdesk.storage import rows
from trainingdesk.wire.ids import mark_id

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.register_page import RegisterPage
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import MarkRow, RegisterRow
    from trainingdesk.storage.lesson import LessonRow

TODAY = date(2026, 10, 20)


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work)


def mark_of(work: Work, lesson_id: str, enrollment_id: str) -> MarkRow | None:
    with work.database.read() as session:
        return stored.mark(session, mark_id(lesson_id, enrollment_id))


def register_of(work: Work, lesson_id: str) -> RegisterRow | None:
    with work.database.read() as session:
        return stored.register(session, lesson_id)


def lesson_of(work: Work, lesson_id: str) -> LessonRow:
    with work.database.read() as session:
        found = lessons.lesson(session, lesson_id)
    assert found is not None
    return found


def marks_on(page: RegisterPage) -> list[Mark | None]:
    return [line.counted for line in page.lines]


# --- one register a lesson ---------------------------------------------------------------------------------------------


def test_a_register_begins_unmarked_in_the_order_of_the_roster(work: Work, made: Made) -> None:
    attendance.open_register(work, made.lessons[0])
    page = attendance.register_page(work, made.lessons[0])
    assert [line.row for line in page.lines] == [1, 2, 3, 4, 5]
    assert [line.enrollment_id for line in page.lines] == list(made.enrollments)
    assert marks_on(page) == [None] * 5
    assert (page.unmarked, page.counts, page.closed) == (5, {}, False)
    assert all(line.id_mask and "*" in line.id_mask for line in page.lines)


def test_a_second_opening_finds_the_first(work: Work, made: Made) -> None:
    attendance.open_register(work, made.lessons[0])
    first = register_of(work, made.lessons[0])
    again = attendance.open_register(running_class.acting(work, Role.CLERK), made.lessons[0])
    assert again.change_set is None
    assert register_of(work, made.lessons[0]) == first


def test_opening_does_not_make_the_lesson_held_but_the_first_mark_does(work: Work, made: Made) -> None:
    attendance.open_register(work, made.lessons[0])
    assert lesson_of(work, made.lessons[0]).state is LessonState.PLANNED
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    assert lesson_of(work, made.lessons[0]).state is LessonState.HELD


def test_a_mark_opens_the_register_where_nobody_had(work: Work, made: Made) -> None:
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    found = register_of(work, made.lessons[0])
    assert found is not None
    assert found.opened_by == work.worker.user_id


# --- marking -----------------------------------------------------------------------------------------------------------


def test_marks_carry_minutes_reason_and_who_typed_them(work: Work, made: Made) -> None:
    one, two = made.enrollments[:2]
    attendance.record_marks(
        work,
        made.lessons[0],
        {one: MarkEntry(mark=Mark.LATE, minutes=10), two: MarkEntry(mark=Mark.SICK_LEAVE, reason="有病假条")},
    )
    late, sick = (mark_of(work, made.lessons[0], who) for who in (one, two))
    assert late is not None
    assert sick is not None
    assert (late.status, late.minutes, late.method, late.typed_by) == (Mark.LATE, 10, "typed", work.worker.user_id)
    assert (sick.status, sick.reason) == (Mark.SICK_LEAVE, "有病假条")


def test_the_id_of_a_mark_follows_from_lesson_and_enrollment(work: Work, made: Made) -> None:
    changes = attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    assert changes.rows == (mark_id(made.lessons[0], made.enrollments[0]),)


def test_a_mark_is_changed_and_taken_away_again(work: Work, made: Made) -> None:
    one = made.enrollments[0]
    for mark in (Mark.PRESENT, Mark.ABSENT):
        attendance.record_marks(work, made.lessons[0], {one: mark})
    assert marks_on(attendance.register_page(work, made.lessons[0]))[0] is Mark.ABSENT
    attendance.record_marks(work, made.lessons[0], {one: None})
    assert mark_of(work, made.lessons[0], one) is None
    attendance.record_marks(work, made.lessons[0], {one: Mark.LATE})
    assert marks_on(attendance.register_page(work, made.lessons[0]))[0] is Mark.LATE


def test_clearing_takes_marks_of_several_people_away(work: Work, made: Made) -> None:
    attendance.rest_present(work, made.lessons[0])
    attendance.clear_marks(work, made.lessons[0], made.enrollments[:2])
    assert attendance.register_page(work, made.lessons[0]).unmarked == 2


def test_taking_away_what_is_not_there_changes_nothing(work: Work, made: Made) -> None:
    attendance.open_register(work, made.lessons[0])
    assert attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: None}).change_set is None


def test_the_rest_is_present_and_what_was_marked_stays(work: Work, made: Made) -> None:
    attendance.record_marks(work, made.lessons[0], {made.enrollments[2]: Mark.ABSENT})
    attendance.rest_present(work, made.lessons[0])
    page = attendance.register_page(work, made.lessons[0])
    assert marks_on(page) == [Mark.PRESENT, Mark.PRESENT, Mark.ABSENT, Mark.PRESENT, Mark.PRESENT]
    assert page.counts == {Mark.PRESENT: 4, Mark.ABSENT: 1}
    assert page.unmarked == 0


def test_one_wrong_person_and_nothing_is_written(work: Work, made: Made) -> None:
    other = running_class.make(work, people=1, number="500241-2026-002")
    with pytest.raises(Refused, match=r"attendance\.not_in_class"):
        attendance.record_marks(
            work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT, other.enrollments[0]: Mark.PRESENT}
        )
    assert register_of(work, made.lessons[0]) is None
    assert marks_on(attendance.register_page(work, made.lessons[0])) == [None] * 5


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (MarkEntry(mark=Mark.PRESENT, minutes=5), "attendance.minutes_without_lateness"),
        (MarkEntry(mark=Mark.LATE, minutes=0), "attendance.minutes_impossible"),
        (MarkEntry(mark=Mark.LATE, minutes=181), "attendance.minutes_impossible"),
    ],
)
def test_minutes_that_cannot_be(work: Work, made: Made, entry: MarkEntry, key: str) -> None:
    with pytest.raises(Refused) as refused:
        attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: entry})
    assert refused.value.key == key


def test_a_mark_is_undone(work: Work, made: Made) -> None:
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.ABSENT})
    undo(work)
    assert marks_on(attendance.register_page(work, made.lessons[0]))[0] is Mark.PRESENT
    undo(work)
    assert marks_on(attendance.register_page(work, made.lessons[0]))[0] is None
    assert lesson_of(work, made.lessons[0]).state is LessonState.PLANNED


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


# --- closing and reopening ---------------------------------------------------------------------------------------------


def test_closing_lists_who_is_not_marked(work: Work, made: Made) -> None:
    attendance.record_marks(work, made.lessons[0], dict.fromkeys(made.enrollments[:4], Mark.PRESENT))
    with pytest.raises(Refused, match=r"attendance\.unmarked") as refused:
        attendance.close_register(work, made.lessons[0])
    assert refused.value.values["count"] == 1
    assert refused.value.values["people"] == ("5 学员014",)
    changes = attendance.close_register(work, made.lessons[0], leave_unmarked=True)
    assert said(changes) == ["attendance.left_unmarked"]


def test_a_closed_register_takes_no_marks_until_it_is_reopened(work: Work, made: Made) -> None:
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])
    for act in (
        lambda: attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.LATE}),
        lambda: attendance.close_register(work, made.lessons[0]),
    ):
        with pytest.raises(Refused, match=r"attendance\.register_closed"):
            act()
    attendance.reopen_register(work, made.lessons[0])
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.LATE})
    with pytest.raises(Refused, match=r"attendance\.not_closed"):
        attendance.reopen_register(work, made.lessons[0])


def test_after_some_days_reopening_is_the_offices_with_a_reason(work: Work, made: Made, clock: Clock) -> None:
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": own})
    attendance.rest_present(teacher, made.lessons[0])
    attendance.close_register(teacher, made.lessons[0])
    clock.now += timedelta(days=3)
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        attendance.reopen_register(teacher, made.lessons[0], reason="记错了")
    with pytest.raises(Refused, match=r"attendance\.no_reason"):
        attendance.reopen_register(work, made.lessons[0])
    attendance.reopen_register(work, made.lessons[0], reason="核对纸质签到表")


@pytest.mark.parametrize("state", [ClassState.SUSPENDED, ClassState.FINISHED, ClassState.CLOSED])
def test_a_register_that_nobody_could_close_again_stays_closed(work: Work, made: Made, state: ClassState) -> None:
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"state": state})
    with pytest.raises(Refused, match=r"attendance\.class_not_running"):
        attendance.reopen_register(work, made.lessons[0], reason="补记")


# --- the office corrects -----------------------------------------------------------------------------------------------


def test_an_old_mark_is_the_offices_to_correct_and_both_values_stay(work: Work, made: Made, clock: Clock) -> None:
    one = made.enrollments[0]
    attendance.record_marks(work, made.lessons[0], {one: MarkEntry(mark=Mark.LATE, minutes=40)})
    clock.now += timedelta(days=3)
    with pytest.raises(Refused, match=r"attendance\.office_corrects"):
        attendance.record_marks(work, made.lessons[0], {one: Mark.PRESENT})
    with pytest.raises(Refused, match=r"attendance\.no_reason"):
        attendance.correct_mark(work, made.lessons[0], one, Mark.PRESENT, reason=" ")
    clerk = running_class.acting(work, Role.CLERK, user_id="clerk")
    attendance.correct_mark(clerk, made.lessons[0], one, Mark.PRESENT, reason="监控显示准时")
    found = mark_of(work, made.lessons[0], one)
    assert found is not None
    assert (found.status, found.minutes, found.office_status) == (Mark.LATE, 40, Mark.PRESENT)
    assert (found.office_reason, found.office_by) == ("监控显示准时", "clerk")
    line = attendance.register_page(work, made.lessons[0]).lines[0]
    assert (line.mark, line.office_mark, line.counted) == (Mark.LATE, Mark.PRESENT, Mark.PRESENT)


def test_a_lesson_without_a_register_has_nothing_to_correct(work: Work, made: Made) -> None:
    """A mark beside nothing would be kept and count nowhere."""
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[1], {"state": LessonState.CANCELLED})
    for lesson_id in made.lessons[:2]:
        with pytest.raises(Refused, match=r"attendance\.nothing_to_correct"):
            attendance.correct_mark(work, lesson_id, made.enrollments[0], Mark.PRESENT, reason="补记")
    assert mark_of(work, made.lessons[0], made.enrollments[0]) is None


def test_a_paper_sheet_typed_in_late_is_no_correction(work: Work, made: Made, clock: Clock) -> None:
    clock.now += timedelta(days=8)
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT}, method="paper")
    found = mark_of(work, made.lessons[0], made.enrollments[0])
    assert found is not None
    assert found.typed_at.date() == TODAY + timedelta(days=8)


def test_a_correction_is_taken_back_and_the_first_mark_counts_again(work: Work, made: Made) -> None:
    one, two = made.enrollments[:2]
    attendance.record_marks(work, made.lessons[0], {one: Mark.ABSENT})
    attendance.correct_mark(work, made.lessons[0], one, Mark.PERSONAL_LEAVE, reason="补交假条")
    attendance.correct_mark(work, made.lessons[0], one, None, reason="假条无效")
    assert attendance.register_page(work, made.lessons[0]).lines[0].counted is Mark.ABSENT
    attendance.correct_mark(work, made.lessons[0], two, Mark.PRESENT, reason="漏点")
    attendance.correct_mark(work, made.lessons[0], two, None, reason="点错人")
    assert mark_of(work, made.lessons[0], two) is None


def test_an_instructor_corrects_nothing(work: Work, made: Made) -> None:
    with pytest.raises(Refused, match=r"access\.not_allowed"):
        attendance.correct_mark(
            running_class.acting(work, Role.INSTRUCTOR), made.lessons[0], made.enrollments[0], Mark.PRESENT, reason="x"
        )


def test_marks_stand_still_once_certificates_stand_on_them(work: Work, made: Made) -> None:
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.ABSENT})
    with work.writing(Action.ADVANCE_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"state": ClassState.FINISHED})
    attendance.correct_mark(work, made.lessons[0], made.enrollments[0], Mark.PRESENT, reason="核实")
    with work.writing(Action.ADVANCE_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"state": ClassState.COMPLETED})
    with pytest.raises(Refused, match=r"attendance\.class_over"):
        attendance.correct_mark(work, made.lessons[0], made.enrollments[0], Mark.ABSENT, reason="核实")


def test_clearing_an_instructors_mark_leaves_the_offices(work: Work, made: Made) -> None:
    one = made.enrollments[0]
    attendance.record_marks(work, made.lessons[0], {one: Mark.ABSENT})
    attendance.correct_mark(work, made.lessons[0], one, Mark.PRESENT, reason="核实")
    attendance.record_marks(work, made.lessons[0], {one: None})
    found = mark_of(work, made.lessons[0], one)
    assert found is not None
    assert (found.status, found.office_status) == (None, Mark.PRESENT)


# --- signing in and out ------------------------------------------------------------------------------------------------


def test_signatures_make_mark_and_minutes(work: Work, made: Made) -> None:
    one, two, three = made.enrollments[:3]
    signed = {one: Times(time_in=505, time_out=690), two: Times(time_in=530), three: Times(time_in=510, time_out=660)}
    attendance.sign_in_out(work, made.lessons[0], signed)
    lines = attendance.register_page(work, made.lessons[0]).lines
    assert [(line.mark, line.minutes) for line in lines[:3]] == [
        (Mark.PRESENT, None),
        (Mark.LATE, 20),
        (Mark.LEFT_EARLY, 30),
    ]
    assert (lines[1].time_in, lines[1].time_out, lines[1].method) == (530, None, "signed")


@pytest.mark.parametrize(
    ("times", "key"),
    [
        (Times(time_in=1440), "attendance.time_impossible"),
        (Times(time_in=600, time_out=600), "attendance.out_before_in"),
    ],
)
def test_times_that_cannot_be(work: Work, made: Made, times: Times, key: str) -> None:
    with pytest.raises(Refused) as refused:
        attendance.sign_in_out(work, made.lessons[0], {made.enrollments[0]: times})
    assert refused.value.key == key


def test_a_signed_sheet_is_kept_with_its_lesson(work: Work, made: Made) -> None:
    photo = b"\x89PNG\r\n\x1a\n" + bytes(64)
    changes = attendance.attach_signed_sheet(work, made.lessons[0], photo, name="签到表.png")
    found = register_of(work, made.lessons[0])
    (kept,) = attachment.list_attachments(work, made.lessons[0])
    assert found is not None
    assert found.signed_sheet_sha256 == kept.sha256
    assert attachment.open_attachment(work, changes.rows[1], reason="核对").content == photo


def test_what_is_no_scan_opens_no_register(work: Work, made: Made) -> None:
    with pytest.raises(Refused, match=r"attachment\.kind_unknown"):
        attendance.attach_signed_sheet(work, made.lessons[0], b"MZ a program", name="签到表.png")
    assert register_of(work, made.lessons[0]) is None


# --- from paper --------------------------------------------------------------------------------------------------------


def test_marks_are_read_by_number_name_symbol_and_key(work: Work, made: Made) -> None:
    page = attendance.register_page(work, made.lessons[0])
    found = read_marks(page, ["1=late:10", "２＝旷课", " 3 = b ", "4=◑", "5=-"])
    assert list(found.values()) == [
        MarkEntry(mark=Mark.LATE, minutes=10),
        MarkEntry(mark=Mark.ABSENT),
        MarkEntry(mark=Mark.SICK_LEAVE),
        MarkEntry(mark=Mark.LEFT_EARLY),
        MarkEntry(mark=None),
    ]
    assert list(found) == list(made.enrollments)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (["7=late"], "attendance.row_unknown"),
        (["1=late", "1=present"], "attendance.row_twice"),
        (["1=飞走了"], "attendance.mark_unknown"),
        (["x=late"], "attendance.entry_unreadable"),
        (["1 late"], "attendance.entry_unreadable"),
    ],
)
def test_what_cannot_be_read_is_named(work: Work, made: Made, text: list[str], key: str) -> None:
    with pytest.raises(Refused) as refused:
        read_marks(attendance.register_page(work, made.lessons[0]), text)
    assert refused.value.key == key


def test_signatures_are_read_from_paper(work: Work, made: Made) -> None:
    page = attendance.register_page(work, made.lessons[0])
    found = read_times(page, ["1=08:35-11:30", "2=8:30-", "3=-11：30"])
    assert list(found.values()) == [Times(time_in=515, time_out=690), Times(time_in=510), Times(time_out=690)]
    for text in ("1=25:00-", "1=08:35"):
        with pytest.raises(Refused, match=r"attendance\.times_unreadable"):
            read_times(page, [text])


def test_the_printed_sheet_numbers_people_as_the_register_does(work: Work, made: Made) -> None:
    """Who left has no line on the next sheet, and nobody's number moves."""
    enrollment.drop(work, made.enrollments[1], reason="外出")
    paper = class_paper.class_paper(work, "500241-2026-001")
    page = attendance.register_page(work, made.lessons[2])
    assert [paper.numbers[one.enrollment_id] for one in paper.people] == [1, 3, 4, 5]
    assert paper.numbers == {line.enrollment_id: line.row for line in page.lines}


def test_an_instructor_prints_a_roster_without_sensitive_categories(work: Work, made: Made) -> None:
    """Paper leaves the house: who is disabled stands on that of the office alone."""
    teacher = running_class.acting(work, Role.INSTRUCTOR, user_id="teacher")
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", made.class_id, {"instructor_id": own})
        for place, code in ((0, "C04"), (1, "A04")):
            rows.change(session, "enrollment", made.enrollments[place], {"paid_category": code})

    def printed(by: Work) -> list[str | None]:
        return [one.category for one in class_paper.class_paper(by, "500241-2026-001").people[:2]]

    assert printed(work) == ["C04", "A04"]
    assert printed(teacher) == [None, "A04"]


# --- the county's marks ------------------------------------------------------------------------------------------------


def test_the_shipped_marks_have_names_symbols_and_keys(work: Work) -> None:
    found = attendance_marks.list_marks(work)
    assert [(one.name, one.symbol, one.key) for one in found] == [
        ("出勤", "√", "C"),
        ("迟到", "◐", "D"),
        ("早退", "◑", "T"),
        ("旷课", "×", "K"),
        ("病假", "病", "B"),
        ("事假", "事", "S"),
        ("公假", "公", "G"),
    ]


def test_a_county_renames_and_adds_marks_but_not_their_meaning(work: Work, made: Made) -> None:
    attendance_marks.edit_mark(work, MarkItem("absent", "缺勤", Mark.ABSENT, "缺", "Q"))
    attendance_marks.edit_mark(work, MarkItem("wedding", "婚假", Mark.PERSONAL_LEAVE, "婚", "h"))
    page = attendance.register_page(work, made.lessons[0])
    found = read_marks(page, ["1=q", "2=婚假", "3=旷课"])
    assert [entry.mark for entry in found.values()] == [Mark.ABSENT, Mark.PERSONAL_LEAVE, Mark.ABSENT]
    assert found[made.enrollments[1]].reason == "婚假"
    assert page.marks.of(Mark.ABSENT).symbol == "缺"


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (MarkItem("absent", "旷课", Mark.PRESENT, "×", "K"), "attendance.mark_meaning_fixed"),
        (MarkItem("absent", "旷课", Mark.ABSENT, "×", "C"), "attendance.key_taken"),
        (MarkItem("absent", "旷课", Mark.ABSENT, "×", "7"), "attendance.key_no_letter"),
        (MarkItem("absent", " ", Mark.ABSENT, "×", "K"), "attendance.mark_without_name"),
    ],
)
def test_what_a_mark_cannot_become(work: Work, item: MarkItem, key: str) -> None:
    with pytest.raises(Refused) as refused:
        attendance_marks.edit_mark(work, item)
    assert refused.value.key == key


def test_a_retired_mark_is_not_offered_and_one_of_each_meaning_stays(work: Work) -> None:
    retired = MarkItem("official_leave", "公假", Mark.OFFICIAL_LEAVE, "公", "G", active=False)
    with pytest.raises(Refused, match=r"code_list\.last_of_its_meaning"):
        attendance_marks.edit_mark(work, retired)
    attendance_marks.edit_mark(work, MarkItem("duty", "公务", Mark.OFFICIAL_LEAVE, "务", "W"))
    attendance_marks.edit_mark(work, retired)
    found = attendance_marks.list_marks(work)
    assert [item.name for item in found][-1] == "公务"
    assert found.find("g") is None
    assert found.of(Mark.OFFICIAL_LEAVE).name == "公务"


# --- how a class is attended -------------------------------------------------------------------------------------------


def take(work: Work, lesson_id: str, made: Made, *marks: Mark) -> None:
    attendance.record_marks(work, lesson_id, dict(zip(made.enrollments, marks, strict=True)))


def test_the_attendance_of_a_class(work: Work) -> None:
    made = running_class.make(work, people=2)
    p, a = Mark.PRESENT, Mark.ABSENT
    for lesson, marks in zip(made.lessons, [(p, p), (p, p), (p, a), (p, p)], strict=False):
        take(work, lesson, made, *marks)
    with work.database.read() as session:
        found = attendance.attendance_of_class(session, running_class.row_of(session, made.class_id))
    one, two = made.enrollments
    assert found.people == {one: AttendanceRate(12, 12), two: AttendanceRate(9, 12)}
    assert found.total == AttendanceRate(21, 24)
    assert found.admitted[one].decision is Decision.YES
    assert (found.admitted[two].reason, found.admitted[two].values["found"]) == ("attendance.too_low", Fraction(3, 4))
    assert found.days == {running_class.FIRST_DAY: AttendanceRate(12, 12), TODAY: AttendanceRate(9, 12)}
    assert found.class_verdict.reason == "attendance.too_many_failed_days"


def test_the_offices_mark_is_the_one_that_counts_and_carries_no_minutes(work: Work) -> None:
    made = running_class.make(work, people=1)
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: MarkEntry(mark=Mark.LATE, minutes=60)})
    with work.database.read() as session:
        the_class = running_class.row_of(session, made.class_id)
        assert attendance.attendance_of_class(session, the_class).total == AttendanceRate(0, 3)
    attendance.correct_mark(work, made.lessons[0], made.enrollments[0], Mark.LATE, reason="实际迟到 5 分钟")
    with work.database.read() as session:
        assert attendance.attendance_of_class(session, the_class).total == AttendanceRate(3, 3)


def test_who_dropped_out_is_not_assessed_and_weighs_on_nobody_afterwards(work: Work) -> None:
    made = running_class.make(work, people=2)
    take(work, made.lessons[0], made, Mark.PRESENT, Mark.PRESENT)
    enrollment.drop(work, made.enrollments[1], reason="x")
    attendance.record_marks(work, made.lessons[2], {made.enrollments[0]: Mark.PRESENT})
    with work.database.read() as session:
        found = attendance.attendance_of_class(session, running_class.row_of(session, made.class_id))
    assert found.people[made.enrollments[1]] == AttendanceRate(3, 3)
    assert found.admitted[made.enrollments[1]].reason == "enrollment.left_already"
    assert found.days[TODAY] == AttendanceRate(3, 3)


def test_lessons_that_were_not_held_do_not_count(work: Work) -> None:
    made = running_class.make(work, people=1)
    attendance.open_register(work, made.lessons[0])
    with work.database.read() as session:
        found = attendance.attendance_of_class(session, running_class.row_of(session, made.class_id))
    assert found.total == AttendanceRate(0, 0)
    assert found.admitted[made.enrollments[0]].reason == "attendance.nothing_held"


def test_the_warning_list_names_people_and_lessons(work: Work) -> None:
    made = running_class.make(work, people=2)
    take(work, made.lessons[0], made, Mark.PRESENT, Mark.ABSENT)
    take(work, made.lessons[2], made, Mark.PRESENT, Mark.ABSENT)
    found = attendance.warning_list(work)
    (person,) = found.people
    assert person.enrollment_id == made.enrollments[1]
    assert [why.reason for why in person.reasons] == ["attendance.warn_low", "attendance.warn_absences"]
    assert [(one.lesson_id, one.opened) for one in found.registers] == [
        (made.lessons[0], True),
        (made.lessons[1], False),
    ]


def test_an_instructor_is_warned_about_own_classes(work: Work) -> None:
    made = running_class.make(work, people=1)
    other = running_class.make(work, people=1, number="500241-2026-002")
    own = running_class.instructor(work, "teacher")
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", other.class_id, {"instructor_id": own})
    found = attendance.warning_list(running_class.acting(work, Role.INSTRUCTOR, user_id="teacher"))
    assert {one.class_id for one in found.registers} == {other.class_id}
    everything = attendance.warning_list(work, class_id=made.class_id)
    assert {one.class_id for one in everything.registers} == {made.class_id}


def test_the_attendance_page_counts_as_the_paper_does(work: Work, made: Made) -> None:
    attendance.rest_present(work, made.lessons[0])
    page = attendance.attendance_page(work, made.class_id)
    assert [(line.row, line.rate) for line in page.lines] == [(row, AttendanceRate(3, 3)) for row in range(1, 6)]


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


def test_a_mark_is_durable_when_the_use_case_returns(work: Work, made: Made) -> None:
    """Another connection to the same file sees it at once; the write was synchronized with the disk (FULL)."""
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.LATE})
    connection = work.database.connection()
    try:
        wanted = mark_id(made.lessons[0], made.enrollments[0])
        found = connection.execute("SELECT status FROM attendance_mark WHERE id = ?", (wanted,)).fetchone()
        assert found == ("late",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    finally:
        connection.close()
