"""A bundle while its pieces come: it is kept under its name only when it is whole and what its digest says (SYNC 2.16)."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from trainingdesk.storage.disk import on_disk

if TYPE_CHECKING:
    from pathlib import Path

_ENDING: Final = ".coming"


def held(folder: Path, sha256: str) -> int:
    """How many bytes of it are here."""
    path = _place(folder, sha256)
    with on_disk():
        return path.stat().st_size if path.exists() else 0


def add(folder: Path, sha256: str, piece: bytes) -> None:
    """Put a piece behind those that are here; raises Unavailable on a full disk, and half of the piece does not stay."""
    path = _place(folder, sha256)
    with on_disk():
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            before = file.tell()
            try:
                file.write(piece)
                file.flush()
            except OSError:
                file.truncate(before)
                raise


def taken_out(folder: Path, sha256: str) -> bytes | None:
    """All of it, which is not here any more then; None where it is not what its digest says."""
    path = _place(folder, sha256)
    with on_disk():
        body = path.read_bytes()
        path.unlink()
    return body if hashlib.sha256(body).hexdigest() == sha256 else None


def drop(folder: Path, sha256: str) -> None:
    """Let go of one that will not become whole."""
    with on_disk():
        _place(folder, sha256).unlink(missing_ok=True)


def drop_all(folder: Path) -> None:
    """Let go of everything that did not become whole."""
    with on_disk():
        for path in folder.glob(f"*{_ENDING}"):
            path.unlink(missing_ok=True)


def _place(folder: Path, sha256: str) -> Path:
    return folder / f"{sha256}{_ENDING}"
