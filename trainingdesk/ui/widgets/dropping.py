"""Files that are dropped on a screen, and how a destination names them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QMimeData

#: The part of a destination that means: what lies on the clipboard.
CLIPBOARD = "clipboard"
_FILE = "file "


def dropped_file(data: QMimeData | None) -> str | None:
    """The first local file, as the part of a destination; None where no file was dropped."""
    urls = () if data is None else data.urls()
    return next((as_part(Path(url.toLocalFile())) for url in urls if url.isLocalFile()), None)


def as_part(path: Path) -> str:
    """A file as the part of a destination."""
    return f"{_FILE}{path}"


def path_in(part: str) -> Path | None:
    """The file that the part of a destination names, or None."""
    return Path(part.removeprefix(_FILE)) if part.startswith(_FILE) else None
