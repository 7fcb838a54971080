"""A network that the system knows to be metered is used only when somebody asks; else the switch decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtNetwork import QNetworkInformation

from tests.at_desk import join_centre
from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.sync_state import standing
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.exchange import Exchanges
from trainingdesk.ui.network import Network, told_by_system
from trainingdesk.ui.screens.sync import SyncScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication

    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


class Said:
    """What a system would say; a test changes it."""

    def __init__(self, metered: bool | None) -> None:
        self.metered = metered
        self.network = Network(told=lambda: self.metered)

    def say(self, *, metered: bool) -> None:
        self.metered = metered
        self.network.changed.emit()


@pytest.fixture
def joined(work: Work, ledger: Ledger, address: str) -> Work:
    join_centre(work, ledger, address)
    return work


@pytest.fixture
def said() -> Said:
    return Said(metered=True)


@pytest.fixture
def exchanges(shell: Shell, joined: Work, said: Said) -> Iterator[Exchanges]:
    made = Exchanges(joined, shell.place.tasks, shell, network=said.network)
    yield made
    made.stop()


async def add_school(shell: Shell, name: str) -> None:
    def run(work: Work) -> Changes:
        return institution.add_institution(work, InstitutionDetails(name=name))

    await shell.place.do(run)


def test_the_system_is_asked_where_it_tells(qapp: QApplication) -> None:
    answer, found = told_by_system(), QNetworkInformation.instance()
    if found is None or not found.supports(QNetworkInformation.Feature.Metered):
        assert answer is None
    else:
        assert answer is found.isMetered()
        heard: list[bool] = []
        network = Network()
        network.changed.connect(lambda: heard.append(True))
        found.isMeteredChanged.emit(not answer)
        assert heard == [True]


def test_on_a_metered_network_only_a_person_exchanges(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work, said: Said, exchanges: Exchanges
) -> None:
    async def steps() -> None:
        exchanges.begin()
        await until(shell.place.tasks.is_idle)
        await add_school(shell, "先留着")
        await until(shell.place.tasks.is_idle)
        assert exchanges.line.metered is True
        assert exchanges.line.online is None
        assert not exchanges.timer.isActive()
        assert standing(joined).unsynced
        await exchanges.now()
        assert not standing(joined).unsynced
        assert not exchanges.timer.isActive()
        await add_school(shell, "网络免费了再送")
        said.say(metered=False)
        await until(lambda: not standing(joined).unsynced and shell.place.tasks.is_idle())
        assert exchanges.timer.isActive()
        said.say(metered=True)
        await until(shell.place.tasks.is_idle)
        assert not exchanges.timer.isActive()

    loop.run_until_complete(steps())


def test_where_the_system_does_not_tell_exchange_begins_by_itself(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    exchanges = Exchanges(joined, shell.place.tasks, shell, network=Said(metered=None).network)

    async def steps() -> None:
        exchanges.begin()
        await until(lambda: exchanges.line.online and shell.place.tasks.is_idle())
        assert exchanges.line.metered is None
        assert exchanges.timer.isActive()

    loop.run_until_complete(steps())
    exchanges.stop()


def test_sync_says_who_decides(loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work) -> None:
    async def steps() -> None:
        screen = await visit(shell, Destination("sync"))
        assert isinstance(screen, SyncScreen)
        await until(lambda: is_settled(shell))
        shown, say = screen.standing, shell.place.say
        for metered, told, hint in (
            (True, True, "screen_sync.metered_hint_told"),
            (False, False, "screen_sync.metered_hint_told"),
            (None, False, "screen_sync.metered_hint"),
        ):
            shown.show_line(replace(shell.exchange.line, metered=metered))
            assert shown.cost.isVisible() is told
            assert shown.metered.toolTip() == say(hint)

    loop.run_until_complete(steps())
