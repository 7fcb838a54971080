"""A desk begins with what its centre holds, over the line: it becomes a device and takes everything that its user may see.

Also how an administrator's desk asks for the code that makes another desk a device.
"""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused, Unavailable
from trainingdesk.services.sync_state import sync_state
from trainingdesk.sync.engine import Exchange
from trainingdesk.sync.exchange import client_of, copy, join_as, joined
from trainingdesk.wire.joining import Joining
from trainingdesk.wire.operation import OutOfScope, Revoked

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.domain.access import Role
    from trainingdesk.services.work import Work
    from trainingdesk.sync.client import Enrolled

#: What passes by itself, so that it is worth going on after a while.
_PASSING: Final = frozenset({"sync.unreachable", "sync.centre_busy", "sync.centre_failed"})


def start_over_the_line(
    work: Work, enrolled: Enrolled, *, watch: Callable[[Exchange], None], again: Callable[[Unavailable], bool]
) -> int:
    """Become the device and take all of it, without sending anything yet; answers how many rows came.

    Where the line breaks, ``again`` waits and says whether to go on from there. Raises Refused for a device of another
    county, Unavailable where it says no, and what ``watch`` raises.
    """
    join_as(work, enrolled)
    rows = 0
    while True:
        latest = Exchange()

        def look(done: Exchange) -> None:
            nonlocal latest
            latest = done
            watch(done)

        try:
            copy(work, watch=look)
        except Unavailable as failure:
            if failure.key not in _PASSING or not again(failure):
                raise
        rows += latest.taken
        if sync_state(work).copied is None and _has_exchanged(work):
            return rows


def _has_exchanged(work: Work) -> bool:
    contact = sync_state(work).contact
    return contact is not None and contact.last is not None


def new_joining(work: Work, *, user: str, role: Role) -> Joining:
    """A one-time code for another desk of the county, as one text; good for a day.

    Raises Refused where this desk is no administrator's at the centre or was not joined, Unavailable without a line.
    """
    work.require(Action.KEEP_DESK)  # the centre knows whether the desk is one of an administrator
    link = joined(work)
    with closing(client_of(work)) as centre:
        try:
            made = centre.invite(user=user, role=role.value)
        except OutOfScope:
            raise Refused("sync.no_administrators_desk") from None
        except Revoked:
            raise Refused("sync.revoked") from None
    return Joining(link.address, made.code, work.county_code)
