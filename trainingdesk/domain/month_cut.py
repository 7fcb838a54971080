"""The cuts of the monthly report: the same figures by township, institution, occupation, level and way of teaching."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_rows import Column, share
from trainingdesk.domain.month_tally import CUT_ROWS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trainingdesk.domain.month_book import Book
    from trainingdesk.domain.month_facts import CutKey
    from trainingdesk.domain.month_rows import Figure, ReportRow


class Cut(StrEnum):
    """What the report is cut by; the names are those of the fields of ``CutKey``."""

    TOWNSHIP = "township"  # 乡镇(街道)
    INSTITUTION = "institution"  # 培训机构
    OCCUPATION = "occupation"  # 职业(工种)
    LEVEL = "level"  # 等级
    MODE = "mode"  # 授课方式


class CutPart(StrEnum):
    """A cut has more columns than a page is wide: it is told in two parts."""

    PEOPLE = "people"  # 班期、人次、证书与资金
    TEACHING = "teaching"  # 课时、出勤与考核


#: The columns of a cut.
CUT_COLUMNS: Final = (Column.MONTH, Column.YEAR)
#: The rows of each part, which stand side by side.
PART_ROWS: Final = MappingProxyType(
    {CutPart.PEOPLE: ("D1", "A1", "D4", "C1", "F4"), CutPart.TEACHING: ("D2", "H1", "H1.3", "H2", "H4")}
)


@dataclass(frozen=True, slots=True)
class CutLine:
    """One township, institution, …; ``key`` is its code or id, None where it was not entered."""

    key: str | None
    month: Mapping[str, int]
    year: Mapping[str, int]

    def value(self, row: ReportRow, column: Column) -> Figure:
        """What the line counts in a row in the month or the year; a rate is None where there is nothing to be a share of."""
        return _value(row, (self.year if column is Column.YEAR else self.month).__getitem__)


@dataclass(frozen=True, slots=True)
class CutTable:
    """One cut; its lines sum to the rows of the report that are cut (``CUT_ROWS``)."""

    cut: Cut
    lines: tuple[CutLine, ...]

    def total(self, row: str, column: Column) -> int:
        """The sum over all lines of a row that counts, in the month or the year."""
        return sum((line.year if column is Column.YEAR else line.month)[row] for line in self.lines)

    def value(self, row: ReportRow, column: Column) -> Figure:
        """The same of any row; a rate is one of two sums, never a mean of rates."""
        return _value(row, lambda counted: self.total(counted, column))


def _value(row: ReportRow, counted: Callable[[str], int]) -> Figure:
    return counted(row.id) if row.share_of is None else share(*map(counted, row.share_of))


def cut_tables(book: Book) -> tuple[CutTable, ...]:
    """Every cut of a month; a line for each key that has a figure in the year, those not entered last."""
    of_month = {row: book.cut(row, (book.month,)) for row in CUT_ROWS}
    of_year = {row: book.cut(row, book.month.year_to_date) for row in CUT_ROWS}
    return tuple(CutTable(cut, _lines(cut, of_month, of_year)) for cut in Cut)


def _lines(
    cut: Cut, of_month: Mapping[str, Counter[CutKey]], of_year: Mapping[str, Counter[CutKey]]
) -> tuple[CutLine, ...]:
    month, year = _by_key(cut, of_month), _by_key(cut, of_year)
    keys = sorted({*month, *year}, key=lambda key: (key is None, key or ""))
    return tuple(
        CutLine(key, {row: month[key][row] for row in CUT_ROWS}, {row: year[key][row] for row in CUT_ROWS})
        for key in keys
    )


def _by_key(cut: Cut, amounts: Mapping[str, Counter[CutKey]]) -> defaultdict[str | None, Counter[str]]:
    found: defaultdict[str | None, Counter[str]] = defaultdict(Counter)
    for row, counted in amounts.items():
        for cut_key, amount in counted.items():
            found[getattr(cut_key, cut.value)][row] += amount
    return found
