"""Takes a bundle in parts from whoever carries it: a line that breaks goes on where it broke (SYNC 2.7, 2.16)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete

from trainingdesk.server.parts import Parts
from trainingdesk.server.push import locked_device
from trainingdesk.server.tables import UPLOAD
from trainingdesk.wire.bundle import MOST_BYTES, NotTaken
from trainingdesk.wire.bundle_content import Handed

if TYPE_CHECKING:
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
        parts = Parts(connection, UPLOAD, {"sha256": sha256})
        held = parts.keep(part, start=start, size=size, received_ms=now_ms)
        if held < size:
            return Handed(held=held)
        body = b"".join(parts.stream())
    handed = _taken(ledger, body, sha256)
    with ledger.engine.begin() as connection:
        Parts(connection, UPLOAD, {"sha256": sha256}).drop()
    return handed


def _taken(ledger: Ledger, body: bytes, sha256: str) -> Handed:
    if hashlib.sha256(body).hexdigest() != sha256:
        return Handed(held=0, refused="altered")
    try:
        ledger.take(body)
    except NotTaken as refusal:
        return Handed(held=len(body), refused=refusal.reason.value)
    return Handed(held=len(body), taken=True)
