"""Buttons of commands, in rows that give way where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from trainingdesk.ui.commands import bind
from trainingdesk.ui.icons import icon
from trainingdesk.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QResizeEvent

    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.workplace import Workplace

_GAP = 8


class CommandButton(QPushButton):
    """A button of a row: its screen says whether it is offered, the row whether there is room for it."""

    offered = Signal()  # its screen shows or hides it

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.is_offered, self._is_folded = True, False

    def setVisible(self, visible: bool) -> None:  # noqa: FBT001 -- Qt's own signature
        self.is_offered = visible
        super().setVisible(visible and not self._is_folded)
        self.offered.emit()

    def fold(self, *, folded: bool) -> None:
        """Put it away for want of room, or back."""
        if folded is not self._is_folded:
            self._is_folded = folded
            super().setVisible(self.is_offered and not folded)


def command_button(command: Command, place: Workplace, owner: QWidget) -> CommandButton:
    """A button that does the command, with its shortcut in the hint; disabled like the command's action."""
    action = bind(command, owner, place.sentences)
    button = CommandButton(action.text())
    button.setObjectName(command.id)
    button.setToolTip(action.toolTip())
    button.setProperty("primary", "true" if command.primary else None)
    if not action.icon().isNull() and not command.primary:
        button.setIcon(action.icon())
    button.clicked.connect(lambda _checked=False: action.trigger())
    action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
    return button


class More(QToolButton):
    """The menu of those buttons of a row that there is no room for."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setIcon(icon("more"))
        self.setAccessibleName(place.say("window.more"))
        self.setToolTip(place.say("window.more"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.folded: Sequence[QPushButton] = ()
        menu = QMenu(self)
        menu.aboutToShow.connect(self._fill)
        self.setMenu(menu)
        self.hide()

    def _fill(self) -> None:
        """As the buttons are at this moment: their words, and whether they may be pressed."""
        menu = self.menu()
        menu.clear()
        for button in self.folded:
            action = menu.addAction(button.icon(), button.text())
            action.setObjectName(button.objectName())
            action.setToolTip(button.toolTip())
            action.setEnabled(button.isEnabled())
            action.triggered.connect(lambda _checked=False, button=button: button.click())


class CommandRow(QWidget):
    """Buttons in one line; those that it has no room for, the last first and the main one last, stand in a menu."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.more = More(place)
        self._buttons: list[CommandButton] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(_GAP)
        self._line.addWidget(self.more)
        self._line.addStretch()

    def add(self, button: CommandButton) -> None:
        """Put a button at the end."""
        self._line.insertWidget(len(self._buttons), button)
        self._buttons.append(button)
        button.offered.connect(self._refit)

    def sizeHint(self) -> QSize:
        """With every button that is offered."""
        return self._size(sum(one.sizeHint().width() for one in self._offered()), len(self._offered()))

    def minimumSizeHint(self) -> QSize:
        """With the menu alone; one button is not put into a menu."""
        offered = self._offered()
        alone = offered[0] if len(offered) == 1 else self.more
        return self._size(alone.sizeHint().width() if offered else 0, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _size(self, wide: int, count: int) -> QSize:
        high = max((one.sizeHint().height() for one in self._buttons), default=0)
        return QSize(wide + _GAP * max(0, count - 1), high)

    def _offered(self) -> list[CommandButton]:
        return [one for one in self._buttons if one.is_offered]

    def _fit(self) -> None:
        offered = self._offered()
        kept = self._kept(offered)
        for one in offered:
            one.fold(folded=one not in kept)
        self.more.folded = [one for one in offered if one not in kept]
        self.more.setVisible(bool(self.more.folded))
        self._line.activate()

    def _refit(self) -> None:
        self.updateGeometry()
        self._fit()

    def _kept(self, offered: Sequence[CommandButton]) -> list[CommandButton]:
        """Those that there is room for."""
        if len(offered) == 1 or self.sizeHint().width() <= self.width():
            return list(offered)
        room, kept = self.width() - self.more.sizeHint().width(), []
        for one in sorted(offered, key=lambda one: one.property("primary") != "true"):
            room -= one.sizeHint().width() + _GAP
            if room < 0:
                break
            kept.append(one)
        return kept


class ActionBar(CommandRow):
    """A row of commands; those the worker may not do are not there."""

    def __init__(self, place: Workplace, commands: Iterable[Command]) -> None:
        super().__init__(place)
        self.buttons = _buttons(commands, place, self)
        for button in self.buttons.values():
            self.add(button)


class FlowingBar(QWidget):
    """A row of commands that runs on in a second line; those the worker may not do are not there."""

    def __init__(self, place: Workplace, commands: Iterable[Command]) -> None:
        super().__init__()
        self.buttons = _buttons(commands, place, self)
        line = FlowLayout(self)
        for button in self.buttons.values():
            line.addWidget(button)


def _buttons(commands: Iterable[Command], place: Workplace, owner: QWidget) -> dict[str, CommandButton]:
    return {one.id: command_button(one, place, owner) for one in commands if one.needs is None or place.may(one.needs)}
