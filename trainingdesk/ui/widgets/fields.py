"""Fields of a form: each knows its value, says in words what is wrong with it, and tells when it changed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from trainingdesk.domain.assessment import read_points
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.written_date import read_written_date
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.capital import begun_large

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trainingdesk.ui.workplace import Workplace


class Field(QWidget):
    """A field with the place for its problem below it."""

    changed = Signal()
    advanced = Signal()  # Enter: on to the next field

    def __init__(self, place: Workplace, title: str, editor: QWidget, *, required: bool = False) -> None:
        """``title`` is a sentence key."""
        super().__init__()
        self.words, self.editor, self.required = begun_large(place.say(title)), editor, required
        self._place = place
        self.problem_label = label(role="error", wrap=True)
        self.problem_label.hide()
        editor.setAccessibleName(self.words)
        self.setFocusProxy(editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(editor)
        column.addWidget(self.problem_label)
        column.addStretch()  # beside its label, however much room there is

    def text(self) -> str:
        """What stands in the field, without blanks around it."""
        raise NotImplementedError

    def set_text(self, text: str) -> None:
        """Put something in."""
        raise NotImplementedError

    def read(self) -> object:
        """The value; raises Refused where it is none."""
        return self.text() or None

    def problem(self) -> str | None:
        """What is wrong, in words."""
        if not self.text():
            return self._place.say("form.required", field=self.words) if self.required else None
        try:
            self.read()
        except Refused as refused:
            return self._place.sentences.of(refused.key, refused.values)
        return None

    def show_problem(self, text: str | None) -> None:
        """Say what is wrong beside the field, or take it away."""
        self.problem_label.setText(text or "")
        self.problem_label.setVisible(bool(text))
        self.editor.setProperty("wrong", "true" if text else None)
        self.editor.setAccessibleDescription(text or "")
        self.editor.style().unpolish(self.editor)
        self.editor.style().polish(self.editor)

    def check(self) -> bool:
        """Look at the value and say what is wrong; whether it is sound."""
        problem = self.problem()
        self.show_problem(problem)
        return problem is None


class TextField(Field):
    """One line. ``reader`` turns it into a value and raises Refused with the sentence of what is wrong."""

    def __init__(
        self,
        place: Workplace,
        title: str,
        *,
        required: bool = False,
        reader: Callable[[str], object] | None = None,
        hint: str = "",
        secret: bool = False,
    ) -> None:
        self.line = QLineEdit()
        super().__init__(place, title, self.line, required=required)
        self._reader = reader
        self.line.setPlaceholderText(hint)
        if secret:
            self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.textEdited.connect(lambda _text: self._edited())
        self.line.editingFinished.connect(lambda: self.text() and self.check())
        self.line.returnPressed.connect(self.advanced)

    def text(self) -> str:
        return self.line.text().strip()

    def set_text(self, text: str) -> None:
        self.line.setText(text)

    def read(self) -> object:
        text = self.text()
        return self._reader(text) if text and self._reader is not None else text or None

    def _edited(self) -> None:
        if not self.problem_label.isHidden():
            self.check()  # what was wrong is taken away as soon as it is right
        self.changed.emit()


#: Pixels in which a day is seen from its year to its last figure.
_WHOLE_DAY: Final = 104


class DateField(TextField):
    """A day as people write it: 2026-3-1, 2026.3.1, 20260301, 2026年3月1日."""

    def __init__(self, place: Workplace, title: str, *, required: bool = False) -> None:
        super().__init__(place, title, required=required, reader=self._day, hint="2026-03-01")
        self.line.setMinimumWidth(place.theme.pixels(_WHOLE_DAY))

    def _day(self, text: str) -> date:
        found = read_written_date(text, today=self._place.work.today()).value.day
        if found is None:
            raise Refused("form.no_day", found=text)
        return found

    def day(self) -> date | None:
        """The day, or None where the field is empty; raises Refused where it is none."""
        found = self.read()
        return found if isinstance(found, date) else None

    def set_day(self, day: date | None) -> None:
        """Put a day in."""
        self.set_text("" if day is None else day.isoformat())


class NumberField(TextField):
    """A whole number within bounds."""

    def __init__(
        self, place: Workplace, title: str, *, least: int = 0, most: int = 10**9, required: bool = False
    ) -> None:
        super().__init__(place, title, required=required, reader=self._number)
        self._least, self._most = least, most

    def _number(self, text: str) -> int:
        if not text.isascii() or not text.isdigit() or not self._least <= int(text) <= self._most:
            raise Refused("form.no_number", found=text, least=self._least, most=self._most)
        return int(text)

    def number(self) -> int | None:
        """The number, or None where the field is empty; raises Refused where it is none."""
        found = self.read()
        return found if isinstance(found, int) else None


class PointsField(TextField):
    """Points of an assessment, with one decimal; the text is what people write, the value is in tenths."""

    def __init__(self, place: Workplace, title: str, *, hint: str = "") -> None:
        super().__init__(place, title, reader=read_points, hint=hint)

    def points(self) -> int | None:
        """Tenths of a point, or None where the field is empty; raises Refused where it holds none."""
        found = self.read()
        return found if isinstance(found, int) else None


class ChoiceField(Field):
    """One of several; ``choices`` are (value, words). Typing goes to the entry that begins so."""

    def __init__(
        self,
        place: Workplace,
        title: str,
        choices: Sequence[tuple[str, str]],
        *,
        required: bool = False,
    ) -> None:
        self.box = QComboBox()
        super().__init__(place, title, self.box, required=required)
        self.offer(choices)
        self.box.currentIndexChanged.connect(lambda _at: self.changed.emit())

    def offer(self, choices: Sequence[tuple[str, str]]) -> None:
        """Replace the choices; what was chosen stays where it is still offered."""
        kept = self.text()
        self.box.blockSignals(True)  # noqa: FBT003
        self.box.clear()
        if not self.required:
            self.box.addItem("", "")
        for value, words in choices:
            self.box.addItem(words, value)
        self.box.blockSignals(False)  # noqa: FBT003
        self.set_text(kept)

    def text(self) -> str:
        return str(self.box.currentData() or "")

    def set_text(self, text: str) -> None:
        self.box.setCurrentIndex(max(0, self.box.findData(text)))


class CheckField(Field):
    """Yes or no."""

    def __init__(self, place: Workplace, title: str) -> None:
        self.box = QCheckBox(place.say(title))
        super().__init__(place, title, self.box)
        self.box.toggled.connect(lambda _on: self.changed.emit())

    def text(self) -> str:
        return "yes" if self.box.isChecked() else ""

    def set_text(self, text: str) -> None:
        self.box.setChecked(text == "yes")

    def is_on(self) -> bool:
        """Whether it is checked."""
        return self.box.isChecked()


class NoteField(Field):
    """Several lines; Tab leaves it."""

    def __init__(self, place: Workplace, title: str, *, required: bool = False, lines: int = 3) -> None:
        self.area = QPlainTextEdit(tabChangesFocus=True)
        super().__init__(place, title, self.area, required=required)
        self.area.setFixedHeight(self.area.fontMetrics().lineSpacing() * lines + 16)
        self.area.textChanged.connect(self.changed)
        self.area.installEventFilter(self)

    def text(self) -> str:
        return self.area.toPlainText().strip()

    def set_text(self, text: str) -> None:
        self.area.setPlainText(text)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self.required and self.text():
            self.check()
        return super().eventFilter(watched, event)
