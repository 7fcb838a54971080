"""A row of commands in a window that becomes narrower."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.ui.commands import Command
from trainingdesk.ui.widgets.buttons import ActionBar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.shell import Shell

_KEYS = ("command.find", "command.exchange", "command.lock", "command.about")


@pytest.fixture
def pressed() -> list[str]:
    return []


@pytest.fixture
def bar(qtbot: QtBot, shell: Shell, pressed: list[str]) -> Iterator[ActionBar]:
    window = QWidget()
    commands = [Command(key, lambda key=key: pressed.append(key), primary=key == _KEYS[-1]) for key in _KEYS]  # type: ignore[misc]
    made = ActionBar(shell.place, commands)
    QVBoxLayout(window).addWidget(made)
    qtbot.addWidget(window)
    window.resize(made.sizeHint().width() + 50, 80)
    window.show()
    yield made
    window.close()


def seen(bar: ActionBar) -> list[str]:
    return [key for key, button in bar.buttons.items() if button.isVisible()]


def test_all_are_seen_where_there_is_room(bar: ActionBar) -> None:
    assert seen(bar) == list(_KEYS)
    assert not bar.more.isVisible()


def test_the_last_go_into_the_menu_and_the_main_one_stays(bar: ActionBar, pressed: list[str]) -> None:
    wanted = bar.more.sizeHint().width() + bar.buttons[_KEYS[-1]].sizeHint().width() + 60
    bar.window().resize(wanted, 80)
    assert seen(bar) == [_KEYS[-1]]
    assert bar.more.accessibleName() == "更多"
    menu = bar.more.menu()
    menu.aboutToShow.emit()
    assert [action.objectName() for action in menu.actions()] == list(_KEYS[:-1])
    bar.buttons[_KEYS[1]].setEnabled(False)
    menu.aboutToShow.emit()
    assert [action.isEnabled() for action in menu.actions()] == [True, False, True]
    menu.actions()[2].trigger()
    assert pressed == [_KEYS[2]]
    bar.window().resize(bar.sizeHint().width() + 50, 80)
    assert seen(bar) == list(_KEYS)


def test_a_button_that_is_not_offered_comes_back_neither_in_the_row_nor_in_the_menu(bar: ActionBar) -> None:
    bar.window().resize(bar.minimumSizeHint().width() + 30, 80)
    assert bar.buttons[_KEYS[0]] in bar.more.folded
    bar.buttons[_KEYS[0]].setVisible(False)
    assert bar.buttons[_KEYS[0]] not in bar.more.folded
    bar.window().resize(900, 80)
    assert seen(bar) == list(_KEYS[1:])


def test_one_button_alone_is_never_put_into_a_menu(bar: ActionBar) -> None:
    for key in _KEYS[1:]:
        bar.buttons[key].hide()
    assert bar.minimumSizeHint().width() == bar.buttons[_KEYS[0]].sizeHint().width()
    bar.window().resize(10, 80)
    assert seen(bar) == [_KEYS[0]]
