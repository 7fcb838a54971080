"""An update is unpacked beside the programs that are there: whole, on disk for good, or not at all."""

from __future__ import annotations

import shutil
import tarfile
from typing import TYPE_CHECKING

import zstandard

from trainingdesk.storage.disk import on_disk, whole_folder
from trainingdesk.storage.files import sync_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import BinaryIO


class Unpackable(Exception):  # noqa: N818 -- an answer the caller acts on
    """What is packed is no program: damaged, or it would write outside of its folder."""


class Stopped(Exception):  # noqa: N818 -- as above
    """Somebody ended it."""


def unpack(packed: BinaryIO, folder: Path, *, size: int, watch: Callable[[int, int], bool]) -> None:
    """Put a packed program under ``folder``, in the place of what an earlier attempt left there.

    Raises Unpackable, Stopped, Unavailable; then nothing of it is there.
    """
    with on_disk():
        for old in (folder, folder.with_name(folder.name + ".part")):
            if old.exists():
                shutil.rmtree(old)
    with whole_folder(folder) as part:
        try:
            _unpack(packed, part, size=size, watch=watch)
        except (tarfile.TarError, zstandard.ZstdError, EOFError) as error:
            raise Unpackable from error


def _unpack(packed: BinaryIO, folder: Path, *, size: int, watch: Callable[[int, int], bool]) -> None:
    done = 0
    plain = zstandard.ZstdDecompressor().stream_reader(packed, closefd=False)
    with plain, tarfile.open(fileobj=plain, mode="r|") as archive:
        for member in archive:
            done += member.size
            if done > size:
                raise Unpackable
            archive.extract(member, folder, filter=_plain)
            if member.isfile():
                sync_file(folder / member.name)
            if not watch(done, size):
                raise Stopped


def _plain(member: tarfile.TarInfo, folder: str) -> tarfile.TarInfo:
    """No way out of the folder, no device (PEP 706), and no name that only looks like one in it."""
    found = tarfile.data_filter(member, folder)
    if found.name != member.name:
        raise Unpackable
    return found


def keep_only(root: Path, versions: frozenset[str]) -> None:
    """Remove programs of other versions; what cannot be removed, because it runs, stays until the next time."""
    for one in root.iterdir() if root.is_dir() else ():
        if one.is_dir() and one.name not in versions:
            shutil.rmtree(one, ignore_errors=True)
