"""Folders that are there whole or not at all, and what the operating system refuses, in words."""

from __future__ import annotations

import errno
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Unavailable
from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.storage.files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

_KEYS = {
    errno.ENOSPC: "storage.disk_full",
    errno.EFBIG: "storage.disk_full",
    errno.EROFS: "storage.read_only",
    errno.EACCES: "storage.read_only",
    errno.EPERM: "storage.read_only",
    errno.ENOENT: "storage.cannot_open",
    errno.ENOTDIR: "storage.cannot_open",
}


@contextmanager
def on_disk() -> Generator[None]:
    """Turn what the operating system refuses into Unavailable."""
    try:
        yield
    except OSError as error:
        raise Unavailable(_KEYS.get(error.errno or 0, "storage.disk_failed")) from error


@contextmanager
def whole_folder(folder: Path) -> Generator[Path]:
    """A folder to fill: it gets its name when everything in it is on disk, and vanishes where something failed."""
    part = folder.with_name(folder.name + ".part")
    with on_disk():
        folder.parent.mkdir(parents=True, exist_ok=True)
        part.mkdir()
        try:
            yield part
            sync_folder(part)
            part.rename(folder)
            sync_folder(folder.parent)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise


def move_in(part: Path, folder: Path) -> None:
    """Put everything of one folder into another on the same disk, where the window may have files of its own already."""
    with on_disk():
        folder.mkdir(parents=True, exist_ok=True)
        for one in sorted(part.iterdir()):
            one.replace(folder / one.name)
        sync_folder(folder)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is there with all its content or not at all."""
    with on_disk(), atomic_write(path) as part:
        part.write_bytes(content)


def copy_whole(source: Path, target: Path) -> None:
    """Copy a file so that the target is there whole or not at all."""
    with on_disk(), atomic_write(target) as part:
        shutil.copyfile(source, part)


def free_bytes(folder: Path) -> int:
    """Room on the disk of ``folder``."""
    with on_disk():
        return shutil.disk_usage(folder).free
