"""The file ``*.tdsync``: what a desk and its centre say to each other where no network goes (SYNC 2.16).

The word TDSYNC1 and a zero, the length of the manifest, the manifest, a signature over all of that, the sealed content.
Everybody can read the manifest and see that nothing was altered (the digest of the sealed content stands in it); only the
addressee can open the content, by HPKE (RFC 9180). What is compressed is measured before it is opened.
"""

from __future__ import annotations

import hashlib
import struct
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Final, TypeVar
from uuid import uuid4

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

SUFFIX: Final = ".tdsync"
#: The largest file: a desk writes several where that is not enough.
MOST_BYTES: Final = 64 << 20
#: What a content may grow to when it is opened.
MOST_CONTENT: Final = 256 << 20
_MAGIC: Final = b"TDSYNC1\0"
_FAMILY: Final = b"TDSYNC"
_FORMAT: Final = 1
_LENGTH: Final = struct.Struct(">I")
_SIGNATURE: Final = 64
_LONGEST_MANIFEST: Final = 4096
#: A bundle of more batches does not name them.
MOST_HELD: Final = 64
T = TypeVar("T")
#: What a database can be asked with.
_Word = Annotated[str, msgspec.Meta(max_length=64, pattern=r"\A[0-9A-Za-z_-]+\Z")]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_SUITE: Final = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


class Kind(StrEnum):
    """Which way a bundle goes."""

    CHANGES = "changes"  # from a desk to the centre
    REPLY = "reply"  # from the centre to a desk


class Reason(StrEnum):
    """Why a bundle is not taken."""

    NOT_A_BUNDLE = "not_a_bundle"
    TOO_LARGE = "too_large"
    NEWER = "newer"
    ALTERED = "altered"
    OTHER_COUNTY = "other_county"
    NOT_FOR_HERE = "not_for_here"
    UNKNOWN_SENDER = "unknown_sender"
    REVOKED = "revoked"


class NotTaken(Exception):  # noqa: N818 -- an answer, as in wire/operation.py
    """The bundle is refused, and nothing was done with it."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a bundle says of itself to everybody: nothing about people.

    ``device`` is the desk that it comes from or goes to, ``recipient`` the name of the key that opens it, ``signer`` the key
    that signed it; ``first`` and ``last`` are the operations that it brings or answers (0 and 0: none). ``holds`` names its
    batches, so that whoever carries it sees which bundle a later one makes needless; empty where they are many. ``asks``: it
    has a question that no reply to an earlier bundle answers.
    """

    format: int
    kind: Kind
    bundle: _Word
    county: _Word
    device: _Word
    recipient: _Word
    signer: bytes
    first: _Number
    last: _Number
    created_ms: _Number
    sha256: str
    holds: list[_Word] = []
    asks: bool = False

    def covers(self, earlier: Manifest) -> bool:
        """Whether this bundle brings everything that an earlier one of the same desk brought."""
        if self.kind is not Kind.CHANGES or (earlier.kind, earlier.device, earlier.signer) != self._sender():
            return False
        if earlier.created_ms >= self.created_ms:
            return False
        return not earlier.last or (bool(earlier.holds) and set(earlier.holds) <= set(self.holds))

    def _sender(self) -> tuple[Kind, str, bytes]:
        return self.kind, self.device, self.signer


class _Format(msgspec.Struct, frozen=True):
    """The part of a manifest that every format has."""

    format: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """A bundle that nobody altered since it was signed; who signed it is for its reader to ask."""

    manifest: Manifest
    ciphertext: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """What is written on a bundle."""

    kind: Kind
    county: str
    device: str
    first: int = 0
    last: int = 0
    holds: tuple[str, ...] = ()
    asks: bool = False


def key_name(public_key: bytes) -> str:
    """How a manifest names the key that opens it."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def named(batch: bytes) -> str:
    """How a manifest names a frozen batch."""
    return hashlib.sha256(batch).hexdigest()[:16]


def new_box_key() -> bytes:
    """A private key that opens bundles."""
    return X25519PrivateKey.generate().private_bytes_raw()


def box_of(private_key: bytes) -> bytes:
    """The public half of a key that opens bundles."""
    return X25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def signer_of(private_key: bytes) -> bytes:
    """The public half of a key that signs bundles."""
    return Ed25519PrivateKey.from_private_bytes(private_key).public_key().public_bytes_raw()


def seal(content: object, address: Address, *, signing_key: bytes, box: bytes, now_ms: int) -> bytes:
    """The bytes of a bundle that the holder of ``box`` can open."""
    bundle = str(uuid4())
    packed = zstandard.compress(msgspec.json.encode(content), 3)
    info = _bound_to(address.kind, bundle, address.county, address.device)
    ciphertext = _SUITE.encrypt(packed, X25519PublicKey.from_public_bytes(box), info=info)
    manifest = Manifest(
        format=_FORMAT,
        kind=address.kind,
        bundle=bundle,
        county=address.county,
        device=address.device,
        recipient=key_name(box),
        signer=signer_of(signing_key),
        first=address.first,
        last=address.last,
        holds=[*address.holds] if len(address.holds) <= MOST_HELD else [],
        asks=address.asks,
        created_ms=now_ms,
        sha256=hashlib.sha256(ciphertext).hexdigest(),
    )
    said = msgspec.json.encode(manifest)
    head = _MAGIC + _LENGTH.pack(len(said)) + said
    return head + Ed25519PrivateKey.from_private_bytes(signing_key).sign(head) + ciphertext


def read(body: bytes) -> Sealed:
    """The bundle in these bytes; raises NotTaken where it is none, was altered, or is of a newer format."""
    start = len(_MAGIC) + _LENGTH.size
    if len(body) > MOST_BYTES:
        raise NotTaken(Reason.TOO_LARGE)
    if not body.startswith(_FAMILY) or len(body) < start:
        raise NotTaken(Reason.NOT_A_BUNDLE)
    if not body.startswith(_MAGIC):
        raise NotTaken(Reason.NEWER)
    (length,) = _LENGTH.unpack_from(body, len(_MAGIC))
    if length > _LONGEST_MANIFEST or len(body) < start + length + _SIGNATURE:
        raise NotTaken(Reason.ALTERED)
    manifest = _manifest(body[start : start + length])
    end = start + length + _SIGNATURE
    sealed = Sealed(manifest, body[end:])
    _verify(sealed, head=body[: start + length], signature=body[start + length : end])
    return sealed


def open_content(sealed: Sealed, private_key: bytes, kind: type[T]) -> T:
    """What stands in a bundle; raises NotTaken where this key does not open it, or it holds something else."""
    said = sealed.manifest
    if said.recipient != key_name(box_of(private_key)):
        raise NotTaken(Reason.NOT_FOR_HERE)
    info = _bound_to(said.kind, said.bundle, said.county, said.device)
    try:
        packed = _SUITE.decrypt(sealed.ciphertext, X25519PrivateKey.from_private_bytes(private_key), info=info)
        if not 0 < zstandard.frame_content_size(packed) <= MOST_CONTENT:
            raise NotTaken(Reason.TOO_LARGE)
        return msgspec.json.decode(zstandard.decompress(packed), type=kind)
    except (InvalidTag, ValueError, zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise NotTaken(Reason.ALTERED) from error


def _manifest(said: bytes) -> Manifest:
    try:
        if msgspec.json.decode(said, type=_Format).format > _FORMAT:
            raise NotTaken(Reason.NEWER)
        return msgspec.json.decode(said, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise NotTaken(Reason.ALTERED) from error


def _verify(sealed: Sealed, *, head: bytes, signature: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(sealed.manifest.signer).verify(signature, head)
    except (InvalidSignature, ValueError) as error:
        raise NotTaken(Reason.ALTERED) from error
    if hashlib.sha256(sealed.ciphertext).hexdigest() != sealed.manifest.sha256:
        raise NotTaken(Reason.ALTERED)


def _bound_to(kind: Kind, bundle: str, county: str, device: str) -> bytes:
    """What the content is bound to: under another manifest it does not open."""
    return f"trainingdesk bundle|{kind}|{bundle}|{county}|{device}".encode()
