"""The first day, by keys and clicks: a desk is made, the recovery code confirmed, and the person is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.conftest import window_before
from tests.ui.driving import is_settled, until
from tests.ui.entry.entering import page_of, write
from trainingdesk.sample.plan import plan_county
from trainingdesk.sample.size import Size
from trainingdesk.services import account
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.ui.entry.code_page import CodePage
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.entry.first_run import CreatePage, StartPage, TrainingPage
from trainingdesk.ui.entry.training_county import make_training_county

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.storage.vault import Kdf
    from trainingdesk.ui.main_window import MainWindow

PASSWORD = "a-long-village-password"
#: Two classes.
TINY = Size(1, 4, 2, 4, 4, 2, 40, 40, 20)


@pytest.fixture
def door(tmp_path: Path, cheap_kdf: Kdf) -> Door:
    return Door(DeskFolder(tmp_path / "desk"), kdf=cheap_kdf)


@pytest.fixture
def window(loop: asyncio.AbstractEventLoop, door: Door) -> Iterator[MainWindow]:
    """Before an empty folder."""
    yield from window_before(loop, door)


async def fill_in(qtbot: QtBot, window: MainWindow, *, county: str = "秀山", password: str = PASSWORD) -> CreatePage:
    page_of(window, StartPage).desk_button.click()
    page = page_of(window, CreatePage)
    write(page.county.line, county)
    page.county.line.completer().popup().hide()
    write(page.administrator.line, "王主任")
    qtbot.keyClicks(page.secret.first.line, password)
    qtbot.keyClicks(page.secret.second.line, password)
    return page


def test_a_desk_is_made_and_its_administrator_is_in(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door
) -> None:
    async def steps() -> None:
        page = await fill_in(qtbot, window)
        assert page.center.text() == "秀山土家族苗族自治县职业技能培训中心"
        qtbot.keyClick(page.secret.second.line, Qt.Key.Key_Return)
        await until(lambda: isinstance(window.gate.page, CodePage))
        code = page_of(window, CodePage)
        qtbot.keyClicks(code.part.line, "AAAA")
        code.button.click()
        assert code.part.problem.isVisible()
        code.copy_button.click()
        copied = QGuiApplication.clipboard().text()
        code.part.line.clear()
        qtbot.keyClicks(code.part.line, copied.split("-")[code.asked].lower())
        qtbot.keyClick(code.part.line, Qt.Key.Key_Return)
        await until(lambda: window.shell is not None and is_settled(window.shell))
        assert window.shell is not None
        assert window.shell.place.work.worker.name == "王主任"
        assert "秀山土家族苗族自治县职业技能培训中心" in window.shell.foot.who.text()
        account.recover(
            door.folder, code=copied, user_name="王主任", new_password="another-long-password", clock=door.clock
        )

    loop.run_until_complete(steps())


def test_what_is_missing_is_said_beside_its_field_and_nothing_is_made(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door
) -> None:
    async def steps() -> None:
        page = await fill_in(qtbot, window, county="没有这个县", password="short")
        page.button.click()
        for field in (page.county, page.center, page.secret.first):
            assert field.problem.isVisible()
        assert "10" in page.secret.first.problem.text()

    loop.run_until_complete(steps())
    assert not door.folder.root.exists()


def test_two_passwords_that_differ_are_refused(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door
) -> None:
    async def steps() -> None:
        page = await fill_in(qtbot, window)
        qtbot.keyClicks(page.secret.second.line, "x")
        page.button.click()
        assert page.secret.second.problem.isVisible()

    loop.run_until_complete(steps())
    assert door.is_new


def test_a_weakness_is_said_while_the_password_is_typed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        page_of(window, StartPage).desk_button.click()
        secret = page_of(window, CreatePage).secret
        seen = []
        for typed in ("1234567890", "-Blue-Kite-Tree"):
            qtbot.keyClicks(secret.first.line, typed)
            seen.append(secret.first.hint.text())
            assert not secret.first.problem.isVisible()
        assert "数字" in seen[0]
        assert seen[1] == window.gate.entrance.say("entry.password_good")

    loop.run_until_complete(steps())


def test_counties_that_fit_what_is_typed_are_offered(window: MainWindow) -> None:
    page_of(window, StartPage).desk_button.click()
    completer = page_of(window, CreatePage).county.line.completer()
    assert completer is not None
    completer.setCompletionPrefix("秀山")
    assert completer.completionCount() == 1
    assert "500241" in completer.currentCompletion()


def test_a_county_is_found_by_its_code(qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow) -> None:
    async def steps() -> None:
        page = await fill_in(qtbot, window, county="500241")
        county = page.county.county()
        assert county is not None
        assert county.name == "秀山土家族苗族自治县"

    loop.run_until_complete(steps())


def test_caps_lock_is_said(qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow) -> None:
    async def steps() -> None:
        page_of(window, StartPage).desk_button.click()
        field = page_of(window, CreatePage).secret.first
        qtbot.keyClick(field.line, "A", Qt.KeyboardModifier.NoModifier)
        assert field.caps_lock.isVisible()
        qtbot.keyClick(field.line, "a")
        assert not field.caps_lock.isVisible()
        qtbot.keyClick(field.line, "A", Qt.KeyboardModifier.ShiftModifier)
        assert not field.caps_lock.isVisible()

    loop.run_until_complete(steps())


def test_the_training_county_can_be_cancelled_and_leaves_nothing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door
) -> None:
    async def steps() -> None:
        page_of(window, StartPage).training_button.click()
        await until(lambda: isinstance(window.gate.page, TrainingPage))
        page_of(window, TrainingPage).panel.cancel_button.click()
        await until(lambda: isinstance(window.gate.page, StartPage))
        assert page_of(window, StartPage).news.isVisible()

    loop.run_until_complete(steps())
    assert list(door.folder.root.parent.iterdir()) == []


def test_the_training_county_is_marked_and_left_again(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door
) -> None:
    steps_heard: list[tuple[int, int]] = []

    def watch(done: int, total: int) -> bool:
        steps_heard.append((done, total))
        return True

    make_training_county(door.training(), watch, plan_county(TINY, seed=1))
    assert len(steps_heard) == steps_heard[-1][1]

    async def steps() -> None:
        page_of(window, StartPage).training_button.click()
        await until(lambda: window.gate.form is not None)
        assert "演示县" in window.windowTitle()
        qtbot.keyClicks(window.form.password, "training-mode-2026")
        qtbot.keyClick(window.form.password, Qt.Key.Key_Return)
        await until(lambda: window.shell is not None and is_settled(window.shell))
        assert window.shell is not None
        assert window.shell.place.work.folder.training.exists()
        window.shell.wants_sign_out.emit()
        await until(lambda: window.pages.currentWidget() is window.gate)
        window.form.other_button.click()
        await until(lambda: isinstance(window.gate.page, StartPage))
        assert "演示县" not in window.windowTitle()

    loop.run_until_complete(steps())
