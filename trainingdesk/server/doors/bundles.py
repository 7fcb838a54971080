"""Bundles that a desk carries for others, which it cannot read, and the replies to them (SYNC 2.16)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door, Number, Word
from trainingdesk.wire.bundle_content import Handed

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """The device that a reply is for."""

    device: Word


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of which bundle a body is."""

    sha256: Word
    offset: Number
    size: Number


def put(call: Call) -> Handed:
    """A part of a bundle of whatever desk: the one that carries it cannot read it."""
    place: Part = call.address
    return call.ledger.put_part(call.device, place.sha256, call.asked, start=place.offset, size=place.size)


def reply(call: Call) -> bytes:
    """The last answer to a device that sent a bundle, or nothing."""
    return call.ledger.reply_for(call.address.device, asked_by=call.device) or b""


_REFUSES: Final = (400, *SHUT)
DOORS: Final = (
    Door(path="/sync/v1/bundles/reply/{device}", opens=reply, method="GET", address=Named, refuses=_REFUSES),
    Door(
        path="/sync/v1/bundles/{sha256}", opens=put, method="PUT", address=Part, frozen=True, answers=Handed,
        refuses=_REFUSES,
    ),
)  # fmt: skip
