"""A file from outside as bytes, and what it is: told by its content, never by its name."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.i18n.os_problem import os_problem
from trainingdesk.services.exchange.limits import MEGABYTE

if TYPE_CHECKING:
    from trainingdesk.services.exchange.limits import Limits

ZIP_MAGIC: Final = b"PK\x03\x04"
OLE_MAGIC: Final = bytes.fromhex("d0cf11e0a1b11ae1")
"""[MS-CFB] 2.2, header signature: .xls, .et and every encrypted .xlsx."""


class Container(StrEnum):
    """How the bytes of a file are organised."""

    ZIP = "zip"
    OLE = "ole"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class FileContent:
    """The bytes of a file; everything is decided on them, so that nobody can exchange the file between check and use."""

    name: str
    data: bytes

    @property
    def container(self) -> Container:
        """What the first bytes say."""
        if self.data.startswith(ZIP_MAGIC):
            return Container.ZIP
        return Container.OLE if self.data.startswith(OLE_MAGIC) else Container.TEXT


#: What a table is read from: a file, or what was pasted, which never lies on the disk.
Source: TypeAlias = Path | FileContent


def pasted_text(text: str, *, name: str) -> FileContent:
    """Cells copied from a spreadsheet, as if they stood in a text file called ``name``."""
    return FileContent(name, text.encode("utf-8"))


def load_file(path: Source, limits: Limits) -> FileContent:
    """Read a file whole; what was pasted is there already.

    Raises Refused for a path that is no file, an empty file and one that is too large; Unavailable for a file that another
    program has locked or that cannot be read just now.
    """
    if isinstance(path, FileContent):
        return _sound(path, limits)
    try:
        data = _read(path, limits)
    except FileNotFoundError:
        raise Refused("workbook.no_such_file", name=path.name) from None
    except PermissionError:
        raise Unavailable("workbook.locked", name=path.name) from None
    except OSError as error:
        raise Unavailable("workbook.cannot_be_read", name=path.name, problem=os_problem(error)) from None
    return _sound(FileContent(path.name, data), limits)


def _sound(content: FileContent, limits: Limits) -> FileContent:
    if len(content.data) > limits.file_bytes:
        raise _too_large(content.name, len(content.data), limits)
    if not content.data or content.data.isspace():
        raise Refused("workbook.empty", name=content.name)
    return content


def _read(path: Path, limits: Limits) -> bytes:
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):
        raise Refused("workbook.not_a_file", name=path.name)
    if found.st_size <= limits.file_bytes:
        with path.open("rb") as file:
            data = file.read(limits.file_bytes + 1)
        if len(data) <= limits.file_bytes:
            return data
    raise _too_large(path.name, found.st_size, limits)


def _too_large(name: str, size: int, limits: Limits) -> Refused:
    most = limits.file_bytes // MEGABYTE
    return Refused("workbook.too_large", name=name, found=-(-size // MEGABYTE), most=most)
