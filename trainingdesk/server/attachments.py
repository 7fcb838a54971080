"""Files of attachments: desks send what rows of theirs name, and fetch what they see a row of (SYNC 2.7, 2.10).

A file is kept once in a county, by its digest; that a row names it is asked of the row each time, so that whoever no longer
sees the row no longer sees the file. The row comes first: nothing is kept that no row names.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import delete, func, select, update

from trainingdesk.domain.access import Action, Role, may
from trainingdesk.domain.attachment import media_type_of, shows_identity
from trainingdesk.server.bulk import add_missing
from trainingdesk.server.parts import Parts
from trainingdesk.server.push import locked_device
from trainingdesk.server.records import WHOLE_COUNTY, Record, load, unpacked
from trainingdesk.server.scopes import granted
from trainingdesk.server.tables import ATTACHMENT_FILE, ATTACHMENT_PART, FEED, RECORD
from trainingdesk.wire.attachment import MOST_BYTES, MOST_OF_A_PIECE
from trainingdesk.wire.bundle_content import Handed
from trainingdesk.wire.operation import OutOfScope
from trainingdesk.wire.snapshot import Gone

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection, Row

_TABLE: Final = "attachment"
#: So much of a file tells what kind of file it is.
_BEGINNING: Final = 16
#: What no row names is kept so long: a removal may be undone. So is what nobody went on sending.
KEPT_MS: Final = 60 * 24 * 3_600_000
_ROWS_AT_ONCE: Final = 2000


def held(connection: Connection, device_id: str, row_ids: Iterable[str]) -> dict[str, int]:
    """How much is there of the files of these rows, as far as the device has to do with them; raises Revoked."""
    asker = _asker(connection, device_id)
    rows = [row for row in _living(connection, asker.county, row_ids) if asker.is_concerned(row)]
    digests = ATTACHMENT_FILE.c.sha256.in_(sorted({_digest(row) for row in rows}))
    asked = select(ATTACHMENT_FILE.c.sha256, ATTACHMENT_FILE.c.held).filter_by(county=asker.county)
    known = {file.sha256: file.held for file in connection.execute(asked.where(digests))}
    return {row.row_id: known.get(_digest(row), 0) for row in rows}


def put(connection: Connection, device_id: str, row_id: str, part: bytes, *, start: int, now_ms: int) -> Handed:
    """Keep a part of the file of a row; raises Revoked, OutOfScope where the device has nothing to do with the row.

    A part that begins elsewhere is left aside; the answer says how much is held, which is where to go on.
    """
    asker = _asker(connection, device_id)
    row = asker.row(row_id)
    size, key = row.data.get("size"), {"county": asker.county, "sha256": _digest(row)}
    if not isinstance(size, int) or not 0 < size <= MOST_BYTES:
        return Handed(held=0, refused="too_large")
    if start == 0 and len(part) >= min(size, _BEGINNING) and not _is_of_its_kind(part, row):
        return Handed(held=0, refused="kind")  # before the rest of it crosses the line
    file = _locked(connection, key, now_ms)
    if file.whole:
        return Handed(held=file.held, taken=True)
    parts = Parts(connection, ATTACHMENT_PART, key)
    had = parts.keep(part, start=start, size=size)
    refused = _fault(parts, row) if had >= size else ""
    if refused:
        parts.drop()
        had = 0
    _note(connection, key, held=had, whole=had >= size, received_ms=now_ms)
    return Handed(held=had, taken=had >= size, refused=refused)


def piece(connection: Connection, device_id: str, row_id: str, *, offset: int) -> bytes:
    """What stands at ``offset`` of the file of a row that the device sees; raises Revoked, OutOfScope, Gone."""
    asker = _asker(connection, device_id)
    row = asker.row(row_id)
    identity = shows_identity(str(row.data.get("owner_table")), str(row.data.get("kind")))
    if not asker.sees(row) or (identity and not may((asker.role,), Action.REVEAL_IDENTITY)):
        raise OutOfScope
    key = {"county": asker.county, "sha256": _digest(row)}
    if not connection.scalar(select(ATTACHMENT_FILE.c.whole).filter_by(**key)):
        raise Gone
    return Parts(connection, ATTACHMENT_PART, key).piece(offset, most=MOST_OF_A_PIECE)


def forget(connection: Connection, *, now_ms: int) -> int:
    """Let files go that no living row has named for long; answers how many."""
    gone = 0
    for county in connection.scalars(select(ATTACHMENT_FILE.c.county).distinct()).all():
        named = _named(connection, county)
        for file in connection.execute(select(ATTACHMENT_FILE).filter_by(county=county)).all():
            key, since = {"county": county, "sha256": file.sha256}, file.unnamed_ms or now_ms
            came_long_ago = not file.whole and file.received_ms < now_ms - KEPT_MS
            if came_long_ago if file.sha256 in named else since < now_ms - KEPT_MS:
                Parts(connection, ATTACHMENT_PART, key).drop()
                connection.execute(delete(ATTACHMENT_FILE).filter_by(**key))
                gone += 1
            else:
                _note(connection, key, unnamed_ms=None if file.sha256 in named else since)
    return gone


def bytes_held(connection: Connection) -> int:
    """How large all files are together, those that are not whole as far as they came."""
    return int(connection.scalar(select(func.sum(ATTACHMENT_FILE.c.held))) or 0)


@dataclass(frozen=True, slots=True)
class _Asker:
    """A device, and which buckets it may ask for."""

    connection: Connection
    device: str
    county: str
    user: str
    role: Role
    scope: tuple[str, ...]

    def row(self, row_id: str) -> Record:
        """A living attachment that this device has to do with; raises OutOfScope, also where there is none."""
        for row in _living(self.connection, self.county, [row_id]):
            if self.is_concerned(row):
                return row
        raise OutOfScope

    def is_concerned(self, row: Record) -> bool:
        """Whether the row stands where this device sees it, or comes from it or its user."""
        stamps = [unpacked(stamp) for stamp in row.stamps.values()]
        return self.sees(row) or any(one.device_id == self.device or one.user == self.user for one in stamps)

    def sees(self, row: Record) -> bool:
        """Whether the row stands where this device sees it."""
        if WHOLE_COUNTY in self.scope:
            return True
        stands = select(FEED.c.seq).filter_by(county=self.county, tbl=row.table, row_id=row.row_id, stands=True)
        return self.connection.scalar(stands.where(FEED.c.bucket.in_(self.scope)).limit(1)) is not None


def _asker(connection: Connection, device_id: str) -> _Asker:
    device = locked_device(connection, device_id)
    role = Role(device.role)
    scope = granted(connection, county=device.county, user=device.user, role=role)
    return _Asker(connection, device.id, device.county, device.user, role, scope)


def _named(connection: Connection, county: str) -> set[str]:
    """The digests that living rows name."""
    rows = select(RECORD.c.data).filter_by(county=county, tbl=_TABLE)
    some = connection.execute(rows, execution_options={"yield_per": _ROWS_AT_ONCE}).scalars()
    return {str(data.get("sha256")) for data in some if not data.get("deleted")}


def _living(connection: Connection, county: str, row_ids: Iterable[str]) -> list[Record]:
    found = load(connection, county, [(_TABLE, row_id) for row_id in row_ids]).values()
    return [row for row in found if not row.data.get("deleted")]


def _digest(row: Record) -> str:
    return str(row.data.get("sha256"))


def _locked(connection: Connection, key: dict[str, str], now_ms: int) -> Row[Any]:
    """What is known of a file, locked until commit: of two desks that send the same one goes after the other."""
    unheard = {**key, "held": 0, "whole": False, "received_ms": now_ms, "unnamed_ms": None}
    add_missing(connection, ATTACHMENT_FILE, unheard)
    return connection.execute(select(ATTACHMENT_FILE).filter_by(**key).with_for_update()).one()


def _note(connection: Connection, key: dict[str, str], **values: Any) -> None:
    connection.execute(update(ATTACHMENT_FILE).filter_by(**key).values(**values))


def _fault(parts: Parts, row: Record) -> str:
    """Why what came is not the file that the row names; empty where it is."""
    digest, beginning = hashlib.sha256(), b""
    for part in parts.stream():
        digest.update(part)
        beginning += part[: _BEGINNING - len(beginning)]
    if digest.hexdigest() != _digest(row):
        return "altered"
    return "" if _is_of_its_kind(beginning, row) else "kind"


def _is_of_its_kind(beginning: bytes, row: Record) -> bool:
    return media_type_of(beginning) == row.data.get("media_type")
