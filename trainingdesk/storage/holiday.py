"""Queries over the county's calendar: days that differ from their weekday (holiday, 调休)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from trainingdesk.storage.rows import columns, fetch, fetch_one, live, table

if TYPE_CHECKING:
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A day off, or a weekend day that is worked."""

    id: str
    day: date
    working: bool
    name: str | None


def exceptions(session: Session) -> dict[date, bool]:
    """For every day that differs from its weekday whether it is worked."""
    target = table("holiday")
    query = select(target.c.day, target.c.working).where(live("holiday"))
    return {row.day: row.working for row in session.connection().execute(query)}


def holidays(session: Session, *, year: int) -> tuple[HolidayRow, ...]:
    """The table of a year, by day."""
    target = table("holiday")
    query = (
        select(*columns(HolidayRow, "holiday"))
        .where(live("holiday"), target.c.day.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(target.c.day)
    )
    return fetch(session, HolidayRow, query)


def holiday_on(session: Session, day: date) -> HolidayRow | None:
    """The row of one day."""
    target = table("holiday")
    query = select(*columns(HolidayRow, "holiday")).where(live("holiday"), target.c.day == day)
    return fetch_one(session, HolidayRow, query)
