"""A laptop fresh from the box goes on from a file of the centre, by keys and clicks and without a network."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.at_desk import join_centre
from tests.ui.administration import name_file
from tests.ui.driving import until
from tests.ui.entry.entering import go_in, go_on, page_of
from trainingdesk.domain.access import Role
from trainingdesk.server.devices import INVITATION_LASTS_MS
from trainingdesk.server.invitation import invite
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.setting import value_of
from trainingdesk.services.sync_state import sync_state
from trainingdesk.settings.declared import CENTER_NAME
from trainingdesk.sync.exchange import exchange
from trainingdesk.ui.entry.code_page import CodePage
from trainingdesk.ui.entry.continue_page import ContinuePage
from trainingdesk.ui.entry.first_run import StartPage
from trainingdesk.ui.entry.invitation_page import InvitationPage

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.entry.door import Door
    from trainingdesk.ui.main_window import MainWindow


@pytest.fixture
def stick(work: Work, ledger: Ledger, address: str, tmp_path: Path) -> tuple[Path, str]:
    """A file of a centre that holds a county, and its code; the centre has a name of its own."""
    join_centre(work, ledger, address)
    institution.add_institution(work, InstitutionDetails(name="秀山职教中心"))
    exchange(work)
    file = tmp_path / "stick.tdinvite"
    user = work.worker.user_id
    made = invite(ledger, file, county=work.county_code, user=user, role=Role.CLERK, address=address)
    return file, made.code


async def open_file(qtbot: QtBot, window: MainWindow, file: Path, code: str) -> InvitationPage:
    """Choose the file in the dialog, as somebody who types its whole path, and type the code."""
    page_of(window, StartPage).file_button.click()
    page = page_of(window, InvitationPage)
    page.choose_button.click()
    await name_file(qtbot, window, file)
    await until(lambda: page.file.text() == str(file))
    qtbot.keyClicks(page.code.line, code)
    qtbot.keyClick(page.code.line, Qt.Key.Key_Return)
    return page


def test_it_goes_on_with_everything_the_file_holds(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, stick: tuple[Path, str], work: Work
) -> None:
    async def steps() -> None:
        await open_file(qtbot, window, stick[0], stick[1].lower())
        page = await go_on(qtbot, window)
        said = "\n".join(one.text() for one in page.findChildren(type(page.refusal)))
        for fact in ("秀山土家族苗族自治县", "王主任", "经办人", "2026-10-20 09:30"):
            assert fact in said
        qtbot.keyClick(page.secret.second.line, Qt.Key.Key_Return)
        here = await go_in(qtbot, window)
        assert here.worker.name == "李老师"
        assert {one.name for one in institution.list_institutions(here)} == {"秀山职教中心"}
        assert (sync_state(here).joined, sync_state(here).copied) == (True, None)
        with here.database.read() as mine, work.database.read() as theirs:
            assert value_of(mine, CENTER_NAME) == value_of(theirs, CENTER_NAME) == "秀山县职业技能培训中心"

    loop.run_until_complete(steps())


def test_a_wrong_code_is_said_beside_it_and_the_right_one_opens(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door, stick: tuple[Path, str]
) -> None:
    async def steps() -> None:
        page = await open_file(qtbot, window, stick[0], "AAAAA-AAAAA-AAAAA-AAAAA")
        await until(page.code.problem.isVisible)
        assert "口令码不对" in page.code.problem.text()
        assert page.code.line.selectedText() == page.code.text()
        qtbot.keyClicks(page.code.line, stick[1])
        assert not page.code.problem.isVisible()
        page.button.click()
        await until(lambda: isinstance(window.gate.page, ContinuePage))

    loop.run_until_complete(steps())
    assert not door.folder.root.exists()


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda whole: whole[::-1], "不是完整的邀请文件"),
        (lambda whole: whole.replace(b"TDINVITE1", b"TDINVITE2", 1), "另一版本"),
    ],
)
def test_what_is_wrong_with_the_file_is_said_beside_it(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    window: MainWindow,
    stick: tuple[Path, str],
    spoil: Callable[[bytes], bytes],
    words: str,
) -> None:
    file, code = stick
    file.write_bytes(spoil(file.read_bytes()))

    async def steps() -> None:
        page = await open_file(qtbot, window, file, code)
        await until(page.file.problem.isVisible)
        assert words in page.file.problem.text()

    loop.run_until_complete(steps())


def test_a_file_that_is_too_old_is_said_to_be(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, stick: tuple[Path, str], clock: Clock
) -> None:
    clock.now += timedelta(milliseconds=INVITATION_LASTS_MS)

    async def steps() -> None:
        page = await open_file(qtbot, window, *stick)
        await until(page.file.problem.isVisible)
        assert "2027-01-18" in page.file.problem.text()

    loop.run_until_complete(steps())


def test_nothing_typed_is_said_beside_both_fields(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        page_of(window, StartPage).file_button.click()
        page = page_of(window, InvitationPage)
        page.button.click()
        assert page.file.problem.isVisible()
        assert page.code.problem.isVisible()
        qtbot.keyClick(page.file.line, Qt.Key.Key_Escape)
        await until(lambda: isinstance(window.gate.page, StartPage))

    loop.run_until_complete(steps())


def test_a_file_altered_further_on_leaves_nothing_and_a_whole_one_can_be_tried(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door, stick: tuple[Path, str]
) -> None:
    file, code = stick
    whole = file.read_bytes()
    file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))

    async def steps() -> None:
        await open_file(qtbot, window, file, code)
        page = await go_on(qtbot, window)
        page.button.click()
        await until(page.refusal.isVisible)
        assert "不是完整的邀请文件" in page.refusal.text()
        assert not page.panel.isVisible()
        assert not list(door.folder.root.parent.glob("new*"))
        file.write_bytes(whole)
        page.button.click()
        await until(lambda: isinstance(window.gate.page, CodePage))

    loop.run_until_complete(steps())
    assert not door.is_new


def test_cancel_leaves_nothing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door, stick: tuple[Path, str]
) -> None:
    async def steps() -> None:
        await open_file(qtbot, window, *stick)
        page = await go_on(qtbot, window)
        page.button.click()
        await until(page.panel.isVisible)
        assert not window.gate.look_button.isEnabled()
        page.panel.cancel_button.click()
        await until(page.refusal.isVisible)
        assert page.refusal.text() == page.say("invitation.stopped")
        assert window.gate.look_button.isEnabled()
        page.back.click()
        await until(lambda: isinstance(window.gate.page, InvitationPage))

    loop.run_until_complete(steps())
    assert not list(door.folder.root.parent.glob("new*"))
