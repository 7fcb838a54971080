"""A title that is too long for the window gives way and is said whole in the hint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.widgets.title import Title

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

NAME = "2026年秀山县乡村振兴职业技能培训学校中式烹调师二级第1期"


def test_it_gives_way_and_keeps_its_words(qtbot: QtBot) -> None:
    title = Title()
    qtbot.addWidget(title)
    title.setText(NAME)
    whole = title.sizeHint().width()
    assert title.minimumSizeHint().width() < whole
    title.resize(whole // 2, title.sizeHint().height())
    title.show()
    title.grab()
    assert (title.text(), title.toolTip()) == (NAME, NAME)
    title.resize(whole + 20, title.height())
    title.grab()
    assert title.toolTip() == ""
