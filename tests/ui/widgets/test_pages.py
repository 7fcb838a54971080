"""Layouts that ask no more than they must, and still answer what is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.pages import Pages

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Asked(QWidget):
    """A page whose height follows its width, and which counts who wants to know."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        self.times += 1
        return 10_000 // max(1, width)


def test_a_page_that_is_not_seen_is_not_asked_how_high_it_is(qtbot: QtBot) -> None:
    window, pages, hidden = QWidget(), Pages(), Asked()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(pages)
    pages.addWidget(QLabel("上面"))
    pages.addWidget(hidden)
    window.show()
    for width in (300, 500, 700):
        window.resize(width, 400)
    assert hidden.times == 0


def test_a_flow_knows_of_what_was_hidden_since(qtbot: QtBot) -> None:
    owner = QWidget()
    qtbot.addWidget(owner)
    flow, buttons = FlowLayout(owner), [QPushButton("一二三四五六") for _ in range(4)]
    for button in buttons:
        flow.addWidget(button)
    owner.show()
    one = buttons[0].sizeHint()
    narrow = one.width() + 4
    assert flow.heightForWidth(4 * (one.width() + flow.spacing())) == one.height()
    assert flow.heightForWidth(narrow) == 4 * one.height() + 3 * flow.spacing()
    buttons[3].hide()
    assert flow.heightForWidth(narrow) == 3 * one.height() + 2 * flow.spacing()
