"""A centre whose every question is told before and after: how the window shows progress, and ends an exchange in between."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.sync.centre import Centre
    from trainingdesk.wire.operation import Digest, Page, Receipt, SlicePage, Slices, Welcome
    from trainingdesk.wire.snapshot import Offer

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Watched:
    """What ``tell`` raises goes through: after a question it comes before anything is done with the answer."""

    centre: Centre
    tell: Callable[[], None]

    def hello(self) -> Welcome:
        """Where this device stands."""
        return self._told(self.centre.hello)

    def push(self, body: bytes) -> Receipt:
        """Hand over a frozen batch."""
        return self._told(lambda: self.centre.push(body))

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        """The next page of a bucket."""
        return self._told(lambda: self.centre.pull(bucket=bucket, after=after, own=own))

    def snapshot(self, *, bucket: str) -> Offer:
        """A snapshot of a bucket."""
        return self._told(lambda: self.centre.snapshot(bucket=bucket))

    def part(self, *, snapshot: str, number: int) -> bytes:
        """A part of a snapshot."""
        return self._told(lambda: self.centre.part(snapshot=snapshot, number=number))

    def digest(self, *, bucket: str) -> Digest:
        """What the bucket sums up to."""
        return self._told(lambda: self.centre.digest(bucket=bucket))

    def slices(self, asked: Slices) -> SlicePage:
        """The rows of some slices."""
        return self._told(lambda: self.centre.slices(asked))

    def renew(self) -> str:
        """A new identity; the answer is not kept back, for the centre knows this desk by no other from now on."""
        return self.centre.renew()

    def _told(self, ask: Callable[[], T]) -> T:
        self.tell()
        answer = ask()
        self.tell()
        return answer
