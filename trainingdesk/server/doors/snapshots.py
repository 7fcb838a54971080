"""A bucket as a whole, part by part, for a desk that holds nothing of it (SYNC 2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.snapshot import Offer

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """The bucket that a device wants to take as a whole."""

    bucket: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot, and which of its parts is wanted."""

    snapshot: Annotated[str, msgspec.Meta(max_length=64, pattern=r"\A[0-9a-f-]*\Z")]
    number: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


async def snapshot(call: Call) -> Offer:
    """What is there, or what is made meanwhile."""
    return await call.centre.making.offer(call.device, call.asked.bucket)


def part(call: Call) -> bytes:
    """A part in the bytes that its digest is of; a line that was cut asks for that one again."""
    asked: Place = call.asked
    return call.ledger.part(call.device, snapshot_id=asked.snapshot, number=asked.number)


DOORS: Final = (
    Door(path="/sync/v1/snapshot", opens=snapshot, asks=Bucket, answers=Offer, refuses=(400, 403, *SHUT)),
    Door(path="/sync/v1/part", opens=part, asks=Place, refuses=(400, 403, 404, *SHUT)),
)
