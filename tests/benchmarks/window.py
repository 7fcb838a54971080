"""The window: until it is painted, until somebody can work, how long it ever looks away, and its memory."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tests.benchmarks.measure import Figure
from tests.benchmarks.window_child import PAINTED
from trainingdesk.sample.size import SizeName

if TYPE_CHECKING:
    from pathlib import Path

_TIMES = 5
#: A screen must never be busy longer (seconds).
_BLINK = 0.05


def measured(root: Path, size: SizeName, password: str) -> list[Figure]:
    """The county in ``root`` must not be open; the floor of starting is an empty window of the same toolkit."""
    with TemporaryDirectory() as compiled:
        bare = _start(compiled, "bare")
        start = _start(compiled, "sign-in", str(root))
        _child(compiled, "work", str(root), password).communicate()
        said = json.loads(_child(compiled, "work", str(root), password).communicate()[0])
    name, (worst, _worked) = max(said["stalls"].items(), key=lambda pair: pair[1][0])
    busy, (_seen, worked) = max(said["stalls"].items(), key=lambda pair: pair[1][1])
    large = size is SizeName.L
    return [
        Figure("process start to sign-in painted", start, bare, 2 * bare),
        Figure("unlock to Today", said["unlocked"], budget=0.8 if large else 0.5, of="once"),
        Figure(f"longest stall: {name}", worst, budget=_BLINK, of="worst"),
        Figure(f"longest work in one go: {busy}", worked, budget=_BLINK, of="worst"),
        Figure("memory of the window", said["peak_mb"], budget=400 if large else 250, unit="MB", of="peak"),
    ]


def _start(compiled: str, *arguments: str) -> float:
    """The median of several starts, after one that compiles: an installed program was compiled by its first."""
    _until_painted(compiled, *arguments)
    return statistics.median(_until_painted(compiled, *arguments) for _ in range(_TIMES))


def _until_painted(compiled: str, *arguments: str) -> float:
    begun = time.perf_counter()
    with _child(compiled, *arguments) as child:
        assert child.stdout is not None
        while child.stdout.readline().strip() != PAINTED:
            pass
        return time.perf_counter() - begun


def _child(compiled: str, *arguments: str) -> subprocess.Popen[str]:
    """What Python compiles stands in ``compiled``."""
    looks = {
        **os.environ,
        "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen"),
        "PYTHONPYCACHEPREFIX": compiled,
        "PYTHONDONTWRITEBYTECODE": "",
    }
    command = [sys.executable, "-m", "tests.benchmarks.window_child", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=looks)
