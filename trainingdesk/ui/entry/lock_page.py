"""The locked window: nothing of the work is seen; the same person goes on where they were, or another one signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton

from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import PasswordField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from trainingdesk.ui.entry.entrance import Entrance


class LockPage(EntryPage):
    """Asks for the password of whoever locked it."""

    submitted = Signal(object)  # the password
    another = Signal()

    def __init__(self, entrance: Entrance, name: str) -> None:
        super().__init__(entrance, "entry.locked", width=400)
        self.field = PasswordField(entrance, "window.password")
        self.button = QPushButton(entrance.say("entry.unlock"))
        self.another_button = QPushButton(entrance.say("entry.another"))
        self.column.addWidget(label(entrance.say("entry.locked_by", name=name), wrap=True))
        self.column.addWidget(self.field)
        self.finish(self.button, self.another_button)
        self.button.clicked.connect(self.submit)
        self.field.line.returnPressed.connect(self.submit)
        self.another_button.clicked.connect(self.another)

    def submit(self) -> None:
        """Hand over what was typed."""
        if self.field.text() and self.button.isEnabled():
            self.refuse(None)
            self.button.setEnabled(False)
            self.submitted.emit(self.field.text())

    def refuse(self, sentence: str | None) -> None:
        super().refuse(sentence)
        if sentence:
            self.button.setEnabled(True)
            self.field.line.selectAll()
            self.field.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.field.line.setFocus(Qt.FocusReason.OtherFocusReason)
