"""The cuts of the monthly report as tables: month and year of what is cut side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_cut import CUT_COLUMNS, PART_ROWS, Cut, CutPart
from trainingdesk.reports.document import Align, Column, Density, Row, Table, Text, Tone
from trainingdesk.reports.monthly_report_row import amount

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from trainingdesk.domain.month_cut import CutLine, CutTable
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Value
    from trainingdesk.services.month import Figures


_BY_SIZE: Final = frozenset({Cut.INSTITUTION, Cut.OCCUPATION})
#: In millimetres: dense numbers need air above and below.
_ROW_HEIGHT: Final = 4.8


def cut_tables(figures: Figures, part: CutPart, words: Sentences, *, money_decimals: int) -> Iterator[Table]:
    """A table for each cut with the columns of a part; a name that is not known is shown by its code."""
    for cut in figures.report.cuts:
        yield _table(figures, cut, part, words, money_decimals)


def _table(figures: Figures, cut: CutTable, part: CutPart, words: Sentences, money_decimals: int) -> Table:
    title = words.of(f"month.cut_{cut.cut}")
    wanted = [(figures.report.line(row).row, column) for row in PART_ROWS[part] for column in CUT_COLUMNS]

    def numbers(of: CutLine | CutTable) -> Iterator[Value]:
        return (amount(row, of.value(row, column), money_decimals=money_decimals) for row, column in wanted)

    names = figures.names[cut.cut]
    rows = tuple(
        Row((Text(name_of(line, names, words)), *numbers(line)), Tone.MUTED if line.key is None else Tone.PLAIN)
        for line in in_order(cut)
    )
    total = Row((Text(words.of("monthly_report.total")), *numbers(cut)), Tone.STRONG)
    columns = (Column(title, 9, grow=1), *_columns(part, words))
    return Table(columns, rows, total=total, title=title, density=Density.DENSE, row_height=_ROW_HEIGHT, frozen=1)


def in_order(cut: CutTable) -> list[CutLine]:
    """Institutions and occupations by their person-times, the others by their codes; what was not entered last."""
    if cut.cut not in _BY_SIZE:
        return list(cut.lines)
    return sorted(cut.lines, key=lambda line: (line.key is None, -line.year["A1"]))


def name_of(line: CutLine, names: Mapping[str, str], words: Sentences) -> str:
    """What a line is called; a name that is not known is shown by its code."""
    return words.of("month.cut_unknown") if line.key is None else names.get(line.key, line.key)


def _columns(part: CutPart, words: Sentences) -> Iterator[Column]:
    for row in PART_ROWS[part]:
        group = words.of(f"monthly_report.cut_{row.lower().replace('.', '_')}")
        for column in CUT_COLUMNS:
            yield Column(words.of(f"monthly_report.cut_{column}"), 4.2, Align.END, group=group)
