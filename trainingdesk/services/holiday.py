"""The county's calendar (节假日、调休): a table that is announced year by year and that the county may mend."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import YEARS, WorkCalendar
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.settings.holidays import special_days
from trainingdesk.storage import holiday as stored
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.holiday import HolidayRow


#: The longest holiday that was announced so far had nine days; more is a slip of the finger.
LONGEST: Final = 31


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """The table of a year; one that is not ``known`` was not announced, and its days are counted by weekdays."""

    year: int
    known: bool
    days: tuple[HolidayRow, ...]


def calendar_of(session: Session) -> WorkCalendar:
    """The county's calendar, for use cases that are in a transaction already."""
    return WorkCalendar.of_table(stored.exceptions(session))


def year_of(work: Work, year: int) -> HolidayYear:
    """The table of a year, and whether it is one; raises Refused for a year that is a slip of the finger."""
    if year not in YEARS:
        raise Refused("holiday.year_unsound", found=year)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        known = year in calendar_of(session).known_years
        return HolidayYear(year, known, stored.holidays(session, year=year))


def set_holiday(work: Work, day: date, *, working: bool, name: str | None = None) -> Changes:
    """Say what a day is: off, or worked (调休); lessons planned already stay where they are and are named by number."""
    return set_holidays(work, day, day, working=working, name=name)


def set_holidays(work: Work, first: date, last: date, *, working: bool, name: str | None = None) -> Changes:
    """The same of each day from ``first`` to ``last``, as one step to be undone.

    Raises Refused for an end before the beginning and for more days than any holiday has.
    """
    for day in (first, last):
        if day.year not in YEARS:
            raise Refused("holiday.year_unsound", found=day.year)
    if last < first:
        raise Refused("holiday.ends_first", first=first, last=last)
    if (last - first).days >= LONGEST:
        raise Refused("holiday.too_long", most=LONGEST)
    days = [first + timedelta(days=after) for after in range((last - first).days + 1)]
    with work.writing(Action.MANAGE_DESK) as session:
        values = {"working": working, "name": (name or "").strip() or None}
        put = tuple(_put(work, session, day, values) for day in days)
        return changed(session, Topic.CATALOGUE, Topic.LESSONS, rows=put, said=_said(session, first))


def take_shipped(work: Work, year: int) -> Changes:
    """Put the shipped table of a year in: what the county wrote about one of its days gives way, its own days stay.

    Raises Refused for a year that the program has no table of, because it was not announced yet.
    """
    days = [one for one in special_days() if one.day.year == year]
    if not days:
        raise Refused("holiday.none_shipped", year=year)
    with work.writing(Action.MANAGE_DESK) as session:
        there = {one.day: (one.working, one.name) for one in stored.holidays(session, year=year)}
        put = tuple(
            _put(work, session, one.day, {"working": one.working, "name": one.name})
            for one in days
            if there.get(one.day) != (one.working, one.name)
        )
        return changed(session, Topic.CATALOGUE, Topic.LESSONS, rows=put)


def remove_holiday(work: Work, day: date) -> Changes:
    """Make a day what its weekday says; raises Refused where the table has no such day."""
    with work.writing(Action.MANAGE_DESK) as session:
        present = stored.holiday_on(session, day)
        if present is None:
            raise Refused("holiday.none_on", day=day)
        rows.remove(session, "holiday", present.id)
        return changed(session, Topic.CATALOGUE, Topic.LESSONS, rows=(present.id,), said=_said(session, day))


def _put(work: Work, session: Session, day: date, values: dict[str, Any]) -> str:
    row_id = fact_id("holiday", day.isoformat())
    return rows.put(session, "holiday", row_id=row_id, county_code=work.county_code, keys={"day": day}, values=values)


def _said(session: Session, day: date) -> tuple[Said, ...]:
    if calendar_of(session).knows(day):
        return ()
    return (Said.of("calendar.year_without_table", years=(day.year,)),)
