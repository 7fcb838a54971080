"""The rail: where one can go, by role."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from trainingdesk.ui.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.ui.places import Place

#: ``_AROUND``: padding, the mark on the left, and the gap behind the icon, as the style sheet has them; without words
#: ``_AROUND_ICON``.
_WIDTH, _ICON, _AROUND, _AROUND_ICON = 136, 20, 44, 28
#: Above and below an icon in a compact rail, and above and below all of them.
_ABOVE_ICON, _MARGIN = 12, 8


class Rail(QFrame):
    """One button for each place; Alt and its number presses it."""

    chosen = Signal(str)  # the name of a place

    def __init__(self, places: Sequence[Place], sentences: Sentences, *, width: int = _WIDTH) -> None:
        super().__init__()
        self.setObjectName("rail")
        self._icon = round(_ICON * width / _WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, _MARGIN, 0, _MARGIN)
        column.setSpacing(0)
        for number, place in enumerate(places, start=1):
            button = self._button(place, sentences.of(place.sentence), f"Alt+{number}")
            self.buttons[place.name] = button
            self._group.addButton(button)
            column.addWidget(button)
        column.addStretch()
        self._width = max(width, self._needed())
        self.setFixedWidth(self._width)

    def mark(self, name: str) -> None:
        """Show which place the screen belongs to."""
        if name in self.buttons:
            self.buttons[name].setChecked(True)

    def be_compact(self, *, compact: bool) -> None:
        """Icons alone, closer together; the words are in the hints."""
        icon_only, beside = Qt.ToolButtonStyle.ToolButtonIconOnly, Qt.ToolButtonStyle.ToolButtonTextBesideIcon
        for button in self.buttons.values():
            button.setProperty("compact", "true" if compact else None)
            button.setToolButtonStyle(icon_only if compact else beside)
            button.style().unpolish(button)
            button.style().polish(button)
        self.setFixedWidth(self._icon + _AROUND_ICON if compact else self._width)

    def minimumSizeHint(self) -> QSize:
        """As low as it can become: the window may get that low."""
        return QSize(self.width(), len(self.buttons) * (self._icon + _ABOVE_ICON) + 2 * _MARGIN)

    def _needed(self) -> int:
        """The width of the longest word, in the bold of the place where one is, with its icon and what is around them."""
        font = QFont(self.font())
        font.setBold(True)
        words = [button.text() for button in self.buttons.values()]
        return max((QFontMetrics(font).horizontalAdvance(one) for one in words), default=0) + self._icon + _AROUND

    def _button(self, place: Place, words: str, shortcut: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"place-{place.name}")
        button.setText(words)
        button.setCheckable(True)
        button.setIcon(icon(place.name))
        button.setIconSize(QSize(self._icon, self._icon))
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setShortcut(QKeySequence(shortcut))
        button.setToolTip(f"{words}  {shortcut}")
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self.chosen.emit(place.name))
        return button
