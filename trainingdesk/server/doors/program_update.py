"""Updates of the program, for desks that ask for one (FEATURES 98)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.update_file import NewestUpdate

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Machine(msgspec.Struct, frozen=True, kw_only=True):
    """The kind of machine that a device is, such as ``linux-x86_64``."""

    platform: str


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """An update by the digest of its head, and where the piece begins that is wanted."""

    sha256: Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
    offset: Annotated[int, msgspec.Meta(ge=0, le=1 << 32)]  # no file of an update is longer


def newest(call: Call) -> NewestUpdate:
    """The signed head of the newest update for a kind of machine."""
    call.ledger.require_in_use(call.device)
    return NewestUpdate(head=call.centre.updates.newest(call.asked.platform))


def piece(call: Call) -> bytes:
    """A piece of an update, head and all; a line that was cut asks from where it broke."""
    asked: Piece = call.asked
    call.ledger.require_in_use(call.device)
    return call.centre.updates.piece(asked.sha256, offset=asked.offset)


DOORS: Final = (
    Door(path="/sync/v1/updates/newest", opens=newest, asks=Machine, answers=NewestUpdate, refuses=(400, *SHUT)),
    Door(path="/sync/v1/updates/piece", opens=piece, asks=Piece, refuses=(400, 404, *SHUT)),
)
