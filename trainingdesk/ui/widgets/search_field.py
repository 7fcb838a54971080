"""One of many: typed in part and found anywhere in its words, or chosen from the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QComboBox, QLineEdit, QToolButton

from trainingdesk.ui.widgets.fields import Field
from trainingdesk.ui.widgets.suggestions import suggestions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.ui.workplace import Workplace


class SearchField(Field):
    """``choices`` are (value, words); the value is empty where nothing, or nothing that fits, is typed."""

    def __init__(
        self, place: Workplace, title: str, choices: Sequence[tuple[str, str]], *, required: bool = False
    ) -> None:
        self.box = _search_box(place.say("form.clear"))
        super().__init__(place, title, self.box, required=required)
        self._values: dict[str, str] = {}
        self.offer(choices)
        self.box.currentTextChanged.connect(lambda _text: self._edited())
        line = self.box.lineEdit()
        if line is not None:
            line.returnPressed.connect(self.advanced)
            line.editingFinished.connect(self.check)

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; what was chosen stays where it is still offered."""
        kept = self.text()
        self._values = {words: value for value, words in choices}
        self.box.blockSignals(True)  # noqa: FBT003
        self.box.clear()
        self.box.addItems([words for _value, words in choices])
        self.box.setCurrentIndex(-1)
        self.box.setCurrentText("")
        self.box.blockSignals(False)  # noqa: FBT003
        self.set_text(kept)

    def typed(self) -> str:
        """What stands in the field, whether it names something or not."""
        return self.box.currentText().strip()

    def text(self) -> str:
        typed = self.typed()
        if typed in self._values:
            return self._values[typed]
        fitting = [value for words, value in self._values.items() if typed and typed.casefold() in words.casefold()]
        return fitting[0] if len(fitting) == 1 else ""

    def set_text(self, text: str) -> None:
        words = next((words for words, value in self._values.items() if value == text), "")
        if words != self.box.currentText():
            self.box.setCurrentText(words)
            line = self.box.lineEdit()
            if line is not None:
                line.setCursorPosition(0)

    def problem(self) -> str | None:
        if self.typed() and not self.text():
            return self._place.say("form.not_in_list", found=self.typed())
        return super().problem()

    def _edited(self) -> None:
        if not self.problem_label.isHidden():
            self.check()
        self.changed.emit()


def _search_box(clear: str) -> QComboBox:
    """A list that is typed into; what is typed is found anywhere in its words. ``clear`` names the emptying button."""
    box = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    line = QLineEdit(clearButtonEnabled=True)
    for button in line.findChildren(QToolButton):
        button.setAccessibleName(clear)
    box.setLineEdit(line)
    box.setCompleter(suggestions(box.model(), box))
    return box
