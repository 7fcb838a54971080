"""What changed in a database since a whole backup of it: the pages, and the write-ahead log.

SQLCipher gives a page a fresh random IV each time it writes it, so two copies of a page are the same where their IVs are.
Only 8 of the 4,096 bytes of each page are looked at: 3 GB in about half a second, measured.

Format: magic, number of pages of the database file, number of pages that follow; their numbers (4 bytes each); the pages.
The log lies beside it as it was. The order in which they are read makes them one state, see ``files.copy_database``.
"""

from __future__ import annotations

import mmap
import shutil
import struct
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage.disk import on_disk
from trainingdesk.storage.files import sync_file
from trainingdesk.storage.pages import PAGE, USABLE, Proof

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from trainingdesk.storage.vault import DataKey

DELTA = "trainingdesk.delta"
LOG = "trainingdesk.delta-wal"

_MAGIC = b"TDDELTA1"
_HEADER = struct.Struct("<8sQQ")
_LOOKED_AT = 8


def changed_pages(path: Path, base: Path) -> list[int]:
    """Numbers (from 1) of the pages of ``path`` that ``base`` has not, or has otherwise."""
    present, before = _ivs(path), _ivs(base)
    both = min(len(present[0]), len(before[0]))
    differs = 0
    for new, old in zip(present, before, strict=True):
        differs |= int.from_bytes(new[:both], "big") ^ int.from_bytes(old[:both], "big")
    changed = [at for at, bits in enumerate(differs.to_bytes(both, "big"), start=1) if bits]
    return [*changed, *range(both + 1, len(present[0]) + 1)]


def write_delta(path: Path, changed: Sequence[int], folder: Path) -> None:
    """Write these pages of ``path`` and its log to ``folder``, while a transaction keeps the log from being reset."""
    with path.open("rb") as source, (folder / DELTA).open("wb") as target:
        target.write(_HEADER.pack(_MAGIC, path.stat().st_size // PAGE, len(changed)))
        target.write(struct.pack(f"<{len(changed)}I", *changed))
        for number in changed:
            source.seek((number - 1) * PAGE)
            target.write(source.read(PAGE))
    sync_file(folder / DELTA)
    log = path.with_name(path.name + "-wal")
    if log.exists():
        shutil.copyfile(log, folder / LOG)
        sync_file(folder / LOG)


def require_sound(folder: Path, base: Path, key: DataKey) -> None:
    """Raise Unavailable ``storage.damaged`` where a page is not what was written, and the log has no better one."""
    with on_disk(), Proof(base, key, folder / LOG) as proof:
        for number, page in _read(folder / DELTA)[1]:
            if not proof.holds(number, page):
                raise Unavailable("storage.damaged")


def put_together(folder: Path, base: Path, target: Path) -> None:
    """Make the whole database of a delta at ``target``; its log, not yet folded in, beside it.

    Raises Unavailable ``storage.damaged`` for a delta that is cut off or none.
    """
    with on_disk():
        shutil.copyfile(base, target)
        count, pages = _read(folder / DELTA)
        with target.open("r+b") as file:
            for number, page in pages:
                file.seek((number - 1) * PAGE)
                file.write(page)
            file.truncate(count * PAGE)
        sync_file(target)
        if (folder / LOG).exists():
            shutil.copyfile(folder / LOG, target.with_name(target.name + "-wal"))


def _ivs(path: Path) -> list[bytes]:
    """The first bytes of the IV of every page, byte by byte: the n-th entry holds the n-th byte of each page."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        whole = len(mapped) - len(mapped) % PAGE
        with memoryview(mapped) as view, view[:whole] as pages:
            return [pages[USABLE + at :: PAGE].tobytes() for at in range(_LOOKED_AT)]


def _read(path: Path) -> tuple[int, Any]:
    """How many pages the database has, and an iterator of (number, page)."""
    content = memoryview(path.read_bytes())
    if len(content) < _HEADER.size:
        raise Unavailable("storage.damaged")
    magic, count, many = _HEADER.unpack(content[: _HEADER.size])
    begin = _HEADER.size + 4 * many
    if magic != _MAGIC or len(content) != begin + many * PAGE:
        raise Unavailable("storage.damaged")
    numbers = struct.unpack(f"<{many}I", content[_HEADER.size : begin])
    return count, ((number, bytes(content[begin + at * PAGE :][:PAGE])) for at, number in enumerate(numbers))
