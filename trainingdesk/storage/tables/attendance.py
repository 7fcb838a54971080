"""Registers (点名册) and attendance marks (考勤记录)."""

from datetime import datetime

from sqlmodel import Field

from trainingdesk.domain.attendance import Mark
from trainingdesk.storage.tables.base import Synced, moment, one_of, refers_to


class Register(Synced, table=True):
    """The register of one lesson; its id is the lesson's."""

    __tablename__ = "register"

    class_id: str = refers_to("training_class", index=True)
    opened_at: datetime | None = moment(default=None)
    opened_by: str | None = None
    closed_at: datetime | None = moment(default=None)
    closed_by: str | None = None
    taken_by: str | None = None
    signed_sheet_sha256: str | None = None
    note: str | None = None


class AttendanceMark(Synced, table=True):
    """One person's mark in one lesson, with the office's value beside the instructor's.

    There is no index on ``lesson_id``: the id begins like the lesson's, so a register is one range of ids. Neither
    ``class_id`` nor the other keys are foreign keys: the check would cost a look-up a mark and the id already holds them.
    """

    __tablename__ = "attendance_mark"

    class_id: str
    lesson_id: str
    enrollment_id: str
    status: Mark | None = Field(default=None, sa_type=one_of(Mark, "status"))
    minutes: int | None = None
    time_in: int | None = None
    time_out: int | None = None
    reason: str | None = None
    method: str
    typed_at: datetime = moment()
    typed_by: str
    office_status: Mark | None = Field(default=None, sa_type=one_of(Mark, "office_status"))
    office_reason: str | None = None
    office_by: str | None = None
    office_at: datetime | None = moment(default=None)
