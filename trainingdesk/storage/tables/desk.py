"""What never leaves the desk: settings, imports, the record of changes and the state of sync."""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index, text
from sqlmodel import Field

from trainingdesk.storage.tables.base import Base, moment


class Setting(Base, table=True):
    """A setting of this desk, as JSON."""

    __tablename__ = "setting"

    key: str = Field(primary_key=True)
    value: str


class ImportRun(Base, table=True):
    """An import: which file, by whom, with what outcome."""

    __tablename__ = "import_run"

    id: int | None = Field(default=None, primary_key=True)
    change_set_id: int | None = None
    purpose: str
    file_name: str
    file_sha256: str
    sender: str
    counts: str
    by_user: str
    at: datetime = moment()


class HeadingMemory(Base, table=True):
    """The columns a sender's layout was mapped to."""

    __tablename__ = "heading_memory"

    sender: str = Field(primary_key=True)
    mapping: str
    used_at: datetime = moment()


class ReportTemplate(Base, table=True):
    """A form of the county's own for its monthly report or its claims, with the workbook itself: it stays on this desk."""

    __tablename__ = "report_template"

    id: str = Field(primary_key=True)
    kind: str
    title: str = Field(unique=True)
    file_name: str
    sha256: str
    content: bytes
    by_user: str
    at: datetime = moment()


class ChangeSet(Base, table=True):
    """One transaction that changed something: who, when, on which device, by which action.

    ``at`` is by the clock of that device, ``received_at`` by that of the centre, which has all of it that was sent.
    """

    __tablename__ = "change_set"

    id: int | None = Field(default=None, primary_key=True)
    action: str
    note: str | None = None
    user_id: str
    device_id: str
    at: datetime = moment()
    received_at: datetime | None = moment(default=None)
    hlc: int
    undoes: int | None = Field(default=None, index=True)


class History(Base, table=True):
    """Old and new of one group of one row; a creation keeps no copy of its values."""

    __tablename__ = "history"
    __table_args__: ClassVar[Any] = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    change_set_id: int = Field(index=True)
    table_name: str
    row_id: str = Field(index=True)
    group_name: str | None = None
    old: str | None = None
    new: str | None = None
    base_ver: int | None = None


class SyncChange(Base, table=True):
    """The operations of this device, numbered without a gap."""

    __tablename__ = "sync_change"
    __table_args__: ClassVar[Any] = (
        Index("ix_sync_change_waiting", "op", sqlite_where=text("acked = 0")),
        {"sqlite_autoincrement": True},
    )

    op: int | None = Field(default=None, primary_key=True)
    history_id: int = Field(index=True)
    acked: bool = False


class SyncControl(Base, table=True):
    """One row: who this device is, the logical clock and the transaction that is under way."""

    __tablename__ = "sync_control"

    one: int = Field(default=1, primary_key=True)
    device_id: str
    device_number: int = 0
    county_code: str
    joined: bool = False
    epoch: str | None = None
    applying: bool = False
    words_later: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    hlc: int = 0
    clock_offset_ms: int = 0
    change_set_id: int = 0


class PersonKey(Base, table=True):
    """Gives each person the number that the search index knows them by."""

    __tablename__ = "person_key"

    number: int | None = Field(default=None, primary_key=True)
    person_id: str = Field(unique=True)


class MarkCount(Base, table=True):
    """How many people the register of a lesson marks in one way; triggers keep it (``storage/mark_count.py``)."""

    __tablename__ = "mark_count"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    lesson_id: str = Field(primary_key=True)
    mark: str = Field(primary_key=True)
    minutes: int = Field(primary_key=True)
    people: int
