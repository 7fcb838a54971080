"""A desk is silent when its last contact lies more days back than the county allows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.device_silence import may_lack, silent_days

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


@pytest.mark.parametrize(
    ("last", "told", "lacks"),
    [
        (date(2026, 10, 31), date(2026, 11, 3), True),
        (date(2026, 11, 1), date(2026, 11, 30), False),
        (date(2026, 10, 1), date(2026, 10, 31), True),
        (date(2026, 10, 28), date(2026, 10, 31), False),
    ],
)
def test_figures_that_are_over_have_what_was_written_before_the_last_contact(
    last: date, told: date, *, lacks: bool
) -> None:
    seen = datetime(last.year, last.month, last.day, 4, tzinfo=UTC)
    assert may_lack(seen, until=date(2026, 10, 31), told=told, allowed=14) is lacks


@given(st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)), DAYS, DAYS, DAYS)  # noqa: DTZ001
def test_a_later_contact_never_lacks_more(seen: datetime, later: int, passed: int, allowed: int) -> None:
    told = local_day(seen) + timedelta(days=later + passed)
    asked = {"until": date(2026, 10, 31), "told": told, "allowed": allowed}
    assert may_lack(seen + timedelta(days=later), **asked) <= may_lack(seen, **asked)
