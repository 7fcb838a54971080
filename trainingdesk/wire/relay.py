"""What two laptops in one hall say to each other (SYNC 2.7): a code that is read out, and proofs that both sides know it.

The code never crosses the network. Both make a key of it and of a salt of this opening; each message is proved with a key of
the visit, in both directions, so that nothing in between can be put in, altered or played again. What is handed over is
sealed for the centre already; the only word about a person, who hands over, goes encrypted as well.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv4Address
from typing import TYPE_CHECKING, Annotated, Final
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trainingdesk.wire import code as codes

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Where a relay listens if nobody names another port.
PORT: Final = 8790
#: Letters of a code; with a key that takes a tenth of a second to make they outlast every opening.
CODE_LENGTH, _GROUP = 8, 4
#: Headers of a message.
VISIT, COUNT, PROOF = "x-relay-visit", "x-relay-count", "x-relay-proof"
#: So much of a bundle goes in one message.
BYTES_OF_A_PART: Final = 1 << 20
#: What a part and its message may be at most.
MOST_BODY: Final = BYTES_OF_A_PART + 1024
_NONCE: Final = 12
_Word = Annotated[str, msgspec.Meta(max_length=64, pattern=r"\A[0-9A-Za-z_-]+\Z")]
_Number = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1)]
_Digest = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]


class Challenge(msgspec.Struct, frozen=True, kw_only=True):
    """What a relay says to whoever asks: the salt of its code, and a number for one visit."""

    relay: int
    salt: bytes
    visit: str


class Arrival(msgspec.Struct, frozen=True, kw_only=True):
    """Who comes: the desk, its county, and its user's name in a sealed form."""

    device: _Word
    county: _Word
    name: bytes


class Lying(msgspec.Struct, frozen=True, kw_only=True):
    """A reply of the centre that lies at the relay for a desk."""

    sha256: _Digest
    size: _Number


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """What lies here for the desk that came."""

    replies: list[Lying] = []


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """Which piece of which bundle is brought or asked for."""

    sha256: _Digest
    offset: _Number = 0
    size: _Number = 0


class Turned(msgspec.Struct, frozen=True, kw_only=True):
    """Why a relay does not do it; ``seconds`` are those to wait."""

    error: str = ""
    seconds: int = 0


def new_code() -> str:
    """A code for one opening."""
    return codes.new_code(CODE_LENGTH, group=_GROUP)


def new_salt() -> bytes:
    """A salt for one opening."""
    return secrets.token_bytes(16)


def new_visit() -> str:
    """Half the name of a visit; relay and desk give one each."""
    return secrets.token_hex(16)


@dataclass(frozen=True, slots=True)
class Tie:
    """What holds one visit together; both sides make it of the code's key and the name of the visit."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, code_key: bytes, visit: str) -> Tie:
        """The tie of a visit."""
        return cls(_mac(code_key, b"visit", visit.encode()))

    def asks(self, count: int, door: str, body: bytes) -> str:
        """The proof of a question."""
        return _mac(self.key, b"asks", str(count).encode(), door.encode(), body).hex()

    def answers(self, count: int, status: int, body: bytes) -> str:
        """The proof of its answer."""
        return _mac(self.key, b"answers", str(count).encode(), str(status).encode(), body).hex()

    def seal(self, name: str) -> bytes:
        """A name for the other side alone."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + AESGCM(_mac(self.key, b"name")).encrypt(nonce, name.encode(), None)

    def unseal(self, sealed: bytes) -> str:
        """The name; raises ValueError where it is none."""
        try:
            return AESGCM(_mac(self.key, b"name")).decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except InvalidTag as error:
            raise ValueError from error


def is_same(one: str, other: str) -> bool:
    """Whether two proofs are the same, in a time that does not tell where they differ."""
    return hmac.compare_digest(one.encode(), other.encode())


def relay_text(address: str, code: str) -> str:
    """Address and code in one line, as the QR code holds them."""
    return f"{address} {code}"


def read_relay(text: str) -> tuple[str, str] | None:
    """Address and code of a text that holds both; None for any other."""
    match text.split():
        case [address, code] if len(codes.letters_of(code)) == CODE_LENGTH and address_of(address):
            return address, code
        case _:
            return None


def address_of(text: str) -> tuple[str, int] | None:
    """Host and port of an address in the local network, with or without what stands before and behind; else None."""
    typed = text.strip()
    try:
        parts = urlsplit(typed if "//" in typed else f"//{typed}")
        host, port = IPv4Address(parts.hostname or ""), parts.port
    except ValueError:
        return None
    return (str(host), port or PORT) if is_local(host) else None


def is_local(host: IPv4Address) -> bool:
    """Whether an address is of one network or one machine, and of exactly one place there."""
    return host.is_private and not (host.is_unspecified or host.is_multicast or host.is_reserved)


def door_of(name: str, query: Mapping[str, object] | None = None) -> str:
    """The path of a question."""
    asked = "&".join(f"{key}={value}" for key, value in (query or {}).items())
    return f"/relay/v1/{name}" + (f"?{asked}" if asked else "")


def _mac(key: bytes, *parts: bytes) -> bytes:
    """Each part by its length, so that no two lists of parts are the same bytes."""
    said = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return hmac.digest(key, said, sha256)
