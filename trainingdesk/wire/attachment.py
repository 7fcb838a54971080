"""What desk and centre say of the files of attachments: a row names one by the hash of what is in it (SYNC 2.7)."""

from __future__ import annotations

from typing import Annotated, Final

import msgspec

#: No file is larger, whatever its row says: the most that a county may set.
MOST_BYTES: Final = 50 << 20
#: One question or answer brings no more than this of a file.
MOST_OF_A_PIECE: Final = 1 << 20
#: One question names no more rows.
MOST_ROWS: Final = 500

RowId = Annotated[str, msgspec.Meta(max_length=36, pattern=r"\A[0-9A-Za-z-]*\Z")]


class FilesAsked(msgspec.Struct, frozen=True, kw_only=True):
    """Attachments of which somebody asks how much of their files is there."""

    rows: Annotated[list[RowId], msgspec.Meta(max_length=MOST_ROWS)]


class FilesHeld(msgspec.Struct, frozen=True, kw_only=True):
    """So many bytes of the file of each; what the asker may not see, or the centre does not know, is left out."""

    held: dict[str, int]
