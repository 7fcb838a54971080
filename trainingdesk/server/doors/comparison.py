"""Whether both sides hold the same, and what does not agree (SYNC 2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.operation import Digest, Row

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class Slices(msgspec.Struct, frozen=True, kw_only=True):
    """A bucket, and which of its 256 slices a device wants to see again."""

    bucket: str
    wanted: list[int] = []


async def digest(call: Call) -> Digest:
    """The sums of all slices of a bucket, or that they are being made."""
    return await call.centre.making.digest(call.device, call.asked.bucket)


def rows(call: Call) -> list[Row]:
    """The rows of some slices."""
    asked: Slices = call.asked
    return call.ledger.slices(call.device, bucket=asked.bucket, wanted=asked.wanted)


_REFUSES: Final = (400, 403, *SHUT)
DOORS: Final = (
    Door(path="/sync/v1/digest", opens=digest, asks=Slices, answers=Digest, refuses=_REFUSES),
    Door(path="/sync/v1/rows", opens=rows, asks=Slices, answers=list[Row], packed=True, refuses=_REFUSES),
)
