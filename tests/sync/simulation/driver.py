"""Runs a world step by step, and tells which paths were taken."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from tests.sync.simulation.oracle import judge
from tests.sync.simulation.world import Faults, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.sync.simulation.world import SimDesk


def run(
    seed: int, empty: Path, *, steps: int = 30, desks: int = 2, copies: bool = False, faults: Faults | None = None
) -> dict[str, int]:
    """One county from its seed; raises AssertionError where the oracle finds something."""
    memory = Path("/dev/shm")  # noqa: S108 -- nothing here waits for a disk; a crash is one of the program
    folder = Path(tempfile.mkdtemp(prefix="county", dir=memory if memory.is_dir() else None))
    world = World(seed, folder, empty, desks=desks, faults=faults)
    try:
        for _ in range(steps):
            _step(world, copies=copies)
        judge(world)
    finally:
        world.close()
        shutil.rmtree(folder)
    return world.taken


def _step(world: World, *, copies: bool) -> None:
    desk = world.random.choice(world.desks)
    kinds: list[tuple[Callable[[SimDesk], None], int]] = [
        (world.edit, 10),
        (world.exchange, 7),
        (world.remove, 1),
        (world.make_fact, 1),
    ]
    if copies and len(world.desks) < 4:
        kinds.append((lambda one: world.desks.append(world.new_desk(f"copy{len(world.desks)}", like=one)), 1))
    (chosen,) = world.random.choices([kind for kind, _ in kinds], [weight for _, weight in kinds])
    chosen(desk)
