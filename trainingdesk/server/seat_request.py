"""Questions for seats that come in a bundle: late, twice, and in any order, so the later one of a desk counts (SYNC 2.8).

A desk numbers its questions, those over the network as well. What an older stick asks is not done any more; the same
question again has the same answer.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import delete, insert, select

from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.seat_lease import MOST_DAYS
from trainingdesk.server import seat_lease
from trainingdesk.server.engine import tried_again
from trainingdesk.server.push import locked_device
from trainingdesk.server.tables import SEAT_REQUEST
from trainingdesk.wire.clock import instant
from trainingdesk.wire.operation import OutOfScope
from trainingdesk.wire.seat_lease import NOT_ALLOWED, TOO_LATE, SeatsAnswered, SeatsAsked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from trainingdesk.server.ledger import Ledger


def answer(ledger: Ledger, device_id: str, asked: SeatsAsked, *, now_ms: int) -> SeatsAnswered:
    """Give the seats as far as they are free, and keep the answer; raises Revoked."""
    return tried_again(ledger.engine, lambda connection: _answer(connection, device_id, asked, now_ms))


def note(connection: Connection, device_id: str, *, class_id: str, number: int, answer: bytes = b"") -> None:
    """Keep which question of a device was answered last; one of an older desk has no number and is not kept."""
    if not number:
        return
    mine = (SEAT_REQUEST.c.device == device_id, SEAT_REQUEST.c.class_id == class_id)
    connection.execute(delete(SEAT_REQUEST).where(*mine))
    kept = {"device": device_id, "class_id": class_id, "number": number, "answer": answer}
    connection.execute(insert(SEAT_REQUEST).values(**kept))


def _answer(connection: Connection, device_id: str, asked: SeatsAsked, now_ms: int) -> SeatsAnswered:
    locked_device(connection, device_id)
    mine = (SEAT_REQUEST.c.device == device_id, SEAT_REQUEST.c.class_id == asked.class_id)
    kept = connection.execute(select(SEAT_REQUEST).where(*mine)).one_or_none()
    if kept is not None and kept.number > asked.number:
        return _refused(asked, TOO_LATE)
    if kept is not None and kept.number == asked.number and kept.answer:
        return msgspec.json.decode(kept.answer, type=SeatsAnswered)
    found = _taken(connection, device_id, asked, now_ms)
    note(connection, device_id, class_id=asked.class_id, number=asked.number, answer=msgspec.json.encode(found))
    return found


def _taken(connection: Connection, device_id: str, asked: SeatsAsked, now_ms: int) -> SeatsAnswered:
    try:
        days = (date.fromisoformat(asked.ends_on) - local_day(instant(now_ms))).days
    except ValueError:
        days = -1
    if days < 0:
        return _refused(asked, TOO_LATE)
    class_id, seats, days = asked.class_id, asked.seats, min(days, MOST_DAYS)
    try:
        leased = seat_lease.take(connection, device_id, class_id=class_id, seats=seats, days=days, now_ms=now_ms)
    except OutOfScope:
        return _refused(asked, NOT_ALLOWED)
    return SeatsAnswered(number=asked.number, class_id=asked.class_id, leased=leased)


def _refused(asked: SeatsAsked, why: str) -> SeatsAnswered:
    return SeatsAnswered(number=asked.number, class_id=asked.class_id, refused=why)
