"""Updates of the program that desks may fetch: files in a folder, where whoever keeps the server puts them (FEATURES 98).

The centre does not vouch for them: each desk looks at the publisher's signature itself, as it does with a stick. Every
process of a centre reads the folder anew; a file is there for desks as soon as all of it is.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from trainingdesk.wire.snapshot import Gone
from trainingdesk.wire.update_file import SUFFIX, NotAnUpdate, read_head

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

    from trainingdesk.domain.program_update import Version
    from trainingdesk.wire.update_file import Head

_LOG: Final = logging.getLogger(__name__)
#: One answer brings no more than this.
MOST_OF_A_PIECE: Final = 1 << 20


class Updates:
    """The updates in a folder; none where there is no folder."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._left_out: set[str] = set()

    def version(self, platform: str) -> str:
        """The newest version for a kind of machine; empty where there is none."""
        found = self._newest(platform)
        return "" if found is None else str(found[0])

    def newest(self, platform: str) -> bytes:
        """The head of the newest update for a kind of machine; empty where there is none."""
        found = self._newest(platform)
        return b"" if found is None else found[1].whole

    def piece(self, sha256: str, *, offset: int) -> bytes:
        """What stands at ``offset`` of the file that a head of this digest begins; raises Gone."""
        for head, file in self._whole():
            if head.sha256 == sha256:
                file.seek(offset)
                return file.read(MOST_OF_A_PIECE)
        raise Gone

    def _newest(self, platform: str) -> tuple[Version, Head] | None:
        found = ((head.content().update, head) for head, _file in self._whole())
        fitting = ((update.version, head) for update, head in found if update.platform == platform)
        return max(fitting, key=lambda one: one[0], default=None)

    def _whole(self) -> Iterator[tuple[Head, BinaryIO]]:
        """Each file of the folder that is an update and all there, opened."""
        for path in () if self._folder is None else sorted(self._folder.glob(f"*{SUFFIX}")):
            try:
                with path.open("rb") as file:
                    head = _head_of_whole(file)
                    self._left_out.discard(path.name)
                    yield head, file
            except FileNotFoundError:
                continue  # taken away meanwhile
            except (NotAnUpdate, OSError):
                self._leave_out(path.name)

    def _leave_out(self, name: str) -> None:
        if name not in self._left_out:
            self._left_out.add(name)
            _LOG.warning("%s is not offered to desks: it is no update, cannot be read, or is not whole yet", name)


def _head_of_whole(file: BinaryIO) -> Head:
    """The head of a file that is as long as it says; raises NotAnUpdate."""
    head = read_head(file)
    if file.seek(0, 2) != len(head.whole) + head.content().packed:
        raise NotAnUpdate
    return head
