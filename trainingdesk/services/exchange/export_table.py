"""What is exported: tables of plain values under described columns."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from trainingdesk.services.exchange.grid import FIRST_INEXACT

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Value: TypeAlias = str | int | float | Decimal | Fraction | date | datetime | None
"""An instant is aware and shown in China's time; None is an empty cell."""
Shown: TypeAlias = str | int | float | bool | date | datetime | None
"""A value as a cell holds it: money in yuan, an instant as local wall time."""

CHINA: Final = timezone(timedelta(hours=8))
"""UTC+8 without summer time since 1992 (Asia/Shanghai)."""
FEN_PER_YUAN: Final = 100


class ColumnKind(StrEnum):
    """How a column's values are shown; a text in any column stays a text."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    MONEY = "money"  # integer fen, shown in yuan
    PERCENT = "percent"  # a share, 1 is 100%


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column; ``width`` is in characters of the default font."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT
    width: float = 14


@dataclass(frozen=True, slots=True)
class ExportTable:
    """A table; its rows may be made while they are written, each with one value per column."""

    name: str
    columns: tuple[ExportColumn, ...]
    rows: Iterable[Sequence[Value]]


def shown(value: Value, kind: ColumnKind) -> Shown:
    """What stands in the cell: the type decides where it fits the column, and anything else is text."""
    match value:
        case None | "":
            return None
        case bool():
            return value
        case str():
            return str(value)
        case datetime():
            return _shown_moment(value, kind)
        case date():
            return value if kind in {ColumnKind.DATE, ColumnKind.MOMENT} else value.isoformat()
        case _:
            return _shown_number(value, kind)


def _shown_moment(value: datetime, kind: ColumnKind) -> date | str:
    local = value.astimezone(CHINA).replace(tzinfo=None) if value.tzinfo else value
    match kind:
        case ColumnKind.MOMENT:
            return local
        case ColumnKind.DATE:
            return local.date()
        case _:
            return local.isoformat(" ", "minutes")


def _shown_number(value: float | Decimal | Fraction, kind: ColumnKind) -> int | float | str:
    """A number that an office program can hold without losing digits, else its digits as text."""
    if kind is ColumnKind.TEXT or (isinstance(value, float) and not math.isfinite(value)):
        return str(value)
    exact = Fraction(value) / FEN_PER_YUAN if kind is ColumnKind.MONEY else Fraction(value)
    if exact.denominator != 1:
        return float(exact)
    return int(exact) if abs(exact) < FIRST_INEXACT else str(int(exact))
