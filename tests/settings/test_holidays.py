"""The shipped calendar of holidays and make-up working days."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar

from trainingdesk.settings.holidays import special_days

DAYS = {day.day: day for day in special_days()}


def test_make_up_days_of_2026_are_worked() -> None:
    # notice of 国务院办公厅 for 2026
    worked = {day for day, special in DAYS.items() if special.working and day.year == 2026}
    assert worked == {
        date(2026, 1, 4),
        date(2026, 2, 14),
        date(2026, 2, 28),
        date(2026, 5, 9),
        date(2026, 9, 20),
        date(2026, 10, 10),
    }
    assert all(day.weekday() >= 5 for day in worked)


def test_the_national_day_of_2026_is_free_for_a_week() -> None:
    free = [date(2026, 10, day) for day in range(1, 8)]
    assert [(DAYS[day].working, DAYS[day].name) for day in free] == [(False, "国庆节")] * 7


def test_every_day_agrees_with_the_calendar_it_was_made_from() -> None:
    day, last = date(2004, 1, 1), date(2026, 12, 31)
    while day <= last:
        working = DAYS[day].working if day in DAYS else day.weekday() < 5
        assert working == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_days_are_in_order_and_no_known_year_is_empty() -> None:
    days = [special.day for special in special_days()]
    assert days == sorted(set(days))
    assert {day.year for day in days} == set(range(2004, 2027))
