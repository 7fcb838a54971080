"""Mistakes cost a wait that grows and ends; no clock locks anybody out for good."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.domain.sign_in_delay import FREE, WAITS, delay_after, left_to_wait

NOW = datetime(2026, 10, 20, 1, 30, tzinfo=UTC)


def test_the_first_mistakes_are_free() -> None:
    assert all(left_to_wait(failed, NOW, NOW) == timedelta(0) for failed in range(FREE + 1))


@given(st.integers(0, 100))
def test_the_wait_never_shrinks_and_has_an_end(failed: int) -> None:
    assert delay_after(failed) <= delay_after(failed + 1) <= WAITS[-1]


def test_the_wait_passes() -> None:
    wait = delay_after(FREE + 2)
    assert left_to_wait(FREE + 2, NOW, NOW + wait / 3) == wait - wait / 3
    assert left_to_wait(FREE + 2, NOW, NOW + wait) == timedelta(0)


@given(st.integers(0, 50), st.timedeltas(timedelta(0), timedelta(days=9000)))
def test_a_clock_that_went_back_costs_one_wait_at_most(failed: int, back: timedelta) -> None:
    assert left_to_wait(failed, NOW, NOW - back) <= delay_after(failed)


def test_nobody_waits_without_a_mistake() -> None:
    assert left_to_wait(0, None, NOW) == timedelta(0)
