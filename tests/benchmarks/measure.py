"""One figure and its floor, and how both are timed."""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table. ``found``, ``floor`` and ``budget`` are seconds, or megabytes where ``unit`` says so."""

    name: str
    found: float
    floor: float | None = None
    budget: float | None = None
    unit: str = "s"
    of: str = "median"

    @property
    def ratio(self) -> float | None:
        """How many times the floor."""
        return None if not self.floor else self.found / self.floor

    @property
    def within(self) -> bool | None:
        """Whether the budget holds; None where there is none."""
        return None if self.budget is None else self.found <= self.budget


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def median(work: Callable[[], object], *, times: int = 7) -> float:
    """The median of several calls, after one that warms up."""
    work()
    return statistics.median(seconds(work) for _ in range(times))


def p95(each: Iterable[Callable[[], object]]) -> float:
    """The time that nineteen of twenty calls stay below."""
    return statistics.quantiles([seconds(work) for work in each], n=20)[-1]


def peak_of(process: int | None = None) -> float:
    """The most memory that a process (this one, unless said) ever held, in MB.

    Linux alone tells it; what ``getrusage`` says begins with what the process that started this one held.
    """
    status = Path(f"/proc/{process or 'self'}/status").read_text(encoding="ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1000


def table(figures: Iterable[Figure]) -> str:
    """The figures as text, one line each."""
    lines = [f"{'':44}{'found':>12}{'floor':>12}{'ratio':>8}{'budget':>10}"]
    for one in figures:
        kept = {True: "", False: "  OVER", None: ""}[one.within]
        lines.append(
            f"{one.name + ' (' + one.of + ')':44}{_said(one.found, one.unit):>12}{_said(one.floor, one.unit):>12}"
            f"{'' if one.ratio is None else f'{one.ratio:.1f} x':>8}{_said(one.budget, one.unit):>10}{kept}"
        )
    return "\n".join(lines)


def _said(value: float | None, unit: str) -> str:
    if value is None:
        return ""
    if unit == "s":
        return f"{value * 1000:.1f} ms" if value < 1 else f"{value:.2f} s"
    return f"{value:.0f} {unit}"
