"""Idle time runs from the last touch, however often the timer looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDialog, QLineEdit

from trainingdesk.ui.idle import Idle

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot


class Seconds:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_touch_puts_it_off(qtbot: QtBot, qapp: QApplication) -> None:
    clock, passed = Seconds(), []
    idle = Idle(qapp, clock)
    idle.passed.connect(lambda: passed.append(clock.now))
    line = QLineEdit()
    qtbot.addWidget(line)
    line.show()
    idle.watch(10)
    clock.now += 599
    qtbot.keyClick(line.windowHandle(), Qt.Key.Key_A)  # as the system delivers it
    clock.now += 2
    idle.timer.timeout.emit()
    assert passed == []
    assert 597_000 <= idle.timer.remainingTime() <= 599_000
    clock.now += 599
    idle.timer.timeout.emit()
    assert passed == [clock.now]
    assert not idle.timer.isActive()


def test_a_dialog_that_comes_up_later_is_heard_too(qtbot: QtBot, qapp: QApplication) -> None:
    clock, passed = Seconds(), []
    idle = Idle(qapp, clock)
    idle.passed.connect(lambda: passed.append(clock.now))
    idle.watch(10)
    dialog = QDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(lambda: qapp.focusWindow() is dialog.windowHandle())
    clock.now += 599
    qtbot.mouseMove(dialog.windowHandle(), QPoint(20, 20))
    qtbot.mouseClick(dialog.windowHandle(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    clock.now += 2
    idle.timer.timeout.emit()
    assert passed == []


def test_it_rests_while_nobody_is_signed_in(qapp: QApplication) -> None:
    idle = Idle(qapp, Seconds())
    idle.watch(1)
    idle.rest()
    assert not idle.timer.isActive()
