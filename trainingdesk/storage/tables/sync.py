"""What a desk remembers of its exchange with the centre, and the conflicts that the centre found.

Only ``conflict`` travels; everything else is this desk's own. Which operations wait is told by ``sync_change.acked`` alone:
a batch in ``sync_outbox`` only keeps the bytes that must be sent again unchanged (SYNC 1, 5 and 9).
"""

from datetime import date, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from trainingdesk.storage.tables.base import Base, Synced, moment


class Conflict(Synced, table=True):
    """Two values of one group that did not know of each other: which one stands, and what a person decided."""

    __tablename__ = "conflict"

    about_table: str
    about_row: str = Field(index=True)
    about_group: str
    kept: str
    kept_user: str
    kept_device: str
    kept_at: datetime = moment()
    lost: str
    lost_user: str
    lost_device: str
    lost_at: datetime = moment()
    state: str
    decided_by: str | None = None
    decided_at: datetime | None = moment(default=None)


class SyncLink(Base, table=True):
    """One row: where the centre is, and who this device is there. The key lies in the encrypted file and nowhere else.

    ``sees_own``: the centre began another life, so that pages must bring what this device wrote as well. ``knows``: which
    fields the program had that took everything here (``wire.schema.known``), none where an older one did. ``role``: what
    this device is at the centre.
    """

    __tablename__ = "sync_link"

    one: int = Field(default=1, primary_key=True)
    address: str
    device_id: str
    private_key: bytes
    epoch: str | None = None
    last_op: int = 0
    sees_own: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    box_key: bytes | None = None
    centre_signer: bytes | None = None
    centre_box: bytes | None = None
    heard_ms: int = Field(default=0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})
    is_copy: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})
    knows: str | None = None
    role: str | None = None


class SyncDevice(Base, table=True):
    """A device of the county as the centre told of it at ``told_ms``; only an administrator's desk is told."""

    __tablename__ = "sync_device"

    device: str = Field(primary_key=True)
    number: int
    user_id: str
    role: str
    seen_ms: int | None = Field(default=None, sa_type=BigInteger)
    revoked: bool
    replaced: bool
    unsent: int | None = None
    told_ms: int = Field(sa_type=BigInteger)


class SyncSeatRequest(Base, table=True):
    """The latest question of this desk for seats of a class: ``outcome`` is empty until the centre answered it."""

    __tablename__ = "sync_seat_request"

    class_id: str = Field(primary_key=True)
    number: int = Field(sa_type=BigInteger)
    seats: int
    ends_on: date
    asked_ms: int = Field(sa_type=BigInteger)
    outcome: str = ""


class SyncAttachment(Base, table=True):
    """A file of an attachment that the centre holds, as it said in the life ``epoch`` of its database."""

    __tablename__ = "sync_attachment"

    sha256: str = Field(primary_key=True)
    epoch: str


class SyncAttachmentPiece(Base, table=True):
    """A piece of a file that is being fetched from the centre; nothing of it lies on the disk in the clear."""

    __tablename__ = "sync_attachment_piece"

    sha256: str = Field(primary_key=True)
    start: int = Field(primary_key=True)
    part: bytes


class SyncOutbox(Base, table=True):
    """A batch in the bytes in which it was first made; ``changes`` are the ``sync_change`` numbers of its operations."""

    __tablename__ = "sync_outbox"

    device_id: str = Field(primary_key=True)
    first: int = Field(primary_key=True)
    last: int
    changes: str
    body: bytes
    sha256: str
    acked: bool = False
    made_at: datetime = moment()
    on_stick_at: datetime | None = moment(default=None)


class SyncBucket(Base, table=True):
    """How far this desk has come in a bucket; ``whole`` once it had come to its end."""

    __tablename__ = "sync_bucket"

    bucket: str = Field(primary_key=True)
    cursor: int = 0
    whole: bool = Field(default=False, sa_column_kwargs={"server_default": "0"})


class SyncInbox(Base, table=True):
    """A page that came and was not applied yet."""

    __tablename__ = "sync_inbox"

    bucket: str = Field(primary_key=True)
    asked: int = Field(primary_key=True)
    body: bytes


class SyncSnapshot(Base, table=True):
    """A bucket that is being taken as a snapshot: what was offered, and how many of its parts are in the tables.

    The row goes with the transaction that sets the cursor of the bucket; ``snapshot`` is empty until one was offered.
    """

    __tablename__ = "sync_snapshot"

    bucket: str = Field(primary_key=True)
    snapshot: str = ""
    seq: int = 0
    rows: int = 0
    rows_done: int = 0
    parts: str = "[]"
    parts_done: int = 0


class SyncPlace(Base, table=True):
    """In which buckets a row of an instructor's desk stands; a row that stands in none is removed."""

    __tablename__ = "sync_place"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    table_name: str = Field(primary_key=True)
    row_id: str = Field(primary_key=True)
    bucket: str = Field(primary_key=True)


class SyncMask(Base, table=True):
    """A group whose newer value of the centre nobody here has seen, and the version that its writers had seen (R3)."""

    __tablename__ = "sync_mask"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    table_name: str = Field(primary_key=True)
    row_id: str = Field(primary_key=True)
    group_name: str = Field(primary_key=True)
    base: int


class SyncReturning(Base, table=True):
    """A row that was sent and comes back merged, in this version or a newer one (``storage/sync_returning.py``)."""

    __tablename__ = "sync_returning"
    __table_args__: ClassVar[Any] = {"sqlite_with_rowid": False}

    table_name: str = Field(primary_key=True)
    row_id: str = Field(primary_key=True)
    version: int = Field(sa_type=BigInteger)


class SyncWaiting(Base, table=True):
    """A row that came and cannot be kept yet.

    One that it refers to has not come (``awaits_table``, ``awaits_id``), or the program ``refused_by`` did not accept it.
    """

    __tablename__ = "sync_waiting"
    __table_args__: ClassVar[Any] = (Index("ix_sync_waiting_awaits", "awaits_table", "awaits_id"),)

    table_name: str = Field(primary_key=True)
    row_id: str = Field(primary_key=True)
    body: bytes
    reason: str
    awaits_table: str | None = None
    awaits_id: str | None = None
    refused_by: str | None = None


class SyncRejected(Base, table=True):
    """An operation that the centre did not take."""

    __tablename__ = "sync_rejected"

    change: int = Field(primary_key=True)
    code: str
    state: str = Field(default="open")
    at: datetime = moment()


class SyncRun(Base, table=True):
    """One attempt to exchange work with the centre, and how it ended."""

    __tablename__ = "sync_run"

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = moment()
    sent: int
    received: int
    failure: str | None = None
