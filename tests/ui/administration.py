"""The sections of administration, and the dialogs they open, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFileDialog, QLineEdit

from tests.ui.driving import is_settled, until, visit
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.administration import Administration

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtWidgets import QAbstractButton, QWidget
    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

S = TypeVar("S", bound="Screen")
D = TypeVar("D", bound=QDialog)


async def section(shell: Shell, name: str, kind: type[S]) -> S:
    """Go to a section, and wait until it shows its rows."""
    screen = await visit(shell, Destination("administration", None, name))
    assert isinstance(screen, Administration)
    await until(lambda: is_settled(shell))
    found = screen.shown_section()
    assert isinstance(found, kind)
    return found


def click(qtbot: QtBot, button: QAbstractButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


async def dialog_of(window: QWidget, kind: type[D]) -> D:
    """The dialog that was opened, as soon as it is there."""

    def open_ones() -> list[D]:
        return [one for one in window.findChildren(kind) if one.isVisible()]

    await until(open_ones)
    return open_ones()[-1]


async def name_file(qtbot: QtBot, window: QWidget, path: Path) -> None:
    """Choose a file or a folder in the file dialog, as somebody who types its whole path."""
    dialog = await dialog_of(window, QFileDialog)
    line, box = dialog.findChild(QLineEdit), dialog.findChild(QDialogButtonBox)
    assert isinstance(line, QLineEdit)
    assert isinstance(box, QDialogButtonBox)
    line.setText(str(path))
    accept = next(one for one in box.buttons() if box.buttonRole(one) is QDialogButtonBox.ButtonRole.AcceptRole)
    await until(accept.isEnabled)
    click(qtbot, accept)
    await until(lambda: not [one for one in window.findChildren(QFileDialog) if one.isVisible()])
