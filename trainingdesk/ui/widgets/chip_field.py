"""A field of which several may be on, as a row of chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton, QWidget

from trainingdesk.ui.widgets.fields import Field
from trainingdesk.ui.widgets.flow import FlowLayout

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from trainingdesk.ui.workplace import Workplace


class ChipField(Field):
    """``choices`` are (value, words); the text is the values that are on, in their order, with semicolons between them."""

    def __init__(self, place: Workplace, title: str, choices: Sequence[tuple[str, str]], on: Collection[str]) -> None:
        area = QWidget()
        super().__init__(place, title, area)
        self.chips: dict[str, QPushButton] = {}
        line = FlowLayout(area, spacing=4)
        for value, words in choices:
            chip = QPushButton(words)
            chip.setCheckable(True)
            chip.setProperty("chip", "true")
            chip.setAccessibleName(f"{self.words} {words}")
            chip.setChecked(value in on)
            chip.toggled.connect(lambda _on: self.changed.emit())
            self.chips[value] = chip
            line.addWidget(chip)
        self.setFocusProxy(next(iter(self.chips.values())))

    def values(self) -> tuple[str, ...]:
        """What is on."""
        return tuple(value for value, chip in self.chips.items() if chip.isChecked())

    def text(self) -> str:
        return ";".join(self.values())

    def set_text(self, text: str) -> None:
        wanted = text.split(";")
        for value, chip in self.chips.items():
            chip.setChecked(value in wanted)
