"""A chart as lines, boxes and words in millimetres, ready to be drawn on paper.

The workbook gets a native chart of the same numbers instead; see `trainingdesk.reports.spreadsheet`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, pairwise
from typing import TYPE_CHECKING, Final, assert_never

from trainingdesk.reports.document import Align, Chart, ChartKind
from trainingdesk.reports.layout import text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from trainingdesk.reports.document import Series

HEIGHT: Final = 62.0
LEFT: Final = 15.0
RIGHT: Final = 4.0
TOP: Final = 12.0
BOTTOM: Final = 6.5
LEGEND_LINE: Final = TOP / 3
MOST_TICKS: Final = 6
SWATCH: Final = 4.0
LEGEND_GAP: Final = 5.2
EM: Final = 2.7
"""Width of a Chinese character of the chart's text in millimetres (7.5 pt)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle; ``shade`` numbers the series."""

    x: float
    y: float
    width: float
    height: float
    shade: int


@dataclass(frozen=True, slots=True)
class Stroke:
    """A straight line; ``style`` is one of grid, axis, series, target."""

    x1: float
    y1: float
    x2: float
    y2: float
    style: str
    shade: int = 0


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a point: ``x`` is the left end, the middle or the right end of them, ``y`` their middle."""

    x: float
    y: float
    align: Align
    text: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything to draw, in the order of drawing; the origin is the upper left corner."""

    width: float
    height: float
    boxes: tuple[Box, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    labels: tuple[Label, ...] = ()


def round_steps(largest: int) -> tuple[int, ...]:
    """Axis marks from 0 to at least ``largest``, in at most six steps of 1, 2, 25 or 5 times a power of ten."""
    step = next(step for step in _steps() if step * MOST_TICKS >= largest)
    return tuple(range(0, max(largest, 1) + step, step))[: -(-max(largest, 1) // step) + 1]


def _steps() -> Iterator[int]:
    for power in count():
        yield from (10**power, 2 * 10**power)
        if power:
            yield 25 * 10 ** (power - 1)
        yield 5 * 10**power


def draw(chart: Chart, *, width: float) -> Drawing:
    """The chart on ``width`` millimetres."""
    plot = _Plot(chart, width)
    boxes: Iterable[Box] = ()
    lines: Iterable[Stroke] = ()
    match chart.kind:
        case ChartKind.BAR:
            boxes = plot.side_by_side()
        case ChartKind.STACKED:
            boxes = plot.stacked()
        case ChartKind.LINE:
            lines = plot.lines()
        case _:
            assert_never(chart.kind)
    return Drawing(
        width,
        HEIGHT,
        boxes=(*boxes, *plot.legend()),
        strokes=(*plot.grid(), *lines, *plot.target()),
        labels=(*plot.marks(), *plot.legend_labels(), *plot.totals()),
    )


def highest(chart: Chart) -> int:
    """The largest number the axis must reach; stacked series add up."""
    targets = [value for value in (chart.target.values if chart.target else ()) if value is not None]
    columns = zip(*(series.values for series in chart.series), strict=True)
    tops = [_top(chart.kind, [value or 0 for value in column]) for column in columns]
    return max([*targets, *tops, 1])


def _top(kind: ChartKind, column: Sequence[int]) -> int:
    return sum(column) if kind is ChartKind.STACKED else max(column, default=0)


class _Plot:
    """The plotting area: where a number and a category lie."""

    def __init__(self, chart: Chart, width: float) -> None:
        self.chart = chart
        self.width = width
        self.steps = round_steps(highest(chart))
        self.slot = (width - LEFT - RIGHT) / max(len(chart.categories), 1)

    def x(self, category: float) -> float:
        return LEFT + self.slot * category

    def y(self, value: int) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.steps[-1]

    def bar(self, category: int, *, of: int, nth: int, bottom: int, top: int, shade: int) -> Box:
        wide = self.slot * 0.62 / of
        left = self.x(category) + self.slot * 0.19 + wide * nth
        low, high = sorted((self.y(bottom), self.y(top)))  # a month of adjustments may lie below zero
        return Box(left, low, wide, high - low, shade)

    def side_by_side(self) -> Iterator[Box]:
        bars = len(self.chart.series)
        for nth, series in enumerate(self.chart.series):
            for category, value in enumerate(series.values):
                if value:
                    yield self.bar(category, of=bars, nth=nth, bottom=0, top=value, shade=self._shade(nth))

    def stacked(self) -> Iterator[Box]:
        below = [0] * len(self.chart.categories)
        for nth, series in enumerate(self.chart.series):
            for category, value in enumerate(series.values):
                if value:
                    yield self.bar(
                        category,
                        of=1,
                        nth=0,
                        bottom=below[category],
                        top=below[category] + value,
                        shade=self._shade(nth),
                    )
                    below[category] += value

    def lines(self) -> Iterator[Stroke]:
        for nth, series in enumerate(self.chart.series):
            yield from self._polyline(series, style="series", shade=self._shade(nth))

    def target(self) -> Iterator[Stroke]:
        if self.chart.target:
            at = self._legend_at(len(self.chart.series))
            yield Stroke(at, LEGEND_LINE, at + SWATCH, LEGEND_LINE, "target")
            yield from self._polyline(self.chart.target, style="target")

    def _polyline(self, series: Series, *, style: str, shade: int = 0) -> Iterator[Stroke]:
        points = [(self.x(at + 0.5), self.y(value)) for at, value in enumerate(series.values) if value is not None]
        if len(set(series.values)) == 1 and points:
            points = [(LEFT, points[0][1]), (self.width - RIGHT, points[0][1])]
        for (x1, y1), (x2, y2) in pairwise(points):
            yield Stroke(x1, y1, x2, y2, style, shade)

    def grid(self) -> Iterator[Stroke]:
        for step in self.steps:
            yield Stroke(LEFT, self.y(step), self.width - RIGHT, self.y(step), "grid" if step else "axis")

    def marks(self) -> Iterator[Label]:
        for step in self.steps:
            yield Label(LEFT - 1.5, self.y(step), Align.END, f"{step:,}")
        for at, category in enumerate(self.chart.categories):
            yield Label(self.x(at + 0.5), HEIGHT - BOTTOM + 3.2, Align.CENTER, category)
        yield Label(0, LEGEND_LINE, Align.START, self.chart.unit)
        if self.chart.target and (values := [value for value in self.chart.target.values if value is not None]):
            yield Label(LEFT + 1, self.y(values[0]) - 2.0, Align.START, f"{values[0]:,}")

    def totals(self) -> Iterator[Label]:
        """The number at the top of each bar, where the bars are not too many to carry one."""
        if self.chart.kind is ChartKind.LINE or (self.chart.kind is ChartKind.BAR and len(self.chart.series) > 1):
            return
        for at, column in enumerate(zip(*(series.values for series in self.chart.series), strict=True)):
            if total := sum(value or 0 for value in column):
                yield Label(self.x(at + 0.5), self.y(total) - 2.0, Align.CENTER, f"{total:,}")

    def legend(self) -> Iterator[Box]:
        """A colored square for each series; the target shows a piece of its line instead."""
        for nth in range(len(self.chart.series)):
            yield Box(self._legend_at(nth), LEGEND_LINE - SWATCH / 2, SWATCH, SWATCH, self._shade(nth))

    def legend_labels(self) -> Iterator[Label]:
        for nth, name in enumerate(self._legend_names()):
            yield Label(self._legend_at(nth) + SWATCH + 1.2, LEGEND_LINE, Align.START, name)

    def _legend_names(self) -> tuple[str, ...]:
        target = (self.chart.target.name,) if self.chart.target else ()
        return (*(series.name for series in self.chart.series), *target)

    def _legend_at(self, nth: int) -> float:
        """The legend stands at the right above the plot, as wide as its words."""
        widths = [text_width(name) * EM + SWATCH + LEGEND_GAP for name in self._legend_names()]
        return self.width - RIGHT + LEGEND_GAP / 2 - sum(widths[nth:])

    def _shade(self, nth: int) -> int:
        """0 is the color of quiet series; the others take the next ones in turn."""
        loud = [index for index, series in enumerate(self.chart.series) if not series.quiet]
        return loud.index(nth) + 1 if nth in loud else 0
