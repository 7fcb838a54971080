"""The pages of an encrypted file, checked and decrypted one by one, for verification and for salvage.

SQLCipher refuses a whole table for one bad page, says the same (NOTADB) for a wrong key and for a damaged first page, and
its own ``PRAGMA cipher_integrity_check`` cannot be stopped. Here every page stands for itself, at the same speed.

Format: SQLCipher 4 (zetetic.net/sqlcipher/design). A page is ciphertext, 16 bytes of IV, 64 bytes of HMAC-SHA512 over
ciphertext, IV and page number; the first page begins with the salt of the HMAC key. Write-ahead log: sqlite.org/fileformat2.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import struct
from typing import TYPE_CHECKING, BinaryIO, Self

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from types import TracebackType

    from trainingdesk.storage.vault import DataKey

    #: Called now and then with how much is done of how much; answers whether to go on.
    Watch = Callable[[int, int], bool]

PAGE = 4096
#: Bytes of a page that SQLite uses; the rest is IV and HMAC.
USABLE = PAGE - 80
SALT = 16
#: SQLite never writes the page at 1 GiB: file locks lie there.
LOCK_PAGE = 0x40000000 // PAGE + 1

_MAGIC = b"SQLite format 3\0"
_HMAC_AT = PAGE - 64
_FRAME = 24 + PAGE
_WAL_HEADER = 32
_BATCH = 256


def salt_of(path: Path) -> bytes:
    """The salt that the file begins with; all its byte-for-byte copies have the same."""
    with path.open("rb") as file:
        return file.read(SALT)


class Pages:
    """The pages as they were last committed: those of the write-ahead log before those of the file.

    ``salts`` are further candidates for a first page that is lost (those of its backups). ``verifies`` tells whether one of
    them is right; without it nothing is sound.
    """

    def __init__(self, path: Path, key: DataKey, *, salts: Sequence[bytes] = ()) -> None:
        self._file = path.open("rb")
        self._raw_key = _raw(key)
        log = path.with_name(path.name + "-wal")
        self._log = log.open("rb") if log.exists() else None
        self._logged, pages_in_log = _committed_frames(self._log)
        self.count = max(path.stat().st_size // PAGE, pages_in_log)
        self._hmac_key: bytes | None = None
        self._hmac_key = self._fitting_hmac_key([salt_of(path), *salts])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._log is not None:
            self._log.close()

    @property
    def verifies(self) -> bool:
        """Whether pages can be told sound from unsound: the key fits and a salt is known."""
        return self._hmac_key is not None

    def plain(self, number: int) -> bytes | None:
        """The decrypted page, ``USABLE`` bytes; None where it is not sound."""
        page = self._read(number)
        if not self._is_sound(number, page):
            return None
        begin = SALT if number == 1 else 0
        decryptor = Cipher(AES256(self._raw_key), CBC(page[USABLE : USABLE + 16])).decryptor()
        return (_MAGIC if number == 1 else b"") + decryptor.update(page[begin:USABLE])

    def is_sound(self, number: int) -> bool:
        """Whether the page is exactly what was written there under this key."""
        return self._is_sound(number, self._read(number))

    def _is_sound(self, number: int, page: bytes) -> bool:
        return self._hmac_key is not None and _authentic(self._hmac_key, number, page)

    def _read(self, number: int) -> bytes:
        if (at := self._logged.get(number)) is not None and self._log is not None:
            self._log.seek(at)
            logged = self._log.read(PAGE)
            if self._hmac_key is None or _authentic(self._hmac_key, number, logged):
                return logged
        self._file.seek((number - 1) * PAGE)
        return self._file.read(PAGE)

    def _fitting_hmac_key(self, salts: Sequence[bytes]) -> bytes | None:
        """The first salt under which any of the first and last pages is sound."""
        looked_at = sorted({*range(1, min(self.count, 50) + 1), *range(max(1, self.count - 50), self.count + 1)})
        for salt in salts:
            candidate = _hmac_key(self._raw_key, salt)
            if any(_authentic(candidate, number, self._read(number)) for number in looked_at):
                return candidate
        return None


class Proof:
    """Whether a page taken from a file is what was written there, or stands in the log anyway; ``like`` has its salt."""

    def __init__(self, like: Path, key: DataKey, log: Path) -> None:
        self._hmac_key = _hmac_key(_raw(key), salt_of(like))
        self._log = log.open("rb") if log.exists() else None
        self._logged, _pages = _committed_frames(self._log)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._log is not None:
            self._log.close()

    def holds(self, number: int, page: bytes) -> bool:
        """Whether the page may be counted on."""
        return number in self._logged or number == LOCK_PAGE or _authentic(self._hmac_key, number, page)


def unsound_pages(path: Path, key: DataKey, watch: Watch) -> Iterator[int]:
    """Numbers of the pages that are not what was written; ends early where ``watch`` says so.

    A page that another process is just writing is looked at again before it counts.
    """
    with Pages(path, key) as pages:
        for number in range(1, pages.count + 1):
            if number % _BATCH == 1 and not watch(number - 1, pages.count):
                return
            if number != LOCK_PAGE and not any(pages.is_sound(number) for _attempt in range(3)):
                yield number
        watch(pages.count, pages.count)


def _raw(key: DataKey) -> bytes:
    match = re.search(r"[0-9a-f]{64}", key.sqlcipher_literal())
    if match is None:
        raise ValueError("not a raw key")
    return bytes.fromhex(match[0])


def _hmac_key(raw_key: bytes, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", raw_key, bytes(byte ^ 0x3A for byte in salt), 2, 32)


def _authentic(hmac_key: bytes, number: int, page: bytes) -> bool:
    begin = SALT if number == 1 else 0
    covered = page[begin:_HMAC_AT] + struct.pack("<I", number)
    return len(page) == PAGE and hmac.digest(hmac_key, covered, "sha512") == page[_HMAC_AT:]


def _committed_frames(log: BinaryIO | None) -> tuple[dict[int, int], int]:
    """Where the newest committed copy of each page lies in the write-ahead log, and how many pages the last commit left.

    The log's checksums chain, so that one bad frame would hide all later ones; each page's own HMAC is looked at instead.
    """
    header = log.read(_WAL_HEADER) if log is not None else b""
    if log is None or len(header) < _WAL_HEADER:
        return {}, 0
    committed: dict[int, int] = {}
    pending: dict[int, int] = {}
    pages, at = 0, _WAL_HEADER
    while len(frame := log.read(24)) == 24:  # noqa: PLR2004 -- a frame header
        number, size_after, salts = *struct.unpack(">II", frame[:8]), frame[8:16]
        if salts != header[16:24]:
            break
        pending[number] = at + 24
        if size_after:
            committed, pending, pages = committed | pending, {}, size_after
        at += _FRAME
        log.seek(at)
    return committed, pages
