"""Signing in: who works here, the password, and in words why it was refused. The same page unlocks a locked window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QVBoxLayout, QWidget

from trainingdesk.ui.entry.entrance import EntryPage
from trainingdesk.ui.entry.fields import PasswordField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QShowEvent

    from trainingdesk.ui.entry.entrance import Entrance


class SignInForm(EntryPage):
    """Offers the names; says nothing about which of the two was wrong, and how long to wait after several mistakes."""

    submitted = Signal(object)  # (name, password)
    forgot = Signal()
    wants_training = Signal()
    wants_own_desk = Signal()

    def __init__(self, entrance: Entrance, names: Sequence[str], *, way_back: bool = False) -> None:
        """``way_back`` where this is the training county and the desk's own data are a click away."""
        super().__init__(entrance, "window.title", width=440)
        self.name = QComboBox()
        self.name.addItems(list(names))
        self.field = PasswordField(entrance, "window.password")
        self.password = self.field.line
        self.button = QPushButton(entrance.say("window.sign_in"))
        self.forgot_button = QPushButton(entrance.say("entry.forgot"))
        self.other_button = QPushButton(entrance.say("entry.own_desk" if way_back else "entry.try_training"))
        self.other_button.setVisible(way_back or not entrance.door.is_training)
        self.opening = label(entrance.say("entry.opening"), role="muted", wrap=True)
        self.opening.hide()
        self._lay_out()
        self.button.clicked.connect(self.submit)
        self.password.returnPressed.connect(self.submit)
        self.forgot_button.clicked.connect(self.forgot)
        self.other_button.clicked.connect(self.wants_own_desk if way_back else self.wants_training)

    @property
    def user(self) -> str:
        """The name that is chosen."""
        return self.name.currentText()

    def submit(self) -> None:
        """Hand over what was typed; an empty password is not even tried."""
        if not self.password.text():
            self.field.show_problem(self.say("entry.password_missing"))
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)
        elif self.button.isEnabled():
            self.refuse(None)
            self.set_busy(busy=True)
            self.submitted.emit((self.user, self.password.text()))

    def set_busy(self, *, busy: bool) -> None:
        """Show that the desk is being opened; after an upgrade of the program that takes a little longer, and is said."""
        self.busy.setVisible(busy)
        self.opening.setVisible(busy)
        self.button.setEnabled(not busy)

    def refuse(self, sentence: str | None) -> None:
        super().refuse(sentence)
        if sentence:
            self.set_busy(busy=False)
            self.password.selectAll()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def forget(self) -> None:
        """Empty the password, for the next person."""
        self.field.clear()
        self.refuse(None)
        self.set_busy(busy=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        first = self.password if self.name.count() == 1 else self.name
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        chooser = QWidget()
        column = QVBoxLayout(chooser)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        words = label(self.say("window.user_name"))
        words.setBuddy(self.name)
        self.name.setAccessibleName(words.text())
        column.addWidget(words)
        column.addWidget(self.name)
        self.column.addWidget(chooser)
        self.column.addWidget(self.field)
        if self.entrance.door.is_training:
            self.field.show_hint(self.say("entry.training_password"))
        self.column.addWidget(self.opening)
        self.finish(self.button, self.forgot_button, self.other_button)
