"""A step of asyncio finds its loop, whoever deals with Qt's events."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


def test_what_goes_on_after_the_loop_was_stopped_finds_it(loop: asyncio.AbstractEventLoop, qtbot: QtBot) -> None:
    found: list[asyncio.AbstractEventLoop] = []

    async def goes_on() -> None:
        await asyncio.sleep(0.01)
        found.append(asyncio.get_running_loop())
        await loop.run_in_executor(None, found.append, loop)

    async def begins() -> asyncio.Task[None]:
        return asyncio.create_task(goes_on())

    task = loop.run_until_complete(begins())
    qtbot.waitUntil(task.done)
    task.result()
    assert found == [loop, loop]
    assert asyncio._get_running_loop() is None


def test_a_step_leaves_the_loop_that_runs(loop: asyncio.AbstractEventLoop, qapp: QApplication) -> None:
    """Qt may deal with its events within a step, as an open menu does."""
    found: list[asyncio.AbstractEventLoop] = []

    async def steps() -> None:
        loop.call_soon(lambda: found.append(asyncio.get_running_loop()))
        qapp.processEvents()
        found.append(asyncio.get_running_loop())

    loop.run_until_complete(steps())
    assert found == [loop, loop]
