"""Days as they are written, compared as far as they go."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.written_date import YEARS, WrittenDate, read_written_date

TODAY = date(2026, 10, 20)
DAY = date(2024, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024.3.5", "2024-03-05", "2024/3/5", "2024年3月5日", "2024年03月05号", "2024 年 3 月 5 日", "20240305",
        "２０２４．３．５", "2024。3。5", "2024、3、5", "2024-3-5 00:00", "2024-03-05T08:30:00", "45356", "45356.0",
        "45356.75", "24.3.5", "240305", "'2024-03-05", "2024年3月5日出生", "2024—3—5",
    ],
)  # fmt: skip
def test_every_writing_of_a_day(text: str) -> None:
    assert read_written_date(text, today=TODAY).value.day == DAY


@pytest.mark.parametrize(
    ("text", "year", "month"),
    [
        ("1990年3月", 1990, 3),
        ("1990-03", 1990, 3),
        ("1990.3", 1990, 3),
        ("199003", 1990, 3),
        ("1990", 1990, None),
        ("1990年", 1990, None),
        ("1990-00-00", 1990, None),
        ("1990-03-00", 1990, 3),
        ("90.3", 1990, 3),
    ],
)
def test_less_than_a_day_is_compared_as_far_as_it_goes(text: str, year: int, month: int | None) -> None:
    found = read_written_date(text, today=TODAY).value
    assert found == WrittenDate(year, month)
    assert found.day is None
    assert found.agrees_with(date(year, month or 12, 9))
    assert not found.agrees_with(date(year + 1, month or 12, 9))
    if month is not None:
        assert not found.agrees_with(date(year, month + 1, 9))


def test_a_day_agrees_with_itself_only() -> None:
    assert WrittenDate(2024, 3, 5).agrees_with(DAY)
    assert not WrittenDate(2024, 3, 6).agrees_with(DAY)


@pytest.mark.parametrize(
    ("text", "year"), [("90.3.7", 1990), ("26.10.20", 2026), ("26.10.21", 1926), ("27-1-1", 1927), ("00.1.1", 2000)]
)
def test_a_short_year_is_the_latest_that_is_not_in_the_future_and_it_is_said(text: str, year: int) -> None:
    found = read_written_date(text, today=TODAY)
    assert found.value.year == year
    assert [mend.why for mend in found.mends] == ["written_date.century_assumed"]


def test_serial_numbers_of_office_programs_are_said() -> None:
    found = read_written_date("32939", today=TODAY)
    assert found.value.day == date(1990, 3, 7)
    assert [(mend.found, mend.mended, mend.why) for mend in found.mends] == [
        ("32939", "1990-03-07", "written_date.serial_number")
    ]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("", "written_date.empty"),
        ("2023-02-29", "written_date.no_such_day"),
        ("2024.13.1", "written_date.no_such_day"),
        ("1890-1-1", "written_date.year_out_of_range"),
        ("3024-1-1", "written_date.year_out_of_range"),
        ("3/7/1990", "written_date.order_unclear"),
        ("农历1990年3月7日", "written_date.lunar"),
        ("不详", "written_date.unreadable"),
        ("12", "written_date.unreadable"),
        ("1990-3-7-1", "written_date.unreadable"),
    ],
)
def test_each_fault_has_its_own_reason(text: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        read_written_date(text, today=TODAY)
    assert caught.value.key == key


def test_a_document_number_in_the_wrong_column_does_not_go_on() -> None:
    with pytest.raises(Refused) as caught:
        read_written_date("500241197006151239", today=TODAY)
    assert caught.value.values["found"] == "*" * 18


@given(st.dates(date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)))
def test_every_day_is_read_in_every_long_form(day: date) -> None:
    forms = (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
    )
    for text in forms:
        found = read_written_date(text, today=TODAY)
        assert found.value.day == day
        assert found.mends == ()


@given(st.text(max_size=20))
def test_no_text_is_a_bug(text: str) -> None:
    try:
        found = read_written_date(text, today=TODAY).value
    except Refused:
        return
    assert found.year in YEARS
