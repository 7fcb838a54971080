"""A dialog is as large as what it holds, however wide its row of buttons is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from trainingdesk.ui.dialogs.question import Question

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.theme import Theme


@pytest.mark.parametrize("buttons", range(1, 6))
def test_no_words_of_a_question_have_more_room_than_they_need(qtbot: QtBot, theme: Theme, buttons: int) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    theme.dress(window)
    answers = [(str(number), "Back to the installed one") for number in range(buttons)]
    text = "\n".join(f"Version 0.{number}.0 runs." for number in range(5))  # higher than the least room that scrolls
    details = ["Updates are signed by the publisher, and no administrator of the computer is needed for any of them."]
    question = Question(window, title="", text=text, answers=answers, details=details)
    question.open()
    for words in question.findChildren(QLabel):
        assert words.height() == words.heightForWidth(words.width())
