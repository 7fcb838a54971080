"""How often one caller may call: a bucket of tokens that fills with time; what is over is told when to come again.

Kept in memory by each worker process: a limit is there against guessing codes and against a desk run wild, not for accounts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

#: Callers that are remembered; the one that was quiet longest is forgotten first.
_REMEMBERED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Rate:
    """``burst`` calls at once, then ``per_second``."""

    burst: int
    per_second: float


#: Whoever has no token yet: a code of ten letters cannot be guessed at this pace before it runs out.
STRANGERS: Final = Rate(burst=20, per_second=0.5)
#: A desk: pages of 2,000 rows over a fast line stay far below it.
DESKS: Final = Rate(burst=400, per_second=40)


class TooOften(Exception):  # noqa: N818 -- an answer, as in wire/operation.py
    """The caller is to wait for so many whole seconds."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too often")
        self.seconds = seconds


@dataclass(slots=True)
class Limits:
    """``clock`` counts seconds and never goes back."""

    clock: Callable[[], float]
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)

    def take(self, caller: str, rate: Rate) -> None:
        """Count one call; raises TooOften where the caller has none left."""
        now = self.clock()
        left, since = self._left.pop(caller, (float(rate.burst), now))
        left = min(float(rate.burst), left + (now - since) * rate.per_second)
        allowed = left >= 1
        self._left[caller] = (left - 1 if allowed else left, now)
        while len(self._left) > _REMEMBERED:
            del self._left[next(iter(self._left))]
        if not allowed:
            raise TooOften(int((1 - left) / rate.per_second) + 1)
