"""Filters as chips: buttons of which one is on; they run on in a second line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.wording.capital import begun_large

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chips(QWidget):
    """One choice of several. ``choices`` are (value, words); the first is on at the beginning."""

    changed = Signal(str)  # the value that is on now

    def __init__(self, choices: Sequence[tuple[str, str]], name: str) -> None:
        """``name`` says what is chosen, for screen readers."""
        super().__init__()
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        line = FlowLayout(self)
        for value, words in choices:
            button = QPushButton(begun_large(words))
            button.setCheckable(True)
            button.setProperty("chip", "true")
            button.setAccessibleName(f"{name} {words}")
            self._group.addButton(button)
            self._buttons[value] = button
            line.addWidget(button)
        next(iter(self._buttons.values())).setChecked(True)
        self._group.buttonClicked.connect(lambda _button: self.changed.emit(self.value))

    @property
    def value(self) -> str:
        """What is on."""
        return next(value for value, button in self._buttons.items() if button.isChecked())

    def choose(self, value: str) -> None:
        """Turn a chip on without telling anybody."""
        if value in self._buttons:
            self._buttons[value].setChecked(True)

    def count(self, value: str, number: int, words: str) -> None:
        """Show how many rows a choice holds."""
        self._buttons[value].setText(f"{begun_large(words)} {number}")
