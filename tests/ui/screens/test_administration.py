"""Administration: a user is added, a backup made and checked, a setting changed, the log verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt

from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import account, backup, setting
from trainingdesk.settings.declared import CENTER_NAME
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.screens.administration import SECTIONS, Administration
from trainingdesk.ui.screens.administration_access import AccessLog
from trainingdesk.ui.screens.administration_backups import Backups
from trainingdesk.ui.screens.administration_policies import Policies
from trainingdesk.ui.screens.administration_settings import Settings
from trainingdesk.ui.screens.administration_users import NewUserDialog, Users

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

S = TypeVar("S", bound="Screen")


async def section(shell: Shell, name: str, kind: type[S]) -> S:
    screen = await visit(shell, Destination("administration", None, name))
    assert isinstance(screen, Administration)
    await until(lambda: is_settled(shell))
    found = screen.shown_section()
    assert isinstance(found, kind)
    return found


def test_every_section_shows_its_rows(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        for one in SECTIONS:
            screen = await visit(shell, Destination("administration", None, one.name))
            assert isinstance(screen, Administration)
            assert screen.shown_section() is not None

    loop.run_until_complete(steps())


def test_a_user_is_added(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    async def steps() -> None:
        users = await section(shell, "users", Users)
        qtbot.mouseClick(users.bar.buttons["administration.add_user"], Qt.MouseButton.LeftButton)
        await until(lambda: shell.findChildren(NewUserDialog))
        (dialog,) = shell.findChildren(NewUserDialog)
        for field, text in ((dialog.name, "li"), (dialog.display_name, "Li"), (dialog.password, "short")):
            qtbot.keyClicks(field.editor, text)
        dialog.role.set_text("clerk")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        await until(dialog.refusal.text)  # too weak a password is refused, and what was typed stays
        dialog.password.line.clear()
        qtbot.keyClicks(dialog.password.editor, "a-long-clerks-password")
        qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)
        await until(lambda: users.model.rowCount() == 2)

    loop.run_until_complete(steps())
    assert {one.name for one in account.list_users(work)} == {"王主任", "li"}


def test_a_backup_is_made_and_checked(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    async def steps() -> None:
        backups = await section(shell, "backups", Backups)
        assert backups.list.empty.isVisible()
        qtbot.mouseClick(backups.bar.buttons["administration.back_up"], Qt.MouseButton.LeftButton)
        await until(lambda: backups.model.rowCount() == 1 and is_settled(shell))
        backups.table.selectRow(0)
        qtbot.mouseClick(backups.bar.buttons["administration.verify"], Qt.MouseButton.LeftButton)
        await until(lambda: backup.list_backups(work)[0].name in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    assert backup.list_backups(work)[0].sound


def test_a_setting_is_changed(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    async def steps() -> None:
        settings = await section(shell, "settings", Settings)
        assert settings.table.choose(CENTER_NAME.key)
        qtbot.keyClick(settings.table, Qt.Key.Key_Return)
        await until(lambda: shell.findChildren(FormDialog))
        (dialog,) = shell.findChildren(FormDialog)
        dialog.form.fields[0].set_text("秀山县就业服务中心")
        qtbot.keyClick(dialog.form.fields[0].editor, Qt.Key.Key_Return)
        await until(lambda: not shell.findChildren(FormDialog) and is_settled(shell))

    loop.run_until_complete(steps())
    assert setting.all_settings(work)[CENTER_NAME.key] == "秀山县就业服务中心"


def test_the_text_of_a_pack_is_read(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        policies = await section(shell, "policies", Policies)
        policies.table.selectRow(0)
        await until(policies.text.toPlainText)
        assert "clause" in policies.text.toPlainText() or "title" in policies.text.toPlainText()

    loop.run_until_complete(steps())


def test_the_log_is_verified(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        log = await section(shell, "access", AccessLog)
        assert log.model.rowCount()
        qtbot.mouseClick(log.bar.buttons["administration.verify_chain"], Qt.MouseButton.LeftButton)
        await until(lambda: "日志完整" in shell.notices.text.text())

    loop.run_until_complete(steps())
