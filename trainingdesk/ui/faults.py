"""Errors of the program itself: written down without anything that anybody typed, and said in a sentence.

The log holds kinds of errors and places in the code. What an error *says* may quote a row, so it is left out.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

#: Bytes after which the older half is dropped.
_MOST: Final = 200_000
_PACKAGE: Final = "trainingdesk"


class FaultLog:
    """A text file; one that cannot be written costs the record, never the work."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.path = path
        self._clock = clock

    def record(self, error: BaseException) -> None:
        """Add an error with its causes."""
        text = f"{self._clock():%Y-%m-%d %H:%M:%S} UTC  Python {sys.version.split()[0]}\n{told(error)}\n"
        with suppress(OSError):
            before = self.path.read_bytes() if self.path.exists() else b""
            if len(before) > _MOST:
                before = before[len(before) // 2 :].partition(b"\n\n")[2]
            self.path.write_bytes(before + text.encode() + b"\n")


def told(error: BaseException) -> str:
    """The chain of an error: kinds and places, the cause first."""
    cause = error.__cause__ or error.__context__
    before = f"{told(cause)}\nled to\n" if cause is not None else ""
    frames = traceback.extract_tb(error.__traceback__)
    places = "\n".join(f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{before}{type(error).__module__}.{type(error).__qualname__}\n{places}"


def _short(file: str) -> str:
    """The file from the package on: the rest is the name of somebody's folder."""
    parts = file.replace("\\", "/").split("/")
    at = parts.index(_PACKAGE) if _PACKAGE in parts else len(parts) - 1
    return "/".join(parts[at:])
