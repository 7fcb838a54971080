"""Employers, digital resources, code lists, holidays, and the two lists a county publishes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.refusals import refused
from trainingdesk.domain.access import Role
from trainingdesk.domain.online_platform import PlatformState, PlatformStep
from trainingdesk.services import (
    catalogue_choice,
    code_list,
    digital_resource,
    employer,
    holiday,
    institution,
    online_platform,
    published_list,
)
from trainingdesk.services.digital_resource import ResourceDetails
from trainingdesk.services.employer import EmployerDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.published_list import Provides

from .county import County, as_user, make_county

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

USCC = "91350100M000100Y43"


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


# --- employers ---------------------------------------------------------------------------------------------------------


def test_a_known_credit_code_opens_the_employer_that_has_it(work: Work) -> None:
    first = employer.add_employer(work, EmployerDetails(name="武陵食品公司", uscc=USCC, size_class="small"))
    again = employer.add_employer(work, EmployerDetails(name="武陵食品有限公司", uscc=f" {USCC.lower()} "))
    assert (again.row, again.change_set) == (first.row, None)
    assert [said.key for said in again.said][-1] == "employer.opened_existing"
    assert [row.name for row in employer.list_employers(work)] == ["武陵食品公司"]


def test_what_is_no_employer_is_refused(work: Work) -> None:
    with refused("employer.no_name"):
        employer.add_employer(work, EmployerDetails(name=" "))
    with refused("employer.size_unknown"):
        employer.add_employer(work, EmployerDetails(name="公司", size_class="huge"))
    row = employer.add_employer(work, EmployerDetails(name="甲公司", uscc=USCC)).row
    other = employer.add_employer(work, EmployerDetails(name="乙公司")).row
    with refused("employer.exists_already"):
        employer.edit_employer(work, other, EmployerDetails(name="乙公司", uscc=USCC))
    employer.edit_employer(work, row, EmployerDetails(name="甲公司", uscc=USCC, contact_name="王经理"))
    with refused("employer.unknown"):
        employer.edit_employer(work, "none", EmployerDetails(name="丙公司"))
    assert employer.list_employers(work, text=USCC)[0].contact_name == "王经理"


# --- digital resources -------------------------------------------------------------------------------------------------


def test_resources_live_in_the_catalogue(work: Work, county: County) -> None:
    row = digital_resource.add_resource(
        work, ResourceDetails(name="移乘护理微课", kind="视频", course_id=county.course)
    ).row
    with refused("digital_resource.no_name"):
        digital_resource.add_resource(work, ResourceDetails(name="无类型", kind=" "))
    with refused("course.unknown"):
        digital_resource.add_resource(work, ResourceDetails(name="微课", kind="视频", course_id="none"))
    digital_resource.edit_resource(work, row, ResourceDetails(name="移乘护理", kind="视频", course_id=county.course))
    digital_resource.retire_resource(work, row)
    (found,) = digital_resource.list_resources(work)
    assert (found.name, found.status) == ("移乘护理", "retired")


# --- code lists --------------------------------------------------------------------------------------------------------


def test_a_county_renames_adds_and_retires_rows(work: Work) -> None:
    code_list.rename_item(work, "attendance_marks", "late", "晚到")
    code_list.add_item(work, "attendance_marks", code="bereavement", name="丧假", core="personal_leave")
    code_list.retire_item(work, "attendance_marks", "personal_leave")
    items = {item.code: item for item in code_list.list_items(work, "attendance_marks")}
    assert (items["late"].name, items["late"].core) == ("晚到", "late")
    assert items["bereavement"].position == len(items) - 1
    assert "personal_leave" not in {
        one.code for one in code_list.list_items(work, "attendance_marks", active_only=True)
    }
    code_list.readmit_item(work, "attendance_marks", "personal_leave")
    assert all(item.active for item in code_list.list_items(work, "attendance_marks"))


def test_a_list_is_put_into_another_order(work: Work) -> None:
    codes = [item.code for item in code_list.list_items(work, "attendance_marks")]
    code_list.order_items(work, "attendance_marks", codes[::-1])
    assert [item.code for item in code_list.list_items(work, "attendance_marks")] == codes[::-1]
    with refused("code_list.order_incomplete"):
        code_list.order_items(work, "attendance_marks", codes[1:])


def test_no_meaning_is_lost_and_no_name_stands_twice(work: Work) -> None:
    with refused("code_list.last_of_its_meaning"):
        code_list.retire_item(work, "attendance_marks", "present")
    with refused("code_list.name_taken"):
        code_list.rename_item(work, "attendance_marks", "late", " 早 退 ")
    with refused("code_list.core_unknown"):
        code_list.add_item(work, "attendance_marks", code="x", name="新", core="asleep")
    with refused("code_list.code_taken"):
        code_list.add_item(work, "attendance_marks", code="late", name="新", core="late")
    with refused("code_list.not_editable"):
        code_list.list_items(work, "ethnic_groups")
    with refused("code_list.unknown"):
        code_list.rename_item(work, "attendance_marks", "none", "新")


# --- holidays ----------------------------------------------------------------------------------------------------------


def test_the_table_of_a_year_is_shown_and_a_missing_one_is_said(work: Work) -> None:
    known = holiday.year_of(work, 2026)
    assert known.known
    assert sum(1 for day in known.days if day.working) == 6
    missing = holiday.year_of(work, 2027)
    assert (missing.known, missing.days) == (False, ())
    with refused("holiday.year_unsound"):
        holiday.year_of(work, 20266)


def test_days_are_set_and_taken_back(work: Work) -> None:
    first = holiday.set_holiday(work, date(2027, 5, 1), working=False, name="劳动节")
    assert [said.key for said in first.said] == ["calendar.year_without_table"]
    second = holiday.set_holiday(work, date(2027, 10, 1), working=False, name="国庆节")
    assert second.said == ()
    assert holiday.year_of(work, 2027).known
    holiday.set_holiday(work, date(2027, 10, 1), working=False, name="国庆")
    assert [day.name for day in holiday.year_of(work, 2027).days] == ["劳动节", "国庆"]
    holiday.remove_holiday(work, date(2027, 5, 1))
    assert not holiday.year_of(work, 2027).known
    with refused("holiday.none_on"):
        holiday.remove_holiday(work, date(2027, 5, 1))


def test_a_day_that_was_taken_back_can_be_set_again(work: Work) -> None:
    holiday.remove_holiday(work, date(2026, 10, 1))
    holiday.set_holiday(work, date(2026, 10, 1), working=False, name="国庆节")
    assert date(2026, 10, 1) in {day.day for day in holiday.year_of(work, 2026).days}


# --- the two lists -----------------------------------------------------------------------------------------------------


def test_the_list_of_wanted_training_names_type_level_and_subsidy(work: Work, county: County) -> None:
    (line,) = published_list.demand_list(work)
    assert (line.training_type, line.occupation, line.level) == ("农村转移劳动力技能培训", "养老护理员", "五级")
    assert (line.periods, line.amount_fen) == (40, None)  # the policy of the test gives no rate


def test_the_list_of_providers_holds_institutions_platforms_and_resources(work: Work, county: County) -> None:
    retired = institution.add_institution(work, InstitutionDetails(name="停办学校")).row
    institution.retire_institution(work, retired)
    platform = online_platform.add_platform(work, PlatformDetails(name="云课堂", operator="云公司")).row
    online_platform.add_platform(work, PlatformDetails(name="未审平台"))
    online_platform.review_platform(work, platform, PlatformStep(to=PlatformState.IN_REVIEW, day=work.today()))
    reviewer = as_user(work, "老周", Role.REVIEWER)
    online_platform.review_platform(reviewer, platform, PlatformStep(to=PlatformState.LISTED, day=work.today()))
    digital_resource.add_resource(work, ResourceDetails(name="护理微课", kind="视频"))
    found = [(line.kind, line.name) for line in published_list.provider_list(work)]
    assert found == [
        (Provides.INSTITUTION, "秀山启航职业技能培训学校"),
        (Provides.PLATFORM, "云课堂"),
        (Provides.RESOURCE, "护理微课"),
    ]
    assert published_list.provider_list(work)[0].programs == ("养老护理员（三级）",)


# --- finding -----------------------------------------------------------------------------------------------------------


def test_a_row_is_found_by_id_code_name_or_a_part_of_it(work: Work, county: County) -> None:
    on = date(2026, 11, 2)
    for text in (county.course, "YL5", "养老护理员", "护理"):
        assert catalogue_choice.one_course(work, text, on=on) == county.course
    assert catalogue_choice.one_institution(work, "启航") == county.school
    assert catalogue_choice.one_instructor(work, "李老师") == county.instructor
    with refused("catalogue.several_called") as error:
        catalogue_choice.one_instructor(work, "老师")
    assert error.value.values["names"] == ("张老师", "李老师")
    for nothing in ("赵老师", " "):
        with refused("catalogue.none_called"):
            catalogue_choice.one_instructor(work, nothing)


def test_a_whole_holiday_is_one_step(work: Work) -> None:
    made = holiday.set_holidays(work, date(2027, 10, 1), date(2027, 10, 7), working=False, name="国庆节")
    assert len(made.rows) == len(holiday.year_of(work, 2027).days) == 7
    with refused("holiday.ends_first"):
        holiday.set_holidays(work, date(2027, 10, 7), date(2027, 10, 1), working=False)
    with refused("holiday.too_long"):
        holiday.set_holidays(work, date(2027, 1, 1), date(2027, 12, 31), working=False)


def test_the_shipped_table_of_a_year_is_put_back(work: Work) -> None:
    before = holiday.year_of(work, 2026).days
    holiday.remove_holiday(work, date(2026, 10, 1))
    holiday.set_holiday(work, date(2026, 10, 2), working=True)
    holiday.set_holiday(work, date(2026, 6, 1), working=False, name="县庆")
    assert len(holiday.take_shipped(work, 2026).rows) == 2
    after = [day for day in holiday.year_of(work, 2026).days if day.day != date(2026, 6, 1)]
    assert [(day.day, day.working, day.name) for day in after] == [(day.day, day.working, day.name) for day in before]
    with refused("holiday.none_shipped"):
        holiday.take_shipped(work, 2101)
