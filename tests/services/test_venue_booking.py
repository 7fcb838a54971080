"""Lessons and bookings of venues in one list."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from tests.services import finished_class
from trainingdesk.domain.access import Action
from trainingdesk.services import teaching, venue_booking
from trainingdesk.services.teaching import Booking, VenueDetails
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from tests.services.conftest import Clock
    from trainingdesk.services.work import Work

DAY = date(2026, 10, 20)


def test_lessons_and_bookings_take_venues_by_time(work: Work, clock: Clock) -> None:
    made = finished_class.make(work, clock, people=0)
    room, hall = (teaching.add_venue(work, VenueDetails(name=name)).row for name in ("实训室", "村活动室"))
    with work.writing(Action.PLAN_LESSONS) as session:
        for one in made.lessons:
            rows.change(session, "lesson", one, {"venue_id": room})
    taken = Booking(venue_id=hall, day=DAY, starts_at=600, ends_at=660, purpose="招聘会", booked_for="村委会")
    teaching.book_venue(work, taken)
    found = venue_booking.occupancy(work, first=DAY, last=DAY)
    assert [(row.venue, row.booked) for row in found] == [("实训室", False), ("村活动室", True), ("实训室", False)]
    assert [row.purpose for row in found] == [made.number, "招聘会", made.number]
    (booked,) = venue_booking.occupancy(work, first=DAY, last=DAY, venue_id=hall)
    assert (booked.booked_for, booked.class_id) == ("村委会", None)
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", found[0].id, {"state": "cancelled"})
    assert len(venue_booking.occupancy(work, first=DAY, last=DAY)) == 2
