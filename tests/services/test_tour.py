"""The tour plan of a term from what a desk holds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.services.county import CARER, VILLAGE, County, as_user, make_class, make_county
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.tour import Wrong
from trainingdesk.services import booking, lesson, teaching
from trainingdesk.services.booking import EquipmentBooking
from trainingdesk.services.lesson import NewSeries
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails
from trainingdesk.services.tour import tour_plan
from trainingdesk.services.trip import TripWanted, pack
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from trainingdesk.domain.tour import TourPlan
    from trainingdesk.services.work import Work

FIRST, LAST = date(2026, 7, 1), date(2026, 12, 31)
MONDAY = date(2026, 11, 2)


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


def plan(work: Work) -> TourPlan:
    return tour_plan(work, first=FIRST, last=LAST)


def in_village(work: Work, name: str, division: str = VILLAGE) -> str:
    return teaching.add_venue(work, VenueDetails(name=name, division=division)).row


def tour_of(work: Work, county: County, venue_id: str) -> tuple[str, tuple[str, ...]]:
    """A class of ten days in November with its lessons, in a village."""
    class_id = make_class(work, replace(county, venue=venue_id))
    return class_id, lesson.plan(work, NewSeries(class_id=class_id), despite_clashes=True).rows


def test_only_villages_are_on_tour(work: Work, county: County) -> None:
    tour_of(work, county, in_village(work, "三溪村教学点"))
    for name, division in (("镇文化站", "500241100000"), ("中心教室", None)):
        venue = teaching.add_venue(work, VenueDetails(name=name, division=division)).row
        tour_of(work, replace(county, instructor=county.another), venue)
    found = plan(work)
    assert [one.name for one in found.villages] == ["三溪村教学点"]
    (stay, *_more) = found.villages[0].stays[MONDAY]
    assert (stay.days, stay.instructors) == (5, ("李老师",))


def test_cancelled_lessons_and_substitutes_are_seen(work: Work, county: County) -> None:
    class_id, lessons = tour_of(work, county, in_village(work, "三溪村教学点"))
    for one in lessons[1:]:
        lesson.cancel(work, one, reason="停电")
    lesson.substitute(work, lessons[0], instructor_id=county.another)
    (stay,) = plan(work).stays
    assert (stay.class_id, stay.days, stay.instructors) == (class_id, 1, ("张老师",))


def test_equipment_follows_from_bookings_and_the_register(work: Work, county: County) -> None:
    venue = in_village(work, "三溪村教学点")
    class_id, _lessons = tour_of(work, county, venue)
    beds = teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=6, occupation_code=CARER)).row
    assert {flaw.wrong for flaw in plan(work).flaws} == {Wrong.NO_EQUIPMENT}
    days = [row.day for row in lesson.lessons_of_class(work, class_id)]
    away = EquipmentBooking(
        equipment_id=beds, quantity=4, first_day=min(days), starts_at=0, last_day=max(days), ends_at=booking.MIDNIGHT,
        purpose="养老1班", venue_id=venue, class_id=class_id,
    )  # fmt: skip
    booking.book(work, away)
    found = plan(work)
    assert found.flaws == ()
    assert {one.equipment for stay in found.stays for one in stay.bookings} == {"护理床"}
    teaching.edit_equipment(work, beds, EquipmentDetails(name="护理床", quantity=3, occupation_code=CARER))
    assert {flaw.wrong for flaw in plan(work).flaws} == {Wrong.EQUIPMENT_TOO_FEW}


def test_two_villages_at_once_are_found_across_classes(work: Work, county: County) -> None:
    tour_of(work, county, in_village(work, "三溪村教学点"))
    _class, lessons = tour_of(work, replace(county, instructor=county.another), in_village(work, "太平村教学点"))
    assert plan(work).flaws == ()
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", lessons[0], {"instructor_id": county.instructor})
    found = plan(work).flaws
    assert [(flaw.wrong, flaw.village, flaw.name) for flaw in found] == [
        (Wrong.INSTRUCTOR_TWICE, "三溪村教学点", "李老师"),
        (Wrong.INSTRUCTOR_TWICE, "太平村教学点", "李老师"),
    ]


def test_an_instructor_sees_their_own_tour(work: Work, county: County) -> None:
    tour_of(work, county, in_village(work, "三溪村教学点"))
    teacher = as_user(work, "教师", Role.INSTRUCTOR)
    assert plan(teacher).villages == ()
    details = InstructorDetails(name="李老师", employment="full_time", user_id=teacher.worker.user_id)
    teaching.edit_instructor(work, county.instructor, details)
    assert [one.name for one in plan(teacher).villages] == ["三溪村教学点"]


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [(LAST, FIRST, "trip.days_backwards"), (date(2026, 1, 1), date(2027, 1, 7), "tour.too_long")],
)
def test_days_that_are_no_term_are_refused(work: Work, first: date, last: date, key: str) -> None:
    with pytest.raises(Refused) as refused:
        tour_plan(work, first=first, last=last)
    assert refused.value.key == key


def test_a_trip_is_packed_for_a_village(work: Work, county: County) -> None:
    village, other = in_village(work, "三溪村教学点"), in_village(work, "太平村教学点")
    class_id, _lessons = tour_of(work, county, village)
    wanted = {"first": MONDAY, "last": date(2026, 11, 6)}
    assert [one.class_id for one in pack(work, TripWanted(venue_id=village, **wanted)).classes] == [class_id]
    assert pack(work, TripWanted(venue_id=other, **wanted)).classes == ()
