"""A bucket as it stood at one number of the centre's order, in parts that a new desk takes one after the other (SYNC 2.11).

A part holds portions of tables, parents before their children. Of its table a portion tells everything that the bucket
holds between two ids: what it does not name in that range is not in the bucket, and is said to be so (R10). Values stand in
columns: the names of fields travel once, and a value that all rows of a shape share travels once too.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from trainingdesk.wire.operation import Row, Unreadable, Written, opened

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Shape(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Rows with the same fields, each a position in every list; ``writers`` are positions in ``Part.writers``.

    ``hlcs`` are the stamps of the last write to each row, and ``writers`` whose it was.
    """

    ids: list[str]
    versions: list[int]
    writers: list[int]
    hlcs: list[int]
    same: dict[str, Any]
    columns: dict[str, list[Any]]

    def names(self) -> tuple[str, ...]:
        """The fields that its rows have."""
        return (*self.same, *self.columns)

    def values(self, at: int) -> dict[str, Any]:
        """The fields of one row."""
        return {**self.same, **{name: column[at] for name, column in self.columns.items()}}


class Portion(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """Every row of a table whose id lies behind ``after`` and not behind ``until`` (None: to the end of the table)."""

    table: str
    after: str
    until: str | None
    shapes: list[Shape]

    @property
    def size(self) -> int:
        """How many rows it tells of."""
        return sum(len(shape.ids) for shape in self.shapes)


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """What is fetched and applied at once; ``writers`` are users with their devices."""

    writers: list[tuple[str, str]]
    portions: list[Portion]

    @property
    def size(self) -> int:
        """How many rows it tells of."""
        return sum(portion.size for portion in self.portions)

    def written(self, shape: Shape, at: int) -> Written:
        """Who wrote a row last."""
        user, device = self.writers[shape.writers[at]]
        return Written(user=user, device=device, hlc=shape.hlcs[at])

    def rows(self, portion: Portion, wanted: Sequence[tuple[Shape, int]]) -> Iterator[Row]:
        """Some rows of a portion as a page would carry them."""
        for shape, at in wanted:
            yield Row(
                table=portion.table,
                row_id=shape.ids[at],
                values=shape.values(at),
                version=shape.versions[at],
                stamps={},
                by={"*": self.written(shape, at)},
            )


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot of a bucket: its rows as of ``seq``, and the digest of every part in their order, signed by the centre.

    ``ready`` is False while the centre still makes it: the desk asks again, and nothing is signed.
    """

    bucket: str
    id: str = ""
    seq: int = 0
    rows: int = 0
    parts: list[str] = []
    ready: bool = True
    signature: bytes = b""

    def said(self, county: str) -> bytes:
        """What the signature is over."""
        told = (county, self.bucket, self.id, self.seq, self.rows, self.parts)
        return b"trainingdesk snapshot|" + msgspec.json.encode(told)


class Gone(Exception):  # noqa: N818 -- an answer the desk acts on, no error of a program
    """The centre has thrown this snapshot away; the desk asks for another one."""


class Altered(Exception):  # noqa: N818 -- as above
    """It is not what the centre made: not signed by it, for another bucket or county, or a part is another one."""


class Rebase(Exception):  # noqa: N818 -- as above
    """The cursor lies below the horizon: what left the bucket since is forgotten, only a snapshot tells what it holds."""


def signed(offer: Offer, *, county: str, signing_key: bytes) -> Offer:
    """The offer as the centre of these keys gives it out."""
    signature = Ed25519PrivateKey.from_private_bytes(signing_key).sign(offer.said(county))
    return msgspec.structs.replace(offer, signature=signature)


def verify(offer: Offer, *, county: str, bucket: str, signer: bytes | None) -> None:
    """Raise Altered unless whoever ``signer`` names offers just this bucket of this county."""
    try:
        Ed25519PublicKey.from_public_bytes(signer or b"").verify(offer.signature, offer.said(county))
    except (InvalidSignature, ValueError) as error:
        raise Altered from error
    if offer.bucket != bucket:
        raise Altered


def packed(part: Part) -> bytes:
    """The bytes of a part."""
    return zstandard.compress(msgspec.json.encode(part), 3)


def digest_of(body: bytes) -> str:
    """What an offer names a part by."""
    return hashlib.sha256(body).hexdigest()


def unpacked(body: bytes) -> Part:
    """The part in these bytes; raises Unreadable, also where its lists do not fit each other."""
    try:
        part = msgspec.json.decode(opened(body), type=Part)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable from error
    for portion in part.portions:
        for shape in portion.shapes:
            lists = (shape.versions, shape.writers, shape.hlcs, *shape.columns.values())
            if any(len(one) != len(shape.ids) for one in lists):
                raise Unreadable
            if shape.writers and not 0 <= min(shape.writers) <= max(shape.writers) < len(part.writers):
                raise Unreadable
    return part
