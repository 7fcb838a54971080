"""The registers of a class: the one that waits is under the cursor, Enter opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.services import running_class
from tests.ui.classes import tab_of
from tests.ui.driving import is_settled, until
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_registers import ClassRegistersScreen

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def text(tab: ClassRegistersScreen, at: int, key: str) -> str:
    column = next(one for one in tab.model.columns if one.key == key)
    return tab.model.text(tab.model.row(at), column)


def test_states_and_counts_are_listed(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    made = running_class.make(work, people=3, lessons=6)
    attendance.open_register(work, made.lessons[0])
    attendance.record_marks(work, made.lessons[0], {made.enrollments[0]: Mark.PRESENT})

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "registers", ClassRegistersScreen)
        assert [text(tab, at, "state") for at in (0, 1, 2, 4)] == [
            "◐ 正在点名", "✗ 未点名", "● 今天上课", "○ 未到日期",
        ]  # fmt: skip
        assert text(tab, 0, "marked") == "1/3"
        tab.chips.choose("missing")
        tab.chips.changed.emit("missing")
        assert tab.model.rowCount() == 1

    loop.run_until_complete(steps())


def test_enter_opens_the_register_that_waits(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    made = running_class.make(work, lessons=4)
    attendance.open_register(work, made.lessons[0])
    attendance.rest_present(work, made.lessons[0])
    attendance.close_register(work, made.lessons[0])

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "registers", ClassRegistersScreen)
        qtbot.keyClick(tab.table, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("register", made.lessons[1]) and is_settled(shell))

    loop.run_until_complete(steps())
