"""From the announcement to the outcome: who may sit, scores, make-ups, and what they lead to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services import finished_class
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import assessment, course, undo
from trainingdesk.services.assessment import NewAssessment, ScoreEntry
from trainingdesk.services.catalogue_details import details_of
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.pass_rule import passing_of
from trainingdesk.storage import enrollment as stored_enrollment

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.conftest import Clock
    from tests.services.finished_class import Made
    from trainingdesk.services.work import Work

HELD = date(2026, 10, 30)
PASSED, FAILED = ScoreEntry(theory=800, practice=750), ScoreEntry(theory=500, practice=750)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        act()
    return refused.value.key


def announce(work: Work, made: Made, held_on: date = HELD) -> str:
    return assessment.new_assessment(work, NewAssessment(class_id=made.class_id, held_on=held_on)).row


def statuses(work: Work, made: Made) -> list[Status]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        return [line.status for line in stored_enrollment.roll(session, made.class_id)]


def test_a_second_assessment_is_the_make_up(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock)
    announce(work, made)
    announce(work, made, date(2026, 11, 2))
    assert [one.round for one in assessment.assessments_of(work, made.class_id)] == [1, 2]


def test_a_late_roster_and_an_assessor_that_trained_are_said(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock)
    details = NewAssessment(class_id=made.class_id, held_on=date(2026, 11, 5), organization="启航学校")
    said = [one.key for one in assessment.new_assessment(work, details).said]
    assert said == ["assessment.announced_late", "assessment.assessor_trains"]


def test_an_assessment_belongs_into_the_life_of_a_class(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, state=ClassState.DRAFT)
    assert refusal(lambda: announce(work, made)) == "assessment.class_not_open"
    finished_class.set_state(work, made, ClassState.RUNNING)
    assert refusal(lambda: announce(work, made, date(2026, 10, 18))) == "assessment.before_class"


def test_who_missed_too_much_may_not_sit_and_it_is_said_why(work: Work, clock: Clock) -> None:
    """Two of ten half-days missed are 80 % and enough, three are not."""
    made = finished_class.make(work, clock, absent={1: 2, 2: 3})
    found = assessment.admission(work, announce(work, made))
    assert [one.number[-3:] for one in found.admitted] == ["001", "002", "004"]
    (refused,) = found.refused
    assert (refused.number[-3:], refused.verdict.reason) == ("003", "attendance.too_low")
    assert refused.verdict.clause == "测试规则 attendance.person_min"
    assert found.undecided == ()


def test_scores_lead_to_outcomes(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, absent={3: 5})
    first = announce(work, made)
    entries = {made.enrollments[0]: PASSED, made.enrollments[1]: FAILED, made.enrollments[2]: ScoreEntry(absent=True)}
    assessment.record_scores(work, first, entries)
    changes = assessment.settle(work, made.class_id)
    assert statuses(work, made) == [Status.COMPLETED, Status.FAILED, Status.FAILED, Status.FAILED]
    assert set(changes.rows) == set(made.enrollments)
    results = [one.result for one in assessment.results(work, made.class_id)]
    assert results == [Result.PASSED, Result.FAILED, Result.ABSENT, None]


def test_a_make_up_completes_who_failed(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=2)
    first = announce(work, made)
    assessment.record_scores(work, first, {made.enrollments[0]: PASSED, made.enrollments[1]: FAILED})
    assessment.settle(work, made.class_id)
    second = announce(work, made, date(2026, 11, 2))
    admitted = assessment.admission(work, second)
    assert [one.enrollment_id for one in admitted.admitted] == [made.enrollments[1]]
    assert admitted.refused[0].verdict.reason == "assessment.passed_before"
    assessment.record_scores(work, second, {made.enrollments[1]: ScoreEntry(theory=600)})
    assessment.settle(work, made.class_id)
    assert statuses(work, made) == [Status.COMPLETED, Status.COMPLETED]


def test_settling_twice_changes_nothing(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    assessment.record_scores(work, announce(work, made), {made.enrollments[0]: PASSED})
    assessment.settle(work, made.class_id)
    assert assessment.settle(work, made.class_id).rows == ()


def test_who_completed_on_points_that_were_wrong_has_not_completed(work: Work, clock: Clock) -> None:
    """A score corrected after the results were settled: nobody gets a certificate for points they never had."""
    made = finished_class.make(work, clock, people=3)
    first = announce(work, made)
    assessment.record_scores(work, first, dict.fromkeys(made.enrollments, PASSED))
    assessment.settle(work, made.class_id)
    wrong, missing, _right = made.enrollments
    changes = assessment.record_scores(work, first, {wrong: FAILED, missing: ScoreEntry()})
    assert [(one.key, dict(one.values)["count"]) for one in changes.said] == [("assessment.completion_taken_back", 2)]
    assert statuses(work, made) == [Status.FAILED, Status.ATTENDING, Status.COMPLETED]
    assessment.record_scores(work, first, {wrong: PASSED, missing: PASSED})
    assessment.settle(work, made.class_id)
    assert statuses(work, made) == [Status.COMPLETED] * 3


def test_who_completed_by_a_make_up_that_was_wrong_has_failed_again(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    (one,) = made.enrollments
    assessment.record_scores(work, announce(work, made), {one: FAILED})
    assessment.settle(work, made.class_id)
    again = announce(work, made, date(2026, 11, 2))
    assessment.record_scores(work, again, {one: PASSED})
    assessment.settle(work, made.class_id)
    assessment.record_scores(work, again, {one: FAILED})
    assert statuses(work, made) == [Status.FAILED]


def test_people_without_a_result_are_counted(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock)
    assessment.record_scores(work, announce(work, made), {made.enrollments[0]: PASSED})
    (said,) = assessment.settle(work, made.class_id).said
    assert (said.key, dict(said.values)) == ("assessment.still_without_result", {"count": 3})


def test_an_empty_entry_takes_a_score_away(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    first = announce(work, made)
    assessment.record_scores(work, first, {made.enrollments[0]: FAILED})
    assessment.record_scores(work, first, {made.enrollments[0]: ScoreEntry()})
    (line,) = assessment.results(work, made.class_id)
    assert line.points.empty
    assessment.record_scores(work, first, {made.enrollments[0]: PASSED})
    assert assessment.results(work, made.class_id)[0].result is Result.PASSED


def test_scores_have_their_time_and_their_people(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, absent={1: 5})
    later = announce(work, made, date(2026, 11, 20))
    first = announce(work, made)
    of_first = {made.enrollments[0]: PASSED}
    assert refusal(lambda: assessment.record_scores(work, later, of_first)) == "assessment.not_held_yet"
    assert refusal(lambda: assessment.record_scores(work, first, {"nobody": PASSED})) == "assessment.not_a_candidate"
    refused = {made.enrollments[1]: PASSED}
    with pytest.raises(Refused):
        assessment.record_scores(work, first, {made.enrollments[0]: PASSED, **refused})
    assert assessment.results(work, made.class_id)[0].points.empty
    finished_class.set_state(work, made, ClassState.RUNNING)
    assert refusal(lambda: assessment.record_scores(work, later, of_first)) == "assessment.lessons_not_over"


@pytest.mark.parametrize(
    ("entry", "key"),
    [
        (ScoreEntry(theory=1001, practice=600), "assessment.points_out_of_range"),
        (ScoreEntry(theory=600, absent=True), "assessment.absent_with_points"),
        (ScoreEntry(theory=600, practice=600, result=Result.FAILED), "assessment.result_contradicts"),
    ],
)
def test_points_that_cannot_be_are_refused(work: Work, clock: Clock, entry: ScoreEntry, key: str) -> None:
    made = finished_class.make(work, clock, people=1)
    first = announce(work, made)
    assert refusal(lambda: assessment.record_scores(work, first, {made.enrollments[0]: entry})) == key


def test_the_written_result_counts_where_the_policy_has_no_pass_mark(work: Work, clock: Clock) -> None:
    silent = finished_class.PACK.replace(
        "[assessment.pass_points_theory]\nvalue = 600\n", "[class.size_max]\nvalue = 60\n"
    )
    silent = silent.replace('clause = "测试规则 assessment.pass_points_theory"', 'clause = "测试规则"')
    made = finished_class.make(work, clock, people=1, pack=silent)
    entry = ScoreEntry(theory=700, practice=700, result=Result.PASSED)
    assessment.record_scores(work, announce(work, made), {made.enrollments[0]: entry})
    assessment.settle(work, made.class_id)
    assert statuses(work, made) == [Status.COMPLETED]


def test_an_assessment_with_scores_stays(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    first = announce(work, made)
    assessment.record_scores(work, first, {made.enrollments[0]: PASSED})
    assert refusal(lambda: assessment.remove_assessment(work, first)) == "assessment.has_scores"
    second = announce(work, made, date(2026, 11, 2))
    assessment.remove_assessment(work, second)
    assert [one.id for one in assessment.assessments_of(work, made.class_id)] == [first]


def test_an_auditor_scores_nobody(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    first = announce(work, made)
    auditor = finished_class.acting(work, Role.AUDITOR)
    entries = {made.enrollments[0]: PASSED}
    assert refusal(lambda: assessment.record_scores(auditor, first, entries)) == "access.not_allowed"


def test_scores_can_be_undone(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    changes = assessment.record_scores(work, announce(work, made), {made.enrollments[0]: PASSED})
    undo.undo(work, changes.change_set)
    assert assessment.results(work, made.class_id)[0].points.empty


def test_nothing_is_settled_before_anything_was_held(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1)
    announce(work, made, date(2026, 12, 1))
    assert refusal(lambda: assessment.settle(work, made.class_id)) == "assessment.none_held"


# --- the points of the course itself: the policy has 60 for either part ----------------------------------------------


@pytest.mark.parametrize(
    ("own", "entry", "result"),
    [
        ((None, None), ScoreEntry(theory=600, practice=600), Result.PASSED),
        ((None, None), ScoreEntry(theory=595, practice=600), Result.FAILED),
        ((None, 700), ScoreEntry(theory=600, practice=700), Result.PASSED),  # above the policy
        ((None, 700), ScoreEntry(theory=600, practice=695), Result.FAILED),
        ((500, None), ScoreEntry(theory=500, practice=600), Result.PASSED),  # below it
        ((500, None), ScoreEntry(theory=495, practice=600), Result.FAILED),
        ((500, None), ScoreEntry(theory=500, practice=595), Result.FAILED),
        ((800, 700), ScoreEntry(theory=800), None),  # a part without points
    ],
)
def test_a_course_with_points_of_its_own_is_passed_with_those(
    work: Work, clock: Clock, own: tuple[int | None, int | None], entry: ScoreEntry, result: Result | None
) -> None:
    made = finished_class.make(work, clock, people=1, pass_points=own)
    assessment.record_scores(work, announce(work, made), {made.enrollments[0]: entry})
    assert [one.result for one in assessment.results(work, made.class_id)] == [result]
    assessment.settle(work, made.class_id)
    outcome = {Result.PASSED: Status.COMPLETED, Result.FAILED: Status.FAILED, None: Status.ATTENDING}
    assert statuses(work, made) == [outcome[result]]


def test_the_course_decides_where_the_policy_is_silent(work: Work, clock: Clock) -> None:
    silent = finished_class.PACK.replace(
        "[assessment.pass_points_theory]\nvalue = 600\n", "[class.size_max]\nvalue = 60\n"
    )
    made = finished_class.make(work, clock, people=2, pack=silent, pass_points=(700, None))
    entries = {made.enrollments[0]: ScoreEntry(theory=700, practice=600)}
    entries |= {made.enrollments[1]: ScoreEntry(theory=695, practice=600)}
    assessment.record_scores(work, announce(work, made), entries)
    found = assessment.results(work, made.class_id)
    assert [one.result for one in found] == [Result.PASSED, Result.FAILED]
    assert (found[1].verdict.values["wanted"], found[1].verdict.clause) == (70.0, "养老护理员 500241-2026-007-1")


def test_a_written_result_must_not_contradict_the_points_of_the_course(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=1, pass_points=(None, 700))
    first = announce(work, made)
    entry = ScoreEntry(theory=600, practice=695, result=Result.PASSED)
    key = refusal(lambda: assessment.record_scores(work, first, {made.enrollments[0]: entry}))
    assert key == "assessment.result_contradicts"


def test_a_make_up_is_for_who_did_not_reach_the_points_of_the_course(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=2, pass_points=(800, None))
    of_first = {made.enrollments[0]: ScoreEntry(theory=795, practice=600)}
    of_first |= {made.enrollments[1]: ScoreEntry(theory=800, practice=600)}
    assessment.record_scores(work, announce(work, made), of_first)
    found = assessment.admission(work, announce(work, made, date(2026, 11, 2)))
    assert [one.enrollment_id for one in found.admitted] == [made.enrollments[0]]
    assert [one.enrollment_id for one in found.refused] == [made.enrollments[1]]


def test_a_version_of_tomorrow_changes_nothing_for_a_class_of_today(work: Work, clock: Clock) -> None:
    """A course that classes use is edited: they keep the points of their version, whatever the next one says."""
    made = finished_class.make(work, clock, people=1)
    course_id = finished_class.row_of(work, made).course_id
    details = details_of(work, "course", course_id, CourseDetails)
    done = course.edit_course(work, course_id, replace(details, pass_points_theory=900))
    assert done.row != course_id
    assessment.record_scores(work, announce(work, made), {made.enrollments[0]: PASSED})
    assert passing_of(work, made.class_id).written == "60/60"
    assert assessment.results(work, made.class_id)[0].result is Result.PASSED
