"""Whether both sides hold the same, and what does not agree (SYNC 2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.operation import Digest, Row, SlicePage, Slices
from trainingdesk.wire.schema import SYNCED

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


async def digest(call: Call) -> Digest:
    """The sums of all slices of a bucket, or that they are being made."""
    return await call.centre.making.digest(call.device, call.asked.bucket)


def slices(call: Call) -> SlicePage:
    """A page of the rows of some slices."""
    return call.ledger.slices(call.device, call.asked)


def rows(call: Call) -> list[Row]:
    """The same for a desk of before there were pages: all at once, of every table that the centre knows."""
    asked: Slices = msgspec.structs.replace(call.asked, tables=[table.name for table in SYNCED])
    found: list[Row] = []
    while True:
        page = call.ledger.slices(call.device, asked)
        found += page.rows
        if page.next is None:
            return found
        asked = msgspec.structs.replace(asked, after=page.next)


_REFUSES: Final = (400, 403, *SHUT)
DOORS: Final = (
    Door(path="/sync/v1/digest", opens=digest, asks=Slices, answers=Digest, refuses=_REFUSES),
    Door(path="/sync/v1/slices", opens=slices, asks=Slices, answers=SlicePage, packed=True, refuses=_REFUSES),
    Door(path="/sync/v1/rows", opens=rows, asks=Slices, answers=list[Row], packed=True, refuses=_REFUSES),
)
