"""Fields of the pages before the sign-in: words above, what is wrong or helpful below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from trainingdesk.ui.icons import icon
from trainingdesk.ui.widgets.suggestions import suggestions
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QPushButton

    from trainingdesk.settings.divisions import County
    from trainingdesk.ui.entry.entrance import Entrance

_SHOWN = 12


class EntryField(QWidget):
    """One line."""

    changed = Signal()

    def __init__(self, entrance: Entrance, title: str) -> None:
        """``title`` is a sentence key."""
        super().__init__()
        self.entrance = entrance
        self.line = QLineEdit()
        self.words = label(entrance.say(title))
        self.words.setBuddy(self.line)
        self.line.setAccessibleName(self.words.text())
        self.hint, self.problem = label(role="muted", wrap=True), label(role="error", wrap=True)
        self.hint.hide()
        self.problem.hide()
        self.setFocusProxy(self.line)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        for part in (self.words, self.line, self.hint, self.problem):
            self._column.addWidget(part)
        self.line.textEdited.connect(self._edited)

    def text(self) -> str:
        """What was typed."""
        return self.line.text()

    def put_beside(self, button: QPushButton) -> None:
        """A button at the end of the line, which stays there when something is said below."""
        row, at = QHBoxLayout(), self._column.indexOf(self.line)
        row.setSpacing(8)
        self._column.removeWidget(self.line)
        row.addWidget(self.line, stretch=1)
        row.addWidget(button)
        self._column.insertLayout(at, row)

    def show_hint(self, text: str) -> None:
        """A helpful word below the line; empty takes it away."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text) and not self.problem.text())

    def show_problem(self, text: str | None) -> None:
        """What is wrong, in words; None takes it away."""
        self.problem.setText(text or "")
        self.problem.setVisible(bool(text))
        self.hint.setVisible(bool(self.hint.text()) and not text)
        self.line.setProperty("wrong", "true" if text else None)
        self.line.setAccessibleDescription(text or "")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)

    def _edited(self) -> None:
        self.show_problem(None)
        self.changed.emit()


class PasswordField(EntryField):
    """A secret: it can be shown for a moment, and a caps lock that is on is said."""

    def __init__(self, entrance: Entrance, title: str) -> None:
        super().__init__(entrance, title)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.caps_lock = label(entrance.say("entry.caps_lock"))
        self.caps_lock.setProperty("tone", "warn")
        self.caps_lock.hide()
        self._column.insertWidget(2, self.caps_lock)
        self.eye = QAction(icon("eye"), entrance.say("entry.show_password"), self, checkable=True)
        self.eye.toggled.connect(self._show)
        self.line.addAction(self.eye, QLineEdit.ActionPosition.TrailingPosition)
        self.line.installEventFilter(self)

    def clear(self) -> None:
        """Forget what was typed."""
        self.line.clear()
        self.eye.setChecked(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            found = caps_lock_of(event)
            if event.key() == Qt.Key.Key_CapsLock:
                found = False if not self.caps_lock.isHidden() else None
            if found is not None:
                self.caps_lock.setVisible(found)
        return super().eventFilter(watched, event)

    def _show(self, shown: bool) -> None:  # noqa: FBT001 -- Qt's own signal
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


def caps_lock_of(event: QKeyEvent) -> bool | None:
    """Whether caps lock is on, as a typed letter tells; None where the key tells nothing. Qt knows no other way."""
    text = event.text()
    if len(text) != 1 or not text.isascii() or not text.isalpha():
        return None
    return text.isupper() != bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


class CountyField(EntryField):
    """A county by a part of its name or its code."""

    def __init__(self, entrance: Entrance, title: str, counties: Iterable[County]) -> None:
        super().__init__(entrance, title)
        self._counties = {self._written(one): one for one in counties if one.until is None}
        completer = suggestions(QStringListModel(sorted(self._counties), self), self.line)
        completer.setMaxVisibleItems(_SHOWN)
        self.line.setCompleter(completer)
        self.line.setPlaceholderText(entrance.say("entry.county_hint"))
        completer.activated.connect(lambda _text: self.changed.emit())

    def county(self) -> County | None:
        """The county that was chosen, or the only one that what was typed can mean."""
        typed = self.text().strip()
        if typed in self._counties:
            return self._counties[typed]
        fitting = [one for written, one in self._counties.items() if typed and typed in written]
        named = [one for one in fitting if typed in {one.code, one.name}] or fitting
        return named[0] if len(named) == 1 else None

    @staticmethod
    def _written(one: County) -> str:
        return f"{one.code}  {one.full_name}"
