"""The centre as its reply in a bundle speaks for it: what the desk asks is answered from the file, or not at all.

So the engine does with a reply exactly what it does over the network. Of receipts and pages that come late, twice or in the
wrong order it takes what continues what is here, by the rules that hold for any answer (SYNC 2.5).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from trainingdesk.wire.operation import thaw

if TYPE_CHECKING:
    from trainingdesk.wire.bundle_content import Reply
    from trainingdesk.wire.operation import Digest, Page, Receipt, SlicePage, Slices, Welcome
    from trainingdesk.wire.snapshot import Offer


class NotAnswered(Exception):  # noqa: N818 -- the end of what the file says
    """The reply says nothing about this."""


class NoIdentity(NotAnswered):
    """This desk was copied or put back, and the reply brings no new identity for it."""


@dataclass(slots=True)
class Answers:
    """A reply in the place of the centre."""

    reply: Reply
    welcome: Welcome
    _is_new: bool = field(default=False)

    def hello(self) -> Welcome:
        """Where this device stood; under a new identity it has sent nothing yet."""
        renewed = self.reply.renewed
        if not self._is_new or renewed is None:
            return self.welcome
        return msgspec.structs.replace(self.welcome, last_op=0, last_sha256="", number=renewed.number)

    def push(self, body: bytes) -> Receipt:
        """The receipt of a frozen batch; raises NotAnswered."""
        digest, first = hashlib.sha256(body).hexdigest(), thaw(body).first
        for one in self.reply.answered:
            if (one.first, one.sha256) == (first, digest):
                return one.receipt
        raise NotAnswered

    def pull(self, *, bucket: str, after: int, own: bool) -> Page:
        """The page that begins there; raises NotAnswered."""
        if self.reply.own or not own:
            for page in self.reply.pages:
                if (page.bucket, page.asked) == (bucket, after):
                    return page
        raise NotAnswered

    def snapshot(self, *, bucket: str) -> Offer:
        """A file brings pages and no snapshot."""
        raise NotAnswered(bucket)

    def part(self, *, snapshot: str, number: int) -> bytes:
        """As above."""
        raise NotAnswered(snapshot, number)

    def digest(self, *, bucket: str) -> Digest:
        """A file compares nothing."""
        raise NotAnswered(bucket)

    def slices(self, asked: Slices) -> SlicePage:
        """A file compares nothing."""
        raise NotAnswered(asked.bucket)

    def renew(self) -> str:
        """The new identity that the centre gave; raises NoIdentity."""
        if self.reply.renewed is None:
            raise NoIdentity
        self._is_new = True
        return self.reply.renewed.device

    def says_all(self) -> bool:
        """Whether the pages go to the end of every bucket."""
        ended = {page.bucket for page in self.reply.pages if not page.more}
        return ended >= set(self.welcome.buckets)
