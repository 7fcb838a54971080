"""What the engine asks of a centre: over the network (``client.py``), or a ledger in the same process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from trainingdesk.wire.operation import Digest, Page, Receipt, SlicePage, Slices, Welcome
    from trainingdesk.wire.snapshot import Offer


class Centre(Protocol):
    """The centre as one device sees it. Every call may raise Revoked, and Unavailable where nothing was heard."""

    def hello(self) -> Welcome:
        """Where this device stands."""
        ...

    def push(self, body: bytes) -> Receipt:
        """Hand over a frozen batch; raises Gap, Forked, Unreadable."""
        ...

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        """The next page of a bucket, without ``own`` but for what this device wrote; raises OutOfScope, Rebase."""
        ...

    def snapshot(self, *, bucket: str) -> Offer:
        """A snapshot of a bucket, which may not be ready yet; raises OutOfScope."""
        ...

    def part(self, *, snapshot: str, number: int) -> bytes:
        """A part of a snapshot in the bytes that its offer names; raises OutOfScope, Gone."""
        ...

    def digest(self, *, bucket: str) -> Digest:
        """What the bucket sums up to; raises OutOfScope."""
        ...

    def slices(self, asked: Slices) -> SlicePage:
        """A page of the rows of some slices, behind how far the page before it looked; raises OutOfScope."""
        ...

    def renew(self) -> str:
        """A new identity; this connection goes on under it."""
        ...
