"""How a new desk begins with what a centre holds: over the network by a one-time code, or out of a file of the centre."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from trainingdesk import bootstrap
from trainingdesk.cli.sync import first_copy
from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from trainingdesk.bootstrap import FirstDesk, Founder
    from trainingdesk.cli.invocation import Invocation


def make_desk(invocation: Invocation, founder: Founder, county: str | None) -> FirstDesk:
    """A desk of a county, alone; raises Refused where none is named."""
    if county is None:
        raise Refused("desk.no_county")
    first = bootstrap.create_desk(
        invocation.folder,
        county_code=county,
        county_name=founder.center,
        admin_name=founder.administrator,
        password=founder.password,
        clock=invocation.clock,
    )
    _tell(invocation, first)
    return first


def make_desk_of(invocation: Invocation, founder: Founder, join: str, code: str) -> FirstDesk:
    """A desk that belongs to a centre from the beginning, and has what its user may see; raises Refused for a wrong code."""
    if Path(join).is_file():
        first = bootstrap.create_desk_from(
            invocation.folder,
            Path(join),
            code=code,
            founder=founder,
            watch=first_copy(invocation),
            clock=invocation.clock,
        )
        _tell(invocation, first)
        invocation.say("sync.done", sent=0, received=first.rows)
        return first
    return _over_the_line(invocation, founder, join, code)


def _over_the_line(invocation: Invocation, founder: Founder, address: str, code: str) -> FirstDesk:
    from trainingdesk.sync.client import enroll  # noqa: PLC0415 -- the network only where it is used
    from trainingdesk.sync.exchange import exchange, join_as  # noqa: PLC0415

    enrolled = enroll(address, code=code)
    first = make_desk(invocation, founder, enrolled.county)
    with bootstrap.signed_in(
        invocation.folder, user_name=founder.administrator, password=founder.password, clock=invocation.clock
    ) as work:
        join_as(work, enrolled)
        done = exchange(work, watch=first_copy(invocation))
    invocation.say("sync.done", sent=done.sent, received=done.taken)
    return first


def _tell(invocation: Invocation, first: FirstDesk) -> None:
    invocation.say("desk.made", folder=invocation.folder)
    invocation.say("desk.recovery_code", code=first.recovery_code)
