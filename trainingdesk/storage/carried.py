"""Bundles of others that this desk carries without being able to read them: files beside the database (SYNC 2.16)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from trainingdesk.settings.atomic_file import atomic_write
from trainingdesk.storage.disk import on_disk
from trainingdesk.wire.bundle import SUFFIX, Kind, Manifest, NotTaken, read

if TYPE_CHECKING:
    from pathlib import Path

#: What nobody took for so long is let go.
_KEPT_MS: Final = 180 * 24 * 3_600_000


@dataclass(frozen=True, slots=True)
class Carried:
    """A bundle of somebody else, the file that it lies in, and since when it lies there."""

    path: Path
    manifest: Manifest
    since_ms: int

    @property
    def body(self) -> bytes:
        """Its bytes; raises OSError."""
        return self.path.read_bytes()

    @property
    def size(self) -> int:
        """How many bytes these are; raises OSError."""
        return self.path.stat().st_size


def carried(folder: Path) -> tuple[Carried, ...]:
    """What is carried, the oldest first; a file that is no bundle is left alone."""
    if not folder.is_dir():
        return ()
    found = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            stand = path.stat()
            said = _manifest(path, stand.st_size, stand.st_mtime_ns)
            found.append(Carried(path, said, stand.st_mtime_ns // 1_000_000))
        except (NotTaken, OSError):
            continue
    return tuple(sorted(found, key=lambda one: one.manifest.created_ms))


def carry(folder: Path, body: bytes, *, now_ms: int) -> Carried:
    """Keep a bundle to be handed over; what it makes needless goes.

    Of replies to a desk the newest is enough; changes that a reply answers, or that a later bundle brings once more in the
    same batches, need not travel any more.
    """
    said = read(body).manifest
    kept = Carried(place_of(folder, hashlib.sha256(body).hexdigest()), said, now_ms)
    with on_disk():
        folder.mkdir(parents=True, exist_ok=True)
        there = carried(folder)
        if not any(_is_needless(said, one.manifest) for one in there):
            with atomic_write(kept.path) as part:
                part.write_bytes(body)
        for one in there:
            if _is_old(one, now_ms) or _is_needless(one.manifest, said):
                one.path.unlink(missing_ok=True)
    return kept


def place_of(folder: Path, sha256: str) -> Path:
    """Where a bundle lies, by the digest of its bytes."""
    return folder / f"{sha256}{SUFFIX}"


@lru_cache(maxsize=1024)
def _manifest(path: Path, _size: int, _written: int) -> Manifest:
    """What a file says of itself; it is read and looked at again when it is another one."""
    return read(path.read_bytes()).manifest


def _is_old(one: Carried, now_ms: int) -> bool:
    """By both clocks, of the laptop that made it and of this one: a laptop with a dead battery writes a year long past."""
    return max(one.manifest.created_ms, one.since_ms) < now_ms - _KEPT_MS


def _is_needless(one: Manifest, beside: Manifest) -> bool:
    if beside.covers(one):
        return True
    if one.device != beside.device or beside.kind is not Kind.REPLY:
        return False
    if one.kind is Kind.REPLY:
        return one.created_ms < beside.created_ms
    return one.created_ms < beside.created_ms and one.last <= beside.last and not one.asks
