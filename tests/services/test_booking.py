"""Venues and equipment are booked where there is enough of them; what is taken twice all the same is listed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.services import finished_class
from tests.services.refusals import refused
from trainingdesk.domain.access import Action, Role
from trainingdesk.services import booking, history, lesson, teaching, today, undo
from trainingdesk.services.booking import EquipmentBooking, VenueBooking
from trainingdesk.services.teaching import EquipmentDetails, InstructorDetails, VenueDetails
from trainingdesk.services.today import Waits
from trainingdesk.storage import rows

from .county import County, as_user, make_class, make_county, plan_all

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

#: A Tuesday of the class that ``make_class`` makes.
DAY = date(2026, 11, 3)
OCTOBER = date(2026, 10, 20)


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


@pytest.fixture
def beds(work: Work, county: County) -> str:
    return teaching.add_equipment(work, EquipmentDetails(name="护理床", quantity=6, venue_id=county.venue)).row


def fair(county: County, starts_at: int, ends_at: int, **more: Any) -> VenueBooking:
    said = {"purpose": "招聘会", **more}
    return VenueBooking(venue_id=county.venue, day=DAY, starts_at=starts_at, ends_at=ends_at, **said)


def away(beds: str, first: int, last: int, quantity: int, **more: Any) -> EquipmentBooking:
    """From eight on one day of November until six on another."""
    days = {"first_day": date(2026, 11, first), "last_day": date(2026, 11, last)}
    told = {"starts_at": 480, "ends_at": 1080, "purpose": "养老1班", **more}
    return EquipmentBooking(equipment_id=beds, quantity=quantity, **days, **told)


def test_a_room_is_booked_once_at_a_time(work: Work, county: County) -> None:
    first = booking.book(work, fair(county, 540, 600)).row
    booking.book(work, fair(county, 600, 660))
    with refused("booking.venue_taken") as error:
        booking.book(work, fair(county, 599, 700))
    assert error.value.values == {"day": DAY, "purpose": "招聘会"}
    booking.release(work, first)
    booking.book(work, fair(county, 500, 600))
    assert len(booking.occupancy(work, first=DAY, last=DAY, thing_id=county.venue)) == 2
    with refused("teaching.unknown"):
        booking.release(work, first)


def test_a_lesson_has_its_room_before_a_booking(work: Work, county: County) -> None:
    planned = plan_all(work, make_class(work, county))
    with refused("booking.venue_taken") as error:
        booking.book(work, fair(county, 660, 720))
    assert error.value.values["purpose"] == "500241-2026-001"
    booking.book(work, fair(county, 690, 840))  # noon
    lesson.cancel(work, planned[2], reason="停电")
    booking.book(work, fair(county, 510, 690))


def test_a_class_books_the_room_of_its_own_lessons(work: Work, county: County) -> None:
    class_id = make_class(work, county)
    plan_all(work, class_id)
    booking.book(work, fair(county, 480, 1080, class_id=class_id))
    assert all(not one.meets for one in booking.occupancy(work, first=DAY, last=DAY))


@pytest.mark.parametrize(("starts_at", "ends_at"), [(600, 600), (700, 600), (-1, 60), (1400, 1441)])
def test_a_booking_of_a_room_lies_inside_one_day(work: Work, county: County, starts_at: int, ends_at: int) -> None:
    with refused("booking.ends_before_it_begins"):
        booking.book(work, fair(county, starts_at, ends_at))


def test_what_is_out_of_use_or_unknown_is_not_booked(work: Work, county: County, beds: str) -> None:
    with refused("booking.no_purpose"):
        booking.book(work, away(beds, 2, 3, 1, purpose=" "))
    with refused("teaching.no_quantity"):
        booking.book(work, away(beds, 2, 3, 0))
    with refused("booking.ends_before_it_begins"):
        booking.book(work, away(beds, 3, 2, 1))
    with refused("training_class.unknown"):
        booking.book(work, away(beds, 2, 3, 1, class_id="none"))
    with refused("booking.venue_gone"):
        booking.book(work, away(beds, 2, 3, 1, venue_id="none"))
    teaching.retire(work, "venue", county.venue)
    teaching.retire(work, "equipment", beds)
    with refused("booking.venue_gone"):
        booking.book(work, fair(county, 540, 600))
    with refused("booking.equipment_gone"):
        booking.book(work, away(beds, 2, 3, 1))


def test_no_more_equipment_is_booked_than_there_is_at_any_moment(work: Work, beds: str) -> None:
    booking.book(work, away(beds, 2, 6, 4))
    booking.book(work, away(beds, 7, 9, 6, purpose="养老2班"))
    with refused("booking.equipment_taken") as error:
        booking.book(work, away(beds, 6, 6, 3, purpose="招聘会"))
    told = {"name": "护理床", "there": 6, "left": 2, "others": "养老1班 2026-11-02—2026-11-06 ×4"}
    assert error.value.values == told
    booking.book(work, away(beds, 6, 6, 2, purpose="招聘会"))
    found = booking.occupancy(work, first=date(2026, 11, 5), last=date(2026, 11, 6), thing_id=beds)
    assert [(one.row.purpose, one.row.pieces, one.meets) for one in found] == [("养老1班", 4, ()), ("招聘会", 2, ())]


def test_whom_a_booking_is_for_and_where_it_goes_are_told(work: Work, county: County, beds: str) -> None:
    class_id = make_class(work, county)
    booking.book(work, away(beds, 2, 6, 4, class_id=class_id, venue_id=county.venue, booked_for="启航学校"))
    (one,) = booking.occupancy(work, first=DAY, last=DAY)
    assert (one.row.class_number, one.row.place, one.row.booked_for) == ("500241-2026-001", "一号教室", "启航学校")


def test_a_booking_of_equipment_stands_in_the_history_and_is_taken_back(work: Work, beds: str) -> None:
    made = booking.book(work, away(beds, 2, 6, 4))
    assert [one.table for one in history.life_of(work, made.row)] == ["equipment_booking"]
    assert made.change_set is not None
    undo.undo(work, made.change_set)
    assert booking.occupancy(work, first=DAY, last=DAY) == ()


def test_what_two_laptops_booked_is_listed_and_waits_for_a_clerk(work: Work, county: County, beds: str) -> None:
    """Rows that come by an exchange were refused by nobody."""
    booking.book(work, away(beds, 2, 6, 4))
    booking.book(work, fair(county, 540, 600))
    with work.writing(Action.EDIT_CATALOGUE) as session:
        common = {"booked_for": None, "class_id": None, "starts_at": 480, "ends_at": 1080}
        pieces = {"equipment_id": beds, "quantity": 3, "first_day": DAY, "last_day": DAY, "purpose": "养老9班"}
        hall = {"venue_id": county.venue, "day": DAY, "purpose": "村民大会"}
        for name, values in (("equipment_booking", pieces), ("venue_booking", hall)):
            rows.add(session, name, row_id=work.new_id(), county_code=work.county_code, values={**common, **values})
    found = booking.clashes(work, first=OCTOBER, last=DAY)
    assert {(one.row.purpose, one.meets) for one in found} == {
        ("养老1班", ("养老9班",)), ("养老9班", ("养老1班",)), ("招聘会", ("村民大会",)), ("村民大会", ("招聘会",)),
    }  # fmt: skip
    waits = [(one.name, one.day) for one in today.waiting(work) if one.kind is Waits.BOOKING]
    assert sorted(waits) == [("一号教室", DAY), ("护理床", DAY)]
    assert booking.clashes(work, first=date(2026, 11, 4), last=date(2026, 11, 6)) == ()  # the beds are still away then
    instructor = as_user(work, "教师", Role.INSTRUCTOR)
    assert not [one for one in today.waiting(instructor) if one.kind is Waits.BOOKING]


def test_fewer_pieces_than_are_booked_are_a_clash(work: Work, beds: str) -> None:
    booking.book(work, away(beds, 2, 6, 3))
    booking.book(work, away(beds, 2, 6, 3, purpose="养老2班"))
    assert booking.clashes(work, first=DAY, last=DAY) == ()
    teaching.edit_equipment(work, beds, EquipmentDetails(name="护理床", quantity=5))
    assert [one.meets for one in booking.clashes(work, first=DAY, last=DAY)] == [("养老2班",), ("养老1班",)]
    booking.release(work, booking.clashes(work, first=DAY, last=DAY)[0].row.id)
    teaching.edit_equipment(work, beds, EquipmentDetails(name="护理床", quantity=2))
    (alone,) = booking.clashes(work, first=DAY, last=DAY)
    assert (alone.row.pieces, alone.meets) == (3, ())
    (waits,) = [one for one in today.waiting(work) if one.kind is Waits.BOOKING]
    assert waits.said.key == "screen_today.booking_too_few"


def test_a_booking_is_changed_by_the_rules_that_made_it(work: Work, county: County, beds: str) -> None:
    """A longer hour meets what others have, and never itself."""
    first = booking.book(work, fair(county, 540, 600)).row
    booking.book(work, fair(county, 660, 720))
    booking.change(work, first, fair(county, 570, 660))
    assert booking.booking_of(work, first) == fair(county, 570, 660)
    with refused("booking.venue_taken"):
        booking.change(work, first, fair(county, 570, 661))
    away_now = booking.book(work, away(beds, 2, 6, 4)).row
    booking.book(work, away(beds, 5, 8, 1))
    booking.change(work, away_now, away(beds, 2, 7, 5, purpose="养老2班"))
    assert booking.booking_of(work, away_now) == away(beds, 2, 7, 5, purpose="养老2班")
    with refused("booking.equipment_taken") as error:
        booking.change(work, away_now, away(beds, 2, 7, 6))
    assert error.value.values["left"] == 5
    assert [one.group for one in history.life_of(work, first)] == ["time", None]
    for unknown in (lambda: booking.change(work, away_now, fair(county, 0, 60)), lambda: booking.booking_of(work, "x")):
        with refused("teaching.unknown"):
            unknown()
    with refused("booking.no_purpose"):
        booking.change(work, first, fair(county, 570, 660, purpose=" "))


def test_a_coming_booking_of_what_was_taken_out_of_use_is_listed(
    work: Work, county: County, beds: str, clock: Clock
) -> None:
    booking.book(work, away(beds, 2, 6, 3))
    booking.book(work, fair(county, 540, 600))
    teaching.retire(work, "equipment", beds)
    (retired,) = booking.clashes(work, first=work.today(), last=DAY)
    assert (retired.row.thing, retired.gone, retired.meets) == ("护理床", True, ())
    (waits,) = [one for one in today.waiting(work) if one.kind is Waits.BOOKING]
    assert (waits.said.key, waits.day) == ("screen_today.booking_gone", date(2026, 11, 2))
    teaching.retire(work, "venue", county.venue)
    assert [one.row.purpose for one in booking.clashes(work, first=work.today(), last=DAY)] == ["养老1班", "招聘会"]
    clock.now = clock.now.replace(month=11, day=7)
    assert not any(one.clashes for one in booking.occupancy(work, first=OCTOBER, last=DAY))  # it was there then


def test_an_instructor_books_nothing(work: Work, beds: str) -> None:
    with refused("access.not_allowed"):
        booking.book(as_user(work, "教师", Role.INSTRUCTOR), away(beds, 2, 6, 1))


def test_an_instructor_sees_every_booking_and_their_own_lessons(work: Work, county: County) -> None:
    plan_all(work, make_class(work, county))
    booking.book(work, fair(county, 690, 840))
    teacher = as_user(work, "教师", Role.INSTRUCTOR)
    seen = [one.row.booked for one in booking.occupancy(teacher, first=DAY, last=DAY)]
    assert seen == [True]
    details = InstructorDetails(name="李老师", employment="full_time", user_id=teacher.worker.user_id)
    teaching.edit_instructor(work, county.instructor, details)
    assert [one.row.booked for one in booking.occupancy(teacher, first=DAY, last=DAY)] == [False, True, False]


def test_lessons_and_bookings_take_venues_by_time(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=0)
    room, hall = (teaching.add_venue(work, VenueDetails(name=name)).row for name in ("实训室", "村活动室"))
    with work.writing(Action.PLAN_LESSONS) as session:
        for one in made.lessons:
            rows.change(session, "lesson", one, {"venue_id": room})
    hours = {"starts_at": 600, "ends_at": 660}
    taken = VenueBooking(venue_id=hall, day=OCTOBER, purpose="招聘会", booked_for="村委会", **hours)
    booking.book(work, taken)
    found = [one.row for one in booking.occupancy(work, first=OCTOBER, last=OCTOBER)]
    assert [(row.thing, row.booked) for row in found] == [("实训室", False), ("村活动室", True), ("实训室", False)]
    assert [row.purpose for row in found] == [made.number, "招聘会", made.number]
    (booked,) = booking.occupancy(work, first=OCTOBER, last=OCTOBER, thing_id=hall)
    assert (booked.row.booked_for, booked.row.class_id) == ("村委会", None)
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", found[0].id, {"state": "cancelled"})
    assert len(booking.occupancy(work, first=OCTOBER, last=OCTOBER)) == 2
