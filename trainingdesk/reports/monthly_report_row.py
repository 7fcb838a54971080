"""What a row of the monthly report is called, and its values as they are printed."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.month_rows import Unit
from trainingdesk.reports.document import Absent, Count, Money, Share

if TYPE_CHECKING:
    from trainingdesk.domain.month_rows import Figure, ReportRow
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.reports.document import Value

_RATE_DECIMALS: Final = 2


def title_of(row: ReportRow, words: Sentences) -> str:
    """The name of a row: the county's own where it has one."""
    return row.title or words.of(row.title_key)


def amount(row: ReportRow, value: Figure, *, money_decimals: int, signed: bool = False) -> Value:
    """A value of a row as it is printed: 万元 for money, a percentage for a rate, a whole number for everything else."""
    match value:
        case None:
            return Absent()
        case Fraction():
            return Share(value, signed, decimals=_RATE_DECIMALS)
        case _:
            return Money(value, money_decimals, signed) if row.unit is Unit.MONEY else Count(value, signed)
