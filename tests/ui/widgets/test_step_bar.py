"""Steps in a row that run on in a second line where the window is narrow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.ui.widgets.step_bar import StepBar
from trainingdesk.ui.widgets.words import Badge

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

STEPS = ("草稿", "已报送", "已备案", "培训中")


def shown(qtbot: QtBot, width: int, *, wrong: bool = False) -> tuple[StepBar, list[Badge]]:
    bar = StepBar()
    qtbot.addWidget(bar)
    bar.show_steps(("旧",), 0)
    bar.show_steps(STEPS, 1, wrong=wrong)
    bar.resize(width, 200)
    bar.show()
    return bar, [one for one in bar.findChildren(Badge) if not one.isHidden()]


def test_signs_say_what_is_behind_here_and_ahead(qtbot: QtBot) -> None:
    bar, badges = shown(qtbot, 800)
    assert [one.text().removeprefix("→  ")[0] for one in badges] == ["✓", "●", "○", "○"]
    assert bar.accessibleName() == "已报送"
    assert badges[1].property("badge") == "ok"
    assert len({one.y() for one in badges}) == 1


def test_a_step_beside_the_way_is_marked(qtbot: QtBot) -> None:
    _bar, badges = shown(qtbot, 800, wrong=True)
    assert badges[1].property("badge") == "danger"


def test_narrow_windows_get_more_lines(qtbot: QtBot) -> None:
    bar, badges = shown(qtbot, 200)
    assert len({one.y() for one in badges}) > 1
    assert all(one.x() + one.width() <= 200 for one in badges)
    assert bar.heightForWidth(200) > bar.heightForWidth(800)
    assert bar.minimumSizeHint().width() < 200
