"""Putting a finished document into the folder a person chose: complete or not at all."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Unavailable
from trainingdesk.i18n.os_problem import os_problem
from trainingdesk.settings.atomic_file import atomic_write

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


def save(data: bytes, path: Path) -> None:
    """Write ``data`` under ``path``; what stood there before stays until the new file is complete.

    Raises Unavailable("reports.not_saved") where the disk is full, the folder is missing, or another program holds the
    file open.
    """
    with _refused_as_unavailable(path), atomic_write(path) as part:
        part.write_bytes(data)


def make_folder(folder: Path) -> None:
    """Make the folder that documents go into, where there is none; raises Unavailable("reports.not_saved") like ``save``."""
    with _refused_as_unavailable(folder):
        folder.mkdir(parents=True, exist_ok=True)


@contextmanager
def _refused_as_unavailable(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable("reports.not_saved", file=path.name, problem=os_problem(error)) from error
