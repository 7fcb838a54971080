"""Seats that laptops take along (SYNC 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.seat_lease import Leased, SeatsReturned, SeatsWanted

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


def take(call: Call) -> Leased:
    """Seats of a class, as far as they are free."""
    asked: SeatsWanted = call.asked
    return call.ledger.take_seats(
        call.device, class_id=asked.class_id, seats=asked.seats, days=asked.days, number=asked.number
    )


def give_back(call: Call) -> Leased:
    """Those that nobody was promised."""
    asked: SeatsReturned = call.asked
    return call.ledger.return_seats(call.device, class_id=asked.class_id, number=asked.number)


_REFUSES: Final = (400, 403, *SHUT)
DOORS: Final = (
    Door(path="/sync/v1/seats/take", opens=take, asks=SeatsWanted, answers=Leased, refuses=_REFUSES),
    Door(path="/sync/v1/seats/return", opens=give_back, asks=SeatsReturned, answers=Leased, refuses=_REFUSES),
)
