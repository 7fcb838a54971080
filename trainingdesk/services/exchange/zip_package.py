"""The parts of a zipped workbook (.xlsx, .xlsm, .ods), unpacked only after it is known how much that is.

A packed file may say that it unpacks to little and unpack to terabytes, hold one name twice so that two readers see
different files, or hold XML whose entities grow without end. All of it is settled here, on the bytes, before any other
reader sees them: declared sizes first, then every part is unpacked once in pieces and its real size compared.
"""

from __future__ import annotations

import posixpath
from io import BytesIO
from typing import TYPE_CHECKING, Final
from zipfile import BadZipFile, LargeZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - an exception class; its own name is lower case

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipInfo

    from trainingdesk.services.exchange.file_content import FileContent
    from trainingdesk.services.exchange.limits import Limits

PIECE: Final = 1 << 18
MOST_PARTS: Final = 10_000
"""A workbook has some dozen parts, one with many pictures a few hundred."""
ENCRYPTED_FLAG: Final = 0x1
"""General purpose bit 0 of a zip entry (APPNOTE.TXT 4.4.4)."""
PICTURE_ENDINGS: Final = (".svg", ".emf", ".png", ".jpeg", ".jpg")
"""Vector pictures may hold entities; no reader here opens a picture."""
ENTITY: Final = "<!ENTITY"
"""Office documents hold no document type definition (ECMA-376 part 2, 8.1.4; OpenDocument 1.3 part 3, 2.2.1)."""
ENTITY_FORMS: Final = tuple(ENTITY.encode(codec) for codec in ("ascii", "utf-16-le", "utf-16-be"))
LONGEST_FORM: Final = max(len(form) for form in ENTITY_FORMS)
DAMAGE: Final = (BadZipFile, LargeZipFile, ZlibError, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)
"""What the standard library raises for an archive that is cut off, altered or packed in a way it does not know."""


class ZipPackage:
    """A zipped workbook that is safe to unpack; raises Refused for any other when it is made."""

    def __init__(self, content: FileContent, limits: Limits) -> None:
        self.name = content.name
        self._limits = limits
        self._packed = len(content.data)
        try:
            self._archive = ZipFile(BytesIO(content.data))
            self._parts = {info.filename: info for info in self._archive.infolist()}
        except DAMAGE:
            raise Refused("workbook.damaged", name=self.name) from None
        self._check_declared()
        self._check_real()

    @property
    def part_names(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self._parts)

    @property
    def part_order(self) -> tuple[str, ...]:
        """The names in the order in which the parts were packed; some programs want the list of types first."""
        return tuple(self._parts)

    def pieces(self, part: str) -> Iterator[bytes]:
        """The unpacked bytes of a part, piece by piece; raises Refused where the package is damaged or has no such part."""
        if part not in self._parts:
            raise Refused("workbook.damaged", name=self.name)
        try:
            with self._archive.open(self._parts[part]) as file:
                while piece := file.read(PIECE):
                    yield piece
        except DAMAGE:
            raise Refused("workbook.damaged", name=self.name) from None

    def whole(self, part: str) -> bytes:
        """A part in one piece."""
        return b"".join(self.pieces(part))

    def _check_declared(self) -> None:
        infos = self._archive.infolist()
        if any(info.flag_bits & ENCRYPTED_FLAG for info in infos):
            raise Refused("workbook.encrypted", name=self.name)
        if len(infos) != len(self._parts):
            raise Refused("workbook.damaged", name=self.name)
        if len(infos) > MOST_PARTS:
            raise Refused("workbook.unpacks_too_large", name=self.name)
        self._check_size(sum(info.file_size for info in infos))

    def _check_real(self) -> None:
        total = 0
        for info in self._parts.values():
            unpacked = self._measure(info, total)
            if unpacked != info.file_size:
                raise Refused("workbook.damaged", name=self.name)
            total += unpacked

    def _measure(self, info: ZipInfo, before: int) -> int:
        """Unpack a part to its real end, whatever size it declares, and look for entities on the way."""
        declared, unpacked, tail = info.file_size, 0, b""
        info.file_size = (
            self._limits.unpacked_bytes + 1
        )  # the archive stops reading there, not at what the part declares
        try:
            for piece in self.pieces(info.filename):
                unpacked += len(piece)
                self._check_size(before + unpacked)
                self._check_entities(info.filename, tail + piece)
                tail = piece[-LONGEST_FORM:]
        finally:
            info.file_size = declared
        return unpacked

    def _check_size(self, unpacked: int) -> None:
        limits = self._limits
        out_of_proportion = unpacked > self._packed * limits.unpacked_ratio
        if unpacked > limits.unpacked_bytes or (out_of_proportion and unpacked > limits.small_enough_for_any_ratio):
            raise Refused("workbook.unpacks_too_large", name=self.name)

    def _check_entities(self, part: str, piece: bytes) -> None:
        if not part.lower().endswith(PICTURE_ENDINGS) and any(form in piece for form in ENTITY_FORMS):
            raise Refused("workbook.entities", name=self.name)


def part_beside(part: str, target: str) -> str:
    """The name of the part that a relationship of ``part`` points to (ECMA-376 part 2, 6.5.3.4)."""
    if target.startswith("/"):
        return posixpath.normpath(target.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
