"""The instructor's lesson: forty people in twelve key presses, and a laptop that dies in the middle of it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services import running_class
from tests.ui.conftest import NAME, PASSWORD
from tests.ui.driving import PATIENCE, is_settled, until, visit
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.attendance import Mark
from trainingdesk.services.attendance import register_page
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.register import RegisterScreen
from trainingdesk.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    import asyncio

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

ROOT = Path(__file__).resolve().parents[3]
PEOPLE = 40
#: 20 October 2026 is the second day of the class: its third lesson is that of this morning.
THIS_MORNING = 2


class Keyboard:
    """Presses keys and counts them; a modifier that is held counts as a press of its own."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.presses = qtbot, 0

    def press(self, widget: QWidget, *keys: Qt.Key | str, held: Qt.KeyboardModifier | None = None) -> None:
        for key in keys:
            self.qtbot.keyClick(widget, key, held or Qt.KeyboardModifier.NoModifier)
            self.presses += 1 + (held is not None)


@pytest.fixture
def forty(work: Work) -> Made:
    return running_class.make(work, people=PEOPLE, capacity=PEOPLE)


def test_forty_people_take_twelve_key_presses_from_open_to_closed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, forty: Made
) -> None:
    async def steps() -> None:
        keyboard, lesson = Keyboard(qtbot), forty.lessons[THIS_MORNING]
        today = await visit(shell, Destination("today"))
        assert isinstance(today, TodayScreen)
        keyboard.press(today.lessons.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, RegisterScreen) and is_settled(shell))
        register = shell.shown
        assert isinstance(register, RegisterScreen)
        assert register.lesson_id == lesson
        keyboard.press(register.table, *"7d", *"23k", *"38b", Qt.Key.Key_F9)
        keyboard.press(register.table, Qt.Key.Key_Return, held=Qt.KeyboardModifier.ControlModifier)
        await until(lambda: not register.is_busy() and is_settled(shell))
        assert keyboard.presses <= 12
        page = register_page(work, lesson)
        assert page.closed
        exceptions = {7: Mark.LATE, 23: Mark.ABSENT, 38: Mark.SICK_LEAVE}
        assert {line.row: line.counted for line in page.lines} == {
            row: exceptions.get(row, Mark.PRESENT) for row in range(1, PEOPLE + 1)
        }

    loop.run_until_complete(steps())


def acknowledged(child: subprocess.Popen[bytes], wanted: int) -> list[tuple[int, str]]:
    """Read what the window has said is on disk, until there are so many marks."""
    assert child.stdout is not None
    found: list[tuple[int, str]] = []
    text, deadline = b"", time.monotonic() + PATIENCE
    while len(found) < wanted:
        ready, _, _ = select.select([child.stdout], [], [], max(0.0, deadline - time.monotonic()))
        assert ready, "the window said nothing in time"
        piece = os.read(child.stdout.fileno(), 4096)
        assert piece, "the window ended by itself"
        text += piece
        *lines, text = text.split(b"\n")
        found += [(int(row), mark.decode()) for row, mark in (line.split(b" ") for line in lines if line)]
    return found


def test_a_killed_window_kept_every_mark_it_acknowledged(desk_folder: Path, clock: Clock, tmp_path: Path) -> None:
    with signed_in(desk_folder, user_name=NAME, password=PASSWORD, clock=clock) as work:
        lesson = running_class.make(work, people=PEOPLE, capacity=PEOPLE).lessons[THIS_MORNING]
    opened_at = clock.now.isoformat()
    errors = (tmp_path / "errors").open("wb")
    command = [sys.executable, "-m", "tests.ui.scenarios.dying_window", str(desk_folder), lesson, opened_at]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with errors, subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, env=environment) as child:
        try:
            said = acknowledged(child, 17)
        finally:
            child.send_signal(signal.SIGKILL)
    assert child.returncode == -signal.SIGKILL
    with signed_in(desk_folder, user_name=NAME, password=PASSWORD, clock=clock) as again:
        kept = {line.row: line.counted for line in register_page(again, lesson).lines}
    assert [kept[row] for row, _mark in said] == [Mark(mark) for _row, mark in said]
    marked = [row for row, mark in kept.items() if mark is not None]
    assert marked == list(range(1, len(marked) + 1))
    assert len(said) <= len(marked) < PEOPLE
