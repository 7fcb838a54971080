"""The self-check in the window: patterns by kind, the rows behind each, and the register or the person they lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.services import finished_class
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Action
from trainingdesk.storage import rows
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.inspections import Inspections
from trainingdesk.ui.screens.person import PersonScreen
from trainingdesk.ui.screens.register import RegisterScreen
from trainingdesk.ui.screens.self_check import SelfCheck

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


async def opened(shell: Shell, class_id: str | None = None) -> SelfCheck:
    screen = await visit(shell, Destination("inspections", class_id, "self_check"))
    assert isinstance(screen, Inspections)
    found = screen.shown_section()
    assert isinstance(found, SelfCheck)
    return found


def test_patterns_lead_to_the_rows_behind_them(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = finished_class.make(work, clock, people=2)
    with work.writing(Action.EDIT_PERSON) as session:
        for one in made.people:
            rows.change(session, "person", one, {"phone": "13811112222"})

    async def steps() -> None:
        screen = await opened(shell)
        assert not screen.behind.isVisible()
        qtbot.mouseClick(screen.bar.buttons["screen_self_check.run"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and screen.model.rowCount() == 7)
        assert screen.told.text().startswith("1 个班级有 7 处需要核对")
        assert screen.kinds._buttons["typed_late"].text() == "补录过晚 6"
        assert screen.behind_model.rowCount() == 1
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        assert shell.focusWidget() is screen.behind
        screen.behind.setCurrentIndex(screen.behind_model.index(0, 0))
        qtbot.keyClick(screen.behind, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, RegisterScreen) and is_settled(shell))
        shell.go_back()
        await until(lambda: isinstance(shell.shown, Inspections) and is_settled(shell))
        qtbot.mouseClick(screen.kinds._buttons["same_phone"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and screen.behind_model.rowCount() == 2)
        screen.behind.opened.emit(screen.behind_model.row(1))
        await until(lambda: isinstance(shell.shown, PersonScreen) and is_settled(shell))
        assert shell.destination == Destination("person", made.people[1])

    loop.run_until_complete(steps())


def test_an_ordinary_class_is_checked_at_once_and_left_in_peace(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = finished_class.make(work, clock, people=0)

    async def steps() -> None:
        screen = await opened(shell, made.class_id)
        assert screen.classes.text() == made.class_id
        assert screen.list.empty.words.text() == "没有发现异常。"

    loop.run_until_complete(steps())
