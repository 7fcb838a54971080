"""The rail: where one can go, by role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from trainingdesk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.ui.places import Place

_WIDTH, _ICON = 136, 20


class Rail(QFrame):
    """One button for each place; Alt+1…7 press them."""

    chosen = Signal(str)  # the name of a place

    def __init__(self, places: Sequence[Place], sentences: Sentences, *, width: int = _WIDTH) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setFixedWidth(width)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(0)
        for number, place in enumerate(places, start=1):
            button = self._button(place, sentences.of(place.sentence), f"Alt+{number}")
            self.buttons[place.name] = button
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch()

    def mark(self, name: str) -> None:
        """Show which place the screen belongs to."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)

    def _button(self, place: Place, words: str, shortcut: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"place-{place.name}")
        button.setText(words)
        button.setCheckable(True)
        button.setIcon(icon(place.name))
        button.setIconSize(QSize(_ICON, _ICON))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setShortcut(QKeySequence(shortcut))
        button.setToolTip(f"{words}  {shortcut}")
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self.chosen.emit(place.name))
        return button
