"""A clock is doubted against the centre's and against what was written before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from trainingdesk.domain.device_clock import clock_behind

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "latest", "wanted"),
    [
        (timedelta(0), timedelta(0), None),
        (timedelta(minutes=2), timedelta(hours=-5), None),
        (timedelta(minutes=3), timedelta(0), timedelta(minutes=3)),
        (timedelta(days=-400), timedelta(0), timedelta(days=-400)),
        (timedelta(0), timedelta(hours=24), None),
        (timedelta(0), timedelta(days=3), timedelta(days=3)),
    ],
)
def test_a_clock_is_doubted(ahead: timedelta, latest: timedelta, wanted: timedelta | None) -> None:
    assert clock_behind(now=NOW, centre_ahead=ahead, latest_change=NOW + latest) == wanted
