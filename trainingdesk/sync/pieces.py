"""What goes in pieces, a bundle or a file: where the line broke it goes on, for whoever takes it tells how much is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.wire.bundle_content import Handed

#: The centre answers, and takes nothing of it.
NOT_GOING_ON: Final = "sync.not_read"


def in_pieces(body: bytes, put: Callable[[int, bytes], Handed], *, most: Callable[[], int]) -> Handed:
    """Put piece after piece until all was taken or refused; raises Unavailable where it does not go on.

    ``most`` is asked before each piece how long it may be.
    """
    held = put(0, b"")  # the first question is how much is there already
    while not (held.taken or held.refused):
        before = held.held
        held = put(before, body[before : before + most()])
        if not (held.taken or held.refused) and held.held <= before:
            raise Unavailable(NOT_GOING_ON)
    return held
