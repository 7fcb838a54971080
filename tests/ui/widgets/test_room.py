"""Pages, tabs and parts beside each other where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.beside import Beside, Halves
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.room import Page, Room
from trainingdesk.ui.widgets.tabs import Tabs
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def block(width: int, height: int) -> QWidget:
    made = QWidget()
    made.setMinimumSize(width, height)
    return made


def test_a_page_is_scrolled_only_where_it_needs_more_and_the_keys_are_followed(qtbot: QtBot) -> None:
    page, first, last = Page(), QLineEdit(), QLineEdit()
    column = QVBoxLayout(page)
    for part in (first, label("长" * 200, wrap=True), block(10, 300), last):
        column.addWidget(part)
    room = Room(page)
    qtbot.addWidget(room)
    room.resize(500, 800)
    room.show()
    assert room.verticalScrollBar().maximum() == 0
    assert page.height() == room.viewport().height()
    room.resize(500, 200)
    assert room.verticalScrollBar().maximum() > 0
    last.setFocus()
    qtbot.waitUntil(last.hasFocus)
    assert last.visibleRegion().boundingRect() == last.rect()


def test_a_side_is_made_when_it_is_looked_at_and_is_told_what_was_said_before(qtbot: QtBot) -> None:
    made: list[str] = []
    told: list[str] = []
    tabs: Tabs[QWidget] = Tabs("tabs")

    def make(name: str) -> QWidget:
        made.append(name)
        side = block(200, 100 if name == "low" else 400)
        side.setObjectName(name)
        return side

    for name in ("low", "high", "never"):
        tabs.add(name, name, lambda name=name: make(name))  # type: ignore[misc]
    qtbot.addWidget(tabs)
    assert made == []
    tabs.look_at("high")
    assert made == []
    tabs.show()
    assert not tabs.is_made
    qtbot.waitUntil(lambda: tabs.is_made)
    assert made == ["high"]
    tabs.tell(lambda side: told.append(side.objectName()))
    needs = tabs.minimumSizeHint().height()
    tabs.look_at("low")
    tabs.look_at("nothing")
    qtbot.waitUntil(lambda: tabs.is_made)
    assert (made, told) == (["high", "low"], ["high", "low"])
    assert needs - tabs.minimumSizeHint().height() == 300
    assert tabs.side("low", QWidget) is tabs.shown
    tabs.tell(lambda side: told.append(side.objectName()))
    assert told == ["high", "low", "high", "low"]
    assert made == ["high", "low"]


@pytest.mark.parametrize(("width", "narrow"), [(700, False), (400, True)])
def test_parts_stand_below_each_other_where_both_do_not_fit(qtbot: QtBot, width: int, narrow: bool) -> None:
    whole = QWidget()
    left, right = block(300, 100), block(200, 50)
    beside = Beside((left, 1), (right, 0), width=250)
    QVBoxLayout(whole).addWidget(beside)
    qtbot.addWidget(whole)
    whole.resize(width, 400)
    whole.show()
    assert beside.is_narrow is narrow
    qtbot.waitUntil(lambda: (left.y() == right.y()) is not narrow)
    assert right.width() == (beside.width() if narrow else 250)
    assert beside.minimumSizeHint().width() == 300
    assert beside.minimumSizeHint().height() == (166 if narrow else 100)


def test_halves_turn_with_the_window(qtbot: QtBot) -> None:
    whole, halves = QWidget(), Halves(block(300, 50), block(300, 50))
    QVBoxLayout(whole).addWidget(halves)
    qtbot.addWidget(whole)
    whole.resize(800, 300)
    whole.show()
    first, second = halves.widget(0), halves.widget(1)
    qtbot.waitUntil(lambda: first.y() == second.y())
    whole.resize(400, 300)
    qtbot.waitUntil(lambda: first.x() == second.x())
    whole.resize(800, 300)
    qtbot.waitUntil(lambda: first.y() == second.y())


def test_a_stretched_field_takes_what_its_line_leaves_and_the_rest_runs_on(qtbot: QtBot) -> None:
    field, right = QLineEdit(), block(100, 20)
    line = Line(block(200, 20))
    line.add(field, 1)
    line.add(right)
    qtbot.addWidget(line)
    line.resize(600, 100)
    line.show()
    assert field.width() == 600 - 200 - 100 - 16
    line.resize(260, 100)
    assert field.x() == right.x() - field.width() - 8 == 0
    assert field.y() > 0
    assert line.heightForWidth(260) > line.heightForWidth(600)
