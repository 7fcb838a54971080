"""A file that stands under its name complete or not at all."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


@contextmanager
def atomic_write(path: Path) -> Generator[Path]:
    """Give the name of a temporary file beside ``path``; what is written there becomes ``path`` when the block ends well.

    The temporary file is ``<name>.part``: one that a killed program left behind is overwritten the next time. Its content
    is made durable before it takes the name, and the name after that. When the block raises, nothing is left and what
    stood at ``path`` still stands there. Raises OSError for a folder that is missing, a full disk or a locked target.
    """
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        yield part
        _make_durable(part)
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    _make_name_durable(path.parent)


def _make_durable(path: Path) -> None:
    with path.open("r+b") as file:  # Windows flushes only what was opened for writing
        os.fsync(file.fileno())


def _make_name_durable(folder: Path) -> None:
    if os.name == "nt":  # a folder cannot be opened there, and a rename is durable with the file system's journal
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
