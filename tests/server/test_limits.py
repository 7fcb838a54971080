"""A caller that calls too often waits, others do not, and time gives the calls back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.server.limits import STRANGERS, Limits, Rate, TooOften

FEW = Rate(burst=3, per_second=0.5)


class Seconds:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_who_is_over_waits_as_long_as_it_says() -> None:
    seconds = Seconds()
    limits = Limits(seconds)
    for _ in range(FEW.burst):
        limits.take("a", FEW)
    with pytest.raises(TooOften) as over:
        limits.take("a", FEW)
    assert over.value.seconds == 3
    limits.take("b", FEW)
    seconds.now += over.value.seconds
    limits.take("a", FEW)


@given(st.lists(st.floats(min_value=0, max_value=10), min_size=1, max_size=200))
def test_nobody_gets_more_than_the_rate(pauses: list[float]) -> None:
    seconds = Seconds()
    limits, taken = Limits(seconds), 0
    for pause in pauses:
        seconds.now += pause
        with suppress(TooOften):
            limits.take("a", FEW)
            taken += 1
    assert taken <= FEW.burst + sum(pauses) * FEW.per_second + 1


def test_callers_are_forgotten_in_the_end() -> None:
    limits = Limits(Seconds())
    for number in range(10_050):
        limits.take(str(number), STRANGERS)
    assert len(limits._left) == 10_000
