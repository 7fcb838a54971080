"""A file with an update of the program: signed by its publisher, read from a stick or anywhere else (FEATURES 98).

It begins with what it is and the signature over that; the digest of the packed program is part of what is signed. So nothing
is unpacked of which a single byte is not the publisher's.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from datetime import date  # noqa: TC003 -- msgspec reads the types of a message
from typing import TYPE_CHECKING, Annotated, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from trainingdesk.domain.program_update import ProgramUpdate, Version

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

SUFFIX: Final = ".tdupdate"
MAGIC: Final = b"TDUPDATE1\0"
_LENGTH: Final = struct.Struct(">I")
_SIGNATURE: Final = 64
#: No head may be longer, whatever it says; notes are a page at the most.
_LONGEST_HEAD: Final = 64 << 10
_STEP: Final = 1 << 20
#: What signs updates must sign nothing else.
_PURPOSE: Final = b"trainingdesk update 1\0"


class NotAnUpdate(Exception):  # noqa: N818 -- an answer the caller acts on
    """The file is none, or not whole."""


class NotSigned(Exception):  # noqa: N818 -- as above
    """The file is not of the publisher whom this program knows."""


class NewestUpdate(msgspec.Struct, frozen=True, kw_only=True):
    """What a centre has for a kind of machine: the head of its newest update, or nothing."""

    head: bytes = b""


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    version: str
    platform: Annotated[str, msgspec.Meta(max_length=40)]
    published_on: date
    #: Bytes of the program when it is unpacked, and of what follows the head.
    size: Annotated[int, msgspec.Meta(ge=1, le=4 << 30)]
    packed: Annotated[int, msgspec.Meta(ge=1, le=2 << 30)]
    sha256: str
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What a head says: the update, and of the packed program behind it the length and the digest."""

    update: ProgramUpdate
    packed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Head:
    """The beginning of a file; whose it is and what it says is looked at only when that is asked."""

    said: bytes
    signature: bytes

    @property
    def whole(self) -> bytes:
        """Its bytes as they stand in the file."""
        return MAGIC + _LENGTH.pack(len(self.said)) + self.said + self.signature

    @property
    def sha256(self) -> str:
        """Names the file: all that is behind the head is told by it."""
        return hashlib.sha256(self.whole).hexdigest()

    def require_signed(self, publisher: bytes) -> None:
        """Raises NotSigned unless it is of this publisher (the raw public key)."""
        try:
            Ed25519PublicKey.from_public_bytes(publisher).verify(self.signature, _PURPOSE + self.said)
        except InvalidSignature as error:
            raise NotSigned from error

    def content(self) -> Content:
        """What it says, true or not; raises NotAnUpdate."""
        try:
            said = msgspec.json.decode(self.said, type=_Said)
            update = ProgramUpdate(
                version=Version.read(said.version),
                platform=said.platform,
                published_on=said.published_on,
                size=said.size,
                notes=said.notes,
            )
        except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
            raise NotAnUpdate from error
        return Content(update, said.packed, said.sha256)


def read_head(file: BinaryIO) -> Head:
    """The head that a file begins with; raises NotAnUpdate."""
    if file.read(len(MAGIC)) != MAGIC:
        raise NotAnUpdate
    length = file.read(_LENGTH.size)
    size = _LENGTH.unpack(length)[0] if len(length) == _LENGTH.size else 0
    if not 0 < size <= _LONGEST_HEAD:
        raise NotAnUpdate
    found = Head(file.read(size), file.read(_SIGNATURE))
    if (len(found.said), len(found.signature)) != (size, _SIGNATURE):
        raise NotAnUpdate
    return found


class UpdateFile:
    """An update whose head is the publisher's; the program in it is proven by ``prove`` before it is unpacked."""

    def __init__(self, file: BinaryIO, publisher: bytes) -> None:
        """Read the head; raises NotAnUpdate, NotSigned."""
        self._file = file
        head = read_head(file)
        head.require_signed(publisher)
        self._content = head.content()
        self._begins = file.tell()

    @property
    def update(self) -> ProgramUpdate:
        """What it offers."""
        return self._content.update

    def prove(self, watch: Callable[[int, int], bool]) -> bool:
        """Read the packed program to its end; raises NotAnUpdate where it is not the signed one.

        ``watch`` hears bytes done and in all, and answers whether to go on; False where it did not.
        """
        digest, done = hashlib.sha256(), 0
        self._file.seek(self._begins)
        while part := self._file.read(_STEP):
            digest.update(part)
            done += len(part)
            if done > self._content.packed:
                break
            if not watch(done, self._content.packed):
                return False
        if (done, digest.hexdigest()) != (self._content.packed, self._content.sha256):
            raise NotAnUpdate
        return True

    def packed(self) -> BinaryIO:
        """The packed program: tar under zstd."""
        self._file.seek(self._begins)
        return self._file


def write_update(out: BinaryIO, update: ProgramUpdate, packed: BinaryIO, *, signing_key: bytes) -> None:
    """Write an update; ``packed`` is the program as tar under zstd, ``signing_key`` the publisher's private one."""
    digest, length = hashlib.sha256(), 0
    while part := packed.read(_STEP):
        digest.update(part)
        length += len(part)
    said = _Said(
        version=str(update.version),
        platform=update.platform,
        published_on=update.published_on,
        size=update.size,
        packed=length,
        sha256=digest.hexdigest(),
        notes=update.notes,
    )
    words = msgspec.json.encode(said)
    signature = Ed25519PrivateKey.from_private_bytes(signing_key).sign(_PURPOSE + words)
    out.write(Head(words, signature).whole)
    packed.seek(0)
    while part := packed.read(_STEP):
        out.write(part)
