"""A clerk collects in the window, an instructor hands over in theirs; what others do is seen without a click."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.at_desk import join_centre
from tests.ui.driving import enter, is_settled, until, visit
from tests.ui.joined import second_desk
from trainingdesk.i18n.sentences import Language
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.sync.relay_opening import Stage, open_relay
from trainingdesk.sync.relay_visit import hand_over_here
from trainingdesk.sync.stick import stick_standing
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.relay_hand_over import HandOverDialog
from trainingdesk.ui.look import Look, Shade
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_relay import SyncRelay

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.main_window import MainWindow
    from trainingdesk.ui.shell import Shell

HERE = "127.0.0.1"
RELAY = Destination("sync", part="relay")


@pytest.fixture
def joined(work: Work, ledger: Ledger, address: str) -> Work:
    join_centre(work, ledger, address)
    return work


@pytest.fixture
def other(joined: Work, desk_folder: Path, clock: Clock, ledger: Ledger, address: str) -> Iterator[Work]:
    with second_desk(desk_folder, clock) as opened:
        join_centre(opened, ledger, address)
        institution.add_institution(opened, InstitutionDetails(name="秀山职教中心"))
        yield opened


async def at_relay(shell: Shell) -> SyncScreen:
    screen = await visit(shell, RELAY)
    assert isinstance(screen, SyncScreen)
    return screen


def test_a_clerk_collects_and_stops(loop: asyncio.AbstractEventLoop, shell: Shell, other: Work) -> None:
    async def steps() -> None:
        part = (await at_relay(shell)).tabs.side("relay", SyncRelay)
        card, collecting = part.collect, shell.place.collecting
        card.offer([HERE])
        card.minutes.set_text("30")
        card.begin.buttons["screen_sync.collect"].click()
        await until(lambda: card.where.isVisible() and is_settled(shell))
        assert collecting.opened is not None
        where, code = card.where.text(), card.code.text()
        assert where.startswith(f"{HERE}:")
        await shell.place.ask(lambda _work: hand_over_here(other, address=where, code=code))
        await until(lambda: part.model.rowCount() == 1 and is_settled(shell))
        assert (part.model.row(0).name, part.model.row(0).stage) == (other.worker.name, Stage.WAITS)
        await shell.exchange.now()
        await until(lambda: part.model.row(0).stage is Stage.REPLY and is_settled(shell))
        card.stop.buttons["screen_sync.collect_stop"].click()
        await until(lambda: not card.where.isVisible() and is_settled(shell))
        assert collecting.opened is None
        assert part.model.rowCount() == 1

    try:
        loop.run_until_complete(steps())
    finally:
        shell.place.collecting.stop()


def test_a_laptop_without_a_network_is_told_what_to_do(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    async def steps() -> None:
        card = (await at_relay(shell)).tabs.side("relay", SyncRelay).collect
        card.offer([])
        assert card.no_network.isVisible()
        assert not card.begin.isEnabled()

    loop.run_until_complete(steps())


def test_an_instructor_hands_over_with_what_the_other_screen_shows(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work, other: Work
) -> None:
    opened = open_relay(other, address=HERE, minutes=60, port=0)

    async def steps() -> None:
        part = (await at_relay(shell)).tabs.side("relay", SyncRelay)
        part.hand_over.buttons["screen_sync.hand_over"].click()
        await until(lambda: shell.findChildren(HandOverDialog) and shell.findChildren(HandOverDialog)[0].isVisible())
        (dialog,) = shell.findChildren(HandOverDialog)
        dialog.code.set_text(f"{opened.address} 2222-2222")
        dialog.code.changed.emit()
        assert (dialog.address.text(), dialog.code.text()) == (opened.address, "2222-2222")
        dialog.submit()
        await until(lambda: dialog.refusal.isVisible() and dialog.save_button.isEnabled())
        assert dialog.refusal.text() == shell.place.say("relay.wrong_code")
        dialog.code.set_text(opened.text)
        dialog.code.changed.emit()
        dialog.submit()
        await until(lambda: not shell.findChildren(HandOverDialog) and is_settled(shell))

    try:
        loop.run_until_complete(steps())
    finally:
        opened.listener.close()
    assert stick_standing(joined).on_stick.operations > 0
    (visit_here,) = opened.relay.visits.values()
    assert visit_here.name == joined.worker.name


def test_it_goes_on_in_another_look_and_ends_with_the_work(
    loop: asyncio.AbstractEventLoop, window: MainWindow, joined: Work, qtbot: object
) -> None:
    async def steps() -> tuple[str, int]:
        await enter(qtbot, window)  # type: ignore[arg-type]
        assert window.shell is not None
        first = window.shell
        await first.place.collecting.open(address=HERE, minutes=60)
        assert first.place.collecting.opened is not None
        listener = first.place.collecting.opened.listener
        first.look_chosen.emit(Look(Language.ENGLISH, Shade.DARK))
        await until(lambda: window.shell not in (None, first) and is_settled(window.shell))
        part = (await at_relay(window.shell)).tabs.side("relay", SyncRelay)
        assert part.collect.where.text() == f"{HERE}:{listener.port}"
        window.shell.wants_sign_out.emit()
        await until(lambda: window.shell is None and not listener.is_open)
        return HERE, listener.port

    found = loop.run_until_complete(steps())
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(found, timeout=5)
