"""Administration: a user is added, a backup made and checked, a setting changed, the log verified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QListWidget

from tests.ui.administration import click, dialog_of, name_file, section
from tests.ui.conftest import PASSWORD
from tests.ui.driving import is_settled, until, visit
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Entry
from trainingdesk.services import account, backup, setting
from trainingdesk.settings.declared import BACKUP_SECOND_FOLDER, CENTER_NAME, MONTH_BASIS
from trainingdesk.storage import access_log
from trainingdesk.storage.database import Author
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.export_list import ReasonOfExport
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.administration import SECTIONS, Administration
from trainingdesk.ui.screens.administration_access import AccessLog, HeadDialog
from trainingdesk.ui.screens.administration_backups import Backups
from trainingdesk.ui.screens.administration_policies import Policies
from trainingdesk.ui.screens.administration_settings import Settings
from trainingdesk.ui.screens.administration_users import NewUserDialog, Users
from trainingdesk.ui.screens.export_list import EXPORT

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_every_section_shows_its_rows(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        for one in SECTIONS:
            screen = await visit(shell, Destination("administration", None, one.name))
            assert isinstance(screen, Administration)
            assert screen.shown_section() is not None

    loop.run_until_complete(steps())


def test_the_section_is_seen_in_its_list_in_a_low_window(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell
) -> None:
    shell.resize(683, 384)  # 1366 x 768 at 200 %

    async def steps() -> None:
        for one in SECTIONS:
            screen = await visit(shell, Destination("administration", None, one.name))
            assert isinstance(screen, Administration)
            await until(lambda screen=screen: seen(screen.list))

    loop.run_until_complete(steps())


def seen(sections: QListWidget) -> bool:
    """Whether the chosen line is in sight as a whole."""
    line = sections.visualItemRect(sections.currentItem())
    return sections.viewport().rect().contains(line)


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


def test_going_back_to_a_backup_says_what_is_lost(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    made = backup.back_up(work)
    account.add_user(work, name="li", display_name="Li", roles=(Role.CLERK,), password="a-long-clerks-password")
    said: list[str] = []
    shell.over.connect(said.append)

    async def steps() -> None:
        backups = await section(shell, "backups", Backups)
        restore = backups.bar.buttons["administration.restore"]
        qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
        await until(lambda: "先选一份备份" in shell.notices.text.text())
        backups.table.selectRow(0)
        qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
        question = await dialog_of(shell, Question)
        details = "".join(one.text() for one in question.findChildren(QLabel))
        assert "用户：丢失新建 1" in details
        qtbot.mouseClick(question.buttons["keep"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell))
        assert said == []
        assert len(account.list_users(work)) == 2
        qtbot.mouseClick(restore, Qt.MouseButton.LeftButton)
        click(qtbot, (await dialog_of(shell, Question)).buttons["restore"])
        await until(lambda: said)

    loop.run_until_complete(steps())
    assert made.name in said[0]
    assert work.database.closed
    assert list(work.folder.root.glob("*before-restore*"))  # the present file was kept
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=work.clock) as again:
        assert [one.name for one in account.list_users(again)] == ["王主任"]


def test_backups_go_to_a_second_place_and_are_seen_there(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    shell: Shell,
    work: Work,
    tmp_path: Path,
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()

    async def steps() -> None:
        backups = await section(shell, "backups", Backups)
        assert backups.list.empty.isVisible()
        click(qtbot, backups.second.bar.buttons["administration.choose_place"])
        await name_file(qtbot, shell, stick)
        await until(lambda: str(stick) in backups.second.words.text() and is_settled(shell))
        assert backups.second.state.text() == "在"
        made = await shell.place.ask(backup.back_up_on_exit)
        assert made is not None
        click(qtbot, backups.bar.buttons["administration.look_elsewhere"])
        await name_file(qtbot, shell, stick)
        await until(lambda: [one.name for one in backups.model.rows] == [made.name])
        assert str(stick) in backups.where.text()
        stick.rename(tmp_path / "unplugged")
        qtbot.mouseClick(backups.home.buttons["administration.look_here"], Qt.MouseButton.LeftButton)
        await until(lambda: backups.second.state.text() == "不在" and is_settled(shell))
        qtbot.mouseClick(backups.second.bar.buttons["administration.no_place"], Qt.MouseButton.LeftButton)
        await until(lambda: "没有第二备份位置" in backups.second.words.text() and is_settled(shell))

    loop.run_until_complete(steps())
    assert setting.all_settings(work)[BACKUP_SECOND_FOLDER.key] == ""


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


def test_a_setting_with_few_values_is_chosen_by_its_words(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        settings = await section(shell, "settings", Settings)
        assert settings.table.choose(MONTH_BASIS.key)
        line = settings.table.current()
        assert line is not None
        assert (line.words, settings.model.text(line, settings.model.columns[-1])) == ("开班", "开班、结业、补贴拨付")
        qtbot.keyClick(settings.table, Qt.Key.Key_Return)
        dialog = await dialog_of(shell, FormDialog)
        dialog.form.fields[0].set_text("paid")
        dialog.submit()
        await until(lambda: not shell.findChildren(FormDialog) and is_settled(shell))

    loop.run_until_complete(steps())
    assert setting.all_settings(work)[MONTH_BASIS.key] == "paid"


def test_the_text_of_a_pack_is_read(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        policies = await section(shell, "policies", Policies)
        policies.table.selectRow(0)
        await until(policies.text.toPlainText)
        assert "clause" in policies.text.toPlainText() or "title" in policies.text.toPlainText()

    loop.run_until_complete(steps())


def test_the_log_shows_what_only_a_newer_program_can_name(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    """Rows of other desks come by sync, also of one that runs the program of tomorrow."""
    newer: Any = "seen_by_a_newer_program"
    with work.database.write(Author("u", newer, work.now())) as session:
        access_log.record(session, Entry(newer, "u", "ghost", "g1"), county_code=work.county_code, now=work.now())

    async def steps() -> None:
        log = await section(shell, "access", AccessLog)
        cells = [log.model.text(log.model.rows[0], column) for column in log.model.columns]
        assert cells[2:4] == ["seen_by_a_newer_program", "ghost"]

    loop.run_until_complete(steps())


def test_the_log_is_verified_narrowed_and_handed_out(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"

    async def verify_head(log: AccessLog, head: str) -> None:
        click(qtbot, log.bar.buttons["administration.verify_head"])
        dialog = await dialog_of(shell, HeadDialog)
        dialog.head.set_text(head)
        click(qtbot, dialog.save_button)

    async def steps() -> None:
        log = await section(shell, "access", AccessLog)
        assert log.model.rowCount()
        click(qtbot, log.bar.buttons["administration.verify_chain"])
        await until(lambda: "日志完整" in shell.notices.text.text())
        await verify_head(log, "f" * 64)
        await until(lambda: "已不在日志里" in shell.notices.text.text() and is_settled(shell))
        click(qtbot, log.bar.buttons[EXPORT])
        dialog = await dialog_of(shell, ReasonOfExport)
        dialog.reason.set_text("省厅检查")
        click(qtbot, dialog.save_button)
        await name_file(qtbot, shell, file)
        await until(lambda: "记在别处" in shell.notices.text.text() and is_settled(shell))
        head = shell.notices.text.text().rpartition("：")[2]
        await verify_head(log, head)
        await until(lambda: "日志完整" in shell.notices.text.text() and is_settled(shell))
        log.filters.action.set_text("exported")
        await until(lambda: [row.reason for row in log.model.rows] == ["省厅检查"] and is_settled(shell))
        log.filters.subject.set_text("没有这个人")
        log.filters.subject.line.editingFinished.emit()
        await until(lambda: "没有叫" in shell.notices.text.text() and is_settled(shell))
        log.filters.subject.set_text("")
        log.filters.first.set_text("2026-13-1")
        log.filters.first.line.editingFinished.emit()
        await until(log.filters.first.problem_label.text)
        log.filters.first.set_text("2026-10-21")
        log.filters.first.line.editingFinished.emit()
        await until(lambda: log.list.empty.isVisible() and is_settled(shell))

    loop.run_until_complete(steps())
    assert file.read_text(encoding="utf-8-sig").startswith("序号,编号")
