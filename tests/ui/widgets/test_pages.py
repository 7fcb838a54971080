"""Layouts that ask no more than they must, and still answer what is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.flow import FlowLayout
from trainingdesk.ui.widgets.pages import Pages

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Asked(QWidget):
    """A page whose height follows its width, and which counts who wants to know."""

    def __init__(self) -> None:
        super().__init__()
        self.times = 0

    def hasHeightForWidth(self) -> bool:  # noqa: N802 - Qt's name
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        self.times += 1
        return 10_000 // max(1, width)


@pytest.mark.parametrize(("stack", "asked"), [(QStackedWidget, True), (Pages, False)])
def test_a_page_that_is_not_seen_is_not_asked_how_high_it_is(
    qtbot: QtBot, stack: type[QStackedWidget], asked: bool
) -> None:
    window, pages, hidden = QWidget(), stack(), Asked()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(pages)
    pages.addWidget(Asked())
    pages.addWidget(hidden)
    with qtbot.waitExposed(window):
        window.show()
    hidden.times = 0
    column.heightForWidth(300)
    assert bool(hidden.times) is asked


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
