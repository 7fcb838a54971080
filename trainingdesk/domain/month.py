"""The monthly report (月报) of a county, assembled from its facts, and the ids behind each of its numbers.

Columns: 年度目标, 本月新增, 本年累计, 完成率, 上年同期累计, 同比. Rows that add up state the month and the sum of the year;
stock rows state what stands at the end of the month, in both columns; people rows count a person in the first month of the
year in which they appear. A month is calendar days of Asia/Shanghai.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING

from trainingdesk.domain.month_book import Book, Past
from trainingdesk.domain.month_check import checks
from trainingdesk.domain.month_cut import cut_tables
from trainingdesk.domain.month_rows import Column, RowKind, share
from trainingdesk.domain.month_stay import balance, stays, stock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month_book import Adjustment
    from trainingdesk.domain.month_check import Check
    from trainingdesk.domain.month_cut import CutTable
    from trainingdesk.domain.month_facts import MonthBasis
    from trainingdesk.domain.month_rows import Figure, ReportRow
    from trainingdesk.domain.month_stay import Balance
    from trainingdesk.domain.month_tally import Tally, Unmapped


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One row with its columns; amounts of money are whole fen, rates are shares of one.

    Nothing stands where a rate has nothing to be a share of, or where a month was frozen before the report had the row.
    """

    row: ReportRow
    target: int | None
    month: Figure
    year: Figure
    last_year: Figure

    @property
    def completion(self) -> Fraction | None:
        """完成率: the year against its target; None (printed as a dash) where there is no target or it is 0."""
        return Fraction(self.year, self.target) if self.target and self.year is not None else None

    @property
    def change(self) -> Fraction | None:
        """同比: by how much the year differs from the same months of last year; None where those had nothing."""
        if self.year is None or not self.last_year:
            return None
        return Fraction(self.year - self.last_year) / self.last_year

    def value(self, column: Column) -> Figure:
        """What stands in a column."""
        found: Figure = getattr(self, column.value)
        return found


@dataclass(frozen=True, slots=True)
class Progress:
    """Person-times of one month of the year and of the same month of last year."""

    month: Month
    this_year: int
    last_year: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthReport:
    """The whole report of a month; ``progress`` runs from January to it."""

    month: Month
    basis: MonthBasis
    frozen: bool
    lines: tuple[ReportLine, ...]
    progress: tuple[Progress, ...]
    cuts: tuple[CutTable, ...]
    balances: Mapping[Column, Balance]
    checks: tuple[Check, ...]
    adjustments: tuple[Adjustment, ...]
    unmapped: Mapping[Unmapped, tuple[str, ...]]

    def line(self, row: str) -> ReportLine:
        """The line of a row; raises KeyError for a row that is not in the report."""
        for line in self.lines:
            if line.row.id == row:
                return line
        raise KeyError(row)

    @property
    def failed(self) -> tuple[Check, ...]:
        """The checks whose sides do not agree."""
        return tuple(check for check in self.checks if not check.holds)


def report_of(tally: Tally, month: Month, *, past: Past | None = None, targets: Mapping[str, int]) -> MonthReport:
    """The report of ``month``; ``targets`` are those of its year by row id."""
    book = Book(tally, past or Past(), month)
    lines = tuple(_line(book, row, targets.get(row.id)) for row in tally.tables.rows)
    values = {column: counted(lines, column) for column in (Column.MONTH, Column.YEAR)}
    cuts = cut_tables(book)
    balances = _balances(book)
    return MonthReport(
        month=month,
        basis=tally.basis,
        frozen=book.frozen,
        lines=lines,
        progress=tuple(
            Progress(each, book.value("A1", each), book.value("A1", each.a_year_before)) for each in month.year_to_date
        ),
        cuts=cuts,
        balances=balances,
        checks=checks(book, values, cuts, balances),
        adjustments=book.adjustments(month),
        unmapped=tally.unmapped(month.year_to_date),
    )


def counted(lines: Iterable[ReportLine], column: Column) -> dict[str, int]:
    """What a column counts, by row; rates are left out, and what a frozen month does not state."""
    return {line.row.id: value for line in lines if isinstance(value := line.value(column), int)}


def _line(book: Book, row: ReportRow, target: int | None) -> ReportLine:
    month, last = book.month, book.month.a_year_before
    if row.share_of is not None:
        part, whole = row.share_of
        return ReportLine(
            row,
            None,
            share(book.value(part, month), book.value(whole, month)),
            share(book.year_to_date(part, month), book.year_to_date(whole, month)),
            share(book.year_to_date(part, last), book.year_to_date(whole, last)),
        )
    if row.kind is RowKind.STOCK:
        stands = len(stock(book.tally.facts, row.id, month.last_day))
        stood = len(stock(book.tally.facts, row.id, last.last_day))
        return ReportLine(row, target, stands, stands, stood)
    return ReportLine(
        row,
        target,
        book.value(row.id, month),
        book.year_to_date(row.id, month),
        book.year_to_date(row.id, last),
    )


def _balances(book: Book) -> Mapping[Column, Balance]:
    facts, month = book.tally.facts, book.month
    found = stays(facts.enrollments)
    closing = len(stock(facts, "D5", month.last_day))
    return MappingProxyType(
        {
            Column.MONTH: balance(found, months=(month,), closing=closing),
            Column.YEAR: balance(found, months=month.year_to_date, closing=closing),
        }
    )


def behind(tally: Tally, month: Month, row: ReportRow, column: Column, *, past: Past | None = None) -> dict[str, int]:
    """The ids behind a number with the amount of each (1, or fen); they sum to the number.

    Completion and change stand on the year; raises ValueError for the target and for a rate, which nothing stands behind.
    """
    if column is Column.TARGET or row.kind is RowKind.RATE:
        raise ValueError(column)
    about = month.a_year_before if column is Column.LAST_YEAR else month
    if row.kind is RowKind.STOCK:
        return dict.fromkeys(stock(tally.facts, row.id, about.last_day), 1)
    book = Book(tally, past or Past(), month)
    return book.entries(row.id, (month,) if column is Column.MONTH else about.year_to_date)
