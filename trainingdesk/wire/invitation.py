"""What a centre gives along on a stick so that a new laptop can start where there is no network (SYNC 2.15).

The first frame is the letter: a device made for it, with its key, and the snapshots of its scope. Then come their parts.
"""

from __future__ import annotations

import msgspec

from trainingdesk.wire.snapshot import Offer  # noqa: TC001 -- msgspec reads the annotations


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """The new device and its centre; ``private_key`` is nowhere else. The parts of ``offers`` follow in their order."""

    address: str
    epoch: str
    device: str
    number: int
    county: str
    private_key: bytes
    offers: list[Offer]
    #: The public keys of the centre for bundles; none from an older one.
    signer: bytes = b""
    box: bytes = b""
    #: Whose desk it is, as others call them and by their id, and in which role; empty from an older centre.
    user: str = ""
    user_id: str = ""
    role: str = ""
    #: When the copy was made, and until when a desk may begin with it; 0 from an older centre.
    made_ms: int = 0
    until_ms: int = 0

    @property
    def rows(self) -> int:
        """How many rows the file holds."""
        return sum(offer.rows for offer in self.offers)

    def __repr__(self) -> str:
        """Without the key: a letter may be shown in an exception."""
        return f"Letter(device={self.device!r}, county={self.county!r})"
