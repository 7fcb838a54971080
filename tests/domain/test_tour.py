"""The plan of a term: classes by village and week, and what is wrong with each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from trainingdesk.domain.tour import Flaw, Tool, TourBooking, TourLesson, TourPlan, Wrong, half_year, plan_tour

MONDAY = date(2026, 11, 2)
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)
MORNING = TourLesson(
    id="l1", class_id="k1", class_number="001", class_name="养老1班", occupation="4-10", village_id="v1",
    village="三溪村", day=MONDAY, starts_at=510, ends_at=690, practice=True, instructor_id="wang", instructor="王老师",
)  # fmt: skip
BEDS = TourBooking(
    id="b1", equipment_id="beds", equipment="护理床", pieces=4, first_day=MONDAY, last_day=MONDAY + timedelta(days=4),
    purpose="养老1班", class_id="k1", village_id="v1", village="三溪村",
)  # fmt: skip
OTHER = replace(
    MORNING, id="l2", class_id="k2", class_number="002", class_name="养老2班", village_id="v2", village="太平村"
)


def planned(
    *lessons: TourLesson, bookings: tuple[TourBooking, ...] = (BEDS,), tools: tuple[Tool, ...] = ()
) -> TourPlan:
    return plan_tour(lessons, bookings, tools, first=FIRST, last=LAST)


def wrongs(plan: TourPlan) -> list[tuple[Wrong, str, str]]:
    return [(flaw.wrong, flaw.class_number, flaw.other) for flaw in plan.flaws]


def test_a_class_stands_in_its_village_and_week_with_whom_and_what() -> None:
    afternoon = replace(MORNING, id="l3", starts_at=840, ends_at=1020, instructor_id="li", instructor="李老师")
    later = replace(MORNING, id="l4", day=MONDAY + timedelta(days=7))
    plan = planned(later, afternoon, MORNING)
    (village,) = plan.villages
    (first,), (second,) = village.stays[MONDAY], village.stays[MONDAY + timedelta(days=7)]
    assert (village.name, first.days, first.instructors, first.bookings) == ("三溪村", 1, ("王老师", "李老师"), (BEDS,))
    assert (second.days, second.bookings) == (1, ())
    assert plan.flaws == ()


def test_weeks_go_from_the_first_day_to_the_last_and_villages_by_name() -> None:
    plan = planned(MORNING, replace(OTHER, starts_at=840, ends_at=900))
    assert plan.weeks[0] == date(2026, 10, 26)
    assert plan.weeks[-1] == date(2026, 11, 30)
    assert plan.busy_weeks == (MONDAY,)
    assert [one.name for one in plan.villages] == ["三溪村", "太平村"]


def test_nobody_teaches_in_two_villages_at_once() -> None:
    plan = planned(MORNING, replace(OTHER, starts_at=600))
    assert wrongs(plan) == [
        (Wrong.INSTRUCTOR_TWICE, "001", "002 太平村"),
        (Wrong.INSTRUCTOR_TWICE, "002", "001 三溪村"),
    ]
    assert [flaw.name for flaw in plan.flaws] == ["王老师", "王老师"]


@pytest.mark.parametrize(
    "change", [{"starts_at": 690, "ends_at": 800}, {"day": MONDAY + timedelta(days=1)}, {"instructor_id": "li"},
               {"village_id": "v1", "village": "三溪村"}]
)  # fmt: skip
def test_one_after_the_other_or_two_of_them_or_one_village_is_no_clash(change: dict[str, object]) -> None:
    assert wrongs(planned(MORNING, replace(OTHER, **change))) == []  # type: ignore[arg-type]


def test_lessons_without_an_instructor_are_looked_at_last() -> None:
    without = replace(MORNING, id="l0", day=MONDAY - timedelta(days=1), instructor_id=None, instructor=None)
    plan = planned(without, MORNING, replace(OTHER, starts_at=600))
    assert [flaw.wrong for flaw in plan.flaws][-1] is Wrong.NO_INSTRUCTOR
    assert not Wrong.NO_INSTRUCTOR.must_be_mended


def test_equipment_that_somebody_else_has_too() -> None:
    days = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)
    long = replace(BEDS, last_day=MONDAY + timedelta(days=10), meets=("招聘会",), clash_days=(days,))
    later = replace(MORNING, id="l8", day=MONDAY + timedelta(days=7))
    plan = planned(MORNING, later, bookings=(long,))
    (flaw,) = plan.flaws
    assert (flaw.wrong, flaw.name, flaw.other, flaw.booking_id) == (Wrong.EQUIPMENT_TWICE, "护理床", "招聘会", "b1")
    assert flaw.day == days[0]
    assert [bool(stay.flaws) for stay in plan.stays] == [True, False]  # the week after is free of it
    (alone,) = planned(MORNING, bookings=(replace(BEDS, clash_days=(days,)),)).flaws
    assert alone.wrong is Wrong.EQUIPMENT_TOO_FEW


def test_equipment_that_goes_to_another_village() -> None:
    elsewhere = replace(BEDS, village_id="v2", village="太平村")
    assert wrongs(planned(MORNING, bookings=(elsewhere,))) == [(Wrong.EQUIPMENT_ELSEWHERE, "001", "太平村")]
    there = replace(MORNING, id="l5", village_id="v2", village="太平村", day=MONDAY + timedelta(days=1))
    plan = planned(MORNING, there, bookings=(elsewhere,))  # the class is in both villages in that week
    assert [(one.lessons[0].village, one.bookings) for one in plan.stays] == [("三溪村", ()), ("太平村", (elsewhere,))]
    assert wrongs(plan) == []
    assert planned(MORNING, bookings=(replace(BEDS, village_id=None, village=None),)).flaws == ()


def test_what_is_booked_for_a_village_serves_every_class_there_and_no_other() -> None:
    whole = replace(BEDS, class_id=None)
    second = replace(OTHER, village_id="v1", village="三溪村", starts_at=840, ends_at=900)
    plan = planned(MORNING, second, replace(OTHER, id="l6", class_id="k3", day=MONDAY), bookings=(whole,))
    booked = {stay.class_id: stay.bookings for stay in plan.stays}
    assert booked == {"k1": (whole,), "k2": (whole,), "k3": ()}


TOOL = Tool("beds", "4-10", None)


@pytest.mark.parametrize(
    ("lesson", "bookings", "tools", "wrong"),
    [
        (MORNING, (), (TOOL,), [Wrong.NO_EQUIPMENT]),
        (MORNING, (replace(BEDS, equipment_id="chairs"),), (TOOL,), [Wrong.NO_EQUIPMENT]),
        (MORNING, (BEDS,), (TOOL,), []),
        (MORNING, (), (replace(TOOL, village_id="v1"),), []),
        (MORNING, (), (), []),
        (MORNING, (), (replace(TOOL, occupation="6-18"),), []),
        (replace(MORNING, practice=False), (), (TOOL,), []),
        (replace(MORNING, occupation=None), (), (TOOL,), []),
    ],
)
def test_practice_wants_what_the_register_has_for_the_occupation(
    lesson: TourLesson, bookings: tuple[TourBooking, ...], tools: tuple[Tool, ...], wrong: list[Wrong]
) -> None:
    assert [flaw.wrong for flaw in planned(lesson, bookings=bookings, tools=tools).flaws] == wrong


def test_a_practice_day_that_the_booking_does_not_cover_is_named() -> None:
    late = replace(MORNING, id="l7", day=MONDAY + timedelta(days=5))
    (flaw,) = planned(MORNING, late, tools=(TOOL,)).flaws
    assert flaw.day == late.day


def test_what_lasts_for_weeks_is_listed_once_by_its_first_day() -> None:
    weeks = [replace(MORNING, id=f"w{at}", day=MONDAY + timedelta(days=7 * at)) for at in (2, 0, 1)]
    plan = planned(*weeks, bookings=(), tools=(TOOL,))
    assert plan.flaws == (Flaw(Wrong.NO_EQUIPMENT, "v1", "三溪村", MONDAY, "k1", "001", MONDAY),)
    assert all(stay.flaws for stay in plan.stays)


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        (date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_term_is_half_a_year(day: date, first: date, last: date) -> None:
    assert half_year(day) == (first, last)
