"""Files of attachments, piece by piece; never inside batches (SYNC 2.7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import msgspec

from trainingdesk.server.doors.door import SHUT, Door
from trainingdesk.wire.attachment import MOST_BYTES, MOST_OF_A_PIECE, FilesAsked, FilesHeld, RowId
from trainingdesk.wire.bundle_content import Handed

if TYPE_CHECKING:
    from trainingdesk.server.doors.door import Call


class FilePlace(msgspec.Struct, frozen=True, kw_only=True):
    """The attachment whose file it is, and where a piece of it begins."""

    row: RowId
    offset: Annotated[int, msgspec.Meta(ge=0, le=MOST_BYTES)]


def held(call: Call) -> FilesHeld:
    """How much of some files is there."""
    return FilesHeld(held=call.ledger.files_held(call.device, call.asked.rows))


def put(call: Call) -> Handed:
    """A piece of the file of an attachment whose row came before."""
    place: FilePlace = call.address
    return call.ledger.put_file_part(call.device, place.row, call.asked, start=place.offset)


def piece(call: Call) -> bytes:
    """A piece of the file of an attachment that the device sees; a line that was cut asks from where it broke."""
    asked: FilePlace = call.asked
    return call.ledger.file_piece(call.device, asked.row, offset=asked.offset)


DOORS: Final = (
    Door(path="/sync/v1/attachments/held", opens=held, asks=FilesAsked, answers=FilesHeld, refuses=(400, *SHUT)),
    Door(path="/sync/v1/attachments/piece", opens=piece, asks=FilePlace, refuses=(400, 403, 404, *SHUT)),
    Door(
        path="/sync/v1/attachments/{row}", opens=put, method="PUT", address=FilePlace, frozen=True, answers=Handed,
        most=MOST_OF_A_PIECE, refuses=(400, 403, *SHUT),
    ),
)  # fmt: skip
