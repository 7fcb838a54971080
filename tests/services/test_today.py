"""What somebody should do now, by role."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.services import running_class
from tests.services.month_county import make_county
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.report_due import due_on
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import attendance, month, monthly_report, target, today, training_class, walk_in
from trainingdesk.services.today import Waits
from trainingdesk.storage import import_run, rows
from trainingdesk.storage.import_run import ImportRun

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from tests.services.running_class import Made
    from trainingdesk.services.work import Work


def kinds(work: Work) -> list[tuple[Waits, str]]:
    return [(one.kind, one.subject) for one in today.waiting(work)]


def test_lessons_of_today_say_how_many_are_marked(work: Work, made: Made) -> None:
    morning, afternoon = made.lessons[2:4]
    attendance.record_marks(work, morning, dict.fromkeys(made.enrollments[:3], Mark.PRESENT))
    attendance.rest_present(work, afternoon)
    attendance.close_register(work, afternoon)
    found = [
        (one.lesson.lesson_id, one.marked, one.people, one.opened, one.closed) for one in today.lessons_today(work)
    ]
    assert found == [(morning, 3, 5, True, False), (afternoon, 5, 5, True, True)]


def test_an_instructor_sees_their_own_lessons(work: Work, made: Made) -> None:
    one = running_class.instructor(work, "tian")
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[2], {"instructor_id": one})
    mine = running_class.acting(work, Role.INSTRUCTOR, user_id="tian")
    assert [one.lesson.lesson_id for one in today.lessons_today(mine)] == [made.lessons[2]]
    assert today.lessons_today(running_class.acting(work, Role.INSTRUCTOR)) == ()


def test_registers_that_nobody_closed_come_first(work: Work, made: Made) -> None:
    attendance.open_register(work, made.lessons[1])
    found = [one for one in today.waiting(work) if one.kind is Waits.REGISTER]
    assert [(one.subject, one.said.key) for one in found] == [
        (made.lessons[0], "screen_today.register_missing"),
        (made.lessons[1], "screen_today.register_open"),
    ]
    assert today.waiting(work)[:2] == tuple(found)


def test_people_on_the_warning_list(work: Work, made: Made) -> None:
    for lesson in made.lessons[:2]:
        attendance.record_marks(work, lesson, {made.enrollments[0]: Mark.ABSENT})
        attendance.rest_present(work, lesson)
        attendance.close_register(work, lesson)
    (found,) = [one for one in today.waiting(work) if one.kind is Waits.PERSON]
    assert found.subject == made.class_id
    assert found.said.key in {"attendance.warn_low", "attendance.warn_absences"}


def test_a_clerk_sees_papers_flags_and_imports_and_an_instructor_does_not(work: Work, made: Made) -> None:
    training_class.ask_for_document(work, made.class_id, "消防验收")
    training_class.hand_in_document(work, made.class_id, "roster")
    walk_in.walk_in(work, made.lessons[2], walk_in.WalkIn(name="赵来迟"))
    with work.writing(Action.IMPORT_ROSTER) as session:
        for counts in ({"new": 3, "error": 2, "duplicate": 1}, {"new": 1, "error": 0}):
            run = ImportRun(
                change_set=None,
                purpose="roster",
                file_name=f"名单{counts['error']}.xlsx",
                file_sha256="0",
                sender="s",
                counts=counts,
                by_user=work.worker.user_id,
                at=work.now(),
            )
            import_run.record(session, run)
    clerk = running_class.acting(work, Role.CLERK)
    found = {one.kind: one for one in today.waiting(clerk)}
    assert (found[Waits.PAPERS].subject, dict(found[Waits.PAPERS].said.values)) == (made.class_id, {"count": 1})
    assert (found[Waits.FLAGGED].subject, dict(found[Waits.FLAGGED].said.values)) == (made.class_id, {"count": 1})
    assert (found[Waits.IMPORT].name, dict(found[Waits.IMPORT].said.values)) == ("名单2.xlsx", {"count": 3})
    running_class.instructor(work, "tian")
    assert kinds(running_class.acting(work, Role.INSTRUCTOR, user_id="tian")) == []


def test_approvals_wait_for_who_may_approve(work: Work) -> None:
    asked = running_class.make(work, number="500241-2026-009", state=ClassState.SUBMITTED)
    assert (Waits.CLASS, asked.class_id) in kinds(running_class.acting(work, Role.REVIEWER))
    assert (Waits.CLASS, asked.class_id) not in kinds(running_class.acting(work, Role.CLERK))


def test_a_prepared_report_waits_for_its_review(work: Work, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    monthly_report.prepare(work, Month(2026, 10))
    assert (Waits.REPORT, "2026-10") in kinds(running_class.acting(work, Role.REVIEWER))


def test_what_expires_is_named(work: Work) -> None:
    with work.writing(Action.EDIT_CATALOGUE) as session:
        values = {"name": "启航学校", "status": "active", "licence_until": date(2026, 10, 24)}
        school = rows.add(session, "institution", row_id="i9", county_code=work.county_code, values=values)
    (found,) = [one for one in today.waiting(work) if one.kind is Waits.EXPIRES]
    assert (found.subject, found.name, found.urgent, found.day) == (school, "启航学校", True, date(2026, 10, 24))


def test_the_year_against_its_target(work: Work, clock: Clock) -> None:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    make_county(work)
    target.set_target(work, 2026, "A1", 300)
    year = today.year_so_far(work)
    assert (year.target, year.report, year.due_on, year.days_left) == (300, Month(2026, 10), date(2026, 11, 5), 2)
    assert year.reached == sum(one.this_year for one in year.progress) > 0
    assert [one.month for one in year.progress] == [Month(2026, number) for number in range(1, 12)]
    assert year.parts == ()


def test_types_and_key_groups_stand_against_their_targets(work: Work, clock: Clock) -> None:
    """Only those that have a target; certificates and money have theirs in the report."""
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    make_county(work)
    for row, value in (("A1.3", 10), ("B2", 40), ("C1", 500), ("B9", 0)):
        target.set_target(work, 2026, row, value)
    report = month.figures(work, Month(2026, 11)).report
    assert today.year_so_far(work).parts == (report.line("A1.3"), report.line("B2"))
    assert [one.target for one in today.year_so_far(work).parts] == [10, 40]


@pytest.mark.parametrize(
    ("month", "day", "last"),
    [(Month(2026, 12), 5, date(2027, 1, 5)), (Month(2027, 1), 28, date(2027, 2, 28))],
)
def test_a_month_is_due_in_the_month_after_it(month: Month, day: int, last: date) -> None:
    assert due_on(month, day=day) == last
