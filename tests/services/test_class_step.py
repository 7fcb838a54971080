"""The steps of a class from the application to its end: who may take one, and what it does to the people in it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.class_checklist import NotReady
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import account, assessment, attendance, enrollment, lesson, training_class, undo
from trainingdesk.services.assessment import NewAssessment, ScoreEntry

from .county import County, approved, as_user, county, make_class, make_ready, state_of
from .refusals import refused

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

    from .conftest import Clock

__all__ = ["county"]


def test_nobody_approves_their_own_application(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    with refused("access.own_work"):
        training_class.advance(work, class_id, ClassState.APPROVED)
    assert state_of(work, class_id) is ClassState.SUBMITTED


def test_a_written_delegation_lets_one_person_work_and_marks_it(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    delegation = account.delegate(
        work, user_id=work.worker.user_id, document="秀培〔2026〕3号", valid_from=date(2026, 1, 1), valid_to=None
    ).row
    done = training_class.advance(work, class_id, ClassState.APPROVED)
    assert "training_class.own_work_approved" in [said.key for said in done.said]
    assert [event.delegation_id for event in training_class.class_page(work, class_id).events] == [None, delegation]


def test_a_clerk_hands_in_and_a_reviewer_decides_with_a_reason(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    clerk, reviewer = as_user(work, "小陈", Role.CLERK), as_user(work, "老周", Role.REVIEWER)
    training_class.advance(clerk, class_id, ClassState.SUBMITTED)
    with refused("access.not_allowed"):
        training_class.advance(clerk, class_id, ClassState.APPROVED)
    with refused("training_class.reason_missing"):
        training_class.advance(reviewer, class_id, ClassState.RETURNED)
    training_class.advance(reviewer, class_id, ClassState.RETURNED, reason="师资材料不全")
    event = training_class.class_page(work, class_id).events[-1]
    assert (event.from_state, event.to_state, event.reason) == ("submitted", "returned", "师资材料不全")
    assert event.by_user == reviewer.worker.user_id
    training_class.advance(clerk, class_id, ClassState.SUBMITTED)
    training_class.advance(reviewer, class_id, ClassState.APPROVED)
    assert state_of(work, class_id) is ClassState.APPROVED


def test_a_step_that_the_table_does_not_have_is_refused_in_words(work: Work, county: County) -> None:
    with refused("training_class.state_not_to_running"):
        training_class.advance(work, make_class(work, county), ClassState.RUNNING)


def test_a_class_begins_on_its_first_day_and_everybody_attends(work: Work, county: County, clock: Clock) -> None:
    class_id, _ = approved(work, county, people=3)
    with pytest.raises(NotReady):
        training_class.advance(work, class_id, ClassState.RUNNING)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    assert {line.status for line in enrollment.roll_of(work, class_id)} == {Status.ATTENDING}
    assert {line.joined_on for line in enrollment.roll_of(work, class_id)} == {date(2026, 11, 2)}


def test_a_class_cancelled_after_enrollment_releases_its_people_and_names_them(work: Work, county: County) -> None:
    class_id, _ = approved(work, county, people=2)
    names = tuple(line.name for line in enrollment.roll_of(work, class_id))
    done = training_class.advance(work, class_id, ClassState.CANCELLED, reason="报名人数不足")
    (said,) = [said for said in done.said if said.key == "training_class.notice_due"]
    assert dict(said.values) == {"count": 2, "people": names}
    roll = enrollment.roll_of(work, class_id)
    assert {line.status for line in roll} == {Status.WITHDRAWN}
    page = training_class.class_page(work, class_id)
    assert (page.enrolled, page.head.state, page.next_steps) == (0, ClassState.CANCELLED, ())
    assert page.lessons == 10


def test_a_broken_off_class_lets_its_people_go_in_the_middle(work: Work, county: County, clock: Clock) -> None:
    class_id, _ = approved(work, county)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    clock.now = datetime(2026, 11, 4, 0, 30, tzinfo=UTC)
    reviewer = as_user(work, "老吴", Role.REVIEWER)
    training_class.advance(reviewer, class_id, ClassState.SUSPENDED, reason="消防整改")
    training_class.advance(reviewer, class_id, ClassState.RUNNING, reason="整改合格")
    training_class.advance(reviewer, class_id, ClassState.TERMINATED, reason="机构停办")
    roll = enrollment.roll_of(work, class_id)
    assert {line.status for line in roll} == {Status.DROPPED}
    assert {line.left_on for line in roll} == {date(2026, 11, 4)}


def test_a_class_from_its_first_day_to_completed(work: Work, county: County, clock: Clock) -> None:
    class_id, enrolled = approved(work, county, people=2)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    missing = training_class.missing(work, class_id, ClassState.FINISHED)
    assert [(item.key, item.values.get("count")) for item in missing][:1] == [("training_class.lessons_open", 10)]
    for held in lesson.lessons_of_class(work, class_id):
        clock.now = datetime.combine(held.day, clock.now.time(), tzinfo=UTC) + timedelta(minutes=1)
        attendance.record_marks(work, held.id, dict.fromkeys(enrolled, Mark.PRESENT))
        attendance.close_register(work, held.id)
    page = training_class.class_page(work, class_id)
    assert (page.lessons_held, page.periods_held) == (10, 40)
    assert page.attendance is not None
    assert (page.attendance.attended, page.attendance.held) == (80, 80)
    training_class.advance(work, class_id, ClassState.FINISHED)
    with pytest.raises(NotReady):
        training_class.advance(work, class_id, ClassState.ASSESSED)
    held_on = work.today()
    round_one = assessment.new_assessment(
        work, NewAssessment(class_id=class_id, held_on=held_on, organization="县技能鉴定所")
    ).row
    assessment.record_scores(
        work, round_one, {enrolled[0]: ScoreEntry(theory=800, practice=800), enrolled[1]: ScoreEntry(absent=True)}
    )
    training_class.advance(work, class_id, ClassState.ASSESSED)
    training_class.advance(work, class_id, ClassState.COMPLETED)
    assert state_of(work, class_id) is ClassState.COMPLETED
    status = {line.enrollment_id: line.status for line in enrollment.roll_of(work, class_id)}
    assert status == {enrolled[0]: Status.COMPLETED, enrolled[1]: Status.FAILED}
    (missing_certificate,) = training_class.missing(work, class_id, ClassState.CLOSED)
    assert missing_certificate.key == "training_class.certificates_missing"


def test_undoing_a_submission_makes_a_draft_again(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    undo.undo(work)
    page = training_class.class_page(work, class_id)
    assert (page.head.state, page.events) == (ClassState.DRAFT, ())
    training_class.advance(work, class_id, ClassState.SUBMITTED)
