"""Sitting before the register of one lesson, for tests of its screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget

from tests.services import running_class
from tests.ui.driving import is_settled, until, visit
from trainingdesk.services.attendance import register_page
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.register import RegisterScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine
    from typing import Any, TypeVar

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from trainingdesk.domain.attendance import Mark
    from trainingdesk.services.work import Work
    from trainingdesk.ui.dialogs.form_dialog import FormDialog
    from trainingdesk.ui.shell import Shell

    D = TypeVar("D", bound=QWidget)

#: Of 20 October 2026 in the morning, the day of the tests.
TODAY = 2


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work)


class Hand:
    """Sits before the register of one lesson."""

    def __init__(self, qtbot: QtBot, shell: Shell, work: Work, made: Made, lesson: int = TODAY) -> None:
        self.qtbot, self.shell, self.work, self.made = qtbot, shell, work, made
        self.lesson = made.lessons[lesson]
        self.said: list[str] = []
        shell.place.notices.shown.connect(lambda notice: self.said.append(notice.text))

    async def sit_down(self) -> RegisterScreen:
        found = await visit(self.shell, Destination("register", self.lesson))
        assert isinstance(found, RegisterScreen)
        self.screen = found
        return found

    def press(self, *keys: str | Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.screen.table, key, held)

    def control(self, key: str | Qt.Key) -> None:
        self.press(key, held=Qt.KeyboardModifier.ControlModifier)

    async def type(self, *keys: str | Qt.Key) -> None:
        self.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        await until(lambda: not self.screen.is_busy() and is_settled(self.shell))

    def click(self, key: str) -> None:
        (button,) = [one for one in self.shell.findChildren(QPushButton, key) if one.isVisible()]
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    async def dialog(self, kind: type[D]) -> D:
        await until(lambda: [one for one in self.shell.findChildren(kind) if one.isVisible()])
        return next(one for one in self.shell.findChildren(kind) if one.isVisible())

    def save(self, dialog: FormDialog) -> None:
        self.qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    def row(self) -> int | None:
        line = self.screen.table.current()
        return None if line is None else line.row

    def offers(self, key: str) -> bool:
        return any(one.isVisible() for one in self.shell.findChildren(QPushButton, key))

    def marks(self) -> list[Mark | None]:
        return [line.counted for line in register_page(self.work, self.lesson).lines]

    def shown(self) -> list[Mark | None]:
        return [line.counted for line in self.screen.model.rows]


@pytest.fixture
def hand(qtbot: QtBot, shell: Shell, work: Work, made: Made) -> Hand:
    return Hand(qtbot, shell, work, made)


def run(loop: asyncio.AbstractEventLoop, steps: Coroutine[Any, Any, None]) -> None:
    loop.run_until_complete(steps)


def cell(hand: Hand, row: int, key: str) -> str:
    at = next(at for at, column in enumerate(hand.screen.model.columns) if column.key == key)
    return str(hand.screen.model.index(row - 1, at).data())
