"""Driving the window as a person would, and waiting for what it does without a fixed time."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt

from tests.ui.conftest import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.main_window import MainWindow
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

S = TypeVar("S", bound="Screen")

#: Seconds after which a test waits in vain.
PATIENCE = 30


async def until(condition: Callable[[], object]) -> None:
    """Let the window work until something is so."""

    async def watch() -> None:
        while not condition():  # noqa: ASYNC110 -- anything may make it so, there is no one event to wait for
            await asyncio.sleep(0.001)

    await asyncio.wait_for(watch(), timeout=PATIENCE)


async def enter(qtbot: QtBot, window: MainWindow, password: str = PASSWORD) -> None:
    """Type the password, and wait until the first screen shows its rows."""
    qtbot.keyClicks(window.form.password, password)
    qtbot.keyClick(window.form.password, Qt.Key.Key_Return)
    await until(lambda: window.shell is not None and is_settled(window.shell))


def is_settled(shell: Shell) -> bool:
    """Whether a screen is shown and nothing is under way."""
    return shell.shown is not None and shell.shown.is_loaded() and shell.place.tasks.is_idle()


async def visit(shell: Shell, destination: Destination) -> Screen:
    """Go somewhere, and wait until it shows its rows."""
    shell.go(destination)
    await until(lambda: shell.destination == destination and is_settled(shell))
    assert shell.shown is not None
    return shell.shown


def shown(window: MainWindow, kind: type[S]) -> S:
    """The screen that is shown, which must be of a kind."""
    assert window.shell is not None
    assert isinstance(window.shell.shown, kind)
    return window.shell.shown
