"""A field of which several may be on: one check box each, below one another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.fields import Field

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.ui.workplace import Workplace


class SeveralField(Field):
    """``choices`` are (value, words); the text is the values that are on, with semicolons between them."""

    def __init__(self, place: Workplace, title: str, choices: Sequence[tuple[str, str]]) -> None:
        area = QWidget()
        super().__init__(place, title, area)
        self.boxes = {value: QCheckBox(words) for value, words in choices}
        self._others: list[str] = []
        column = QVBoxLayout(area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for box in self.boxes.values():
            column.addWidget(box)
            box.toggled.connect(lambda _on: self.changed.emit())
        if self.boxes:
            self.setFocusProxy(next(iter(self.boxes.values())))

    def text(self) -> str:
        return ";".join([value for value, box in self.boxes.items() if box.isChecked()] + self._others)

    def set_text(self, text: str) -> None:
        values = [one for one in text.split(";") if one]
        self._others = [one for one in values if one not in self.boxes]  # what no list has any more is kept
        for value, box in self.boxes.items():
            box.setChecked(value in values)
