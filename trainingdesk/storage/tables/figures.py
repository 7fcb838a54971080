"""Targets, monthly reports (月报) and their adjustments."""

from datetime import datetime

from sqlmodel import Field

from trainingdesk.storage.tables.base import Synced, moment


class Target(Synced, table=True):
    """What a year should reach of one measure (a row of the report)."""

    __tablename__ = "target"

    year: int
    measure: str
    value: int


class MonthlyReport(Synced, table=True):
    """A month's report; frozen figures are kept with their row ids."""

    __tablename__ = "monthly_report"

    month: str = Field(index=True)
    version: int
    state: str
    basis: str
    figures: str | None = None
    frozen_at: datetime | None = moment(default=None)
    prepared_by: str | None = None
    reviewed_by: str | None = None
    approved_by: str | None = None
    delegation_id: str | None = None


class ReportAdjustment(Synced, table=True):
    """A signed correction of a frozen month, posted in a later one."""

    __tablename__ = "report_adjustment"

    posted_month: str = Field(index=True)
    about_month: str
    figure: str
    amount: int
    row_ids: str
    by_user: str
    at: datetime = moment()
