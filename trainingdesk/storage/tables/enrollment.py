"""Enrollments (学员报名): one per person and class, with dated stints and append-only events."""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class Enrollment(Synced, table=True):
    """A person in a class; ``status``, ``joined_on`` and ``left_on`` follow from events and stints."""

    __tablename__ = "enrollment"
    # Everything that the monthly report reads of an enrollment: without it two years are read from the whole table (55 ms of
    # 29,000 rows for 29).
    __table_args__: ClassVar[Any] = (
        Index(
            "ix_enrollment_month",
            "class_id",
            "status",
            "joined_on",
            "left_on",
            "source",
            "paid_category",
            "deleted",
            "person_id",
        ),
        {"sqlite_with_rowid": False},
    )

    class_id: str = refers_to("training_class")
    person_id: str = refers_to("person", index=True)
    number: str
    paid_category: str | None = None
    seat: str | None = None
    lease_id: str | None = None
    source: str
    flagged: str | None = None
    note: str | None = None
    status: Status = Field(sa_type=one_of(Status, "status"))
    joined_on: date | None = None
    left_on: date | None = None


class Stint(Synced, table=True):
    """The days a person belonged to a class; re-enrolling opens a new one."""

    __tablename__ = "stint"

    enrollment_id: str = refers_to("enrollment", index=True)
    class_id: str = refers_to("training_class")
    joined_on: date
    left_on: date | None = None
    left_reason: str | None = None


class EnrollmentEvent(Synced, table=True):
    """What happened to an enrollment; its status is a fold of these.

    ``seen`` is the status its author saw, ``takes_back`` the event that it undoes.
    """

    __tablename__ = "enrollment_event"
    # The monthly report asks which enrollments completed since a day; without the index it reads every event (0.3 s of 0.6).
    __table_args__: ClassVar[Any] = (
        Index(
            "ix_enrollment_event_completed",
            "day",
            "enrollment_id",
            "class_id",
            "deleted",
            sqlite_where=text("kind = 'completed'"),
        ),
        {"sqlite_with_rowid": False},
    )

    enrollment_id: str = refers_to("enrollment", index=True)
    class_id: str = refers_to("training_class")
    kind: EventKind = Field(sa_type=one_of(EventKind, "kind"))
    day: date
    reason: str | None = None
    override: str | None = None
    seen: Status | None = Field(default=None, sa_type=one_of(Status, "seen"))
    takes_back: str | None = None
    by_user: str
    at: datetime = moment()
    lease_id: str | None = None


class SeatLease(Synced, table=True):
    """Seats of a class that one laptop may promise without asking; only the centre writes it.

    Enrollments name the lease that their seat is under: how many of its seats are used is counted, not kept.
    """

    __tablename__ = "seat_lease"

    class_id: str = refers_to("training_class")
    device_id: str
    device_number: int
    seats: int
    taken_on: date
    ends_on: date
    ended_on: date | None = None
    by_user: str


class Followup(Synced, table=True):
    """What became of a person after the class."""

    __tablename__ = "followup"

    enrollment_id: str = refers_to("enrollment", index=True)
    class_id: str = refers_to("training_class")
    employed: bool
    employed_on: date | None = None
    employer_name: str | None = None
    checked_on: date
    method: str
    note: str | None = None
