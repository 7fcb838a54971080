"""How the C library keeps the memory that the window gave back.

By itself glibc keeps a heap for every thread, and takes pictures and result sets into heaps once a larger one was freed;
what is freed there stays with the process, 30 to 60 MB after an hour's work. Other systems are left as they are.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

# malloc.h of glibc: what ``mallopt`` may be told.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8

_KEPT_BYTES: Final = 256 * 1024
_HEAPS: Final = 2


def give_back_early() -> None:
    """Return large blocks to the system as soon as they are freed; to be said before threads are started."""
    if sys.platform != "linux":
        return
    tell = getattr(ctypes.CDLL(None), "mallopt", None)
    if tell is not None:  # another C library has its own ways
        tell(_MMAP_THRESHOLD, _KEPT_BYTES)
        tell(_TRIM_THRESHOLD, _KEPT_BYTES)
        tell(_ARENA_MAX, _HEAPS)
