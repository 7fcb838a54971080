"""A password forgotten in a village, and no paper at hand: by telephone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.administration import click
from tests.ui.conftest import NAME, PASSWORD
from tests.ui.driving import enter, until
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Action
from trainingdesk.storage import setting, telephone_slot
from trainingdesk.ui.entry.recover import RecoverPage
from trainingdesk.ui.entry.telephone_page import TelephonePage

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.ui.main_window import MainWindow

NEW = "another-village-password"


def prepare(folder: Path, clock: Clock) -> bytes:
    """The desk hears of an office, and somebody signs in; answers the office's private key."""
    private, public = telephone_slot.new_office()
    for _ in range(2):
        with (
            signed_in(folder, user_name=NAME, password=PASSWORD, clock=clock) as work,
            work.writing(Action.MANAGE_USERS) as session,
        ):
            setting.store_for_county(session, work.county_code, "telephone-reset.office", public.hex())
    return private


def test_the_code_of_the_office_sets_a_new_password(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path, clock: Clock, window: MainWindow
) -> None:
    private = prepare(desk_folder, clock)

    async def steps() -> None:
        await until(lambda: window.gate.form is not None)
        window.form.forgot.emit()
        await until(lambda: isinstance(window.gate.page, RecoverPage))
        page = window.gate.page
        assert isinstance(page, RecoverPage)
        click(qtbot, page.telephone_button)
        await until(lambda: isinstance(window.gate.page, TelephonePage))
        call = window.gate.page
        assert isinstance(call, TelephonePage)
        code = telephone_slot.answer_to(telephone_slot.read(call.shown.text()), private)
        call.code.line.setText(str(code)[:-1])
        for line in (call.secret.first.line, call.secret.second.line):
            line.setText(NEW)
        call.secret.first.line.textEdited.emit(NEW)
        qtbot.keyClick(call.secret.second.line, Qt.Key.Key_Return)
        await until(call.refusal.text)  # a character is missing
        call.code.line.setText(str(code))
        click(qtbot, call.button)
        await until(lambda: window.gate.form is not None)
        await enter(qtbot, window, NEW)

    loop.run_until_complete(steps())


def test_without_an_office_only_the_paper_helps(loop: asyncio.AbstractEventLoop, window: MainWindow) -> None:
    async def steps() -> None:
        await until(lambda: window.gate.form is not None)
        window.form.forgot.emit()
        await until(lambda: isinstance(window.gate.page, RecoverPage))
        page = window.gate.page
        assert isinstance(page, RecoverPage)
        assert not page.telephone_button.isVisible()

    loop.run_until_complete(steps())
