"""Who may give a class: licences, approvals, bans, platforms and course versions, and how many trainees at one time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.services import course, institution, online_platform, sanction, training_class
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.online_platform import PlatformDetails

from .county import County, county, details, make_class
from .refusals import refused

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

__all__ = ["county"]


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


def test_more_trainees_at_one_time_than_the_agreement_allows_are_said(work: Work, county: County) -> None:
    for _ in range(3):
        make_class(work, county)
    made = training_class.new_class(work, details(county))  # 4 × 30 of 100
    assert [(said.key, dict(said.values)["found"]) for said in made.said] == [("class_provider.too_many_at_once", 120)]
    later = training_class.new_class(work, details(county, starts_on=date(2026, 11, 16), ends_on=date(2026, 11, 27)))
    assert later.said == ()
    assert training_class.edit_class(work, later.row, details(county, capacity=10)).said[0].values[1] == ("found", 130)
