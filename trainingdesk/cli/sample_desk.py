"""A desk with a county of made-up people, for the commands that show or prove something on one."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Final

from trainingdesk.bootstrap import create_desk, signed_in
from trainingdesk.domain.calendar import Month
from trainingdesk.sample.staff import SceneClock, hire
from trainingdesk.sample.walk import walk

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from trainingdesk.sample.plan import County
    from trainingdesk.services.work import Work

ADMINISTRATOR: Final = "王主任"
#: The last day that is played; the month before it is the one to report.
UNTIL: Final = date(2026, 11, 2)
REPORTED: Final = Month(2026, 10)


@contextmanager
def sample_desk(root: Path, county: County, *, center: str, password: str) -> Generator[tuple[Work, SceneClock]]:
    """A new desk in ``root`` with its administrator signed in, and a clock that stands where the plan begins.

    Raises Refused where something is there already.
    """
    clock = SceneClock(date(county.first_year, 1, 4))
    create_desk(
        root, county_code=county.code, county_name=center, admin_name=ADMINISTRATOR, password=password, clock=clock
    )
    with signed_in(root, user_name=ADMINISTRATOR, password=password, clock=clock) as work:
        yield work, clock


def play(
    work: Work,
    clock: SceneClock,
    county: County,
    *,
    password: str,
    watch: Callable[[int, int], object] = lambda *_: None,
) -> None:
    """Live the county's plan through the use cases, by a staff of their own; ``watch`` hears steps done and in all."""
    staff = hire(work, password=password)
    walk(staff, clock, county, until=UNTIL, folder=work.folder.rosters, watch=lambda _step, done, of: watch(done, of))
