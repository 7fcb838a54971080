"""The county's calendar (节假日、调休): a table that is announced year by year and that the county may mend."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import YEARS, WorkCalendar
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import holiday as stored
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.holiday import HolidayRow


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
    if day.year not in YEARS:
        raise Refused("holiday.year_unsound", found=day.year)
    with work.writing(Action.MANAGE_DESK) as session:
        row = rows.put(
            session,
            "holiday",
            row_id=fact_id("holiday", day.isoformat()),
            county_code=work.county_code,
            keys={"day": day},
            values={"working": working, "name": (name or "").strip() or None},
        )
        return changed(session, Topic.CATALOGUE, Topic.LESSONS, rows=(row,), said=_said(session, day))


def remove_holiday(work: Work, day: date) -> Changes:
    """Make a day what its weekday says; raises Refused where the table has no such day."""
    with work.writing(Action.MANAGE_DESK) as session:
        present = stored.holiday_on(session, day)
        if present is None:
            raise Refused("holiday.none_on", day=day)
        rows.remove(session, "holiday", present.id)
        return changed(session, Topic.CATALOGUE, Topic.LESSONS, rows=(present.id,), said=_said(session, day))


def _said(session: Session, day: date) -> tuple[Said, ...]:
    if calendar_of(session).knows(day):
        return ()
    return (Said.of("calendar.year_without_table", years=(day.year,)),)
