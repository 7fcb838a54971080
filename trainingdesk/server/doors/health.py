"""Whether the centre is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from trainingdesk.server.doors.door import Door, Gate
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The life of the centre's database, and its time."""

    epoch: str
    server_ms: int


def health(call: Call) -> Health:
    """Whether the database answers; the time is what a desk with a wrong clock signs in with."""
    return Health(epoch=call.ledger.epoch(), server_ms=milliseconds(call.ledger.clock()))


DOORS: Final = (Door(path="/health", opens=health, method="GET", gate=Gate.ANYBODY, answers=Health, refuses=()),)
