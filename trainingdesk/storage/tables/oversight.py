"""Inspections (督查), sanctions, complaints and phone checks."""

from datetime import date, datetime

from sqlmodel import Field

from trainingdesk.storage.tables.base import Synced, moment, refers_to


class InspectionDraw(Synced, table=True):
    """A draw of classes and inspectors from a stored seed (双随机)."""

    __tablename__ = "inspection_draw"

    seed: str
    drawn_at: datetime = moment()
    classes_wanted: int
    inspectors_wanted: int
    candidates: str
    drawn: str
    by_user: str
    at: datetime = moment()


class Inspection(Synced, table=True):
    """One inspection of a class."""

    __tablename__ = "inspection"

    class_id: str = refers_to("training_class", index=True)
    draw_id: str | None = refers_to("inspection_draw", default=None)
    method: str
    inspectors: str
    visited_on: date | None = Field(default=None, index=True)
    qualified: bool | None = None
    findings: str | None = None


class Sanction(Synced, table=True):
    """A sanction against an institution, with its ban."""

    __tablename__ = "sanction"

    institution_id: str = refers_to("institution", index=True)
    action: str
    decided_on: date
    clause: str | None = None
    reason: str | None = None
    ban_from: date | None = None
    ban_until: date | None = None


class Complaint(Synced, table=True):
    """A complaint and what came of it."""

    __tablename__ = "complaint"

    received_on: date
    class_id: str | None = refers_to("training_class", default=None)
    institution_id: str | None = refers_to("institution", default=None)
    content: str
    state: str = "open"
    outcome: str | None = None


class PhoneCheck(Synced, table=True):
    """A call to a trainee."""

    __tablename__ = "phone_check"

    enrollment_id: str = refers_to("enrollment", index=True)
    called_on: date
    class_id: str = refers_to("training_class", index=True)
    caller: str
    answered: bool
    outcome: str | None = None
    note: str | None = None
