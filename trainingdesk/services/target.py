"""Year targets (年度目标): what a year should reach of a row of the monthly report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import YEARS
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_rows import ROWS, RowKind, Unit
from trainingdesk.domain.rounding import FEN_PER_WAN
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import monthly_report as stored
from trainingdesk.storage import rows
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from trainingdesk.domain.month_rows import ReportRow


@dataclass(frozen=True, slots=True)
class Target:
    """The target of one row; money in whole fen."""

    year: int
    row: ReportRow
    value: int


def set_target(work: Work, year: int, measure: str, value: int) -> Changes:
    """Set what ``year`` should reach of the row ``measure`` (money in fen); 0 is no target and prints a dash.

    Raises Refused for a row that the report does not have, a year out of the ordinary and a target below 0.
    """
    measure = report_row(measure).id
    if year not in YEARS:
        raise Refused("target.year_unlikely", found=year)
    if value < 0:
        raise Refused("target.below_zero", found=value)
    row_id = fact_id("target", str(year), measure)
    keys = {"year": year, "measure": measure}
    with work.writing(Action.SET_TARGET) as session:
        rows.put(session, "target", row_id=row_id, county_code=work.county_code, keys=keys, values={"value": value})
        return changed(session, Topic.FIGURES, rows=(row_id,))


def list_targets(work: Work, year: int) -> tuple[Target, ...]:
    """The targets of a year in the order of the report."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = {row.measure: row.value for row in stored.targets(session, year)}
    return tuple(Target(year, row, found[row.id]) for row in ROWS if row.id in found)


def report_row(measure: str) -> ReportRow:
    """The row of the report of this id; raises Refused for any other, and for a rate."""
    for row in ROWS:
        if row.id == measure.strip().upper() and row.kind is not RowKind.RATE:
            return row
    raise Refused("target.no_such_row", found=measure)


def read_value(measure: str, written: str) -> int:
    """A target as people write it: a whole number, or for money an amount in 万元 (433.1).

    Raises Refused for anything else.
    """
    row = report_row(measure)
    try:
        number = Decimal(written.replace(",", "").strip())
    except InvalidOperation:
        raise Refused("target.no_number", found=written) from None
    amount = number * FEN_PER_WAN if row.unit is Unit.MONEY else number
    if not number.is_finite() or amount != int(amount):
        raise Refused("target.no_number", found=written)
    return int(amount)
