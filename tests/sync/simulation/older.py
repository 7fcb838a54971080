"""A laptop with the program of before: it knows nothing of the equipment of venues, and is brought up to date in mid-run.

The one declaration that both sides read is exchanged while that laptop is at work, and put back for each question to the
centre; its file lacks the column and the triggers that came later, and gets them as a migration gives them.
"""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Final

from tests.sync.simulation.dawn import VENUES
from trainingdesk.storage import capture, sync_link, sync_operations, sync_values
from trainingdesk.storage.upgrade import install
from trainingdesk.wire import schema

if TYPE_CHECKING:
    from collections.abc import Generator
    from contextlib import AbstractContextManager

    from tests.sync.simulation.world import Place, SimDesk, World
    from trainingdesk.server.ledger import Ledger

TABLE: Final = schema.table("venue")
#: The field that came with the newer program, a group of its own.
NEWER: Final = "equipment"
_OF_TODAY: Final = TABLE.groups
_OF_BEFORE: Final = tuple(group for group in _OF_TODAY if group.name != NEWER)
_KNOWN: Final = (sync_operations._own_fields, sync_operations._own_groups, sync_values.blank, capture.triggers)


class Newer:
    """A centre of today, asked by a program of before."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        """A question to it: while it answers, everything is as it is today."""
        ask = getattr(self._ledger, name)

        def asked(*given: Any, **named: Any) -> Any:
            with _declared(_OF_TODAY):
                return ask(*given, **named)

        return asked


def begin_older(world: World, desk: SimDesk) -> None:
    """Put a laptop back to the program of before."""
    desk.is_older = True
    desk.line.ledger = centre_of(world, desk)
    with at_work(desk):
        _change_file(desk, f'ALTER TABLE "{TABLE.name}" DROP COLUMN "{NEWER}"')
        with desk.database.write(desk.author()) as session:
            sync_link.caught_up(session)
    for place in [one for one in desk.known if lacks(desk, one)]:
        del desk.known[place]


def bring_up_to_date(world: World, desk: SimDesk) -> None:
    """The laptop gets the program of today, whatever waits on it; somebody fills in what stands empty there now."""
    if desk.is_older:
        desk.is_older = False
        desk.line.ledger = centre_of(world, desk)
        _change_file(desk, f'ALTER TABLE "{TABLE.name}" ADD COLUMN "{NEWER}" VARCHAR')
        if not world.quiet:
            world.taken["upgraded"] += 1
            world.rewrite(desk, (TABLE.name, world.random.choice(VENUES), NEWER))


def centre_of(world: World, desk: SimDesk) -> Ledger:
    """The centre as this laptop reaches it."""
    asked: Any = Newer(world.ledger) if desk.is_older else world.ledger
    return asked  # type: ignore[no-any-return]


def lacks(desk: SimDesk, place: Place) -> bool:
    """Whether the program there knows nothing of a place."""
    return desk.is_older and (place[0], place[2]) == (TABLE.name, NEWER)


def counts_as_unseen(desk: SimDesk, place: Place) -> bool:
    """Whether what stands there may have come to a program that passed it over: so it is until all was compared once."""
    return place[2] == NEWER and desk.ask("SELECT knows FROM sync_link") != [(schema.known(),)]


def at_work(desk: SimDesk) -> AbstractContextManager[None]:
    """Within it the program of this laptop runs."""
    return _declared(_OF_BEFORE) if desk.is_older else nullcontext()


@contextmanager
def _declared(groups: tuple[schema.Group, ...]) -> Generator[None]:
    before = TABLE.groups
    _declare(groups)
    try:
        yield
    finally:
        _declare(before)


def _declare(groups: tuple[schema.Group, ...]) -> None:
    if groups is not TABLE.groups:
        object.__setattr__(TABLE, "groups", groups)
        TABLE.__post_init__()
        for known in _KNOWN:
            known.cache_clear()


def _change_file(desk: SimDesk, change: str) -> None:
    """What a migration does: the column, and all triggers anew."""
    with desk.database._writing.begin() as connection:
        for name in capture.triggers():
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql(change)
        install(connection)
    desk.reopen()
