"""The calendar of lessons and the names of places."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Role
from trainingdesk.services.calendar import classes_between, lesson_calendar
from trainingdesk.services.division import divisions
from trainingdesk.services.lesson import CalendarFilter

from .county import as_user, make_class, make_county, plan_all

if TYPE_CHECKING:
    from trainingdesk.services.work import Work

WEEK = {"first": date(2026, 11, 2), "last": date(2026, 11, 8)}


def test_lessons_of_a_week_by_instructor(work: Work) -> None:
    county = make_county(work)
    plan_all(work, make_class(work, county))
    plan_all(work, make_class(work, county, instructor_id=county.another, venue_id=None))
    assert len(lesson_calendar(work, **WEEK).lines) == 20
    found = lesson_calendar(work, **WEEK, wanted=CalendarFilter(instructor_id=county.another))
    assert {line.instructor for line in found.lines} == {"张老师"}
    assert (found.organization, found.preparer, found.unsynced) == ("秀山县职业技能培训中心", "王主任", None)


def test_days_off_of_both_years_are_known(work: Work) -> None:
    found = lesson_calendar(work, first=date(2025, 12, 29), last=date(2026, 1, 4))
    assert found.days[date(2026, 1, 1)].working is False


def test_classes_of_these_days_an_instructors_own_only(work: Work) -> None:
    county = make_county(work)
    made = make_class(work, county)
    make_class(work, county, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 11))
    assert [row.id for row in classes_between(work, **WEEK)] == [made]
    assert classes_between(as_user(work, "教师", Role.INSTRUCTOR), **WEEK) == ()


def test_places_are_named_with_their_town(work: Work) -> None:
    found = divisions(work)
    town = found.towns[0]
    village = found.villages(town.code)[0]
    assert found.name(village.code) == f"{town.name} {village.name}"
    assert found.name(None) == ""
    assert found.name("999999999999") == "999999999999"


def test_a_county_without_a_table_calls_places_by_their_code(work: Work) -> None:
    found = divisions(replace(work, county_code="110101"))
    assert found.towns == ()
    assert found.name("110101001001") == "110101001001"
