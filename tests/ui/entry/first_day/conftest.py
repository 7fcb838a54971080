"""A folder without a desk, and the window before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.conftest import window_before
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.ui.entry.door import Door

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.conftest import Clock
    from trainingdesk.storage.vault import Kdf
    from trainingdesk.ui.main_window import MainWindow


@pytest.fixture
def door(tmp_path: Path, cheap_kdf: Kdf, clock: Clock) -> Door:
    return Door(DeskFolder(tmp_path / "new"), clock, kdf=cheap_kdf)


@pytest.fixture
def window(loop: asyncio.AbstractEventLoop, door: Door) -> Iterator[MainWindow]:
    yield from window_before(loop, door)
