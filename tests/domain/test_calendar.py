"""Working days against another implementation, months, and the days on which something is due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.calendar import (
    SHANGHAI,
    DayKind,
    Month,
    WorkCalendar,
    add_months,
    days,
    local_day,
    month_of,
)
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.holidays import special_days

TABLE = {day.day: day.working for day in special_days() if day.day.year >= 2020}
CALENDAR = WorkCalendar.of_table(TABLE)
#: Weekend days that are worked in 2026, as read from the notices (domain texts, 3.7).
MAKE_UP_2026 = {
    date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
}  # fmt: skip

known_days = st.dates(min_value=date(2020, 1, 1), max_value=date(2026, 12, 31))


def test_every_day_of_seven_years_is_what_another_implementation_says() -> None:
    differing = [
        day
        for day in days(date(2020, 1, 1), date(2026, 12, 31))
        if CALENDAR.is_working(day) is not chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_the_make_up_days_of_2026_are_exactly_the_announced_ones() -> None:
    found = {day for day in days(date(2026, 1, 1), date(2026, 12, 31)) if CALENDAR.kind(day) is DayKind.MAKE_UP}
    assert found == MAKE_UP_2026


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 10, 9), DayKind.WORKDAY),
        (date(2026, 10, 11), DayKind.WEEKEND),
        (date(2026, 10, 1), DayKind.HOLIDAY),
        (date(2026, 10, 3), DayKind.HOLIDAY),  # a Saturday of the long holiday
        (date(2026, 10, 10), DayKind.MAKE_UP),
    ],
)
def test_what_a_day_is(day: date, kind: DayKind) -> None:
    assert CALENDAR.kind(day) is kind


@given(first=known_days, last=known_days)
def test_working_days_are_counted_as_another_implementation_counts_them(first: date, last: date) -> None:
    wanted = len(chinese_calendar.get_workdays(first, last)) if first <= last else 0
    found = CALENDAR.working_days(first, last)
    assert found.count == wanted
    assert found.complete


@given(day=known_days, count=st.integers(-60, 60))
def test_the_nth_working_day_is_worked_and_has_n_working_days_before_it(day: date, count: int) -> None:
    found = CALENDAR.add_working_days(day, count)
    if count == 0:
        assert found.day == day
        return
    assert CALENDAR.is_working(found.day)
    near, far = sorted((day, found.day))
    between = (
        CALENDAR.working_days(near + timedelta(days=1), far)
        if count > 0
        else CALENDAR.working_days(near, far - timedelta(days=1))
    )
    assert between.count == abs(count)


def test_ten_working_days_before_a_class_skip_the_long_holiday_and_count_the_make_up_day() -> None:
    found = CALENDAR.add_working_days(date(2026, 10, 12), -5)
    # 10 October (a Saturday that is worked), 9, 8 October, then 30 and 29 September.
    assert found.day == date(2026, 9, 29)
    assert found.complete


def test_a_year_without_a_table_is_counted_by_weekdays_and_says_so() -> None:
    found = CALENDAR.add_working_days(date(2026, 12, 30), 5)
    assert found.day == date(2027, 1, 6)  # 1 January is counted: nothing was announced
    assert found.unknown_years == (2027,)
    assert not found.complete
    assert CALENDAR.working_days(date(2027, 5, 1), date(2028, 5, 1)).unknown_years == (2027, 2028)
    assert not CALENDAR.knows(date(2027, 1, 1))


def test_a_single_local_day_does_not_make_a_year_known() -> None:
    calendar = WorkCalendar.of_table({**TABLE, date(2027, 4, 7): False})
    assert 2027 not in calendar.known_years
    assert not calendar.is_working(date(2027, 4, 7))


def test_a_year_is_known_as_soon_as_its_two_national_days_are_off() -> None:
    calendar = WorkCalendar.of_table({date(2027, 5, 1): False, date(2027, 10, 1): False})
    assert calendar.known_years == {2027}


def test_a_period_that_ends_on_a_day_off_ends_on_the_next_working_day() -> None:
    assert CALENDAR.due(date(2026, 9, 1), calendar_days=30).day == date(2026, 10, 8)
    assert CALENDAR.due(date(2026, 9, 21), calendar_days=19).day == date(2026, 10, 10)  # a Saturday that is worked
    assert CALENDAR.due(date(2026, 2, 1), months=1).day == date(2026, 3, 2)  # 1 March is a Sunday


def test_a_period_that_ends_in_a_year_without_a_table_says_so() -> None:
    assert CALENDAR.due(date(2026, 12, 20), months=12).unknown_years == (2027,)


@pytest.mark.parametrize(
    ("day", "count", "wanted"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
        (date(2025, 11, 15), 14, date(2027, 1, 15)),
        (date(2026, 10, 20), 0, date(2026, 10, 20)),
    ],
)
def test_months_after_a_day_end_on_the_same_day_or_the_last(day: date, count: int, wanted: date) -> None:
    assert add_months(day, count) == wanted


@given(day=known_days, count=st.integers(-240, 240))
def test_adding_months_changes_the_month_by_as_many(day: date, count: int) -> None:
    assert Month.of(add_months(day, count)).ordinal - Month.of(day).ordinal == count


@given(st.integers(1950, 2199), st.integers(1, 12))
def test_a_month_survives_being_written_and_read(year: int, number: int) -> None:
    month = Month(year, number)
    assert Month.parse(str(month)) == month
    assert Month.at(month.ordinal) == month
    assert month.next.previous == month
    assert month.first_day in month
    assert month.last_day in month
    assert month.last_day + timedelta(days=1) in month.next


@pytest.mark.parametrize(
    "text", ["2026-10", "2026/10", "2026.10", "2026年10月", "202610", " 2026 年 10 月 ", "２０２６-１０"]
)
def test_a_month_is_read_in_every_way_people_write_it(text: str) -> None:
    assert Month.parse(text) == Month(2026, 10)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-13", "2026-00", "10-2026", "1926-10", "2026-10-01", "二〇二六年十月"]
)
def test_what_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Month.parse(text)
    assert refused.value.key == "calendar.month_unreadable"
    assert refused.value.values == {"found": text}


def test_year_to_date_begins_in_january() -> None:
    assert Month(2026, 3).year_to_date == (Month(2026, 1), Month(2026, 2), Month(2026, 3))
    assert Month(2026, 3).a_year_before == Month(2025, 3)


def test_months_that_no_calendar_has_are_bugs() -> None:
    with pytest.raises(ValueError, match="no month"):
        Month(2026, 13)
    with pytest.raises(TypeError, match="month_of"):
        Month.of(datetime(2026, 10, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        (datetime(2026, 10, 31, 15, 59, 59, tzinfo=UTC), date(2026, 10, 31)),
        (datetime(2026, 10, 31, 16, 0, tzinfo=UTC), date(2026, 11, 1)),
        (datetime(2026, 12, 31, 16, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_changes_at_midnight_of_shanghai(instant: datetime, day: date) -> None:
    assert local_day(instant) == day
    assert month_of(instant) == Month.of(day)
    assert local_day(instant.astimezone(SHANGHAI)) == day


def test_an_instant_without_a_time_zone_is_nobodys() -> None:
    with pytest.raises(ValueError, match="time zone"):
        local_day(datetime(2026, 10, 1))  # noqa: DTZ001 -- the point


def test_days_are_all_of_them_and_none_backwards() -> None:
    assert [day.day for day in days(date(2026, 1, 30), date(2026, 2, 2))] == [30, 31, 1, 2]
    assert list(days(date(2026, 2, 2), date(2026, 2, 1))) == []
