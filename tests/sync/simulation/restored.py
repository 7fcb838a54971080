"""The centre dies and is restored from a backup that is older than what it last answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.sync.simulation.older import centre_of
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.clock import milliseconds

if TYPE_CHECKING:
    from tests.sync.simulation.world import SimDesk, World


def back_up(world: World, _desk: SimDesk) -> None:
    """What is restored the next time."""
    world.backup = world.folder / f"centre{world.taken['restored']}-{world.counter}.backup"
    if not world.backup.exists():
        write_backup(world.ledger.engine, world.backup)


def restore(world: World, _desk: SimDesk) -> None:
    """Another life of the centre; no answer of the one before comes any more."""
    if world.backup is None:
        return
    life = world.folder / f"life{world.taken['restored']}.sqlite"
    engine = open_engine(f"sqlite:///{life}")
    restore_backup(world.backup, engine, now_ms=milliseconds(world.now))
    world.ledger.engine.dispose()
    world.ledger = Ledger(engine, world.clock)
    world.watch_centre()
    for desk in world.desks:
        desk.line.ledger = centre_of(world, desk)
        desk.line.pages.clear()
    world.taken["restored"] += 1
