"""How the C library keeps the memory that the window gave back.

By itself glibc keeps a heap for every thread, and takes pictures and result sets into heaps once a larger one was freed;
what is freed there stays with the process, 30 to 60 MB after an hour's work. Other systems are left as they are.
"""

from __future__ import annotations

import ctypes
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

# malloc.h of glibc: what ``mallopt`` may be told.
_TRIM_THRESHOLD: Final = -1
_MMAP_THRESHOLD: Final = -3
_ARENA_MAX: Final = -8

_KEPT_BYTES: Final = 256 * 1024
_HEAPS: Final = 2


def give_back_early() -> None:
    """Return large blocks to the system as soon as they are freed; to be said before threads are started."""
    tell = _of_glibc("mallopt")
    if tell is not None:
        tell(_MMAP_THRESHOLD, _KEPT_BYTES)
        tell(_TRIM_THRESHOLD, _KEPT_BYTES)
        tell(_ARENA_MAX, _HEAPS)


def give_back_now() -> None:
    """Return what was freed between blocks that are still in use: 16 to 25 MB in 7 ms after the figures of a month."""
    trim = _of_glibc("malloc_trim")
    if trim is not None:
        trim(0)


def _of_glibc(name: str) -> Callable[..., object] | None:
    """A function of the C library; another one has its own ways."""
    return getattr(ctypes.CDLL(None), name, None) if sys.platform == "linux" else None
