"""A newer program from a stick or the centre: looked at, fetched, unpacked, and taken back, by buttons and words."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre
from tests.conftest import serving
from tests.services import running_class
from tests.ui.administration import click, dialog_of, name_file
from tests.ui.conftest import shell_of
from tests.ui.driving import PATIENCE, is_settled, until, visit
from tests.updates import Publisher, offered, program, publisher_of_this_build
from trainingdesk.domain.access import Role
from trainingdesk.server import program_update as server
from trainingdesk.server.program_update import Updates
from trainingdesk.services import program_update as service
from trainingdesk.services import setting
from trainingdesk.settings.declared import METERED_NETWORK
from trainingdesk.settings.programs import programs_of_this_user
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.program_update import update_program
from trainingdesk.ui.dialogs.progress import ProgressDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.today import TodayScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.newer_program import NewerProgram
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme


@pytest.fixture
def publisher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Publisher:
    return publisher_of_this_build(tmp_path, monkeypatch)


async def answer(qtbot: QtBot, shell: Shell, value: str) -> str:
    """Press a button of the question that is open; answers what it asked."""
    question = await dialog_of(shell, Question)
    said = question.words.text()
    click(qtbot, question.buttons[value])
    await until(lambda: not question.isVisible())
    return said


def test_a_newer_program_is_taken_and_given_up_again(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, publisher: Publisher, tmp_path: Path
) -> None:
    file, programs = tmp_path / "an.tdupdate", programs_of_this_user()
    publisher.write(file, offered(), program("9.0.0"))
    running = service.running_version()

    def start() -> None:
        shell.place.start(update_program(shell, shell.place))

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        start()
        assert await answer(qtbot, shell, "file") == f"正在使用 {running} 版。"
        await name_file(qtbot, shell, file)
        assert (await answer(qtbot, shell, "take")).startswith("9.0.0 版，2026-11-26 发布")
        await until(lambda: "9.0.0 版已装好" in shell.notices.text.text())
        start()
        assert await answer(qtbot, shell, "back") == f"正在使用 {running} 版。\n下次启动使用 9.0.0 版。"
        await until(lambda: programs.next() is None)

    loop.run_until_complete(steps())


def test_a_file_of_somebody_else_is_refused_in_words(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, publisher: Publisher, tmp_path: Path
) -> None:
    file = tmp_path / "an.tdupdate"
    Publisher().write(file, offered(), program("9.0.0"))

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        shell.place.start(update_program(shell, shell.place))
        await answer(qtbot, shell, "file")
        await name_file(qtbot, shell, file)
        await until(lambda: "不是本软件的发布者签发的" in shell.notices.text.text())

    loop.run_until_complete(steps())


@pytest.fixture
def updates(tmp_path: Path) -> Path:
    """The folder of the centre's administrator."""
    made = tmp_path / "updates"
    made.mkdir()
    return made


@pytest.fixture
def joined(work: Work, ledger: Ledger, updates: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """A desk of a running centre that gives small pieces."""
    monkeypatch.setattr(server, "MOST_OF_A_PIECE", 100)
    with serving(ledger, updates=updates) as port:
        join_centre(work, ledger, f"http://127.0.0.1:{port}")
        yield work


async def today(shell: Shell) -> NewerProgram:
    """The line on Today after an exchange."""
    screen = await visit(shell, Destination("today"))
    assert isinstance(screen, TodayScreen)
    assert screen.newer is not None
    await shell.exchange.now()
    await until(lambda: is_settled(shell))
    return screen.newer


def test_today_tells_of_a_newer_program_until_it_was_fetched(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, joined: Work, publisher: Publisher, updates: Path
) -> None:
    async def steps() -> None:
        line = await today(shell)
        assert not line.isVisible()
        publisher.write(updates / "an.tdupdate", offered(), program("9.0.0"))
        await shell.exchange.now()
        await until(line.isVisible)
        assert line.words.text() == "中心有软件新版本：9.0.0 版。"
        click(qtbot, line.button)
        assert (await answer(qtbot, shell, "centre")).endswith("中心有 9.0.0 版。")
        said = await answer(qtbot, shell, "take")
        assert said.startswith("9.0.0 版，2026-11-26 发布。从中心取 0.0 MB")
        assert "计费" not in said
        await until(lambda: "9.0.0 版已装好" in shell.notices.text.text())
        await until(lambda: not line.isVisible())
        await shell.exchange.now()
        await until(lambda: is_settled(shell))
        assert not line.isVisible()

    loop.run_until_complete(steps())
    assert service.state(programs_of_this_user()).next is not None


def test_what_came_by_stick_meanwhile_is_no_news(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, joined: Work, publisher: Publisher, updates: Path
) -> None:
    file = updates / "an.tdupdate"
    publisher.write(file, offered(), program("9.0.0"))

    async def steps() -> None:
        line = await today(shell)
        await until(line.isVisible)
        shell.place.start(update_program(shell, shell.place))
        await answer(qtbot, shell, "file")
        await name_file(qtbot, shell, file)
        await answer(qtbot, shell, "take")
        await until(lambda: not line.isVisible())

    loop.run_until_complete(steps())


@pytest.fixture
def clerk(qtbot: QtBot, loop: asyncio.AbstractEventLoop, joined: Work, theme: Theme) -> Iterator[Shell]:
    """The window of somebody who does not keep the desk."""
    yield from shell_of(qtbot, running_class.acting(joined, Role.CLERK), theme)


def test_today_tells_whoever_keeps_the_desk(
    loop: asyncio.AbstractEventLoop, clerk: Shell, publisher: Publisher, updates: Path
) -> None:
    publisher.write(updates / "an.tdupdate", offered(), program("9.0.0"))

    async def steps() -> None:
        screen = await visit(clerk, Destination("today"))
        await clerk.exchange.now()
        assert clerk.exchange.line.program == "9.0.0"
        assert isinstance(screen, TodayScreen)
        assert screen.newer is None

    loop.run_until_complete(steps())


def test_who_cancels_keeps_what_came_and_is_told_what_it_costs(
    loop: asyncio.AbstractEventLoop,
    qtbot: QtBot,
    shell: Shell,
    joined: Work,
    publisher: Publisher,
    updates: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    publisher.write(updates / "an.tdupdate", offered(), program("9.0.0"))
    plain, asked, goes_on = Updates.piece, Event(), Event()

    def slowly(self: Updates, sha256: str, *, offset: int) -> bytes:
        asked.set()
        goes_on.wait(PATIENCE)
        return plain(self, sha256, offset=offset)

    monkeypatch.setattr(Updates, "piece", slowly)

    async def steps() -> None:
        await today(shell)
        await shell.place.do(lambda work: setting.set_setting(work, METERED_NETWORK, value=True))
        await until(lambda: is_settled(shell))
        shell.place.start(update_program(shell, shell.place))
        await answer(qtbot, shell, "centre")
        assert "按流量计费" in await answer(qtbot, shell, "take")
        dialog = await dialog_of(shell, ProgressDialog)
        await until(asked.is_set)
        click(qtbot, dialog.panel.cancel_button)
        goes_on.set()
        await until(lambda: "下次接着取" in shell.notices.text.text())
        assert programs_of_this_user().next() is None
        shell.place.start(update_program(shell, shell.place))
        await answer(qtbot, shell, "centre")
        assert "接着取" in await answer(qtbot, shell, "take")
        await until(lambda: "9.0.0 版已装好" in shell.notices.text.text())

    loop.run_until_complete(steps())


def test_a_centre_that_is_gone_is_said(
    loop: asyncio.AbstractEventLoop,
    qtbot: QtBot,
    shell: Shell,
    work: Work,
    ledger: Ledger,
    publisher: Publisher,
    updates: Path,
) -> None:
    with serving(ledger, updates=updates) as port:
        join_centre(work, ledger, f"http://127.0.0.1:{port}")

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        shell.place.start(update_program(shell, shell.place))
        await answer(qtbot, shell, "centre")
        await until(lambda: "连不上中心" in shell.notices.text.text())

    loop.run_until_complete(steps())


def test_a_centre_without_a_newer_one_says_so(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, joined: Work, publisher: Publisher
) -> None:
    async def steps() -> None:
        await visit(shell, Destination("classes"))
        shell.place.start(update_program(shell, shell.place))
        await answer(qtbot, shell, "centre")
        await until(lambda: "没有更新的版本" in shell.notices.text.text())

    loop.run_until_complete(steps())
