"""The cuts of the monthly report as tables: month and year of classes, people, papers and money side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_cut import Cut
from trainingdesk.domain.month_tally import CUT_ROWS
from trainingdesk.reports.document import Align, Column, Count, Density, Money, Row, Table, Text, Tone

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.domain.month_cut import CutLine, CutTable
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Value
    from trainingdesk.services.month import Figures


_BY_SIZE: Final = frozenset({Cut.INSTITUTION, Cut.OCCUPATION})
#: In millimetres: dense numbers need air above and below.
_ROW_HEIGHT: Final = 4.8


def cut_tables(figures: Figures, words: Sentences, *, money_decimals: int) -> Iterator[Table]:
    """A table for each cut; a name that is not known is shown by its code."""
    for cut in figures.report.cuts:
        yield _table(cut, figures.names[cut.cut], words, money_decimals)


def _table(cut: CutTable, names: Mapping[str, str], words: Sentences, money_decimals: int) -> Table:
    title = words.of(f"month.cut_{cut.cut}")
    columns = (Column(title, 9, grow=1), *_columns(words))
    rows = tuple(_row(line, names, words, money_decimals) for line in in_order(cut))
    total = Row((Text(words.of("monthly_report.total")), *_totals(cut, money_decimals)), Tone.STRONG)
    return Table(columns, rows, total=total, title=title, density=Density.DENSE, row_height=_ROW_HEIGHT, frozen=1)


def in_order(cut: CutTable) -> list[CutLine]:
    """Institutions and occupations by their person-times, the others by their codes; what was not entered last."""
    if cut.cut not in _BY_SIZE:
        return list(cut.lines)
    return sorted(cut.lines, key=lambda line: (line.key is None, -line.year["A1"]))


def name_of(line: CutLine, names: Mapping[str, str], words: Sentences) -> str:
    """What a line is called; a name that is not known is shown by its code."""
    return words.of("month.cut_unknown") if line.key is None else names.get(line.key, line.key)


def _columns(words: Sentences) -> Iterator[Column]:
    for row in CUT_ROWS:
        group = words.of(f"monthly_report.cut_{row.lower()}")
        for key in ("monthly_report.cut_month", "monthly_report.cut_year"):
            yield Column(words.of(key), 4.2, Align.END, group=group)


def _row(line: CutLine, names: Mapping[str, str], words: Sentences, money_decimals: int) -> Row:
    name = name_of(line, names, words)
    tone = Tone.MUTED if line.key is None else Tone.PLAIN
    numbers = (_amount(row, side[row], money_decimals) for row in CUT_ROWS for side in (line.month, line.year))
    return Row((Text(name), *numbers), tone)


def _totals(cut: CutTable, money_decimals: int) -> Iterator[Value]:
    for row in CUT_ROWS:
        for year in (False, True):
            yield _amount(row, cut.total(row, year=year), money_decimals)


def _amount(row: str, value: int, money_decimals: int) -> Value:
    return Money(value, money_decimals) if row == "F4" else Count(value)
