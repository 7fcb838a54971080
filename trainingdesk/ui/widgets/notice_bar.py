"""The bar inside the window that says what happened, with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from trainingdesk.ui.icons import icon
from trainingdesk.ui.notices import Notice, Severity
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.i18n.sentences import Sentences

#: News that all is well goes by itself; what was refused or failed stays until it was read.
_SECONDS = {Severity.DONE: 8, Severity.ADVICE: 20}

_ICONS = {Severity.DONE: "done", Severity.ADVICE: "advice", Severity.REFUSED: "refused", Severity.FAILED: "failed"}


class NoticeBar(QFrame):
    """Shows the newest notice; several at once stand below each other in one text."""

    def __init__(self, sentences: Sentences) -> None:
        super().__init__()
        self.setObjectName("notice")
        self.notice: Notice | None = None
        self.text = label(wrap=True, select=True)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.sign = label()
        self.action = QPushButton()
        self.close_button = QToolButton()
        self.close_button.setText("×")
        self.close_button.setProperty("flat", "true")
        self.close_button.setAccessibleName(sentences.of("window.close_notice"))
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 4, 4, 4)
        parts: tuple[QWidget, ...] = (self.sign, self.text, self.action, self.close_button)
        for part in parts:
            line.addWidget(part)
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.hide)
        self.action.clicked.connect(self._act)
        self.close_button.clicked.connect(self.hide)
        self.hide()

    def show_notice(self, notice: Notice) -> None:
        """Show a notice; one that must be read is not pushed away by good news."""
        text = notice.text
        unread = self.isVisible() and self.notice is not None and self.notice.severity is not Severity.DONE
        if unread and notice.text not in self.text.text():
            text = f"{self.text.text()}\n{notice.text}"
        self.notice = notice
        self.text.setText(text)
        self.sign.setPixmap(icon(_ICONS[notice.severity]).pixmap(20, 20))
        self.setProperty("severity", notice.severity.value)
        self.style().unpolish(self)
        self.style().polish(self)
        self.action.setVisible(notice.action is not None)
        self.action.setText(notice.action or "")
        self.setAccessibleName(text)
        self.show()
        self._timer.stop()
        if notice.severity in _SECONDS:
            self._timer.start(_SECONDS[notice.severity] * 1000)

    def _act(self) -> None:
        self.hide()
        if self.notice is not None and self.notice.run is not None:
            self.notice.run()
