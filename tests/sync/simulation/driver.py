"""Runs a world step by step, and tells which paths were taken."""

from __future__ import annotations

import shutil
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sync.simulation.oracle import judge
from tests.sync.simulation.sticks import Sticks
from tests.sync.simulation.world import Faults, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.simulation.world import SimDesk


def run(
    seed: int,
    empty: Path,
    *,
    steps: int = 30,
    desks: int = 2,
    copies: bool = False,
    sticks: bool = False,
    faults: Faults | None = None,
    snapshots: bool = False,
) -> dict[str, int]:
    """One county from its seed; raises AssertionError where the oracle finds something."""
    memory = Path("/dev/shm")  # noqa: S108 -- nothing here waits for a disk; a crash is one of the program
    folder = Path(tempfile.mkdtemp(prefix="county", dir=memory if memory.is_dir() else None))
    world = World(seed, folder, empty, desks=desks, faults=faults, snapshots=snapshots)
    more = Sticks(world).kinds() if sticks else []
    try:
        for _ in range(steps):
            _step(world, more, copies=copies)
        judge(world)
    finally:
        world.close()
        shutil.rmtree(folder)
    return world.taken


def tried(seed: int, *, empty: Path, steps: int) -> tuple[int, dict[str, int], str]:
    """One county, with as many desks and copies as its seed says; the text of what was found, empty where nothing was."""
    try:
        told = run(
            seed,
            empty,
            steps=steps,
            desks=2 + seed % 2,
            copies=seed % 4 == 3,
            sticks=seed % 3 == 1,
            snapshots=seed % 3 == 2,
        )
    except Exception:  # noqa: BLE001 -- whatever it is, it belongs to the seed
        return seed, {}, traceback.format_exc()
    return seed, told, ""


def _step(world: World, more: list[tuple[Callable[[SimDesk], None], int]], *, copies: bool) -> None:
    desk = world.random.choice(world.desks)
    kinds: list[tuple[Callable[[SimDesk], None], int]] = [
        (world.edit, 10),
        (world.exchange, 7),
        (world.remove, 1),
        (world.make_fact, 1),
        *more,
    ]
    if copies and len(world.desks) < 4:
        kinds.append((lambda one: world.desks.append(world.new_desk(f"copy{len(world.desks)}", like=one)), 1))
    (chosen,) = world.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
    chosen(desk)
