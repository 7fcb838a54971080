"""A file that a code opens: Argon2id makes a key of the code, AES-256-GCM closes one frame after the other with it.

Each frame says which one it is and whether it is the last, so that none can be left out, swapped or cut off. No more than
one of them is in memory. The code travels by another way than the file.
"""

from __future__ import annotations

import secrets
import struct
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trainingdesk.wire import code as codes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_KIND: Final = b"TDINVITE"
MAGIC: Final = _KIND + b"1\0"
#: So many letters cannot be guessed by whoever has the file.
_LENGTH, _GROUP = 20, 5
_SALT: Final = 16
_FRAME: Final = struct.Struct(">I?")
#: No frame may be longer, whatever its head says.
_LONGEST: Final = 24 << 20


class Damaged(Exception):  # noqa: N818 -- an answer the caller acts on
    """The file is no such file, or it is not whole."""


class OtherVersion(Exception):  # noqa: N818 -- as above
    """The file is one of a program that writes them in another way."""


class WrongCode(Exception):  # noqa: N818 -- as above
    """The code does not open the file."""


def new_code() -> str:
    """A code to be shown once, in groups that can be read out."""
    return codes.new_code(_LENGTH, group=_GROUP)


def seal(file: BinaryIO, frames: Iterable[bytes], *, code: str) -> None:
    """Write frames so that only the code opens them."""
    salt = secrets.token_bytes(_SALT)
    cipher = AESGCM(codes.key_of_code(code, salt))
    file.write(MAGIC + salt)
    for number, (frame, is_last) in enumerate(_with_end(frames)):
        closed = cipher.encrypt(_nonce(number), frame, _FRAME.pack(number, is_last))
        file.write(_FRAME.pack(len(closed), is_last) + closed)


def unseal(file: BinaryIO, *, code: str) -> Iterator[bytes]:
    """The frames of a file; raises WrongCode at the first one, Damaged wherever the file is not what was written.

    Raises OtherVersion for a file that another program sealed.
    """
    if (head := file.read(len(MAGIC))) != MAGIC:
        raise OtherVersion if head.startswith(_KIND) and len(head) == len(MAGIC) else Damaged
    salt = file.read(_SALT)
    cipher, number, is_last = AESGCM(codes.key_of_code(code, salt.ljust(_SALT, b"\0"))), 0, False
    while not is_last:
        head = file.read(_FRAME.size)
        if len(head) < _FRAME.size or head[-1] > 1:
            raise Damaged
        length, is_last = _FRAME.unpack(head)
        closed = file.read(length) if length <= _LONGEST else b""
        if len(closed) < length or not closed:
            raise Damaged
        try:
            yield cipher.decrypt(_nonce(number), closed, _FRAME.pack(number, is_last))
        except InvalidTag:
            raise (Damaged if number else WrongCode) from None
        number += 1
    if file.read(1):
        raise Damaged


def _with_end(frames: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    """Each frame, and whether it is the last one."""
    waiting: bytes | None = None
    for frame in frames:
        if waiting is not None:
            yield waiting, False
        waiting = frame
    if waiting is not None:
        yield waiting, True


def _nonce(number: int) -> bytes:
    """Every file has a key of its own, so counting is enough."""
    return number.to_bytes(12, "big")
