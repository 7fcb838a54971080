"""The balance rules of the monthly report as checks, each with both of its sides (平衡关系)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_rows import Column
from trainingdesk.domain.month_tally import CUT_ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trainingdesk.domain.month_book import Book
    from trainingdesk.domain.month_cut import CutTable
    from trainingdesk.domain.month_rows import ReportTables
    from trainingdesk.domain.month_stay import Balance


class Rule(StrEnum):
    """The kinds of balance."""

    PARTS = "parts"  # a row is the sum of the parts of a split
    WITHIN = "within"  # a part that overlaps is not more than its row
    HIGH_SKILL = "high_skill"  # C2 is not more than the qualifications and the levels 3 and above
    RUNNING_SUM = "running_sum"  # 本年累计 = 上月本年累计 + 本月新增
    PEOPLE = "people"  # people counted once are not more than person-times
    IN_TRAINING = "in_training"  # 期末在训 = 期初 + 开班 + 中途加入 + 净转入 - 结业 - 退出
    CUT = "cut"  # the lines of a cut sum to its row


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One comparison. ``of`` are the rows (or the cut) on the right side."""

    rule: Rule
    row: str
    column: Column
    left: int
    right: int
    of: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether the two sides agree."""
        return self.left <= self.right if self.rule in _AT_MOST else self.left == self.right


_AT_MOST: Final = frozenset({Rule.WITHIN, Rule.HIGH_SKILL, Rule.PEOPLE})
_COLUMNS: Final = (Column.MONTH, Column.YEAR)

#: The values of a column by row.
Values = dict[str, int]


def checks(
    book: Book, values: Mapping[Column, Values], cuts: Sequence[CutTable], balances: Mapping[Column, Balance]
) -> tuple[Check, ...]:
    """Every balance rule of a report.

    A month by itself may hold signed adjustments, so what is *at most* is compared over the year.
    """
    tables = book.tally.tables
    found: list[Check] = []
    for column in _COLUMNS:
        found += _parts(tables, values[column], column)
        found += _cuts(book, values[column], cuts, column)
        found.append(_in_training(balances[column], column))
    found += _within(tables, values[Column.YEAR])
    found += _high_skill(tables, values[Column.YEAR])
    found += _running_sums(book, values)
    people, times = values[Column.YEAR]["E1"], values[Column.YEAR]["A1"]
    found.append(Check(rule=Rule.PEOPLE, row="E1", column=Column.YEAR, left=people, right=times, of=("A1",)))
    return tuple(found)


def splits(tables: ReportTables) -> dict[tuple[str, str], list[str]]:
    """The parts of every row that is split, by row and by what it is split by."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in tables.rows:
        if row.parent is not None and row.split is not None:
            found[row.parent, row.split].append(row.id)
    return dict(found)


def _parts(tables: ReportTables, values: Values, column: Column) -> Iterator[Check]:
    for (parent, _split), parts in splits(tables).items():
        whole = sum(values[part] for part in parts)
        yield Check(rule=Rule.PARTS, row=parent, column=column, left=values[parent], right=whole, of=tuple(parts))


def _within(tables: ReportTables, values: Values) -> Iterator[Check]:
    for row in tables.rows:
        if row.parent is not None and row.split is None and row.id in values:
            sides = {"left": values[row.id], "right": values[row.parent]}
            yield Check(rule=Rule.WITHIN, row=row.id, column=Column.YEAR, of=(row.parent,), **sides)


def _high_skill(tables: ReportTables, values: Values) -> Iterator[Check]:
    """A qualification (C1.1) can be of level 3 and above too, and its levels have no rows of their own."""
    high = sorted({row for level, row in tables.levels.items() if row is not None and level in tables.high_levels})
    of = ("C1.1", *high)
    most = sum(values[row] for row in of)
    yield Check(rule=Rule.HIGH_SKILL, row="C2", column=Column.YEAR, left=values["C2"], right=most, of=of)


def _running_sums(book: Book, values: Mapping[Column, Values]) -> Iterator[Check]:
    first = book.month.number == 1
    for row in book.tally.tables.rows:
        if not row.adds_up or row.id not in values[Column.YEAR] or not book.states(row.id):
            continue
        before = 0 if first else book.year_to_date(row.id, book.month.previous)
        yield Check(
            rule=Rule.RUNNING_SUM,
            row=row.id,
            column=Column.YEAR,
            left=values[Column.YEAR][row.id],
            right=before + values[Column.MONTH][row.id],
        )


def _in_training(balance: Balance, column: Column) -> Check:
    return Check(rule=Rule.IN_TRAINING, row="D5", column=column, left=balance.closing, right=balance.expected)


def _cuts(book: Book, values: Values, cuts: Sequence[CutTable], column: Column) -> Iterator[Check]:
    """A year of which a month was frozen before the report had a row is cut by the other months alone."""
    stated = [row for row in CUT_ROWS if row in values and book.states(row)]
    for table in cuts:
        for row in stated:
            total = table.total(row, column)
            yield Check(rule=Rule.CUT, row=row, column=column, left=values[row], right=total, of=(table.cut.value,))
