"""How much a laptop takes for others while its relay is open, and for how long it is (送培下乡 without a network)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

#: How long a relay may be open, in minutes; what is offered first is a lesson.
SHORTEST, USUAL, LONGEST = 5, 60, 720
#: Files, and bytes of them, that lie here at most; of one desk fewer.
MOST_FILES: Final = 400
MOST_FILES_OF_A_DESK: Final = 40
MOST_BYTES: Final = 1 << 30
#: Room that the disk of this laptop keeps for its own work.
LEFT_FREE: Final = 256 << 20
#: After so many wrong codes in all nobody comes in any more: the code is not to be found by trying.
MOST_MISTAKES: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What lies here: files and bytes of all desks, files of the one that asks, bytes free on the disk."""

    files: int
    held: int
    own_files: int
    free: int

    def has_room_for(self, size: int) -> bool:
        """Whether one more file of that size may come."""
        if self.files >= MOST_FILES or self.own_files >= MOST_FILES_OF_A_DESK:
            return False
        return self.held + size <= MOST_BYTES and self.free - size >= LEFT_FREE
