"""What is sealed in a bundle: the questions of a desk, and the answers of the centre (SYNC 2.16)."""

from __future__ import annotations

import msgspec

from trainingdesk.wire.operation import Page, Receipt, Welcome  # noqa: TC001 -- read at run time
from trainingdesk.wire.seat_lease import SeatsAnswered, SeatsAsked  # noqa: TC001 -- read at run time


class Changes(msgspec.Struct, frozen=True, kw_only=True):
    """Frozen batches in their order, and where the desk stands: what it would ask the centre over the network.

    ``acknowledged`` is the last operation whose receipt the desk has; ``own`` asks for rows that it wrote itself;
    ``is_copy``: the centre's last answer named a batch that this file never sent, so it asks for a new identity. ``seats``
    are asked for once everything before them is at the centre.
    ``made`` is its last operation, in this file or in another; None from an older desk.
    """

    device: str
    box: bytes
    batches: list[bytes]
    acknowledged: int
    epoch: str | None
    cursors: dict[str, int]
    own: bool
    is_copy: bool = False
    seats: list[SeatsAsked] = []
    made: int | None = None


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """The receipt of the batch that begins with ``first``, in the bytes that ``sha256`` names."""

    first: int
    sha256: str
    receipt: Receipt


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """A new identity for a desk that was copied or put back."""

    device: str
    number: int


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to ``Changes``; of a device that was shut out only ``revoked`` is said.

    ``waits``: something before these batches is missing, so that they lie at the centre until it comes.
    """

    device: str
    revoked: bool = False
    welcome: Welcome | None = None
    answered: list[Answered] = []
    pages: list[Page] = []
    own: bool = True
    renewed: Renewed | None = None
    waits: bool = False
    seats: list[SeatsAnswered] = []


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """How much the centre holds of a bundle that is handed over in parts; in the end whether it was taken, or why not."""

    held: int
    taken: bool = False
    refused: str = ""
