"""The charts of the monthly report: months beside those of last year, and the year on its way to the target."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Final

from trainingdesk.reports.document import Chart, ChartKind, Part, Series

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trainingdesk.domain.month import MonthReport
    from trainingdesk.i18n.sentences import Sentences

_MONTHS: Final = range(1, 13)


def charts(report: MonthReport, words: Sentences) -> Iterator[Chart | Part]:
    """Person-times by month, and their sum beside the target of the year; in the workbook each on a sheet of its own."""
    months = tuple(words.of("monthly_report.month_short", month=number) for number in _MONTHS)
    this_year = tuple(one.this_year for one in report.progress)
    last_year = tuple(one.last_year for one in report.progress)
    unit = words.of("month.unit_person_times")
    names = [words.of("monthly_report.this_year", year=year) for year in (report.month.year - 1, report.month.year)]
    before, now = (Series(names[0], _whole_year(last_year), quiet=True), Series(names[1], _whole_year(this_year)))
    yield Part(words.of("monthly_report.chart_months_part"))
    yield Chart(ChartKind.BAR, months, (before, now), words.of("monthly_report.chart_months"), unit)
    sums = (
        Series(names[0], _whole_year(tuple(accumulate(last_year))), quiet=True),
        Series(names[1], _whole_year(tuple(accumulate(this_year)))),
    )
    target = report.line("A1").target
    across = Series(words.of("month.column_target"), (target,) * len(_MONTHS)) if target else None
    yield Part(words.of("monthly_report.chart_year_part"))
    yield Chart(ChartKind.LINE, months, sums, words.of("monthly_report.chart_year"), unit, across)


def _whole_year(values: tuple[int, ...]) -> tuple[int | None, ...]:
    """The values of the months that were, and nothing for those to come."""
    return (*values, *(None for _month in _MONTHS[len(values) :]))
