"""A class is opened from the list, says what its next step lacks, and takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.driving import is_settled, until, visit
from tests.ui.test_main_window import add_class
from trainingdesk.services import training_class
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_history import ClassHistory
from trainingdesk.ui.screens.class_list import ClassList
from trainingdesk.ui.screens.class_overview import ClassOverview
from trainingdesk.ui.screens.class_page import CLASS_TABS, ClassPage

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_enter_opens_the_class(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    add_class(work)

    async def steps() -> None:
        screen = await visit(shell, Destination("classes"))
        assert isinstance(screen, ClassList)
        screen.table.selectRow(0)
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, ClassPage) and is_settled(shell))
        assert shell.head.title.text() == "2026年启航养老护理员五级第1期"
        assert "500241-2026-001" in shell.shown.facts.text()

    loop.run_until_complete(steps())


def test_a_chip_and_typing_narrow_the_list(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    add_class(work)

    async def steps() -> None:
        screen = await visit(shell, Destination("classes"))
        assert isinstance(screen, ClassList)
        screen.chips.choose("running")
        screen.chips.changed.emit("running")
        await until(lambda: is_settled(shell) and not screen.model.rowCount())
        assert "没有符合条件" in screen.list.empty.words.text()
        screen.chips.choose("draft")
        screen.chips.changed.emit("draft")
        await until(lambda: is_settled(shell) and screen.model.rowCount() == 1)
        qtbot.keyClicks(screen.filter, "zzz")
        await until(lambda: is_settled(shell) and not screen.model.rowCount())

    loop.run_until_complete(steps())


def test_what_the_next_step_lacks_is_named_and_the_step_refused(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    add_class(work)
    class_id = training_class.list_classes(work)[0].id

    async def steps() -> None:
        page = await visit(shell, Destination("class", class_id, "overview"))
        assert isinstance(page, ClassPage)
        overview = page.shown_tab()
        assert isinstance(overview, ClassOverview)
        assert "✗" in overview.lacking.text()
        button = overview.findChild(QPushButton, "to-submitted")
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(shell.notices.isVisible)
        assert training_class.class_page(work, class_id).head.state == "draft"

    loop.run_until_complete(steps())


def test_history_is_in_words(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    add_class(work)
    class_id = training_class.list_classes(work)[0].id

    async def steps() -> None:
        page = await visit(shell, Destination("class", class_id, "history"))
        assert isinstance(page, ClassPage)
        tab = page.shown_tab()
        assert isinstance(tab, ClassHistory)
        assert [row.what for row in tab.model.rows] == ["新建"]

    loop.run_until_complete(steps())


def test_a_destination_names_the_tab(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    add_class(work)
    class_id = training_class.list_classes(work)[0].id

    async def steps() -> None:
        for at, tab in enumerate(CLASS_TABS):
            page = await visit(shell, Destination("class", class_id, tab.name))
            assert isinstance(page, ClassPage)
            assert page.tabs.currentIndex() == at

    loop.run_until_complete(steps())
