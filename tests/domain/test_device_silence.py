"""A desk is silent when its last contact lies more days back than the county allows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.device_silence import silent_days

DAYS = st.integers(0, 400)


@pytest.mark.parametrize(("days", "found"), [(13, None), (14, None), (15, 15)])
def test_the_last_day_that_is_allowed_is_no_silence(days: int, found: int | None) -> None:
    last = datetime(2026, 10, 1, 4, tzinfo=UTC)
    assert silent_days(last, today=date(2026, 10, 1) + timedelta(days=days), allowed=14) == found


def test_a_desk_that_was_never_heard_of_is_not_silent() -> None:
    assert silent_days(None, today=date(2026, 10, 1), allowed=1) is None


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), DAYS, DAYS)  # noqa: DTZ001
def test_days_are_those_of_the_county(last: datetime, passed: int, allowed: int) -> None:
    found = silent_days(last, today=local_day(last) + timedelta(days=passed), allowed=allowed)
    assert found == (passed if passed > allowed else None)
