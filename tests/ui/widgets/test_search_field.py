"""A field that finds one of many by any part of its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.shell import Shell

SCHOOLS = (("a", "启航 School"), ("b", "凤凰 School"), ("c", "边城"))


@pytest.fixture
def field(qtbot: QtBot, shell: Shell) -> SearchField:
    made = SearchField(shell.place, "screen_class.institution", SCHOOLS, required=True)
    qtbot.addWidget(made)
    return made


def test_part_of_the_words_is_enough_where_one_fits(field: SearchField) -> None:
    field.box.setEditText("启")
    assert field.text() == "a"
    field.box.setEditText("school")
    assert field.text() == ""


def test_what_fits_nothing_is_said(field: SearchField) -> None:
    field.box.setEditText("无此校")
    assert field.problem() == "没有“无此校”，请从列表中选择。"
    field.box.setEditText("")
    assert field.problem() == "请填写“培训机构”。"


def test_what_was_chosen_stays_where_it_is_still_offered(field: SearchField) -> None:
    field.set_text("b")
    field.offer(SCHOOLS[1:])
    assert field.text() == "b"
    field.offer(SCHOOLS[:1])
    assert field.text() == ""


def test_enter_moves_on(qtbot: QtBot, field: SearchField) -> None:
    line = field.box.lineEdit()
    assert line is not None
    field.set_text("c")
    with qtbot.waitSignal(field.advanced):
        qtbot.keyClick(line, Qt.Key.Key_Return)
