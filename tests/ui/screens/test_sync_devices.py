"""A desk that was not heard of stands in the administrator's Today, and with all others in Sync."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, TypeVar

import pytest
import segno
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from tests.at_desk import join_centre
from tests.services import running_class
from tests.ui.driving import is_settled, until, visit
from tests.ui.joined import second_desk
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import setting
from trainingdesk.services.sync_device import DeviceState, list_devices
from trainingdesk.services.today import Waits, waiting
from trainingdesk.settings.declared import SILENT_DEVICE_DAYS
from trainingdesk.storage import sync_device
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync.exchange import exchange
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.new_device import InvitationDialog, NewDeviceDialog
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_devices import SyncDevices
from trainingdesk.ui.screens.today import TodayScreen
from trainingdesk.wire.joining import Joining, read_joining

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.today import Waiting
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

DAYS = 20
D = TypeVar("D", bound=QDialog)


def of_desks(work: Work) -> list[Waiting]:
    return [one for one in waiting(work) if one.kind is Waits.DEVICE]


@pytest.fixture
def silent(work: Work, ledger: Ledger, address: str, desk_folder: Path, clock: Clock) -> str:
    """The id of a clerk's desk that was heard of twenty days before this desk exchanged last; a spare one never began."""
    join_centre(work, ledger, address)
    exchange(work)
    with second_desk(desk_folder, clock) as other:
        join_centre(other, ledger, address, Role.CLERK)
        exchange(other)
    ledger.invite(county=work.county_code, user="spare", role=Role.CLERK, public_key=b"k" * 32, replaces=None)
    clock.now += timedelta(days=DAYS)
    exchange(work)
    return ledger.devices()[1].id


def test_what_the_centre_told_is_listed(work: Work, silent: str) -> None:
    own, clerk, spare = list_devices(work)
    assert (own.state, own.silent_days, own.row.user) == (DeviceState.WELL, None, work.worker.name)
    assert (clerk.state, clerk.silent_days, clerk.row.device) == (DeviceState.SILENT, DAYS, silent)
    assert (spare.state, spare.row.user) == (DeviceState.NEVER, "spare")
    (told,) = of_desks(work)
    assert silent[-12:] in told.name
    assert dict(told.said.values)["days"] == DAYS


def test_days_offline_of_this_desk_are_not_laid_to_others(work: Work, silent: str, clock: Clock) -> None:
    setting.set_setting(work, SILENT_DEVICE_DAYS, DAYS)
    assert of_desks(work) == []
    clock.now += timedelta(days=DAYS + 1)
    (own,) = of_desks(work)
    assert (own.said.key, own.urgent) == ("screen_today.own_desk_silent", True)
    assert {one.row.device: one.silent_days for one in list_devices(work)}[silent] is None


def test_a_replaced_desk_is_no_news(work: Work, ledger: Ledger, silent: str) -> None:
    ledger.invite(county=work.county_code, user="u", role=Role.CLERK, public_key=b"n" * 32, replaces=silent)
    exchange(work)
    assert of_desks(work) == []
    assert {one.row.device: one.state for one in list_devices(work)}[silent] is DeviceState.REPLACED


def test_what_a_late_stick_tells_is_older_than_the_line(work: Work, ledger: Ledger, silent: str, clock: Clock) -> None:
    before = ledger.hello(ledger.devices()[0].id)
    exchange(work)
    known = list_devices(work)
    with work.database.write(Author(work.worker.user_id, PULLED, clock())) as session:
        sync_device.keep(session, before)
    assert list_devices(work) == known


def test_only_who_keeps_the_desks_sees_them(work: Work, silent: str) -> None:
    clerk = running_class.acting(work, Role.CLERK)
    assert of_desks(clerk) == []
    with pytest.raises(Refused):
        list_devices(clerk)


def test_today_leads_to_the_list(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, silent: str
) -> None:
    async def steps() -> None:
        screen = await visit(shell, Destination("today"))
        assert isinstance(screen, TodayScreen)
        table = screen.waiting.table
        at = next(row for row, one in enumerate(screen.waiting.model.rows) if one.kind is Waits.DEVICE)
        table.selectRow(at)
        qtbot.keyClick(table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, SyncScreen) and is_settled(shell))
        assert isinstance(shell.shown, SyncScreen)
        devices = shell.shown.tabs.shown
        assert isinstance(devices, SyncDevices)
        states = [devices.model.index(row, 6).data() for row in range(3)]
        assert states == ["正常", f"{DAYS} 天未联系", "从未联系"]

    loop.run_until_complete(steps())


def test_another_computer_is_enrolled_from_the_list(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, silent: str, ledger: Ledger
) -> None:
    async def steps() -> None:
        screen = await visit(shell, Destination("sync", part="devices"))
        assert isinstance(screen, SyncScreen)
        qtbot.mouseClick(
            screen.tabs.side("devices", SyncDevices).bar.buttons["screen_sync.invite"], Qt.MouseButton.LeftButton
        )
        form = await shown(shell, NewDeviceDialog)
        assert (form.user.text(), form.role.text()) == (work.worker.user_id, "administrator")
        form.role.set_text("instructor")
        form.submit()
        given = await shown(shell, InvitationDialog)
        joining = read_joining(given.text.text())
        assert isinstance(joining, Joining)
        whom = ledger.invited(code=joining.code, county=joining.county)
        assert (whom.county, whom.role) == (work.county_code, "instructor")
        assert scanned(given.code.grab().toImage()) == tuple(map(tuple, segno.make_qr(joining.text, error="m").matrix))
        given.copy_button.click()
        assert QGuiApplication.clipboard().text() == joining.text
        given.close_button.click()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())


def test_the_code_of_an_invitation_is_seen_whole_on_the_smallest_screen(
    qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(InvitationDialog, "most", lambda _dialog: QSize(655, 345))  # of 683×384: 1366×768 at 200 %
    dialog = InvitationDialog(shell, shell.place, Joining("https://centre.example:8443", "ABCDEFGHJK", "500241"))
    with qtbot.waitExposed(dialog):
        dialog.show()
    assert dialog.height() <= dialog.most().height()
    assert dialog.code.visibleRegion().boundingRect() == dialog.code.rect()
    dialog.copy_button.click()
    assert dialog.code.visibleRegion().boundingRect() == dialog.code.rect()


def test_who_keeps_no_desks_is_not_offered_it(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, ledger: Ledger, address: str
) -> None:
    join_centre(work, ledger, address, Role.CLERK)
    exchange(work)

    async def steps() -> None:
        screen = await visit(shell, Destination("sync", part="devices"))
        assert isinstance(screen, SyncScreen)
        assert not screen.tabs.side("devices", SyncDevices).bar.isVisible()

    loop.run_until_complete(steps())


async def shown(shell: Shell, kind: type[D]) -> D:
    """The dialog of a kind, once it is open."""
    found: list[D] = []
    await until(lambda: found.extend(one for one in shell.window().findChildren(kind) if one.isVisible()) or found)
    return found[0]


def scanned(picture: QImage) -> tuple[tuple[int, ...], ...]:
    """The modules of a code as they stand in a picture, without the light ones around it."""
    dark = [
        [picture.pixelColor(x, y).lightness() < 128 for x in range(picture.width())] for y in range(picture.height())
    ]
    edge = next(at for at, row in enumerate(dark) if any(row))
    wide = next(at for at in range(edge, len(dark)) if not dark[edge][at]) - edge  # the first row begins with 7 modules
    step = wide // 7
    middles = range(edge + step // 2, picture.width() - edge, step)
    return tuple(tuple(int(dark[y][x]) for x in middles) for y in middles)
