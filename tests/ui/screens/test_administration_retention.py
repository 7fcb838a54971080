"""People whose time is over are archived, then erased under a reason; nobody else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.services.people import add, enrolled
from tests.services.roster_class import make_class
from tests.ui.administration import click, dialog_of, section
from tests.ui.driving import is_settled, until
from trainingdesk.domain.access_log import Logged
from trainingdesk.services import audit, person, setting
from trainingdesk.settings.declared import RETENTION_YEARS
from trainingdesk.ui.dialogs.enrollment import ReasonDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.administration_retention import RetentionList

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_who_is_past_the_time_is_archived_and_erased(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    past, kept = add(work, "张三", 1), add(work, "李四", 2)
    enrolled(work, make_class(work), past)  # the class ends on 2026-11-13
    clock.now = clock.now.replace(year=2029, month=11, day=20)

    async def steps() -> None:
        screen = await section(shell, "retention", RetentionList)
        assert "没有设置" in screen.list.empty.words.text()
        assert not screen.bar.buttons["administration.purge"].isVisible()
        await shell.place.do(lambda work: setting.set_setting(work, RETENTION_YEARS, 3))
        await until(lambda: [row.id for row in screen.model.rows] == [past] and is_settled(shell))
        click(qtbot, screen.bar.buttons["administration.purge"])
        await until(lambda: "请先选人" in shell.notices.text.text())
        screen.table.selectAll()
        click(qtbot, screen.bar.buttons["administration.purge"])
        await until(lambda: "请先归档" in shell.notices.text.text())
        click(qtbot, screen.bar.buttons["administration.archive"])
        await until(lambda: screen.model.rows[0].archived and is_settled(shell))
        click(qtbot, screen.bar.buttons["administration.purge"])
        dialog = await dialog_of(shell, ReasonDialog)
        dialog.reason.set_text("保存期满")
        click(qtbot, dialog.save_button)
        click(qtbot, (await dialog_of(shell, Question)).buttons["keep"])
        await until(lambda: is_settled(shell))
        assert screen.model.rowCount() == 1  # thought better of it
        click(qtbot, screen.bar.buttons["administration.purge"])
        dialog = await dialog_of(shell, ReasonDialog)
        dialog.reason.set_text("保存期满")
        click(qtbot, dialog.save_button)
        click(qtbot, (await dialog_of(shell, Question)).buttons["purge"])
        await until(lambda: screen.list.empty.isVisible() and is_settled(shell))

    loop.run_until_complete(steps())
    assert [one.id for one in person.list_people(work)] == [kept]
    assert audit.list_access(work, action=Logged.PURGED)[0].reason == "保存期满"
