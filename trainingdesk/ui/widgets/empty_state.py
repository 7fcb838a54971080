"""What stands where a list is empty: why, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QPushButton, QStackedLayout, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.room import least
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable


class EmptyState(QWidget):
    """A sentence, and at most one button."""

    def __init__(self, text: str, *, action: str | None = None, run: Callable[[], object] | None = None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.addStretch()
        self.words = label(text, role="muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.words)
        if action is not None and run is not None:
            self.button = QPushButton(action)
            self.button.setProperty("primary", "true")
            self.button.clicked.connect(run)
            column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()

    def say(self, text: str) -> None:
        """Another sentence, where the list is empty for another reason."""
        self.words.setText(text)


class OrEmpty(QWidget):
    """A widget, or its empty state in the same place."""

    def __init__(self, filled: QWidget, empty: EmptyState) -> None:
        super().__init__()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(filled)
        self._stack.addWidget(empty)
        self.filled, self.empty = filled, empty

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        """What is seen decides."""
        shown = self._stack.currentWidget()
        return super().minimumSizeHint() if shown is None else least(shown, self.width())

    def show_filled(self, filled: bool) -> None:  # noqa: FBT001 -- the one thing it is about
        """Show the widget, or say why there is nothing."""
        self._stack.setCurrentWidget(self.filled if filled else self.empty)
        self.updateGeometry()
