"""The figures of a month (月报数据): what its report states, and the rows behind each of its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month import behind as ids_behind
from trainingdesk.domain.month import report_of
from trainingdesk.domain.month_cut import Cut
from trainingdesk.domain.month_rows import Column, ReportTables, RowKind
from trainingdesk.domain.training_class import DELIVERY_CODES
from trainingdesk.services.month_facts import tables_of, tally_of, without_collecting
from trainingdesk.services.month_omission import omissions
from trainingdesk.services.month_past import past_of
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.settings.divisions import places_of
from trainingdesk.storage import catalogue, month_behind, monthly_report

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month import MonthReport
    from trainingdesk.domain.month_rows import ReportRow
    from trainingdesk.services.changes import Said
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True)
class Figures:
    """The report of a month with what it does not include, and the names of what it is cut by."""

    report: MonthReport
    omitted: tuple[Said, ...]
    names: Mapping[Cut, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class BehindLine:
    """One row behind a number; ``amount`` is 1 or fen, below zero where an adjustment took it away.

    ``words`` say what it is, by heading (``month.head_<heading>``); they are empty where the row is gone.
    """

    id: str
    amount: int
    words: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Behind:
    """A number and the rows behind it; the amounts sum to it."""

    row: ReportRow
    column: Column
    value: int
    lines: tuple[BehindLine, ...]


def figures(work: Work, month: Month) -> Figures:
    """What the report of a month states: as it was frozen, or as the rows of today make it."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return figures_in(work, session, month)


def figures_in(work: Work, session: Session, month: Month) -> Figures:
    """``figures`` for use cases that are in a transaction already."""
    with without_collecting():
        return _figures(work, session, month)


def _figures(work: Work, session: Session, month: Month) -> Figures:
    past = past_of(session, month)
    kept = past.kept.get(month)
    names = cut_names(session, work.county_code)
    if kept is not None:
        return Figures(kept.frozen.report(tables_of(session), past.past), kept.omitted, names)
    targets = {row.measure: row.value for row in monthly_report.targets(session, month.year)}
    tally = tally_of(session, month)
    report = report_of(tally, month, past=past.past, targets=targets)
    return Figures(report, omissions(session, report, tally.facts, today=work.today()), names)


def behind(work: Work, month: Month, row_id: str, column: Column) -> Behind:
    """The rows behind a number of the report (下钻).

    Raises Refused for a row or a column that has no rows behind it: a target was set, completion and change are
    calculated from the year, a rate from two rows, and a month that was frozen before the report had a row states nothing
    of it; and for a row that is made of a sensitive category, where the worker may not see whose it is.
    """
    if column not in {Column.MONTH, Column.YEAR, Column.LAST_YEAR}:
        raise Refused("month.nothing_behind", column=column)
    with work.reading(Action.SEE_EVERYTHING) as session:
        tables = tables_of(session)
        row = _row(tables, row_id)
        if row.kind is RowKind.RATE:
            raise Refused("month.nothing_behind", column=row.id)
        if _tells_a_category(tables, row, unseen_categories(work, session)):
            work.require(Action.SEE_SENSITIVE)
        past = past_of(session, month)
        kept = past.kept.get(month)
        if kept is not None and not kept.frozen.flow.states(row.id):
            raise Refused("month.nothing_behind", column=row.id)
        if kept is not None and row.kind is RowKind.STOCK and column is not Column.LAST_YEAR:
            amounts = dict.fromkeys(kept.frozen.stock.get(row.id, ()), 1)
        else:
            amounts = ids_behind(tally_of(session, month), month, row, column, past=past.past)
        words = month_behind.rows_behind(session, row.about, amounts)
    known = [BehindLine(one, amounts[one], said) for one, said in words.items()]
    gone = [BehindLine(one, amount, MappingProxyType({})) for one, amount in amounts.items() if one not in words]
    return Behind(row, column, sum(amounts.values()), (*known, *gone))


def _tells_a_category(tables: ReportTables, row: ReportRow, unseen: frozenset[str]) -> bool:
    """Whether everybody behind a row has a category that is not to be seen (残疾人): its names would tell it."""
    counted = {code for code, of_row in tables.categories.items() if of_row == row.id}
    return bool(counted) and counted <= unseen


def _row(tables: ReportTables, row_id: str) -> ReportRow:
    for row in tables.rows:
        if row.id == row_id.strip().upper():
            return row
    raise Refused("target.no_such_row", found=row_id)


def cut_names(session: Session, county_code: str) -> Mapping[Cut, Mapping[str, str]]:
    """What the keys of every cut are called."""
    levels = {item.code: item.name for item in catalogue.code_items(session, "skill_levels")}
    modes = {str(DELIVERY_CODES[item.code]): item.name for item in CodeTable.shipped("delivery_modes")}
    return MappingProxyType(
        {
            Cut.TOWNSHIP: _townships(county_code),
            Cut.INSTITUTION: month_behind.names(session, "institution"),
            Cut.OCCUPATION: month_behind.names(session, "occupation"),
            Cut.LEVEL: levels,
            Cut.MODE: modes,
        }
    )


def _townships(county_code: str) -> Mapping[str, str]:
    """The townships of the county; none where the program ships no list of its places, and the codes stand for them."""
    try:
        return {place.code: place.name for place in places_of(county_code)}
    except FileNotFoundError:
        return {}
