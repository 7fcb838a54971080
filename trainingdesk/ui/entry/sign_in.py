"""The sign-in form: name, password, and in words why it was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

if TYPE_CHECKING:
    from trainingdesk.i18n.sentences import Sentences

_CARD_WIDTH, _TITLE_PIXELS = 400, 20


class SignInForm(QWidget):
    """Asks who works here; says nothing about which of the two was wrong."""

    submitted = Signal(object)  # (name, password)

    def __init__(self, sentences: Sentences, names: tuple[str, ...]) -> None:
        super().__init__()
        self.name = QLineEdit(names[0] if len(names) == 1 else "")
        self.password = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.refusal = QLabel(wordWrap=True)
        self.button = QPushButton(sentences.of("window.sign_in"))
        self._lay_out(sentences)
        self.button.clicked.connect(self._submit)
        self.password.returnPressed.connect(self._submit)

    def refuse(self, sentence: str) -> None:
        """Show why, and let the person type again."""
        self.refusal.setText(sentence)
        self.button.setEnabled(True)
        self.password.selectAll()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self, sentences: Sentences) -> None:
        title = QLabel(sentences.of("window.title"))
        font = title.font()
        font.setPixelSize(_TITLE_PIXELS)
        title.setFont(font)
        title.setObjectName("title")
        form = QFormLayout()
        for key, field in (("window.user_name", self.name), ("window.password", self.password)):
            label = sentences.of(key)
            field.setAccessibleName(label)
            form.addRow(label, field)
        card = QWidget(maximumWidth=_CARD_WIDTH)
        column = QVBoxLayout(card)
        column.setSpacing(16)
        column.addStretch()
        column.addWidget(title)
        column.addLayout(form)
        column.addWidget(self.button)
        column.addWidget(self.refusal)
        column.addStretch()
        row = QHBoxLayout(self)
        row.addStretch()
        row.addWidget(card, stretch=1)
        row.addStretch()

    def _submit(self) -> None:
        self.button.setEnabled(False)
        self.submitted.emit((self.name.text(), self.password.text()))
