"""A stick is written, goes to the centre and comes back, as a clerk does it in the window."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from tests.at_desk import join_centre
from tests.ui.administration import name_file
from tests.ui.driving import is_settled, until, visit
from tests.ui.joined import second_desk
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.sync.stick import export_bundle, stick_standing
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_stick import SyncStick

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_the_stick_goes_and_comes(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    shell: Shell,
    work: Work,
    ledger: Ledger,
    address: str,
    tmp_path: Path,
) -> None:
    join_centre(work, ledger, address)
    institution.add_institution(work, InstitutionDetails(name="秀山职教中心"))
    stick = tmp_path / "stick"
    stick.mkdir()

    async def steps() -> None:
        screen = await visit(shell, Destination("sync", part="stick"))
        assert isinstance(screen, SyncScreen)
        part = screen.tabs.side("stick", SyncStick)
        part.write.buttons["screen_sync.write_stick"].click()
        await name_file(qtbot, shell, stick)
        await until(lambda: stick_standing(work).on_stick.operations and is_settled(shell))
        (file,) = stick.iterdir()
        count = stick_standing(work).on_stick.operations
        assert str(count) in part.on_stick.text()
        reply = stick / "reply.tdsync"
        reply.write_bytes(ledger.take(file.read_bytes()).reply or b"")
        part.take.buttons["screen_sync.take_file"].click()
        await name_file(qtbot, shell, reply)
        await until(lambda: not stick_standing(work).on_stick.operations and is_settled(shell))
        assert part.on_stick.text() == shell.place.say("screen_sync.stick_none")

    loop.run_until_complete(steps())


def test_the_file_of_another_desk_is_carried(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    shell: Shell,
    work: Work,
    ledger: Ledger,
    address: str,
    desk_folder: Path,
    clock: Clock,
) -> None:
    join_centre(work, ledger, address)
    stick = desk_folder.with_name("stick")
    stick.mkdir()
    with second_desk(desk_folder, clock) as other:
        join_centre(other, ledger, address)
        (file,) = export_bundle(other, stick).files

    async def steps() -> None:
        screen = await visit(shell, Destination("sync", part="stick"))
        assert isinstance(screen, SyncScreen)
        spoiled = stick / "spoiled.tdsync"
        shutil.copy(file, spoiled)
        spoiled.write_bytes(spoiled.read_bytes()[:-1])
        for path, carried in ((spoiled, 0), (file, 1)):
            screen.tabs.side("stick", SyncStick).take.buttons["screen_sync.take_file"].click()
            await name_file(qtbot, shell, path)
            await until(lambda: is_settled(shell))
            assert screen.tabs.side("stick", SyncStick).model.rowCount() == carried

    loop.run_until_complete(steps())
