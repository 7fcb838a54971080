"""Queries over monthly reports (月报), their adjustments and the targets of a year."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_book import Adjustment
from trainingdesk.storage.rows import columns, fetch, live, table
from trainingdesk.storage.sync_digest import can_be_compared
from trainingdesk.storage.sync_inbox import cursor
from trainingdesk.storage.sync_places import WHOLE_COUNTY
from trainingdesk.storage.sync_values import fields_of
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A version of a month's report; its frozen figures are read by ``figures_of``."""

    id: str
    month: str
    version: int
    state: str
    basis: str
    frozen_at: datetime | None
    prepared_by: str | None
    reviewed_by: str | None
    approved_by: str | None
    delegation_id: str | None


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What a year should reach of one row of the report."""

    id: str
    year: int
    measure: str
    value: int


def versions(session: Session, month: str | None = None) -> tuple[ReportRow, ...]:
    """The reports of a month or of all, by month, the newest version of each first."""
    target = table("monthly_report")
    query = select(*columns(ReportRow, "monthly_report")).where(live("monthly_report"))
    if month is not None:
        query = query.where(target.c.month == month)
    return fetch(session, ReportRow, query.order_by(target.c.month, target.c.version.desc()))


def figures_of(session: Session, report_ids: Collection[str]) -> dict[str, Any]:
    """The frozen figures of reports by id, as ``domain/month_frozen`` made them plain."""
    target = table("monthly_report")
    query = select(target.c.id, target.c.figures).where(
        target.c.id.in_(list(report_ids)), target.c.figures.is_not(None)
    )
    return {row.id: json.loads(row.figures) for row in session.connection().execute(query)}


def adjustments(session: Session) -> tuple[Adjustment, ...]:
    """Every adjustment that was ever posted, the oldest first."""
    target = table("report_adjustment")
    query = select(target).where(live("report_adjustment")).order_by(target.c.at, target.c.id)
    return tuple(
        Adjustment(Month.parse(row.posted_month), Month.parse(row.about_month), row.figure, json.loads(row.row_ids))
        for row in session.connection().execute(query)
    )


def targets(session: Session, year: int) -> tuple[TargetRow, ...]:
    """The targets of a year by measure."""
    target = table("target")
    query = select(*columns(TargetRow, "target")).where(live("target"), target.c.year == year)
    return fetch(session, TargetRow, query.order_by(target.c.measure))


def is_joined(session: Session) -> bool:
    """Whether this desk was joined to a centre, which then freezes the months."""
    return bool(session.connection().execute(text("SELECT joined FROM sync_control")).scalar_one())


def held_of_the_county(session: Session) -> int:
    """Up to which number of the centre this desk holds the county; 0 while something of its own waits to go there."""
    return 0 if not can_be_compared(session) else cursor(session, WHOLE_COUNTY)


def unknown_to_the_centre(session: Session) -> tuple[tuple[str, str, dict[str, Any]], ...]:
    """Reports that the centre never had, and reports and adjustments that this transaction wrote, as they stand."""
    asked = text(
        "SELECT 'monthly_report' AS name, id FROM monthly_report WHERE sync_ver = 0 UNION "
        "SELECT table_name, row_id FROM history WHERE change_set_id = :number"
    )
    by_table: dict[str, list[str]] = {}
    for row in session.connection().execute(asked, {"number": session.info["change_set"]}):
        by_table.setdefault(row.name, []).append(row.id)
    return tuple(
        (name, row_id, values)
        for name, ids in sorted(by_table.items())
        for row_id, values in sorted(fields_of(session, name, schema.table(name).fields, ids).items())
    )


def device(session: Session) -> tuple[str, int | None]:
    """The id of this device, and how many of its operations the centre has not acknowledged.

    None for a desk that was never joined.
    """
    row = session.connection().execute(text("SELECT device_id, joined FROM sync_control")).one()
    if not row.joined:
        return str(row.device_id), None
    unsynced = session.connection().execute(text("SELECT count(*) FROM sync_change WHERE acked = 0")).scalar_one()
    return str(row.device_id), int(unsynced)
