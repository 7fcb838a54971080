"""One operation of a desk as the centre judges it, and what it answers (SYNC 2.5 R4, R10; 2.7).

An operation creates a row (``group`` is None and ``values`` are the whole row) or changes one group (``values`` are all
members of the group). ``base`` is the version the writer had seen of that group.

Messages of which there are thousands stand outside of Python's collection of cycles: none of them ever refers to itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

#: No body may grow beyond this, whatever its header promises (a bomb is refused before it is opened).
MOST_BYTES = 16 << 20


#: The media type of a compressed answer.
ZSTD = "application/json+zstd"
#: What stands for a device where the centre itself wrote.
CENTRE = "centre"
#: Characters of a reason that travel; a sentence or two is meant, and a page of a thousand rows carries each.
MOST_REASON = 500
#: The last second that a calendar has: what claims to be later is no time.
_LAST_SECOND = 253_402_300_799
#: The name of a table, or the id of a row: PostgreSQL takes no NUL.
_Name = Annotated[str, msgspec.Meta(pattern=r"\A[^\x00]*\Z")]


class Operation(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """What one user of one device did to one row or to one group of it.

    ``reason`` is why, in their own words. ``typed`` is the second that the clock of the device showed, where ``hlc`` was put
    right. Neither is a value: nothing is judged by them, and no digest covers them.

    ``over_others`` is whether what stood there when it was written had come from another device: it follows from that, and
    from nothing that this device wrote before.
    """

    table: str
    row_id: str
    group: str | None
    values: dict[str, Any]
    hlc: int
    base: int
    user: str
    reason: str = ""
    typed: int = 0
    over_others: bool = False


class Fate(StrEnum):
    """What became of an operation."""

    APPLIED = "applied"
    SAME = "same"
    LOST = "lost"
    REVIEW = "review"
    QUARANTINED = "quarantined"


class Outcome(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """The answer to one operation; ``code`` says why it was not taken as it came."""

    op: int
    fate: Fate
    code: str = ""


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """The operations ``first`` … ``first + len(operations) - 1`` of a device, frozen before they were first sent."""

    number: int
    first: int
    operations: list[Operation]

    @property
    def last(self) -> int:
        """The number of its last operation."""
        return self.first + len(self.operations) - 1


class Stand(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Operations that follow each other, whose rows stand at the centre in versions that follow each other too."""

    first: int
    version: int
    count: int


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What the centre holds of a device after a push; ``duplicate`` where it held it before.

    ``stands`` tells the versions of rows that the device need not see again: nobody else has written to them that it did
    not know of. Every other row comes back with the next page, in the version that ``returns`` tells or a newer one.
    ``received_ms`` is when the centre took the batch; 0 from an older one.
    """

    last_op: int
    outcomes: list[Outcome]
    duplicate: bool = False
    stands: list[Stand] = []
    returns: list[Stand] = []
    received_ms: int = 0


def versions_of(runs: Iterable[Stand]) -> dict[int, int]:
    """The version of its row for each operation that a list of a receipt tells of."""
    return {one.first + step: one.version + step for one in runs for step in range(one.count)}


def in_runs(versions: Mapping[int, int]) -> list[Stand]:
    """``versions_of`` the other way round: a push of new rows is a single run."""
    found: list[Stand] = []
    for op, version in sorted(versions.items()):
        last = found[-1] if found else None
        if last and (op - last.first, version - last.version) == (last.count, last.count):
            found[-1] = Stand(first=last.first, version=last.version, count=last.count + 1)
        else:
            found.append(Stand(first=op, version=version, count=1))
    return found


class Written(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """Who wrote a group, on which device, by which clock.

    ``received`` is the second in which the centre took it, 0 where nobody knows; ``reason`` and ``typed`` are those of the
    operation.
    """

    user: str
    device: str
    hlc: int
    received: int = 0
    reason: str = ""
    typed: int = 0


class Row(msgspec.Struct, frozen=True, kw_only=True, array_like=True, gc=False):
    """A row as a page carries it; ``stamps`` gives the version of every group, ``by`` its author.

    ``*`` stands for every group that was not written since the row was made.
    """

    table: str
    row_id: str
    values: dict[str, Any]
    version: int
    stamps: dict[str, int]
    by: dict[str, Written] = {}


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a bucket after a cursor: rows that stand in it, ids that left it, and the cursor that covers both.

    ``heard`` is the last operation of the asking device that these rows can show: a page that arrives after a later receipt
    would bring back what the device has replaced since (R1). None from a centre that does not tell.
    """

    bucket: str
    asked: int
    rows: list[Row]
    removed: list[tuple[str, str]]
    next: int
    more: bool
    heard: int | None = None


class DeviceContact(msgspec.Struct, frozen=True, kw_only=True):
    """A device of the county as its administrators see it: whose it is and when it was heard last, and no key of it.

    ``unsent`` counts what it had at its last contact and the centre has not; None where its program does not tell.
    """

    device: str
    number: int
    user: str
    role: str
    seen_ms: int | None = None
    revoked: bool = False
    replaced: bool = False
    unsent: int | None = None


class Welcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a device must know before it sends: the time, the life of the centre's database, what is held of it.

    ``number`` keeps what two devices count apart. ``last_sha256`` names the bytes of the last batch that is held:
    a copy of the device has sent other ones. ``signer`` and ``box`` are the public keys of its bundles
    (none from an older centre). ``copies`` are the buckets that a desk which holds nothing of them takes as a
    snapshot (``wire/snapshot.py``); none from a centre that has none. ``devices`` are told to whoever keeps the desks
    of the county, and to nobody else. ``program`` is the version of the newest update for the machine that the device
    named, older or newer than what runs there; empty where there is none. ``role`` is that of the device: what it sends is
    judged by it (empty from an older centre).
    """

    server_ms: int
    epoch: str
    last_op: int
    buckets: tuple[str, ...]
    last_sha256: str = ""
    number: int = 0
    signer: bytes = b""
    box: bytes = b""
    copies: tuple[str, ...] = ()
    devices: tuple[DeviceContact, ...] = ()
    program: str = ""
    role: str = ""


class Digest(msgspec.Struct, frozen=True, kw_only=True):
    """The sums of the 256 slices of a bucket as it was at ``head`` (``wire/digest.py``).

    Those of a large bucket take longer than a line waits: where they are not ``ready`` there are none, and whoever wants
    them asks again.
    """

    bucket: str
    head: int
    sums: list[str]
    ready: bool = True


class Slices(msgspec.Struct, frozen=True, kw_only=True):
    """Which of the 256 slices of a bucket a device wants to see again: of the tables that it knows, in its own order.

    ``after`` is how far it has looked: the table and the id of a row.
    """

    bucket: str
    wanted: list[int] = []
    tables: list[_Name] = []
    after: tuple[_Name, _Name] | None = None


class SlicePage(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of some slices of a bucket, table by table, each by its ids; ``next`` is how far it looked, None at the end."""

    rows: list[Row]
    next: tuple[str, str] | None = None


class Gap(Exception):  # noqa: N818 -- an answer the desk acts on, no error of a program
    """Operations between what the centre holds and the batch are missing."""

    def __init__(self, last_op: int) -> None:
        super().__init__("operations are missing")
        self.last_op = last_op


class Forked(Exception):  # noqa: N818 -- as above
    """The device said something else under a number it had already used: a copy of it is at work (SYNC 1, 3)."""


class Revoked(Exception):  # noqa: N818 -- as above
    """The device is not (or no longer) known to the centre."""


class NoCode(Revoked):
    """The one-time code makes no device; ``why`` is a value of ``joining.CodeFault``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class OutOfScope(Exception):  # noqa: N818 -- as above
    """The device asked for a bucket that it was not granted."""


class Unreadable(Exception):  # noqa: N818 -- as above
    """The body is no batch, or it would grow beyond ``MOST_BYTES``."""


def as_reason(text: str | None) -> str:
    """Somebody's words as a reason travels and is kept: cut where they are too long, and PostgreSQL keeps no NUL."""
    words = (text or "").replace("\0", "").strip()
    return words if len(words) <= MOST_REASON else f"{words[: MOST_REASON - 1]}…"


def as_second(claimed: int) -> int:
    """A second as it is kept; 0 where a calendar has none like it."""
    return claimed if 0 < claimed <= _LAST_SECOND else 0


def challenge(device_id: str, *, at_ms: int, nonce: str) -> bytes:
    """The bytes that a device signs to be given a token."""
    return f"trainingdesk token|{device_id}|{at_ms}|{nonce}".encode()


def freeze(batch: Batch) -> bytes:
    """The bytes of a batch, made once before it is first sent (R6)."""
    return zstandard.compress(msgspec.json.encode(batch), 3)


def opened(body: bytes, *, most: int = MOST_BYTES) -> bytes:
    """The content of compressed bytes; raises Unreadable. The size is checked before anything is opened."""
    try:
        if not 0 < zstandard.frame_content_size(body) <= most:
            raise Unreadable
        return zstandard.decompress(body)
    except zstandard.ZstdError as error:
        raise Unreadable from error


def thaw(body: bytes) -> Batch:
    """The batch in these bytes; raises Unreadable."""
    try:
        batch = msgspec.json.decode(opened(body), type=Batch)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Unreadable from error
    if batch.first < 1 or not batch.operations:
        raise Unreadable
    return batch
