"""Monthly reports (月报) as documents: prepared by one, reviewed and frozen by others; returned ones get a new version.

Freezing closes a month for ever: its figures are kept with the ids behind them, and whatever changes in it afterwards is
posted as a signed adjustment of the month that is frozen next.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain import access
from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month import report_of
from trainingdesk.domain.month_book import Past, pending
from trainingdesk.domain.month_frozen import to_plain
from trainingdesk.domain.monthly_report import REPORT_STEPS, ReportState, may_freeze, may_return, to_freeze
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.month import figures_in
from trainingdesk.services.month_facts import basis_of, tally_of, without_collecting
from trainingdesk.services.month_omission import omissions
from trainingdesk.services.month_past import frozen_versions, past_of
from trainingdesk.services.monthly_report_head import head_of
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import monthly_report as stored
from trainingdesk.storage import rows
from trainingdesk.storage.delegation import delegation_of
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sqlmodel import Session

    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.month import MonthReport
    from trainingdesk.domain.month_book import Adjustment
    from trainingdesk.domain.month_tally import Tally
    from trainingdesk.services.month import Figures
    from trainingdesk.services.monthly_report_head import ReportHead
    from trainingdesk.storage.monthly_report import ReportRow


def list_reports(work: Work) -> tuple[ReportRow, ...]:
    """Every version of every month's report."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.versions(session)


def version_of(work: Work, month: Month) -> ReportRow | None:
    """The newest version of a month's report; None while nobody prepared one."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return _newest(session, month)


def adjustments_posted(work: Work, month: Month) -> tuple[Adjustment, ...]:
    """The corrections of earlier months that a month states (FEATURES 58)."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return tuple(one for one in stored.adjustments(session) if one.posted == month)


class Signing(StrEnum):
    """What somebody does with a report."""

    PREPARE = "prepare"  # 编制
    REVIEW = "review"  # 复核
    FREEZE = "freeze"  # 报送、锁定
    RETURN = "return"  # 退回


@dataclass(frozen=True, slots=True)
class Draft:
    """What signing a report would write, by table and id, counted with the county up to ``head``."""

    changes: Changes
    rows: tuple[tuple[str, str, dict[str, Any]], ...]
    head: int


def prepare(work: Work, month: Month) -> Changes:
    """Say that the report of a month is prepared (编制); a new version after a return.

    Raises Refused once it is frozen, and before the month began. This and the rest is for desks that work alone: of a
    county with a centre see ``sync/monthly_report.py``.
    """
    return _sign(work, month, Signing.PREPARE)


def review(work: Work, month: Month) -> Changes:
    """Say that somebody else went through a prepared report (复核).

    Raises Refused where nobody prepared one, where it went on already, and for the preparer themselves without a written
    delegation.
    """
    return _sign(work, month, Signing.REVIEW)


def freeze(work: Work, month: Month) -> Changes:
    """Freeze a month and everything open before it (报送、锁定): figures are kept, adjustments of frozen months posted.

    Whoever freezes a report that nobody prepared has prepared it. Raises Refused where the month cannot be frozen now and,
    without a written delegation, for whoever prepared it.
    """
    return _sign(work, month, Signing.FREEZE)


def return_report(work: Work, month: Month, *, reason: str) -> Changes:
    """Open the last frozen month again because it was sent back (退回); what it posted stays posted.

    Raises Refused for a month that is not the last frozen one, and without a reason.
    """
    return _sign(work, month, Signing.RETURN, reason=reason)


def draft(work: Work, month: Month, signing: Signing, *, reason: str | None = None) -> Draft:
    """What signing would write at this desk, and with it whatever of reports the centre does not know; writes nothing."""
    action, sign = _SIGNINGS[signing]
    drafted: list[Draft] = []
    with suppress(_Enough), work.writing(action, note=reason) as session:
        head = stored.held_of_the_county(session)
        changes = sign(work, session, month, reason)
        drafted.append(Draft(changes, stored.unknown_to_the_centre(session), head))
        raise _Enough
    return drafted[0]


class _Enough(Exception):  # noqa: N818 -- takes a draft back
    """Everything that a draft wrote is known."""


def _sign(work: Work, month: Month, signing: Signing, *, reason: str | None = None) -> Changes:
    action, sign = _SIGNINGS[signing]
    with work.writing(action, note=reason) as session:
        if stored.is_joined(session):
            raise Refused("monthly_report.centre_freezes")
        return sign(work, session, month, reason)


def _prepared(work: Work, session: Session, month: Month, _reason: str | None) -> Changes:
    if month.first_day > work.today():
        raise Refused("monthly_report.month_to_come", month=month)
    _refuse_frozen(session, month)
    return changed(session, Topic.FIGURES, rows=(_prepare(work, session, month),))


def _reviewed(work: Work, session: Session, month: Month, _reason: str | None) -> Changes:
    row = _newest(session, month)
    if row is None:
        raise Refused("monthly_report.not_prepared", month=month)
    REPORT_STEPS.step(ReportState(row.state), ReportState.REVIEWED)
    delegation = _another(work, session, row)
    signed = {"state": ReportState.REVIEWED.value, "reviewed_by": work.worker.user_id, "delegation_id": delegation}
    rows.change(session, "monthly_report", row.id, signed)
    return changed(session, Topic.FIGURES, rows=(row.id,), said=_marked(delegation))


def _frozen(work: Work, session: Session, month: Month, _reason: str | None) -> Changes:
    frozen = frozen_versions(session)
    may_freeze(month, frozen=frozen, today=work.today())
    asked = _newest(session, month)
    if asked is None or asked.state == ReportState.RETURNED:
        asked = _row(session, _prepare(work, session, month))
    delegation = _another(work, session, asked)
    with without_collecting():
        months = to_freeze(month, frozen=frozen)
        ids = _freeze_all(work, session, months, signed_like=asked, delegation=delegation)
    return changed(session, Topic.FIGURES, rows=tuple(ids), said=(*_marked(delegation), *_early(work, month)))


def _returned(_work: Work, session: Session, month: Month, reason: str | None) -> Changes:
    frozen = frozen_versions(session)
    may_return(month, frozen=frozen)
    REPORT_STEPS.move(ReportState.FROZEN, ReportState.RETURNED, reason=reason or "")
    rows.change(session, "monthly_report", frozen[month].id, {"state": ReportState.RETURNED.value})
    return changed(session, Topic.FIGURES, rows=(frozen[month].id,))


#: Under which action of the access table each is done, and what it writes.
_SIGNINGS: Final[Mapping[Signing, tuple[Action, Callable[[Work, Session, Month, str | None], Changes]]]] = (
    MappingProxyType(
        {
            Signing.PREPARE: (Action.PREPARE_REPORT, _prepared),
            Signing.REVIEW: (Action.REVIEW_REPORT, _reviewed),
            Signing.FREEZE: (Action.FREEZE_REPORT, _frozen),
            Signing.RETURN: (Action.FREEZE_REPORT, _returned),
        }
    )
)


def _newest(session: Session, month: Month) -> ReportRow | None:
    return next(iter(stored.versions(session, str(month))), None)


def _row(session: Session, row_id: str) -> ReportRow:
    return next(row for row in stored.versions(session) if row.id == row_id)


def _refuse_frozen(session: Session, month: Month) -> None:
    row = _newest(session, month)
    if row is not None and row.state == ReportState.FROZEN:
        raise Refused("monthly_report.frozen_already", month=month)


def _prepare(work: Work, session: Session, month: Month) -> str:
    """The row of the version that is open, signed by this worker; what others signed on it is void."""
    newest = _newest(session, month)
    version = 1 if newest is None else newest.version + (newest.state == ReportState.RETURNED)
    row_id = fact_id("monthly_report", str(month), str(version))
    signed = {
        "state": ReportState.PREPARED.value,
        "basis": basis_of(session).value,
        "prepared_by": work.worker.user_id,
        "reviewed_by": None,
        "delegation_id": None,
    }
    keys = {"month": str(month), "version": version}
    return rows.put(session, "monthly_report", row_id=row_id, county_code=work.county_code, keys=keys, values=signed)


def _another(work: Work, session: Session, row: ReportRow) -> str | None:
    """The delegation under which somebody approves their own work; None where another prepared it."""
    me = work.worker.user_id
    held = delegation_of(session, me, on=work.today()) if row.prepared_by == me else None
    access.require_another(preparer=row.prepared_by, approver=me, delegation=held.document if held else None)
    return row.delegation_id if held is None else held.id


def _freeze_all(
    work: Work, session: Session, months: Sequence[Month], *, signed_like: ReportRow, delegation: str | None
) -> list[str]:
    """Keep months as they stand now, oldest first; what earlier frozen months changed by is posted in the first of them."""
    signed = {
        "state": ReportState.FROZEN.value,
        "frozen_at": work.now(),
        "prepared_by": signed_like.prepared_by,
        "reviewed_by": signed_like.reviewed_by,
        "approved_by": work.worker.user_id,
        "delegation_id": delegation,
    }
    past, ids = past_of(session, months[-1]).past, []
    for _year, of_year in groupby(months, key=attrgetter("year")):
        same_year = list(of_year)
        tally = tally_of(session, same_year[-1])
        targets = {row.measure: row.value for row in stored.targets(session, same_year[-1].year)}
        for month in same_year:
            report = report_of(tally, month, past=past, targets=targets)
            posted = pending(tally, past, month)
            ids.append(_keep(work, session, report, tally, signed))
            rows.add_many(session, "report_adjustment", [_adjustment(work, one) for one in posted])
            past = Past({**past.frozen, month: tally.flow(month)}, (*past.adjustments, *posted))
    return ids


def _keep(work: Work, session: Session, report: MonthReport, tally: Tally, signed: dict[str, Any]) -> str:
    """Write one frozen month; answers the id of its version."""
    omitted = omissions(session, report, tally.facts, today=work.today())
    kept = {**to_plain(report, tally), "omitted": [[one.key, _spoken(one)] for one in omitted]}
    figures = json.dumps(kept, ensure_ascii=False, separators=(",", ":"))
    row_id = _open_row(work, session, report.month)
    rows.change(session, "monthly_report", row_id, {**signed, "basis": report.basis.value, "figures": figures})
    return row_id


def _open_row(work: Work, session: Session, month: Month) -> str:
    newest = _newest(session, month)
    if newest is None or newest.state == ReportState.RETURNED:
        return _prepare(work, session, month)
    return newest.id


def _adjustment(work: Work, one: Adjustment) -> dict[str, Any]:
    return {
        "id": work.new_id(),
        "county_code": work.county_code,
        "posted_month": str(one.posted),
        "about_month": str(one.about),
        "figure": one.row,
        "amount": one.amount,
        "row_ids": json.dumps(dict(one.ids)),
        "by_user": work.worker.user_id,
        "at": work.now(),
    }


def _spoken(said: Said) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in said.values}


def _marked(delegation: str | None) -> tuple[Said, ...]:
    return () if delegation is None else (Said.of("monthly_report.own_work"),)


def _early(work: Work, month: Month) -> tuple[Said, ...]:
    """A month that is not over yet may be reported; what comes after is an adjustment, and that is said."""
    over = work.today() > month.last_day
    return () if over else (Said.of("monthly_report.month_runs", until=month.last_day),)


def printable(work: Work, month: Month) -> tuple[Figures, ReportHead]:
    """The figures of a month with the head they are printed under, of one moment."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return figures_in(work, session, month), head_of(work, session, month)
