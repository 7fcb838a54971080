"""What a frozen month keeps, as plain values: its lines, the ids and amounts behind them, its balance, what it left out.

Ids stand once in a list and everything else names them by their place, so a month of 500 person-times takes 40 kB.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.month import MonthReport, Progress, ReportLine, counted
from trainingdesk.domain.month_book import Book
from trainingdesk.domain.month_check import checks
from trainingdesk.domain.month_cut import cut_tables
from trainingdesk.domain.month_facts import CutKey, Facts, MonthBasis
from trainingdesk.domain.month_rows import Column, share
from trainingdesk.domain.month_stay import STOCK_ROWS, Balance, stock
from trainingdesk.domain.month_tally import MonthFlow, Tally, Unmapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month_book import Past
    from trainingdesk.domain.month_rows import ReportRow, ReportTables

Plain = dict[str, Any]
#: An id that is cut by nothing.
_NO_CUT = -1
#: The four numbers of a row that a month does not state.
_NOTHING: Final[Sequence[int | None]] = (None,) * 4


@dataclass(frozen=True, slots=True)
class FrozenMonth:
    """A frozen month, read back."""

    month: Month
    basis: MonthBasis
    flow: MonthFlow
    stock: Mapping[str, tuple[str, ...]]
    lines: Mapping[str, Sequence[int | None]]
    progress: Sequence[tuple[int, int]]
    balances: Mapping[Column, Balance]
    unmapped: Mapping[Unmapped, tuple[str, ...]]

    def report(self, tables: ReportTables, past: Past) -> MonthReport:
        """The report as it was frozen; ``past`` holds the frozen months of its year."""
        book = Book(Tally(Facts(), tables, basis=self.basis), past, self.month)
        lines = tuple(self._line(row) for row in tables.rows)
        values = {column: counted(lines, column) for column in (Column.MONTH, Column.YEAR)}
        cuts = cut_tables(book)
        return MonthReport(
            month=self.month,
            basis=self.basis,
            frozen=True,
            lines=lines,
            progress=tuple(
                Progress(month, *counts) for month, counts in zip(self.month.year_to_date, self.progress, strict=True)
            ),
            cuts=cuts,
            balances=self.balances,
            checks=checks(book, values, cuts, self.balances),
            adjustments=book.adjustments(self.month),
            unmapped=self.unmapped,
        )

    def _line(self, row: ReportRow) -> ReportLine:
        """A row as it was stated; nothing where the report did not have it when the month was frozen."""
        if row.share_of is None:
            target, month, year, last_year = self.lines.get(row.id, _NOTHING)
            return ReportLine(row, target, month, year, last_year)
        part, whole = (self.lines.get(one, _NOTHING) for one in row.share_of)
        return ReportLine(row, None, *map(share, part[1:], whole[1:]))


def to_plain(report: MonthReport, tally: Tally) -> Plain:
    """What freezing a month keeps."""
    flow = tally.flow(report.month)
    stocks = {row: stock(tally.facts, row, report.month.last_day) for row in STOCK_ROWS}
    ids = sorted(
        {one for amounts in flow.entries.values() for one in amounts} | {one for of in stocks.values() for one in of}
    )
    place = {one: at for at, one in enumerate(ids)}
    cuts = sorted(set(flow.cuts.values()), key=lambda cut: tuple(part or "" for part in cut))
    cut_place = {cut: at for at, cut in enumerate(cuts)}
    return {
        "basis": report.basis.value,
        "ids": ids,
        "cuts": [list(cut) for cut in cuts],
        "cut": [cut_place[flow.cuts[one]] if one in flow.cuts else _NO_CUT for one in ids],
        "rows": {row: _amounts(amounts, place) for row, amounts in flow.entries.items() if amounts},
        "stock": {row: [place[one] for one in of] for row, of in stocks.items()},
        "lines": {
            line.row.id: [line.target, line.month, line.year, line.last_year]
            for line in report.lines
            if line.row.share_of is None
        },
        "progress": [[one.this_year, one.last_year] for one in report.progress],
        "balances": {column.value: asdict(balance) for column, balance in report.balances.items()},
        "unmapped": [[str(one.month), one.what, one.code, list(of)] for one, of in report.unmapped.items()],
    }


def _amounts(amounts: Mapping[str, int], place: Mapping[str, int]) -> list[int] | dict[str, int]:
    """Places alone where every amount is 1, else places with amounts."""
    if all(amount == 1 for amount in amounts.values()):
        return [place[one] for one in amounts]
    return {str(place[one]): amount for one, amount in amounts.items()}


def from_plain(month: Month, plain: Plain) -> FrozenMonth:
    """A frozen month from what was kept."""
    return FrozenMonth(
        month=month,
        basis=MonthBasis(plain["basis"]),
        flow=_flow(month, plain),
        stock={row: tuple(plain["ids"][at] for at in of) for row, of in plain["stock"].items()},
        lines=plain["lines"],
        progress=plain["progress"],
        balances={Column(column): Balance(**parts) for column, parts in plain["balances"].items()},
        unmapped={
            Unmapped(type(month).parse(written), what, code): tuple(of) for written, what, code, of in plain["unmapped"]
        },
    )


def _flow(month: Month, plain: Plain) -> MonthFlow:
    ids: list[str] = plain["ids"]
    cuts = [CutKey(*parts) for parts in plain["cuts"]]
    entries = {
        row: dict.fromkeys((ids[at] for at in amounts), 1)
        if isinstance(amounts, list)
        else {ids[int(at)]: amount for at, amount in amounts.items()}
        for row, amounts in plain["rows"].items()
    }
    return MonthFlow(
        month,
        entries,
        {one: cuts[at] for one, at in zip(ids, plain["cut"], strict=True) if at != _NO_CUT},
        frozenset(plain["lines"]),
    )
