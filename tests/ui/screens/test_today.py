"""Today, by role: the right things are there, and Enter goes where they are dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.services import running_class
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import account, attendance, target
from trainingdesk.services.today import Waits
from trainingdesk.storage import rows
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.screens.administration import Administration
from trainingdesk.ui.screens.register import RegisterScreen
from trainingdesk.ui.screens.today import TodayScreen
from trainingdesk.ui.widgets.fields import TextField

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

TODAY = 2


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work)


async def today(shell: Shell) -> TodayScreen:
    found = await visit(shell, Destination("today"))
    assert isinstance(found, TodayScreen)
    return found


@pytest.fixture
def instructor(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme, made: Made) -> Iterator[Shell]:
    """The window of somebody who teaches one lesson of today."""
    one = running_class.instructor(work, "tian")
    with work.writing(Action.PLAN_LESSONS) as session:
        rows.change(session, "lesson", made.lessons[TODAY], {"instructor_id": one})
    yield from shell_of(qtbot, running_class.acting(work, Role.INSTRUCTOR, user_id="tian"), theme)


def test_an_instructor_begins_at_their_lesson(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, instructor: Shell, made: Made
) -> None:
    async def steps() -> None:
        screen = await today(instructor)
        assert screen.year is None
        assert screen.lessons.table.hasFocus()
        qtbot.keyClick(screen.lessons.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(instructor.shown, RegisterScreen) and is_settled(instructor))
        assert instructor.destination == Destination("register", made.lessons[TODAY])

    loop.run_until_complete(steps())


def test_where_nothing_is_to_be_done_the_page_stays_at_its_top(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    shell.resize(683, 384)  # 1366 x 768 at 200 %

    async def steps() -> None:
        screen = await today(shell)
        await until(lambda: is_settled(shell))
        assert not screen.waiting.model.rows
        assert screen.lessons.visibleRegion().boundingRect().top() == 0

    loop.run_until_complete(steps())


def test_an_instructor_asks_for_a_colleagues_lesson(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, instructor: Shell, made: Made
) -> None:
    async def steps() -> None:
        await today(instructor)
        (button,) = [one for one in instructor.findChildren(QPushButton, "screen_today.stand_in") if one.isVisible()]
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: instructor.findChildren(FormDialog))
        dialog = instructor.findChildren(FormDialog)[0]
        number, which = dialog.form.fields
        assert isinstance(number, TextField)
        number.set_text("500241-2026-404")
        which.set_text("2")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        await until(dialog.refusal.isVisible)
        number.set_text("500241-2026-001")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        await until(lambda: isinstance(instructor.shown, RegisterScreen) and is_settled(instructor))
        assert instructor.destination == Destination("register", made.lessons[1])

    loop.run_until_complete(steps())


def test_lessons_show_how_far_their_registers_are(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made
) -> None:
    async def steps() -> None:
        screen = await today(shell)
        shown = [str(screen.lessons.model.index(at, 3).data()) for at in range(2)]
        assert shown == ["0/5", "0/5"]
        lesson, people = made.lessons[TODAY], dict.fromkeys(made.enrollments[:2], Mark.PRESENT)
        await shell.place.do(lambda desk: attendance.record_marks(desk, lesson, people))
        await until(lambda: is_settled(shell))
        assert str(screen.lessons.model.index(0, 3).data()) == "2/5"

    loop.run_until_complete(steps())


def test_a_missing_register_opens_from_the_list(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, made: Made
) -> None:
    async def steps() -> None:
        screen = await today(shell)
        assert [one.kind for one in screen.waiting.model.rows] == [Waits.REGISTER, Waits.REGISTER]
        assert str(screen.waiting.model.index(0, 0).data()).startswith("！")
        screen.waiting.table.setCurrentIndex(screen.waiting.model.index(1, 0))
        qtbot.keyClick(screen.waiting.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, RegisterScreen) and is_settled(shell))
        assert shell.destination == Destination("register", made.lessons[1])

    loop.run_until_complete(steps())


def test_the_year_stands_against_its_target(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made
) -> None:
    async def steps() -> None:
        screen = await today(shell)
        assert screen.year is not None
        assert screen.year.share.text() == shell.place.say("screen_today.no_target")
        await shell.place.do(lambda desk: target.set_target(desk, 2026, "A1", 20))
        await until(lambda: is_settled(shell))
        assert screen.year.reached.text() == "5"
        assert "25.0%" in screen.year.share.text()
        assert screen.year.parts.isHidden()
        for row, value in (("A1.1", 8), ("B2", 40)):
            await shell.place.do(lambda desk, row=row, value=value: target.set_target(desk, 2026, row, value))
        await until(lambda: is_settled(shell))
        assert screen.year.parts.text().splitlines() == [
            "就业技能培训：5 / 8（62.5%）",
            "农村转移就业劳动者(农民工)：0 / 40（0.0%）",
        ]
        assert "2026-10" in screen.year.chart.accessibleDescription()
        assert screen.year.chart.grab().toImage().pixelColor(0, 0).isValid()

    loop.run_until_complete(steps())


def test_a_desk_without_classes_says_that_nothing_waits(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        screen = await today(shell)
        assert screen.lessons.list.empty.isVisible()
        assert screen.waiting.list.empty.isVisible()

    loop.run_until_complete(steps())


def test_an_access_that_ends_leads_to_where_it_is_renewed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    roles = (Role.CLERK,)
    clerk = account.add_user(work, name="李会计", display_name="李会计", roles=roles, password="a-village-password")
    account.set_access_end(work, clerk.row, until=work.today())

    async def steps() -> None:
        screen = await today(shell)
        at = next(row for row, one in enumerate(screen.waiting.model.rows) if one.kind is Waits.ACCESS)
        assert str(screen.waiting.model.index(at, 2).data()) == "李会计"
        screen.waiting.table.setCurrentIndex(screen.waiting.model.index(at, 0))
        qtbot.keyClick(screen.waiting.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, Administration) and is_settled(shell))
        assert shell.destination == Destination("administration", None, "users")

    loop.run_until_complete(steps())
