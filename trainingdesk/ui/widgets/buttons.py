"""Buttons of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from trainingdesk.ui.commands import bind
from trainingdesk.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.workplace import Workplace


def command_button(command: Command, place: Workplace, owner: QWidget) -> QPushButton:
    """A button that does the command, with its shortcut in the hint; disabled like the command's action."""
    action = bind(command, owner, place.sentences)
    button = QPushButton(action.text())
    button.setObjectName(command.id)
    button.setToolTip(action.toolTip())
    button.setProperty("primary", "true" if command.primary else None)
    if not action.icon().isNull() and not command.primary:
        button.setIcon(action.icon())
    button.clicked.connect(lambda _checked=False: action.trigger())
    action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
    return button


class ActionBar(QWidget):
    """A row of commands; those the worker may not do are not there. ``flowing``: it runs on in a second line."""

    def __init__(self, place: Workplace, commands: Iterable[Command], *, flowing: bool = False) -> None:
        super().__init__()
        line = FlowLayout(self) if flowing else QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        self.buttons: dict[str, QPushButton] = {}
        for command in commands:
            if command.needs is None or place.may(command.needs):
                self.buttons[command.id] = command_button(command, place, self)
                line.addWidget(self.buttons[command.id])
        if isinstance(line, QHBoxLayout):
            line.addStretch()
