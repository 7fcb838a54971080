"""Charts as lines and boxes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingdesk.reports.document import Chart, ChartKind, Series
from trainingdesk.reports.drawing import HEIGHT, draw, highest, round_steps

MONTHS = tuple(f"{month}月" for month in range(1, 13))


@given(st.integers(0, 10**9))
def test_the_axis_begins_at_zero_reaches_the_largest_and_has_few_even_steps(largest: int) -> None:
    steps = round_steps(largest)
    assert steps[0] == 0
    assert steps[-1] >= largest
    assert steps[-2] < max(largest, 1)
    assert 2 <= len(steps) <= 7
    assert len({after - before for before, after in pairwise(steps)}) == 1


@given(
    st.sampled_from(ChartKind),
    st.lists(st.lists(st.one_of(st.none(), st.integers(0, 10**7)), min_size=12, max_size=12), min_size=1, max_size=3),
    st.integers(0, 10**7),
)
def test_nothing_is_drawn_outside_the_frame(kind: ChartKind, values: list[list[int | None]], target: int) -> None:
    series = tuple(Series(f"系列{at}", tuple(one), quiet=at == 0) for at, one in enumerate(values))
    drawing = draw(Chart(kind, MONTHS, series, "标题", "人次", Series("年度目标", (target,) * 12)), width=176)
    for box in drawing.boxes:
        assert -0.01 <= box.x <= box.x + box.width <= 176.01
        assert -0.01 <= box.y <= box.y + box.height <= HEIGHT + 0.01
    for stroke in drawing.strokes:
        assert -0.01 <= min(stroke.x1, stroke.x2) <= max(stroke.x1, stroke.x2) <= 176.01
        assert -0.01 <= min(stroke.y1, stroke.y2) <= max(stroke.y1, stroke.y2) <= HEIGHT + 0.01
    assert all(-0.01 <= label.y <= HEIGHT for label in drawing.labels)


def test_stacked_bars_stand_on_each_other_and_are_as_high_as_their_sum() -> None:
    chart = Chart(ChartKind.STACKED, ("1月", "2月"), (Series("前", (0, 400), quiet=True), Series("新", (400, 100))), "")
    bars = draw(chart, width=100).boxes[:3]
    before, first, second = bars
    assert highest(chart) == 500
    assert second.y + second.height == before.y
    assert abs((before.height + second.height) / first.height - 500 / 400) < 1e-9
    assert before.shade == 0
    assert first.shade == second.shade == 1


def test_a_bar_below_zero_hangs_from_the_axis() -> None:
    chart = Chart(ChartKind.BAR, ("1月", "2月"), (Series("本月", (10, -2)),), "图")
    up, down = draw(chart, width=170).boxes[:2]
    assert up.height > 0
    assert down.height > 0
    assert down.y == pytest.approx(up.y + up.height)
