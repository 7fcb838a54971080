"""The window exchanges with a real centre by itself, says how it stands, and stops when nobody works there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre
from tests.ui.driving import is_settled, until, visit
from tests.ui.joined import second_desk
from trainingdesk.domain.errors import Unavailable
from trainingdesk.services import institution, rejected
from trainingdesk.services.changes import Topic
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.sync_state import standing, sync_state
from trainingdesk.storage import sync_link
from trainingdesk.storage.database import Author
from trainingdesk.sync.exchange import exchange
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_runs import SyncRuns

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def joined(work: Work, ledger: Ledger, address: str) -> Work:
    join_centre(work, ledger, address)
    return work


@pytest.fixture
def other(desk_folder: Path, clock: Clock) -> Iterator[Work]:
    with second_desk(desk_folder, clock) as opened:
        yield opened


def names(work: Work) -> set[str]:
    return {one.name for one in institution.list_institutions(work)}


async def add_school(shell: Shell, name: str) -> None:
    def run(work: Work) -> Changes:
        return institution.add_institution(work, InstitutionDetails(name=name))

    await shell.place.do(run)


def test_what_is_written_goes_out_and_what_comes_is_told(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work, ledger: Ledger, address: str, other: Work
) -> None:
    join_centre(other, ledger, address)
    shell.exchange._settled_ms = 1
    heard: list[Changes] = []
    shell.place.tasks.changed.connect(heard.append)

    async def steps() -> None:
        shell.exchange.begin()
        await until(lambda: shell.exchange.line.online and shell.place.tasks.is_idle())
        await add_school(shell, "从本机来")
        await until(lambda: not standing(joined).unsynced and shell.place.tasks.is_idle())
        exchange(other)
        assert "从本机来" in names(other)

        heard.clear()
        institution.add_institution(other, InstitutionDetails(name="从别处来"))
        exchange(other)
        await shell.exchange.now()
        await until(shell.place.tasks.is_idle)
        assert "从别处来" in names(joined)
        assert [one.topics for one in heard if one.touches(Topic.CATALOGUE)] != []
        assert not any(one.touches(Topic.ATTENDANCE) for one in heard)
        assert shell.place.say("foot.online") in shell.foot.state.text()
        assert shell.place.say("foot.all_synced") in shell.foot.state.text()
        assert shell.exchange.timer.isActive()

    loop.run_until_complete(steps())


def test_a_network_that_costs_money_is_used_only_when_asked(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    async def steps() -> None:
        screen = await visit(shell, Destination("sync"))
        assert isinstance(screen, SyncScreen)
        shell.exchange.begin()
        await until(lambda: shell.exchange.line.online and is_settled(shell))
        assert shell.exchange.timer.isActive()
        screen.standing.metered.click()
        await until(lambda: sync_state(joined).metered and is_settled(shell))
        await add_school(shell, "先留着")
        await until(lambda: is_settled(shell))
        assert not shell.exchange.timer.isActive()
        assert standing(joined).unsynced
        screen.standing.now.buttons["command.exchange"].click()
        await until(lambda: not standing(joined).unsynced and is_settled(shell))
        assert not shell.exchange.timer.isActive()
        await add_school(shell, "网络免费了再送")
        screen.standing.metered.click()
        await until(lambda: not standing(joined).unsynced and is_settled(shell))
        assert shell.exchange.timer.isActive()
        assert screen.tabs.side("runs", SyncRuns).model.rowCount() == 3

    loop.run_until_complete(steps())


def test_without_a_line_it_says_so_and_tries_again_later(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    with joined.database.write(Author(joined.worker.user_id, "manage_desk", joined.now())) as session:
        sync_link.join(session, address="http://127.0.0.1:9", device_id="d", private_key=bytes(32))

    async def steps() -> None:
        screen = await visit(shell, Destination("sync"))
        assert isinstance(screen, SyncScreen)
        shell.exchange.begin()
        await until(lambda: shell.exchange.line.failure is not None and is_settled(shell))
        assert shell.place.say("foot.offline") in shell.foot.state.text()
        assert screen.standing.problem.text() == shell.place.say("sync.unreachable")
        assert shell.exchange.timer.isActive()
        with pytest.raises(Unavailable):
            await shell.exchange.now()
        shell.exchange.rest()
        assert not shell.exchange.timer.isActive()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())


def test_when_the_window_is_locked_nothing_is_done_with_an_answer(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    async def steps() -> None:
        shell.exchange.begin()
        shell.place.start(shell.exchange.now())
        await until(lambda: shell.exchange.line.running)
        shell.exchange.rest()
        await until(lambda: not shell.exchange.line.running and shell.place.tasks.is_idle())
        assert shell.exchange.line.online is None
        assert rejected.list_runs(joined) == ()
        assert not shell.exchange.timer.isActive()

    loop.run_until_complete(steps())


def test_a_doubtful_clock_is_asked_about_once(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    said: list[str] = []
    shell.place.notices.shown.connect(lambda notice: said.append(notice.text))
    clock.now -= timedelta(days=400)

    async def steps() -> None:
        await visit(shell, Destination("sync"))
        await add_school(shell, "时钟慢了也照常")
        await until(lambda: is_settled(shell))
        assert shell.place.say("foot.clock_doubtful") in shell.foot.state.text()
        assert len([one for one in said if shell.place.say("foot.days", count=400) in one]) == 1
        assert "时钟慢了也照常" in names(work)

    loop.run_until_complete(steps())
