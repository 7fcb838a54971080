"""How a class is attended: by person, by day and in all, and who and what stands on the warning list."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from tests.services import running_class
from tests.services.running_class import TODAY
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import AttendanceRate, Mark
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import attendance, enrollment
from trainingdesk.services.attendance import MarkEntry
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


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
