"""The smallest screen that the window is made for, at any scaling of the desktop; for pictures and for the walking test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

#: Its own dots.
SIZE: Final = (1366, 768)


def environment(percent: int, folder: Path) -> dict[str, str]:
    """What a process needs before it loads Qt, to have that screen without a display; a file is left in ``folder``."""
    wide, high = SIZE
    dots = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    screen = {"name": "small", "x": 0, "y": 0, "width": wide, "height": high, **dots}
    described = folder / "screen.json"
    described.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    return {"QT_SCALE_FACTOR": str(percent / 100), "QT_QPA_PLATFORM": f"offscreen:configfile={described}"}


def logical_size(ratio: float) -> tuple[int, int]:
    """Its size in the pixels that a window counts, where one of them is ``ratio`` dots."""
    wide, high = SIZE
    return int(wide / ratio), int(high / ratio)
