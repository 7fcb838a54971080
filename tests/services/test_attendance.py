"""Registers on a real desk: opened and marked, signed in and out, closed, and corrected by the office."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.kept_register import lesson_of, marks_on, register_of
from tests.services.people import said
from tests.services.running_class import TODAY
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import attachment, attendance
from trainingdesk.services.attendance import MarkEntry, Times
from trainingdesk.services.undo import undo
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import rows
from trainingdesk.wire.ids import mark_id

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import MarkRow


def mark_of(work: Work, lesson_id: str, enrollment_id: str) -> MarkRow | None:
    with work.database.read() as session:
        return stored.mark(session, mark_id(lesson_id, enrollment_id))


# --- one register a lesson ---------------------------------------------------------------------------------------------


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
