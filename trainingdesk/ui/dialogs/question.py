"""A question that must be answered: window-modal, opened and awaited, never executed (a nested loop breaks asyncio's)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout

from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.widgets.room import Page
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

_WIDTH = 440


async def answered(dialog: QDialog) -> bool:
    """Open a dialog over its window and wait; whether it was accepted. The dialog stays alive for the caller to read."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[bool] = loop.create_future()

    def finish(result: int) -> None:
        if not done.done():
            done.set_result(result == QDialog.DialogCode.Accepted.value)

    dialog.finished.connect(finish)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.open()
    return await done


class Question(Dialog):
    """A sentence, perhaps a list of what it is about, and answers; Esc is the last one, which changes nothing."""

    def __init__(
        self,
        parent: QWidget,
        *,
        title: str,
        text: str,
        answers: Sequence[tuple[str, str]],
        details: Sequence[str] = (),
        dangerous: bool = False,
    ) -> None:
        """``answers`` are (value, words), the first is the default."""
        super().__init__(parent, title, width=_WIDTH)
        self.answer = answers[-1][0]
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        self.words = label(text, wrap=True)
        page = Page()
        said = QVBoxLayout(page)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(16)
        said.addWidget(self.words)
        if details:
            said.addWidget(label("\n".join(details), role="muted", wrap=True, select=True))
        self.hold(column, page)
        self._box = QDialogButtonBox()
        self.buttons = {value: self._button(value, words) for value, words in answers}
        first = self.buttons[answers[0][0]]
        first.setProperty("danger" if dangerous else "primary", "true")
        first.setDefault(True)
        column.addWidget(self._box)
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, value: str, words: str) -> QPushButton:
        button = self._box.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        button.setObjectName(value)
        button.clicked.connect(lambda: self._choose(value))
        return button

    def _choose(self, value: str) -> None:
        self.answer = value
        self.accept()


async def ask(
    parent: QWidget,
    *,
    title: str,
    text: str,
    answers: Sequence[tuple[str, str]],
    details: Sequence[str] = (),
    dangerous: bool = False,
) -> str:
    """The value of the answer; the last one where the question was closed."""
    question = Question(parent, title=title, text=text, answers=answers, details=details, dangerous=dangerous)
    await answered(question)
    question.deleteLater()
    return question.answer
