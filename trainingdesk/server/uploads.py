"""Takes a bundle in parts from whoever carries it: a line that breaks goes on where it broke (SYNC 2.7, 2.16)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, insert, select

from trainingdesk.server.push import locked_device
from trainingdesk.server.tables import UPLOAD
from trainingdesk.wire.bundle import MOST_BYTES, NotTaken
from trainingdesk.wire.bundle_content import Handed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from trainingdesk.server.ledger import Ledger

#: What nobody went on with for so long is let go.
_KEPT_MS: Final = 7 * 24 * 3_600_000


def put(ledger: Ledger, carrier: str, sha256: str, part: bytes, *, start: int, size: int, now_ms: int) -> Handed:
    """Keep a part that begins where the last one ended, and take the bundle when it is whole; raises Revoked.

    A part that begins elsewhere is left aside; the answer says how much is held, which is where to go on.
    """
    if not 0 < size <= MOST_BYTES:
        return Handed(held=0, refused="too_large")
    with ledger.engine.begin() as connection:
        locked_device(connection, carrier)
        connection.execute(delete(UPLOAD).where(UPLOAD.c.received_ms < now_ms - _KEPT_MS))
        held = _held(connection, sha256)
        if part and start == held and held + len(part) <= size:
            connection.execute(insert(UPLOAD).values(sha256=sha256, start=start, part=part, received_ms=now_ms))
            held += len(part)
        if held < size:
            return Handed(held=held)
        asked = select(UPLOAD.c.part).where(UPLOAD.c.sha256 == sha256).order_by(UPLOAD.c.start)
        body = b"".join(connection.scalars(asked))
    handed = _taken(ledger, body, sha256)
    with ledger.engine.begin() as connection:
        connection.execute(delete(UPLOAD).where(UPLOAD.c.sha256 == sha256))
    return handed


def _held(connection: Connection, sha256: str) -> int:
    last = select(UPLOAD.c.start, func.length(UPLOAD.c.part).label("size")).where(UPLOAD.c.sha256 == sha256)
    row = connection.execute(last.order_by(UPLOAD.c.start.desc()).limit(1)).one_or_none()
    return 0 if row is None else int(row.start + row.size)


def _taken(ledger: Ledger, body: bytes, sha256: str) -> Handed:
    if hashlib.sha256(body).hexdigest() != sha256:
        return Handed(held=0, refused="altered")
    try:
        ledger.take(body)
    except NotTaken as refusal:
        return Handed(held=len(body), refused=refusal.reason.value)
    return Handed(held=len(body), taken=True)
