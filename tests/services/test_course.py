"""Courses: versions that never change under a class, and periods against the county's policy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from tests.services.refusals import refused
from trainingdesk.services import course, policy, training_class
from trainingdesk.services.course import CourseDetails
from trainingdesk.storage.catalogue import CourseFilter

from .county import CARER, CLAUSE, County, make_class, make_county

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

FORM = CourseDetails(
    code="YL5",
    name="养老护理员",
    training_type="13",
    level="5",
    theory_periods=16,
    practice_periods=24,
    occupation_code=CARER,
)
OTHER = replace(FORM, code="ZS", name="中式烹调师", occupation_code=None)

RULES = """
[policy]
key = "shares"
version = "1"
region = "测试县"
title = "比例规则包"
valid_from = 2026-01-01
valid_to = 2026-12-31
[course.theory_min_share]
value = 0.2
clause = "第一条"
[course.practice_min_share]
value = 0.5
clause = "第二条"
[course.safety_periods_min]
value = 4
clause = "第三条"
[course.online_max_share_of_theory]
value = 0.6
clause = "第四条"
[course.total_periods_min]
value = 20
clause = "第五条"
[course.total_periods_max]
value = 120
clause = "第六条"
"""


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def test_a_version_that_no_class_uses_is_changed_in_place(work: Work, county: County) -> None:
    done = course.edit_course(work, county.course, replace(FORM, name="养老护理员（初级）"))
    assert done.row == county.course
    (row,) = course.versions_of(work, "YL5")
    assert (row.version, row.name) == (1, "养老护理员（初级）")


def test_a_used_version_never_changes(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    done = course.edit_course(work, county.course, replace(FORM, practice_periods=64))
    assert [said.key for said in done.said] == ["course.next_version"]
    newest, oldest = course.versions_of(work, "YL5")
    assert (newest.version, newest.practice_periods, newest.status) == (2, 64, "active")
    assert (oldest.version, oldest.practice_periods, oldest.status) == (1, 24, "superseded")
    assert training_class.class_page(work, class_id).course.practice_periods == 24
    with refused("course.not_the_newest"):
        course.edit_course(work, county.course, replace(FORM, practice_periods=50))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"code": "YL5"}, "course.code_taken"),
        ({"name": " "}, "course.no_name"),
        ({"theory_periods": -1}, "course.no_periods"),
        ({"theory_periods": 0, "practice_periods": 0}, "course.no_periods"),
        ({"safety_periods": 41}, "course.safety_unsound"),
        ({"pass_points_theory": 0}, "course.pass_points_unsound"),
        ({"pass_points_practice": 1001}, "course.pass_points_unsound"),
        ({"practice_periods": 0, "pass_points_practice": 600}, "course.pass_points_not_examined"),
        ({"theory_periods": 0, "pass_points_theory": 600}, "course.pass_points_not_examined"),
        ({"training_type": "99"}, "course.training_type_unknown"),
        ({"level": "6"}, "course.level_unknown"),
        ({"valid_from": date(2026, 2, 1), "valid_to": date(2026, 1, 1)}, "course.ends_before_it_begins"),
    ],
)
def test_what_is_no_course_is_refused(work: Work, county: County, change: dict[str, object], key: str) -> None:
    with refused(key):
        course.add_course(work, replace(OTHER, **change))  # type: ignore[arg-type]
    assert len(course.list_courses(work)) == 1


def test_the_code_of_a_course_never_changes(work: Work, county: County) -> None:
    with refused("course.code_is_fixed"):
        course.edit_course(work, county.course, replace(FORM, code="YL6"))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"theory_periods": 7, "practice_periods": 33}, "course.theory_too_small"),
        ({"theory_periods": 24, "practice_periods": 16}, "course.practice_too_small"),
        ({"theory_periods": 6, "online_periods": 10}, "course.online_too_large"),
        ({"safety_periods": 3}, "course.safety_too_few"),
        ({"theory_periods": 8, "practice_periods": 8}, "course.too_few_periods"),
        ({"theory_periods": 60, "practice_periods": 61}, "course.too_many_periods"),
    ],
)
def test_periods_that_break_a_rule_are_refused_with_the_rule_named(
    work: Work, county: County, change: dict[str, int], key: str
) -> None:
    policy.import_policy(work, RULES)
    policy.use_policy(work, "shares")
    sound = replace(OTHER, safety_periods=4)
    with refused(key) as error:
        course.add_course(work, replace(sound, **change))  # type: ignore[arg-type]
    assert str(error.value.values["clause"]).startswith("第")
    course.add_course(work, sound)


def test_a_refusal_says_the_share_that_was_found_and_the_one_wanted(work: Work, county: County) -> None:
    with refused("course.practice_too_small") as error:
        course.add_course(work, replace(OTHER, theory_periods=24, practice_periods=16))
    assert error.value.values == {"found": Fraction(2, 5), "wanted": Fraction(1, 2), "clause": CLAUSE}


def test_an_occupation_in_no_list_is_said(work: Work, county: County) -> None:
    said = course.add_course(work, replace(OTHER, occupation_code="9-99-99-99")).said
    assert [one.key for one in said] == ["course.occupation_unknown"]


def test_points_to_pass_are_kept_with_the_version(work: Work, county: County) -> None:
    course.edit_course(work, county.course, replace(FORM, pass_points_theory=700))
    make_class(work, county)
    course.edit_course(work, county.course, replace(FORM, pass_points_theory=700, pass_points_practice=650))
    newest, oldest = course.versions_of(work, "YL5")
    assert (newest.version, newest.pass_points_theory, newest.pass_points_practice) == (2, 700, 650)
    assert (oldest.version, oldest.pass_points_theory, oldest.pass_points_practice) == (1, 700, None)
    assert (newest.pass_points, oldest.pass_points) == ("70/65", "70/—")


def test_points_below_those_of_the_policy_hold_and_are_said(work: Work, county: County) -> None:
    details = replace(OTHER, theory_periods=0, online_periods=16, pass_points_theory=595, pass_points_practice=600)
    (said,) = course.add_course(work, details).said
    assert said.key == "course.pass_points_theory_below"
    assert dict(said.values) == {"found": 59.5, "wanted": 60.0, "clause": CLAUSE}
    assert course.add_course(work, replace(OTHER, code="ZS2", pass_points_theory=800)).said == ()


def test_where_no_policy_holds_it_is_said(work: Work, county: County) -> None:
    said = course.add_course(work, replace(OTHER, valid_from=date(2027, 5, 1))).said
    assert [one.key for one in said] == ["policy.none_holds"]


@pytest.mark.parametrize(
    ("wanted", "count"),
    [
        (CourseFilter(), 2),
        (CourseFilter(level="5"), 1),
        (CourseFilter(occupation_code=CARER), 1),
        (CourseFilter(training_type="22"), 1),
        (CourseFilter(subsidized=True), 1),
        (CourseFilter(subsidized=False), 1),
        (CourseFilter(institution_id="none"), 0),
    ],
)
def test_the_list_is_narrowed(work: Work, county: County, wanted: CourseFilter, count: int) -> None:
    course.add_course(work, replace(OTHER, level="2", training_type="22", rate_code="PC4", occupation_code=None))
    assert len(course.list_courses(work, wanted=wanted)) == count


def test_courses_of_a_day_leave_out_what_was_retired_or_ended(work: Work, county: County) -> None:
    course.add_course(work, replace(OTHER, valid_to=date(2026, 6, 30)))
    assert [row.code for row in course.list_courses(work, on=date(2026, 10, 20))] == ["YL5"]
    course.retire_course(work, county.course)
    assert course.list_courses(work, on=date(2026, 10, 20)) == ()
