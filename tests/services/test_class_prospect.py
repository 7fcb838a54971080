"""A class before it is saved: sensible days, number and name by rule, the policy, and refusals before anything is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.refusals import refused
from trainingdesk.services import institution, policy, training_class
from trainingdesk.services.class_prospect import begin_class, prospect

from .county import County, details, make_class, make_county

if TYPE_CHECKING:
    from trainingdesk.services.work import Work


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def test_a_class_begins_in_time_to_be_filed_on_a_monday_and_is_as_long_as_its_course(
    work: Work, county: County
) -> None:
    begun = begin_class(work, county.course)
    assert begun.starts_on == date(2026, 11, 2)  # five working days after Tuesday 20 October, then the next Monday
    assert begun.ends_on == date(2026, 11, 6)  # 40 periods, eight a day
    assert (begun.capacity, begun.mode, begun.textbook) == (40, "F2F", "养老护理员（初级）")


def test_a_chosen_day_stays(work: Work, county: County) -> None:
    begun = begin_class(work, county.course, starts_on=date(2026, 9, 28))
    assert (begun.starts_on, begun.ends_on) == (date(2026, 9, 28), date(2026, 10, 9))  # over the national holiday


def test_a_policy_without_numbers_still_has_defaults(work: Work, county: County) -> None:
    policy.use_policy(work, "blank")
    begun = begin_class(work, county.course)
    assert (begun.starts_on, begun.capacity) == (date(2026, 10, 26), 40)


def test_what_would_be_saved_is_what_is_saved(work: Work, county: County) -> None:
    found = prospect(work, details(county))
    page = training_class.class_page(work, make_class(work, county))
    assert (found.number, found.name) == (page.head.number, page.head.name)
    assert found.policy == "测试规则包"
    assert found.said == ()


def test_nothing_is_kept(work: Work, county: County) -> None:
    prospect(work, details(county))
    assert training_class.list_classes(work) == ()


def test_what_would_be_said_is_said(work: Work, county: County) -> None:
    found = prospect(work, details(county, capacity=60))
    assert [one.key for one in found.said] == ["training_class.room_too_small"]


def test_refusals_come_before_saving(work: Work, county: County) -> None:
    with refused("training_class.ends_before_it_starts"):
        prospect(work, details(county, ends_on=date(2026, 11, 1)))
    institution.retire_institution(work, county.school)
    with refused("class_provider.not_listed"):
        prospect(work, details(county))


def test_a_class_that_is_edited_keeps_number_and_policy(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    head = training_class.class_page(work, class_id).head
    found = prospect(work, replace(details(county), number=head.number, name=head.name), class_id=class_id)
    assert (found.number, found.policy) == (head.number, "测试规则包")


def test_an_unknown_course_is_refused(work: Work, county: County) -> None:
    with refused("course.unknown"):
        begin_class(work, county.school)
