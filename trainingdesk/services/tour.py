"""The tour plan of a term (送培下乡计划): villages by weeks, computed from lessons and bookings (FEATURES 107)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.tour import Tool, TourBooking, TourPlan, plan_tour
from trainingdesk.services import booking
from trainingdesk.services.class_access import only_user
from trainingdesk.storage import booking as stored_booking
from trainingdesk.storage import catalogue
from trainingdesk.storage import tour as stored

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.services.work import Work

#: More than a year of weeks is no term, and fits no sheet.
_MOST_DAYS: Final = 371


def tour_plan(work: Work, *, first: date, last: date) -> TourPlan:
    """Who is in which village when, with what, and what is wrong; an instructor sees their own classes.

    Raises Refused where the days run backwards or over more than a year.
    """
    if last < first:
        raise Refused("trip.days_backwards", first=first, last=last)
    if (last - first).days >= _MOST_DAYS:
        raise Refused("tour.too_long", days=_MOST_DAYS)
    today = work.today()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        lessons = stored.village_lessons(session, first=first, last=last, user_id=only_user(work))
        bookings, tools = tuple(_bookings(session, first, last, today)), tuple(_tools(session))
    return plan_tour(lessons, bookings, tools, first=first, last=last)


def _bookings(session: Session, first: date, last: date, today: date) -> Iterator[TourBooking]:
    for one in booking.told(stored_booking.equipment_bookings(session, first=first, last=last), today=today):
        row = one.row
        yield TourBooking(
            id=row.id,
            equipment_id=row.thing_id,
            equipment=row.thing,
            pieces=row.pieces,
            first_day=row.first_day,
            last_day=row.last_day,
            purpose=row.purpose,
            class_id=row.class_id,
            village_id=row.place_id,
            village=row.place,
            meets=one.meets,
            clash_days=one.clash_days,
        )


def _tools(session: Session) -> Iterator[Tool]:
    """What the register says is meant for an occupation."""
    for row in catalogue.equipment(session):
        if row.status == "active" and row.occupation_code:
            yield Tool(row.id, row.occupation_code, row.venue_id)
