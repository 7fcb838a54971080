"""The lock of a desk (``desk.lock``): of all programs on the machine, one at a time changes the vault.

SQLite orders those who write the database. The vault is a file that is read and replaced whole, so two programs at once
would lose what one of them wrote: a new user, a changed password, a wrong password that was counted. The operating system
holds the lock and drops it when the program ends, however it ends; the file stays, empty: removing it would let two in.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Unavailable
from trainingdesk.settings.folders import LOCK

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


#: A sign-in holds it for the derivation of one password, 0.3 s; a change of the data key for as long as the file is copied.
PATIENCE_S = 15.0
_PAUSE_S: Final = 0.02
_THREADS = threading.RLock()
_held: set[Path] = set()


@contextmanager
def locked(folder: Path, *, patience_s: float | None = None) -> Generator[None]:
    """Hold the desk in ``folder`` against other programs and other threads; the one who holds it may take it again.

    Raises Unavailable ``storage.busy`` where somebody else keeps it longer than ``patience_s``, else ``PATIENCE_S``. In a
    folder that takes no writing nobody can change the vault either, so there the block runs without a lock and may read.
    """
    with _THREADS:
        place = folder.resolve()
        if place in _held:
            yield
            return
        handle = _open(place)
        try:
            if handle is not None:
                _wait(handle, PATIENCE_S if patience_s is None else patience_s)
            _held.add(place)
            yield
        finally:
            _held.discard(place)
            if handle is not None:
                os.close(handle)


def _open(folder: Path) -> int | None:
    try:
        return os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError:
        return None


def _wait(handle: int, patience_s: float) -> None:
    until = time.monotonic() + patience_s
    while True:
        try:
            _take(handle)
        except OSError:
            if time.monotonic() >= until:
                raise Unavailable("storage.busy") from None
            time.sleep(_PAUSE_S)
        else:
            return
