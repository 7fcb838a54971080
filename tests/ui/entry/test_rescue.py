"""A desk that does not open: restored or salvaged with counts, its keys taken back, a forgotten password set anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import NAME, PASSWORD, window_before
from tests.ui.driving import enter, until
from tests.ui.entry.entering import page_of
from trainingdesk.bootstrap import signed_in
from trainingdesk.services import account, backup, person
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.entry.code_page import CodePage
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.entry.recover import RecoverPage
from trainingdesk.ui.entry.rescue_page import RescuePage
from trainingdesk.ui.entry.vault_page import VaultPage

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.main_window import MainWindow


OTHER = "another-village-password"


@pytest.fixture
def backed_up(desk_folder: Path) -> Path:
    """One person in the backup, another one after it."""
    with signed_in(desk_folder, user_name=NAME, password=PASSWORD) as work:
        person.add_provisional(work, name="王秀英")
        backup.back_up(work)
        person.add_provisional(work, name="李建国")
    return desk_folder


@pytest.fixture
def wrecked(backed_up: Path) -> Path:
    """The first page of the file is gone."""
    with DeskFolder(backed_up).database.open("r+b") as file:
        file.seek(100)
        file.write(bytes(3996))
    return backed_up


@pytest.fixture
def window(loop: asyncio.AbstractEventLoop, request: pytest.FixtureRequest) -> Iterator[MainWindow]:
    """Before the folder that the test named first."""
    name = next(one for one in request.fixturenames if one in {"wrecked", "without_keys", "backed_up"})
    yield from window_before(loop, Door(DeskFolder(request.getfixturevalue(name))))


@pytest.fixture
def without_keys(backed_up: Path) -> Path:
    DeskFolder(backed_up).vault.write_bytes(b"damaged")
    return backed_up


async def come_to_rescue(qtbot: QtBot, window: MainWindow) -> RescuePage:
    qtbot.keyClicks(window.form.password, PASSWORD)
    qtbot.keyClick(window.form.password, Qt.Key.Key_Return)
    await until(lambda: isinstance(window.gate.page, RescuePage))
    page = page_of(window, RescuePage)
    await until(page.restore_button.isEnabled)
    return page


async def agree(window: MainWindow) -> None:
    await until(lambda: [one for one in window.findChildren(Question) if one.isVisible()])
    question = next(one for one in window.findChildren(Question) if one.isVisible())
    question.buttons["yes"].click()


async def names(qtbot: QtBot, window: MainWindow) -> set[str]:
    await enter(qtbot, window)
    assert window.shell is not None
    return {one.name for one in person.list_people(window.shell.place.work)}


def test_a_damaged_desk_is_restored_after_it_was_said_what_that_means(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, wrecked: Path, window: MainWindow
) -> None:
    async def steps() -> None:
        page = await come_to_rescue(qtbot, window)
        assert page.loss.text() == page.say("backup.loss_unknown")
        page.restore_button.click()
        await agree(window)
        await until(lambda: window.gate.form is not None)
        assert window.form.news.isVisible()
        assert await names(qtbot, window) == {"王秀英"}

    loop.run_until_complete(steps())
    assert len(list(wrecked.glob("trainingdesk*before-restore*"))) == 1


def test_a_damaged_desk_is_salvaged_with_counts(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, wrecked: Path, window: MainWindow
) -> None:
    async def steps() -> None:
        page = await come_to_rescue(qtbot, window)
        page.salvage_button.click()
        await agree(window)
        await until(lambda: window.gate.form is not None)
        assert "王秀英" in await names(qtbot, window)

    loop.run_until_complete(steps())
    assert len(list(wrecked.glob("trainingdesk*damaged*"))) == 1


def test_leaving_the_rescue_changes_nothing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, wrecked: Path, window: MainWindow
) -> None:
    before = DeskFolder(wrecked).database.read_bytes()

    async def steps() -> None:
        page = await come_to_rescue(qtbot, window)
        qtbot.keyClick(page, Qt.Key.Key_Escape)
        await until(lambda: window.gate.form is not None)

    loop.run_until_complete(steps())
    assert DeskFolder(wrecked).database.read_bytes() == before


def test_a_missing_file_is_restored_and_never_made_anew(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, backed_up: Path, window: MainWindow
) -> None:
    DeskFolder(backed_up).database.unlink()

    async def steps() -> None:
        page = await come_to_rescue(qtbot, window)
        assert not page.salvage_button.isVisible()
        page.restore_button.click()
        await agree(window)
        await until(lambda: window.gate.form is not None)
        assert await names(qtbot, window) == {"王秀英"}

    loop.run_until_complete(steps())


def test_damaged_keys_come_back_from_a_backup_and_nothing_is_lost(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, without_keys: Path, window: MainWindow
) -> None:
    async def steps() -> None:
        page = page_of(window, VaultPage)
        page.name.line.setText(NAME)
        page.field.line.setText(OTHER)
        page.button.click()
        await until(page.refusal.isVisible)
        page.field.line.setText(PASSWORD)
        page.button.click()
        await until(lambda: window.gate.form is not None)
        assert await names(qtbot, window) == {"王秀英", "李建国"}

    loop.run_until_complete(steps())


def test_a_forgotten_password_is_set_with_the_code_and_a_new_code_is_confirmed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, backed_up: Path, window: MainWindow
) -> None:
    with signed_in(backed_up, user_name=NAME, password=PASSWORD) as work:
        code = str(account.new_recovery_code(work))

    async def steps() -> None:
        window.form.forgot_button.click()
        await until(lambda: isinstance(window.gate.page, RecoverPage))
        page = page_of(window, RecoverPage)
        qtbot.keyClicks(page.code.line, "AAAA")
        for field in (page.secret.first, page.secret.second):
            qtbot.keyClicks(field.line, OTHER)
        page.button.click()
        await until(page.refusal.isVisible)
        assert "24" in page.refusal.text()
        page.code.line.clear()
        qtbot.keyClicks(page.code.line, code.lower())
        page.button.click()
        await until(lambda: isinstance(window.gate.page, CodePage))
        fresh = page_of(window, CodePage)
        assert fresh.shown.text() != code
        qtbot.keyClicks(fresh.part.line, fresh.groups[fresh.asked])
        fresh.button.click()
        await until(lambda: window.gate.form is not None)
        await enter(qtbot, window, OTHER)

    loop.run_until_complete(steps())
