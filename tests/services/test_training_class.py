"""Classes from the course to the archive: who may open one, which number it gets, what each step asks for and does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.class_checklist import NotReady
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import (
    account,
    assessment,
    attendance,
    course,
    enrollment,
    institution,
    lesson,
    online_platform,
    sanction,
    teaching,
    training_class,
    undo,
)
from trainingdesk.services.assessment import NewAssessment, ScoreEntry
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.lesson import NewSeries
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.setting import set_setting
from trainingdesk.services.teaching import InstructorDetails
from trainingdesk.settings.declared import CLASS_NAME, CLASS_NUMBER
from trainingdesk.storage import rows
from trainingdesk.storage.training_class import ClassFilter

from .county import VILLAGE, County, as_user, details, make_class, make_county, make_ready

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

    from .conftest import Clock


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def refused(key: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda error: error.key == key)


def state_of(work: Work, class_id: str) -> ClassState:
    return training_class.class_page(work, class_id).head.state


def approved(work: Work, county: County, people: int = 2) -> tuple[str, tuple[str, ...]]:
    """A class that the county approved, with its enrollments."""
    class_id = make_class(work, county)
    enrolled = make_ready(work, county, class_id, people)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    reviewer = as_user(work, "审核员", Role.REVIEWER)
    training_class.advance(reviewer, class_id, ClassState.APPROVED)
    return class_id, enrolled


# --- making ------------------------------------------------------------------------------------------------------------


def test_a_class_gets_number_name_policy_and_division(work: Work, county: County) -> None:
    made = training_class.new_class(work, details(county))
    head = training_class.class_page(work, made.row).head
    assert head.number == "500241-2026-001"
    assert head.name == "2026年秀山启航职业技能培训学校养老护理员五级第1期"
    assert (head.policy, head.policy_version) == ("test", "1")
    assert head.division == VILLAGE
    assert head.state is ClassState.DRAFT
    assert made.said == ()


def test_the_next_class_counts_on_even_after_a_deletion(work: Work, county: County) -> None:
    first = make_class(work, county)
    second = training_class.class_page(work, make_class(work, county)).head
    assert (second.number, second.name[-3:]) == ("500241-2026-002", "第2期")
    assert training_class.class_page(work, first).head.number == "500241-2026-001"
    undo.undo(work)
    assert training_class.class_page(work, make_class(work, county)).head.number == "500241-2026-003"


def test_numbers_and_names_follow_the_countys_patterns(work: Work, county: County) -> None:
    set_setting(work, CLASS_NUMBER, "XS{year}{month:02}-{serial:04}")
    set_setting(work, CLASS_NAME, "{occupation}{level}第{serial}班")
    head = training_class.class_page(work, make_class(work, county)).head
    assert (head.number, head.name) == ("XS202611-0001", "养老护理员五级第1班")


def test_a_number_of_ones_own_is_kept_and_never_given_twice(work: Work, county: County) -> None:
    make_class(work, county, number="老班-7", name="县级示范班")
    with refused("training_class.number_taken"):
        make_class(work, county, number="老班-7")


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"ends_on": date(2026, 11, 1)}, "training_class.ends_before_it_starts"),
        ({"capacity": 0}, "training_class.no_capacity"),
        ({"mode": "飞鸽传书"}, "training_class.mode_unknown"),
        ({"division": "5002411"}, "division.form"),
        ({"course_id": "none"}, "course.unknown"),
        ({"institution_id": "none"}, "institution.unknown"),
        ({"venue_id": "none"}, "training_class.venue_gone"),
        ({"instructor_id": "none"}, "training_class.instructor_gone"),
        ({"platform_id": "none"}, "platform.unknown"),
        ({"venue_id": None, "mode": "VIL"}, "training_class.no_division"),
        ({"starts_on": date(2027, 3, 1), "ends_on": date(2027, 3, 12)}, "policy.none_holds"),
    ],
)
def test_what_is_no_class_is_refused(work: Work, county: County, changes: dict[str, object], key: str) -> None:
    with refused(key):
        make_class(work, county, **changes)
    assert training_class.list_classes(work) == ()


def test_a_mode_may_be_written_by_its_name(work: Work, county: County) -> None:
    assert training_class.class_page(work, make_class(work, county, mode="送培下乡")).head.mode == "VIL"


def test_a_retired_institution_takes_no_class(work: Work, county: County) -> None:
    institution.retire_institution(work, county.school)
    with refused("class_provider.not_listed"):
        make_class(work, county)


def test_a_license_must_last_to_the_end(work: Work, county: County) -> None:
    school = institution.InstitutionDetails(name="秀山启航职业技能培训学校", licence_until=date(2026, 11, 12))
    institution.edit_institution(work, county.school, school)
    with refused("class_provider.licence_ends") as found:
        make_class(work, county)
    assert found.value.values["until"] == date(2026, 11, 12)


def test_a_level_above_the_approval_is_refused(work: Work, county: County) -> None:
    institution.approve_occupation(work, county.school, occupation_code="4-10-01-05", highest_level="Z", capacity=None)
    with refused("class_provider.level_not_approved"):
        make_class(work, county)


def test_a_ban_is_named_with_its_end(work: Work, county: County) -> None:
    sanction.impose(work, county.school, SanctionAction.CORRECTION_LETTER, reason="办学条件不达标")
    with refused("sanction.banned") as found:
        make_class(work, county)
    assert found.value.values["until"] == date(2027, 4, 20)


def test_an_exited_platform_takes_no_class(work: Work, county: County) -> None:
    platform = online_platform.add_platform(work, PlatformDetails(name="云课堂")).row
    with refused("online_platform.not_listed"):
        make_class(work, county, platform_id=platform, mode="OMO")


def test_a_retired_course_and_one_that_ended_take_no_class(work: Work, county: County) -> None:
    form = CourseDetails(
        code="ZS", name="中式烹调师", training_type="13", level="5", theory_periods=10, practice_periods=30,
        valid_to=date(2026, 10, 31),
    )  # fmt: skip
    ended = course.add_course(work, form).row
    with refused("course.not_valid_on"):
        make_class(work, county, course_id=ended)
    course.retire_course(work, county.course)
    with refused("course.retired"):
        make_class(work, county)


def test_a_class_keeps_its_course_version_and_the_next_one_takes_the_newer(work: Work, county: County) -> None:
    old = make_class(work, county)
    form = CourseDetails(
        code="YL5", name="养老护理员", training_type="13", level="5", theory_periods=10, practice_periods=50,
        occupation_code="4-10-01-05", valid_from=date(2026, 12, 1),
    )  # fmt: skip
    newer = course.edit_course(work, county.course, form).row
    assert training_class.class_page(work, old).course.periods == 40
    make_class(work, county)  # November: the old version still holds
    december = {"starts_on": date(2026, 12, 7), "ends_on": date(2026, 12, 18)}
    with refused("course.newer_version_holds"):
        make_class(work, county, **december)
    assert training_class.class_page(work, make_class(work, county, course_id=newer, **december)).course.periods == 60
    copied = training_class.copy_class(work, old, starts_on=date(2026, 12, 7)).row
    assert training_class.class_page(work, copied).course.id == newer


def test_a_room_that_is_too_small_is_said(work: Work, county: County) -> None:
    made = training_class.new_class(work, details(county, capacity=60))
    assert [said.key for said in made.said] == ["training_class.room_too_small"]


def test_more_trainees_at_one_time_than_the_agreement_allows_are_said(work: Work, county: County) -> None:
    for _ in range(3):
        make_class(work, county)
    made = training_class.new_class(work, details(county))  # 4 × 30 of 100
    assert [(said.key, dict(said.values)["found"]) for said in made.said] == [("class_provider.too_many_at_once", 120)]
    later = training_class.new_class(work, details(county, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 27)))
    assert later.said == ()
    assert training_class.edit_class(work, later.row, details(county, capacity=10)).said[0].values[1] == ("found", 130)


# --- editing -----------------------------------------------------------------------------------------------------------


def test_a_draft_is_edited_freely_and_follows_the_policy_of_its_first_day(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    training_class.edit_class(work, class_id, details(county, capacity=20, ends_on=date(2026, 11, 20), note="夜校"))
    head = training_class.class_page(work, class_id).head
    assert (head.capacity, head.ends_on, head.note) == (20, date(2026, 11, 20), "夜校")
    assert head.number == "500241-2026-001"
    with refused("policy.none_holds"):
        training_class.edit_class(
            work, class_id, details(county, starts_on=date(2027, 1, 4), ends_on=date(2027, 1, 15))
        )


def test_what_was_applied_for_stays_as_it_is(work: Work, county: County) -> None:
    class_id, _ = approved(work, county)
    with refused("training_class.applied_for"):
        training_class.edit_class(work, class_id, details(county, starts_on=date(2026, 11, 3)))
    training_class.edit_class(work, class_id, details(county, ends_on=date(2026, 11, 20), instructor_id=county.another))
    head = training_class.class_page(work, class_id).head
    assert (head.ends_on, head.instructor_id) == (date(2026, 11, 20), county.another)


def test_while_the_county_looks_at_it_only_notes_change(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    with refused("training_class.applied_for"):
        training_class.edit_class(work, class_id, details(county, instructor_id=county.another))
    training_class.edit_class(work, class_id, details(county, note="已电话核实"))
    assert training_class.class_page(work, class_id).head.note == "已电话核实"


def test_a_class_never_has_fewer_places_than_people(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id, people=3)
    with refused("training_class.capacity_below_roster"):
        training_class.edit_class(work, class_id, details(county, capacity=2))


# --- steps -------------------------------------------------------------------------------------------------------------


def test_an_empty_draft_is_told_everything_it_lacks(work: Work, county: County) -> None:
    class_id = make_class(work, county, assessment_plan=None)
    with pytest.raises(NotReady) as error:
        training_class.advance(work, class_id, ClassState.SUBMITTED)
    found = [item.key.removeprefix("training_class.") for item in error.value.missing]
    assert found == [
        "no_roster", "no_timetable", "no_assessment_plan", "no_institution_commitment", "no_trainee_commitments",
    ]  # fmt: skip
    assert error.value.missing == training_class.missing(work, class_id, ClassState.SUBMITTED)
    assert state_of(work, class_id) is ClassState.DRAFT


def test_a_paper_that_the_county_asked_for_is_missing_until_it_is_handed_in(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    assert training_class.missing(work, class_id, ClassState.SUBMITTED) == ()
    training_class.ask_for_document(work, class_id, "消防验收意见")
    (item,) = training_class.missing(work, class_id, ClassState.SUBMITTED)
    assert dict(item.values) == {"documents": ("消防验收意见",)}
    training_class.hand_in_document(work, class_id, "消防验收意见", on=date(2026, 10, 19))
    assert training_class.missing(work, class_id, ClassState.SUBMITTED) == ()
    with refused("training_class.document_in_future"):
        training_class.hand_in_document(work, class_id, "消防验收意见", on=date(2026, 10, 21))


def test_handing_in_too_late_names_the_last_day(work: Work, county: County, clock: Clock) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    clock.now = datetime(2026, 10, 27, 1, tzinfo=UTC)
    (item,) = training_class.missing(work, class_id, ClassState.SUBMITTED)
    assert item.key == "training_class.filed_late"
    assert item.values["latest"] == date(2026, 10, 26)


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


def test_people_who_are_not_eligible_stand_in_the_way_of_the_approval(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "enrollment", enrollment.roll_of(work, class_id)[0].enrollment_id, {"paid_category": None})
    (item,) = training_class.missing(work, class_id, ClassState.APPROVED)
    assert (item.key, item.values["count"]) == ("training_class.people_without_category", 1)


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


def test_registers_left_open_and_people_left_unmarked_stand_in_the_way(
    work: Work, county: County, clock: Clock
) -> None:
    class_id, enrolled = approved(work, county, people=2)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    first = lesson.lesson_number(work, class_id, 1)
    attendance.record_marks(work, first.id, {enrolled[0]: Mark.PRESENT})
    counts = {
        item.key: item.values.get("count") for item in training_class.missing(work, class_id, ClassState.FINISHED)
    }
    assert counts["training_class.open_registers"] == 1
    assert counts["training_class.unmarked"] == 1
    assert counts["training_class.lessons_open"] == 9
    attendance.record_marks(work, first.id, {enrolled[1]: Mark.ABSENT})
    attendance.close_register(work, first.id)
    keys = {item.key for item in training_class.missing(work, class_id, ClassState.FINISHED)}
    assert keys == {"training_class.lessons_open", "training_class.periods_not_held"}


def test_who_left_before_a_lesson_is_not_missed_in_its_register(work: Work, county: County, clock: Clock) -> None:
    class_id, enrolled = approved(work, county, people=2)
    clock.now = datetime(2026, 11, 2, 0, 30, tzinfo=UTC)
    training_class.advance(work, class_id, ClassState.RUNNING)
    clock.now = datetime(2026, 11, 3, 0, 30, tzinfo=UTC)
    enrollment.drop(work, enrolled[1], reason="外出务工", day=date(2026, 11, 3))
    third = lesson.lesson_number(work, class_id, 3)
    attendance.record_marks(work, third.id, {enrolled[0]: Mark.PRESENT})
    attendance.close_register(work, third.id)
    keys = {item.key for item in training_class.missing(work, class_id, ClassState.FINISHED)}
    assert "training_class.unmarked" not in keys


def test_undoing_a_submission_makes_a_draft_again(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    make_ready(work, county, class_id)
    training_class.advance(work, class_id, ClassState.SUBMITTED)
    undo.undo(work)
    page = training_class.class_page(work, class_id)
    assert (page.head.state, page.events) == (ClassState.DRAFT, ())
    training_class.advance(work, class_id, ClassState.SUBMITTED)


# --- copying, seeing ---------------------------------------------------------------------------------------------------


def test_a_copy_with_its_roster_is_a_new_class_of_the_same_length(work: Work, county: County) -> None:
    old = make_class(work, county)
    make_ready(work, county, old, people=3)
    made = training_class.copy_class(work, old, starts_on=date(2026, 11, 30), with_roster=True)
    page = training_class.class_page(work, made.row)
    assert (page.head.number, page.head.copied_from) == ("500241-2026-002", old)
    assert (page.head.starts_on, page.head.ends_on) == (date(2026, 11, 30), date(2026, 12, 11))
    assert (page.enrolled, page.lessons) == (3, 0)
    assert [said.key for said in made.said] == ["training_class.roster_copied"]
    assert (
        training_class.class_page(work, training_class.copy_class(work, old, starts_on=date(2026, 11, 30)).row).enrolled
        == 0
    )


def test_an_instructor_sees_own_classes_and_those_they_stand_in_for(work: Work, county: County) -> None:
    teacher = as_user(work, "李老师", Role.INSTRUCTOR)
    form = InstructorDetails(name="李老师", employment="full_time", user_id=teacher.worker.user_id)
    teaching.edit_instructor(work, county.instructor, form)
    mine = make_class(work, county)
    other = make_class(work, county, instructor_id=county.another)
    assert [line.id for line in training_class.list_classes(teacher)] == [mine]
    with refused("training_class.not_yours"):
        training_class.class_page(teacher, other)
    with refused("training_class.not_yours"):
        training_class.class_by_number(teacher, "500241-2026-002")
    planned = lesson.plan(work, NewSeries(class_id=other, lessons=1)).rows
    lesson.substitute(work, planned[0], instructor_id=county.instructor)
    assert {line.id for line in training_class.list_classes(teacher)} == {mine, other}
    assert training_class.class_page(teacher, other).head.id == other
    with refused("access.not_allowed"):
        training_class.new_class(teacher, details(county))


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (ClassFilter(), 2),
        (ClassFilter(text="护理"), 2),
        (ClassFilter(text="2026-002"), 1),
        (ClassFilter(state=ClassState.DRAFT), 2),
        (ClassFilter(state=ClassState.RUNNING), 0),
        (ClassFilter(division="500241000000"), 1),
        (ClassFilter(division="500241100000"), 1),
        (ClassFilter(division="500241101000"), 0),
        (ClassFilter(level="5"), 2),
        (ClassFilter(training_type="22"), 0),
        (ClassFilter(first_day=date(2026, 11, 14)), 0),
        (ClassFilter(last_day=date(2026, 11, 2)), 2),
    ],
)
def test_the_list_is_narrowed(work: Work, county: County, wanted: ClassFilter, count: int) -> None:
    make_class(work, county)
    make_class(work, county, venue_id=None)
    assert len(training_class.list_classes(work, wanted)) == count
    assert training_class.count_classes(work, wanted) == count


def test_a_class_is_found_by_its_number(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    assert training_class.class_by_number(work, " 500241-2026-001 ").id == class_id
    with refused("training_class.unknown_number"):
        training_class.class_by_number(work, "500241-2026-099")
