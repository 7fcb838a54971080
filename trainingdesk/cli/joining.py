"""How a new desk begins with what a centre holds: over the network by a one-time code, or out of a file of the centre."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from trainingdesk.services.work import Work
    from trainingdesk.sync.client import Enrolled
    from trainingdesk.sync.engine import Exchange


@dataclass(frozen=True, slots=True)
class Beginning:
    """The county that a desk is made for, and how the desk then takes what is there of it already."""

    county: str
    take: Callable[[Work, Callable[[Exchange], None]], Exchange]


@contextmanager
def beginning_of(join: str | None, code: str | None) -> Generator[Beginning | None]:
    """What two options name; None where neither is given.

    Raises Refused where only one is, and for a code that does not hold.
    """
    if (join is None) != (code is None):
        raise Refused("desk.join_needs_both")
    if join is None or code is None:
        yield None
    elif Path(join).is_file():
        from trainingdesk.sync.invitation import opened, start_from  # noqa: PLC0415 -- only where it is used

        with opened(Path(join), code) as found:
            yield Beginning(found.letter.county, lambda work, watch: start_from(work, found, watch=watch))
    else:
        from trainingdesk.sync.client import enroll  # noqa: PLC0415 -- the network only where it is used

        enrolled = enroll(join, code=code)
        yield Beginning(enrolled.county, lambda work, watch: _over_the_line(work, enrolled, watch))


def _over_the_line(work: Work, enrolled: Enrolled, watch: Callable[[Exchange], None]) -> Exchange:
    from trainingdesk.sync.exchange import exchange, join_as  # noqa: PLC0415

    join_as(work, enrolled)
    return exchange(work, watch=watch)
