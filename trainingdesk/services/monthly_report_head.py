"""What stands around the figures of a monthly report: who reports, who signed, on which device, how numbers are printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.services.setting import value_of
from trainingdesk.settings import declared
from trainingdesk.storage import account, monthly_report, rows

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session

    from trainingdesk.domain.calendar import Month
    from trainingdesk.services.work import Work


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportHead:
    """Header and footer of a report; names are those shown to people, ``delegation`` is the document of a self-approval."""

    organization: str
    head: str
    phone: str
    filled_on: date
    preparer: str
    reviewer: str | None
    approver: str | None
    delegation: str | None
    version: int
    state: ReportState | None
    frozen_at: datetime | None
    cut_off: datetime
    device: str
    unsynced: int | None
    money_decimals: int
    completion_decimals: int


def head_of(work: Work, session: Session, month: Month) -> ReportHead:
    """The head of a month's newest version; before anybody prepared one, whoever asks prepares it."""
    row = next(iter(monthly_report.versions(session, str(month))), None)
    names = {user.id: user.display_name for user in account.users(session, on=work.today())}
    device, unsynced = monthly_report.device(session)
    held = rows.find(session, "delegation", row.delegation_id) if row and row.delegation_id else None
    frozen_at = row.frozen_at if row and row.state == ReportState.FROZEN else None
    return ReportHead(
        organization=value_of(session, declared.CENTER_NAME),
        head=value_of(session, declared.REPORT_HEAD),
        phone=value_of(session, declared.REPORT_PHONE),
        filled_on=work.today(),
        preparer=names.get((row and row.prepared_by) or "", work.worker.name),
        reviewer=names.get(row.reviewed_by or "") if row else None,
        approver=names.get(row.approved_by or "") if row else None,
        delegation=held.document if held else None,
        version=row.version if row else 1,
        state=ReportState(row.state) if row else None,
        frozen_at=frozen_at,
        cut_off=frozen_at or work.now(),
        device=device[-12:],
        unsynced=unsynced,
        money_decimals=value_of(session, declared.MONEY_DECIMALS),
        completion_decimals=value_of(session, declared.COMPLETION_DECIMALS),
    )
