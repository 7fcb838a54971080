"""A newer program from a stick: chosen, looked at, unpacked, and taken back, by buttons and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.administration import click, dialog_of, name_file
from tests.ui.driving import until, visit
from tests.updates import Publisher, offered, program, publisher_of_this_build
from trainingdesk.services import program_update as service
from trainingdesk.settings.programs import programs_of_this_user
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.program_update import update_program
from trainingdesk.ui.dialogs.question import Question

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.shell import Shell


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
