"""Runs a world step by step, and tells which paths were taken."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from enum import Flag, auto
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.sync.simulation.classes import come, go_on, mark
from tests.sync.simulation.dawn import MEMORY, dawn
from tests.sync.simulation.erasing import arrive, erase
from tests.sync.simulation.older import begin_older, bring_up_to_date
from tests.sync.simulation.oracle import judge
from tests.sync.simulation.people import register, take_apart
from tests.sync.simulation.restored import back_up, restore
from tests.sync.simulation.scopes import give
from tests.sync.simulation.sticks import Sticks
from tests.sync.simulation.world import Faults, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.simulation.dawn import Dawn
    from tests.sync.simulation.world import SimDesk

    #: What may happen at a desk, and how often beside the rest.
    Kind = tuple[Callable[[SimDesk], object], int]


class Way(Flag):
    """What may happen in a run beside what may happen in all."""

    COPIES = auto()
    PEOPLE = auto()
    RESTORED = auto()
    STICKS = auto()
    CLASSES = auto()
    SCOPES = auto()
    OLDER = auto()
    ERASED = auto()


#: Where an older program meets sticks, most goes by stick.
_BY_STICK: Final = Way.STICKS | Way.OLDER
#: Ways that meet: that, and people of several files before an instructor.
_TOGETHER: Final = {
    **dict.fromkeys((Way.STICKS, Way.OLDER), _BY_STICK),
    **dict.fromkeys((Way.PEOPLE, Way.SCOPES), Way.PEOPLE | Way.SCOPES),
}
#: The rules of every run alone.
NO_WAYS: Final = Way(0)


def run(
    seed: int,
    empty: Path,
    *,
    steps: int = 30,
    desks: int = 2,
    ways: Way = NO_WAYS,
    faults: Faults | None = None,
    snapshots: bool = False,
) -> dict[str, int]:
    """One county from its seed; raises AssertionError where the oracle finds something."""
    folder = Path(tempfile.mkdtemp(prefix="county", dir=MEMORY))
    world = World(seed, folder, begin(empty, desks=desks, ways=ways, snapshots=snapshots), faults=faults)
    if Way.OLDER in ways:
        begin_older(world, world.desks[-1])
    more: list[Kind] = Sticks(world).kinds() if Way.STICKS in ways else []
    try:
        for _ in range(steps):
            _step(world, ways, more)
        judge(world)
    finally:
        world.close()
        shutil.rmtree(folder)
    return world.taken


def begin(empty: Path, *, desks: int, ways: Way, snapshots: bool = False) -> Dawn:
    """What such counties begin with."""
    classes, teacher = bool(ways & (Way.CLASSES | Way.SCOPES)), Way.SCOPES in ways
    return dawn(empty, desks=desks, everybody=not snapshots, classes=classes, teacher=teacher)


def tried(seed: int, *, empty: Path, steps: int) -> tuple[int, dict[str, int], str]:
    """One county, with what its seed says of desks and ways; the text of what was found, empty where nothing was."""
    try:
        desks, snapshots = 2 + seed % 2, seed % 3 == 2
        return seed, run(seed, empty, steps=steps, desks=desks, ways=ways_of(seed), snapshots=snapshots), ""
    except Exception:  # noqa: BLE001 -- whatever it is, it belongs to the seed
        return seed, {}, traceback.format_exc()


def ways_of(seed: int) -> Way:
    """What a seed of the full run may meet; laptops are not copied where the centre forgets.

    The divisors have no factor in common, so that in a long run every way meets every other.
    """
    ways = (Way.STICKS, Way.PEOPLE, Way.CLASSES, Way.SCOPES, Way.OLDER)[seed % 5]
    if seed % 11 < 8:
        ways = _TOGETHER.get(ways, ways)
    if seed % 13 < 4:
        ways |= Way.ERASED
    if seed % 4 == 3:
        return ways | Way.COPIES
    return ways | Way.RESTORED if seed % 7 == 2 else ways


def _step(world: World, ways: Way, more: list[Kind]) -> None:
    desk = world.random.choice(world.desks)
    kinds = [(partial(mark, world), 8), (world.exchange, 5)] if desk.teaches else _kinds(world, ways, more)
    (chosen,) = world.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
    chosen(desk)


def _kinds(world: World, ways: Way, more: list[Kind]) -> list[Kind]:
    """What may happen at the desk of a clerk, and how often."""
    kinds: list[Kind] = [
        (world.edit, 10),
        (world.exchange, 2 if _BY_STICK in ways else 7),
        (world.remove, 1),
        (world.make_fact, 1),
        *more,
    ]
    if Way.PEOPLE in ways:
        twice, apart = (12, 5) if Way.SCOPES in ways else (4, 2)
        kinds += [(partial(register, world), twice), (partial(take_apart, world), apart)]
    if Way.CLASSES in ways:
        kinds += [(partial(come, world), 8), (partial(go_on, world), 8), (partial(mark, world), 3)]
    if Way.SCOPES in ways:
        often = 8 if Way.PEOPLE in ways else 2  # so that people of several files are in classes
        kinds += [(partial(give, world), 5), (partial(come, world), often), (partial(mark, world), 2)]
    if Way.OLDER in ways:
        kinds.append((partial(bring_up_to_date, world), 1))
    if Way.ERASED in ways:
        kinds += [(partial(arrive, world), 3), (partial(erase, world), 2)]
    if Way.RESTORED in ways:
        kinds += [(partial(back_up, world), 1), (partial(restore, world), 1)]
    if Way.COPIES in ways and len(world.desks) < 4:
        kinds.append((lambda one: world.desks.append(world.copy(one, f"copy{len(world.desks)}")), 1))
    return kinds
