"""A rule switched off, and the counties that must notice: one seed is known to, and others are tried where it does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.sync.simulation.driver import NO_WAYS, begin, run
from tests.sync.simulation.world import Faults

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.simulation.driver import Way

    Patch = pytest.MonkeyPatch

#: How many other seeds are tried. A change of the program can make another county of a seed.
_OTHERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """What switches it off, and the county of ``seed``, which is known to notice.

    Without ``faults`` they are drawn from the seed. What shows that is no finding of the oracle counts as well, unless
    ``by_oracle``.
    """

    off: Callable[[Patch], None]
    seed: int
    ways: Way = NO_WAYS
    faults: Faults | None = field(default_factory=Faults)
    desks: int = 2
    steps: int = 30
    by_oracle: bool = False

    def __str__(self) -> str:
        return self.off.__name__

    def must_be_noticed(self, empty: Path, patch: Patch) -> None:
        """Fail the test unless a county notices; the recorded seed is told anew where another one had to be looked for."""
        begin(
            empty, desks=self.desks, ways=self.ways
        )  # before it: else the county is another one than with other mutants
        self.off(patch)
        for seed in range(self.seed, self.seed + _OTHERS):
            try:
                run(seed, empty, steps=self.steps, desks=self.desks, ways=self.ways, faults=self.faults)
            except (AttributeError, NameError, TypeError):
                raise  # a mistake of the mutant
            except Exception as found:
                if self.by_oracle and not isinstance(found, AssertionError):
                    raise
                if seed != self.seed:
                    print(f"{self}: seed {seed} notices it, and {self.seed} no longer does")  # noqa: T201 -- for whoever keeps it
                return
        pytest.fail(f"nobody noticed {self}")
