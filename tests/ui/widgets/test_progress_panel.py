"""Progress: reports from a worker thread are shown, the count is right, and Cancel ends the work."""

from __future__ import annotations

import asyncio
from threading import Event
from typing import TYPE_CHECKING

import pytest
from shiboken6 import delete

from tests.ui.driving import until
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.tasks import Tasks
from trainingdesk.ui.widgets.progress_panel import ProgressPanel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def panel(qtbot: QtBot) -> ProgressPanel:
    made = ProgressPanel(Sentences.load(Language.CHINESE, resource("locale")))
    qtbot.addWidget(made)
    return made


@pytest.fixture
def tasks(loop: asyncio.AbstractEventLoop) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def work_through(total: int, watch: Callable[[int, int], bool], hold: Event | None = None) -> int:
    """Reports each step; waits at the half for ``hold``."""
    for done in range(1, total + 1):
        if not watch(done, total):
            return done
        if hold is not None and done == total // 2:
            hold.wait(30)
    return total


def test_what_a_worker_reports_is_shown(loop: asyncio.AbstractEventLoop, panel: ProgressPanel, tasks: Tasks) -> None:
    hold = Event()

    async def steps() -> None:
        with panel.running("正在核对") as progress:
            work = asyncio.ensure_future(tasks.ask(lambda: work_through(10_000, progress.report, hold)))
            await until(lambda: panel.bar.value() == 5000)
            assert panel.isVisible()
            assert panel.words.text() == "正在核对"
            assert panel.count.text() == "5000 / 10000"
            hold.set()
            assert await work == 10_000
        assert not panel.isVisible()

    loop.run_until_complete(steps())


def test_cancel_ends_the_work(loop: asyncio.AbstractEventLoop, panel: ProgressPanel, tasks: Tasks) -> None:
    hold = Event()

    async def steps() -> None:
        with panel.running("正在导入") as progress:
            work = asyncio.ensure_future(tasks.ask(lambda: work_through(10, progress.report, hold)))
            await until(lambda: panel.bar.value() == 5)
            panel.cancel_button.click()
            assert not panel.cancel_button.isEnabled()
            hold.set()
            assert await work == 6
            assert progress.is_cancelled

    loop.run_until_complete(steps())


def test_a_panel_that_is_gone_ends_the_work(loop: asyncio.AbstractEventLoop, tasks: Tasks) -> None:
    panel = ProgressPanel(Sentences.load(Language.CHINESE, resource("locale")))
    hold = Event()

    async def steps() -> None:
        with panel.running("正在生成") as progress:
            work = asyncio.ensure_future(tasks.ask(lambda: work_through(10, progress.report, hold)))
            await until(lambda: panel.bar.value() == 5)
            delete(panel)
            hold.set()
            assert await work == 6

    loop.run_until_complete(steps())
