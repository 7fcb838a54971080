"""Putting a finished document into the folder a person chose: complete or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Unavailable
from trainingdesk.settings.atomic_file import atomic_write

if TYPE_CHECKING:
    from pathlib import Path


def save(data: bytes, path: Path) -> None:
    """Write ``data`` under ``path``; what stood there before stays until the new file is complete.

    Raises Unavailable("reports.not_saved") where the disk is full, the folder is missing, or another program holds the
    file open.
    """
    try:
        with atomic_write(path) as part:
            part.write_bytes(data)
    except OSError as error:
        raise Unavailable(
            "reports.not_saved", file=path.name, problem=error.strerror or type(error).__name__
        ) from error
