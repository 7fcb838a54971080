"""Delegations, accounts that close, codes and keys that are made anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.administration import click, dialog_of, section
from tests.ui.conftest import PASSWORD
from tests.ui.driving import is_settled, until
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Role
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import account, audit, telephone_reset
from trainingdesk.storage import telephone_slot
from trainingdesk.ui.dialogs.delegation import DelegationDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.dialogs.telephone_reset import TelephoneResetDialog
from trainingdesk.ui.entry.recovery_code import RecoveryCodeDialog
from trainingdesk.ui.screens.administration_users import AccessEndDialog, Users

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

OTHER = "a-long-clerks-password"


async def keep_paper(qtbot: QtBot, shell: Shell) -> str:
    """Write the code down, and prove it; answers it."""
    dialog = await dialog_of(shell, RecoveryCodeDialog)
    page, code = dialog.page, "-".join(dialog.page.groups)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()  # nobody gets past it without the paper
    page.part.line.setText(page.groups[page.asked])
    click(qtbot, page.button)
    return code


def test_a_delegation_is_recorded_and_ends(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        users = await section(shell, "users", Users)
        click(qtbot, users.bar.buttons["administration.delegate"])
        await until(lambda: "先选一个用户" in shell.notices.text.text())
        users.table.selectRow(0)
        assert not users.bar.buttons["administration.end_delegation"].isVisible()
        click(qtbot, users.bar.buttons["administration.delegate"])
        dialog = await dialog_of(shell, DelegationDialog)
        dialog.document.set_text("秀培〔2026〕1号")
        dialog.last.set_text("2026-1-1")
        click(qtbot, dialog.save_button)
        await until(dialog.refusal.text)  # ends before it begins
        dialog.last.set_text("")
        click(qtbot, dialog.save_button)
        await until(lambda: users.model.rows[0].delegation and is_settled(shell))
        assert not users.bar.buttons["administration.delegate"].isVisible()
        click(qtbot, users.bar.buttons["administration.end_delegation"])
        await until(lambda: "到今天为止" in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    (held,) = account.list_delegations(work)
    assert (held.document, held.valid_to) == ("秀培〔2026〕1号", work.today())


def test_access_gets_a_last_day_and_loses_it_again(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    account.add_user(work, name="li", display_name="李会计", roles=(Role.CLERK,), password=OTHER)
    today = work.today()

    async def steps() -> None:
        users = await section(shell, "users", Users)
        users.table.selectRow([row.user.name for row in users.model.rows].index("li"))
        click(qtbot, users.bar.buttons["administration.access_end"])
        dialog = await dialog_of(shell, AccessEndDialog)
        dialog.until.set_text("2026-1-1")
        click(qtbot, dialog.save_button)
        await until(dialog.refusal.text)  # that day is over
        dialog.until.set_day(today)
        click(qtbot, dialog.save_button)
        await until(lambda: "李会计可以在这台电脑上登录到" in shell.notices.text.text() and is_settled(shell))
        assert [row.user.until for row in users.model.rows if row.user.name == "li"] == [today]
        click(qtbot, users.bar.buttons["administration.access_end"])
        dialog = await dialog_of(shell, AccessEndDialog)
        assert dialog.until.day() == today
        dialog.until.set_text("")
        click(qtbot, dialog.save_button)
        await until(lambda: "不再有期限" in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    assert account.user_named(work, "li").until is None


def test_an_account_is_closed_and_everybody_signs_in_again(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    account.add_user(work, name="li", display_name="李会计", roles=(Role.CLERK,), password=OTHER)
    said: list[str] = []
    shell.over.connect(said.append)

    async def steps() -> None:
        users = await section(shell, "users", Users)
        names = [row.user.name for row in users.model.rows]
        users.table.selectRow(names.index("王主任"))
        click(qtbot, users.bar.buttons["administration.remove_user"])
        click(qtbot, (await dialog_of(shell, Question)).buttons["go"])
        await until(lambda: shell.notices.text.text() and is_settled(shell))
        assert said == []  # not oneself: refused before anything was closed
        users.table.selectRow(names.index("li"))
        click(qtbot, users.bar.buttons["administration.remove_user"])
        click(qtbot, (await dialog_of(shell, Question)).buttons["go"])
        await until(lambda: said)

    loop.run_until_complete(steps())
    assert "li" in said[0]
    with pytest.raises(Refused), signed_in(work.folder.root, user_name="li", password=OTHER, clock=work.clock):
        pass
    with signed_in(work.folder.root, user_name="王主任", password=PASSWORD, clock=work.clock) as again:
        assert {one.name: one.active for one in account.list_users(again)} == {"王主任": True, "li": False}


def test_a_new_code_and_a_new_key_are_made(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    said: list[str] = []
    codes: list[str] = []
    shell.over.connect(said.append)

    async def steps() -> None:
        users = await section(shell, "users", Users)
        for key in ("administration.new_code", "administration.renew_key"):
            click(qtbot, users.keys.buttons[key])
            click(qtbot, (await dialog_of(shell, Question)).buttons["go"])
            codes.append(await keep_paper(qtbot, shell))
            await until(lambda: is_settled(shell))
        await until(lambda: said)

    loop.run_until_complete(steps())
    first, last = codes
    assert first != last
    with pytest.raises(Refused):
        account.recover(work.folder, code=first, user_name="王主任", new_password=OTHER, clock=work.clock)
    account.recover(work.folder, code=last, user_name="王主任", new_password=OTHER, clock=work.clock)
    with signed_in(work.folder.root, user_name="王主任", password=OTHER, clock=work.clock) as again:
        assert again.data_key.id != work.data_key.id


def test_a_caller_gets_a_code_once_this_desk_is_the_office(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    challenge = telephone_slot.written(telephone_slot.new_office()[1])  # that of some desk

    async def steps() -> None:
        users = await section(shell, "users", Users)
        button = users.keys.buttons["administration.telephone_reset"]
        click(qtbot, button)
        click(qtbot, (await dialog_of(shell, Question)).buttons["go"])
        await until(lambda: "负责电话重置" in shell.notices.text.text() and is_settled(shell))
        click(qtbot, button)
        dialog = await dialog_of(shell, TelephoneResetDialog)
        dialog.challenge.set_text(challenge[:-1])
        dialog.reason.set_text("田老师来电")
        click(qtbot, dialog.save_button)
        await until(dialog.refusal.text)  # a character is missing, and what was typed stays
        dialog.challenge.set_text(challenge.lower().replace("-", " "))
        click(qtbot, dialog.save_button)
        question = await dialog_of(shell, Question)
        code = question.words.text().split()[-1]
        assert code == str(telephone_reset.answer(work, challenge, reason="again"))
        click(qtbot, question.buttons["close"])
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())
    assert "田老师来电" in {row.reason for row in audit.list_access(work, action=Logged.USERS_CHANGED)}
