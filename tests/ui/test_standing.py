"""Whoever is signed in may do less or more than before: the window says so, and shows it from the next page on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.at_desk import join_centre
from tests.ui.conftest import PASSWORD
from tests.ui.driving import enter, is_settled, until
from trainingdesk.domain.access import Role
from trainingdesk.services import account
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.ui.destination import Destination

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.ui.main_window import MainWindow
    from trainingdesk.ui.shell import Shell


def shell_of(window: MainWindow) -> Shell:
    assert window.shell is not None
    return window.shell


async def go(window: MainWindow, place: str) -> None:
    shell_of(window).go(Destination(place))
    await until(lambda: window.shell is None or (window.shell.destination and is_settled(window.shell)))


def test_a_desk_that_was_joined_offers_what_it_is_there_from_the_next_page_on(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, ledger: Ledger, address: str
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        old = shell_of(window)
        assert "people" in old.rail.buttons
        join_centre(old.place.work, ledger, address, Role.INSTRUCTOR)
        await old.exchange.now()
        await until(lambda: "打开别的页面时生效" in old.notices.text.text() and is_settled(old))
        assert window.shell is old  # what is typed there stays
        await go(window, "classes")
        await until(lambda: window.shell is not old and is_settled(shell_of(window)))
        assert "people" not in shell_of(window).rail.buttons
        assert shell_of(window).destination == Destination("classes")
        await shell_of(window).exchange.now()
        await go(window, "today")
        assert shell_of(window).destination == Destination("today")

    loop.run_until_complete(steps())


def test_a_page_that_is_not_offered_any_more_gives_way_to_the_first(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, ledger: Ledger, address: str
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        old = shell_of(window)
        join_centre(old.place.work, ledger, address, Role.INSTRUCTOR)
        await old.exchange.now()
        await until(lambda: is_settled(old))
        await go(window, "people")
        await until(lambda: window.shell is not old and is_settled(shell_of(window)))
        assert shell_of(window).destination == Destination("today")

    loop.run_until_complete(steps())


def test_whoever_was_closed_while_the_window_was_locked_is_told_and_signed_out(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        work = shell_of(window).place.work
        made = account.add_user(work, name="李会计", display_name="李会计", roles=(Role.CLERK,), password=PASSWORD).row
        shell_of(window).wants_sign_out.emit()
        await until(lambda: window.pages.currentWidget() is window.gate)
        window.form.name.setCurrentText("李会计")
        await enter(qtbot, window)
        shell = shell_of(window)
        shell.wants_lock.emit()
        assert window.lock.is_closed
        at_another_desk = Author("u9", PULLED, shell.place.work.now())
        with shell.place.work.database.write(at_another_desk) as session:
            rows.change(session, "user", made, {"active": False})
        qtbot.keyClicks(window.lock.page.field.line, PASSWORD)
        qtbot.keyClick(window.lock.page.field.line, Qt.Key.Key_Return)
        await until(lambda: not window.lock.is_closed and shell.notices.text.text())
        said = shell.notices.text.text()
        assert "已停用" in said
        await go(window, "people")
        await until(lambda: window.shell is None and window.pages.currentWidget() is window.gate)
        assert said in window.form.refusal.text()

    loop.run_until_complete(steps())
