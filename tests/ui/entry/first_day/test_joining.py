"""A new computer with a line joins the centre by one text: typed, pasted or read by a reader of codes."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from tests.at_desk import join_centre
from tests.conftest import serving
from tests.ui.driving import until
from tests.ui.entry.entering import go_in, go_on, page_of
from trainingdesk.domain.access import Role
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.sync_state import sync_state
from trainingdesk.sync.exchange import exchange
from trainingdesk.ui.entry.code_page import CodePage
from trainingdesk.ui.entry.continue_page import ContinuePage
from trainingdesk.ui.entry.first_run import StartPage
from trainingdesk.ui.entry.joining_page import JoiningPage
from trainingdesk.wire.joining import Joining

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.entry.door import Door
    from trainingdesk.ui.main_window import MainWindow

COUNTY = "500241"


@pytest.fixture
def line(ledger: Ledger) -> Iterator[ExitStack]:
    """What keeps the centre running until it is closed."""
    with ExitStack() as running:
        yield running


@pytest.fixture
def joining(work: Work, ledger: Ledger, line: ExitStack) -> Joining:
    """The invitation of a centre that holds a school."""
    address = f"http://127.0.0.1:{line.enter_context(serving(ledger))}"
    join_centre(work, ledger, address)
    institution.add_institution(work, InstitutionDetails(name="秀山职教中心"))
    exchange(work)
    code = ledger.code(county=COUNTY, user=work.worker.user_id, role=Role.CLERK)
    return Joining(address, code, COUNTY)


def read_by_reader(qtbot: QtBot, window: MainWindow, text: str) -> JoiningPage:
    """Turn to the page and let a reader of codes type into it, and press Enter as it does."""
    if isinstance(window.gate.page, StartPage):
        window.gate.page.centre_button.click()
    page = page_of(window, JoiningPage)
    page.invitation.line.clear()
    qtbot.keyClicks(page.invitation.line, text)
    qtbot.keyClick(page.invitation.line, Qt.Key.Key_Return)
    return page


def test_what_a_reader_types_leads_to_the_whole_county(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, joining: Joining, ledger: Ledger
) -> None:
    async def steps() -> None:
        read_by_reader(qtbot, window, joining.text)
        page = await go_on(qtbot, window)
        said = "\n".join(one.text() for one in page.findChildren(type(page.refusal)))
        for fact in ("秀山土家族苗族自治县", "王主任", "经办人", joining.address):
            assert fact in said
        assert ledger.devices()[-1].number == 1  # nothing is used up yet
        qtbot.keyClick(page.secret.second.line, Qt.Key.Key_Return)
        here = await go_in(qtbot, window)
        assert {one.name for one in institution.list_institutions(here)} == {"秀山职教中心"}
        assert (sync_state(here).joined, sync_state(here).copied) == (True, None)
        exchange(here)
        assert sync_state(here).operations == 0

    loop.run_until_complete(steps())


@pytest.mark.parametrize(
    ("typed", "said", "is_wrong"),
    [
        ("", "例如", False),
        ("https:/", "开头应是中心地址", False),
        ("https://centre.example 500241", "还差登记码", False),
        ("https://centre.example 500241 ABCDE", "不足 10 个字符", False),
        ("https://centre.example 500241 ABCDEFGHJK", "已读出：重庆市秀山土家族苗族自治县，中心 centre.example", False),
        ("centre.example ABCDEFGHJK", "以 https:// 开头", True),
        ("https://centre.example 500241 ABCDE0", "没有 0、1、I、O", True),
        ("https://centre.example 50024 ABCDEFGHJK", "应是六位数字", True),
    ],
)
def test_its_form_is_looked_at_while_it_is_typed(
    window: MainWindow, qtbot: QtBot, typed: str, said: str, *, is_wrong: bool
) -> None:
    page_of(window, StartPage).centre_button.click()
    page = page_of(window, JoiningPage)
    QGuiApplication.clipboard().setText(typed)
    qtbot.keyClick(page.invitation.line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    shown, other = page.invitation.hint, page.invitation.problem
    if is_wrong:
        shown, other = other, shown
    assert said in shown.text()
    assert (shown.isVisible(), other.isVisible()) == (True, False)


def test_nothing_typed_is_said_and_esc_goes_back(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        page = read_by_reader(qtbot, window, "")
        assert page.invitation.problem.text() == page.say("entry.joining_missing")
        qtbot.keyClick(page.invitation.line, Qt.Key.Key_Escape)
        await until(lambda: isinstance(window.gate.page, StartPage))

    loop.run_until_complete(steps())


def test_why_a_code_does_not_hold_is_said(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    window: MainWindow,
    door: Door,
    joining: Joining,
    ledger: Ledger,
    clock: Clock,
    line: ExitStack,
) -> None:
    used, late = (ledger.code(county=COUNTY, user="u", role=Role.CLERK) for _ in range(2))
    ledger.enroll(code=used, public_key=b"k" * 32)

    async def refused(text: str, words: str) -> None:
        page = read_by_reader(qtbot, window, text)
        await until(page.button.isEnabled)
        await until(page.invitation.problem.isVisible)
        assert words in page.invitation.problem.text()

    async def steps() -> None:
        await refused(f"{joining.address} ABCDEFGHJK", "没有这个登记码")
        await refused(f"{joining.address} {used}", "已经用过了")
        await refused(f"{joining.address} 530181 {joining.code}", "不是给县区 530181 的")
        clock.now += timedelta(hours=25)
        await refused(f"{joining.address} {late}", "已过期")
        await refused(f"{joining.address.replace('http://', 'https://')} {late}", "不是本系统的中心")
        line.close()
        await refused(joining.text, "连不上中心")

    loop.run_until_complete(steps())
    assert not door.folder.root.exists()


def test_cancel_leaves_nothing_and_the_same_invitation_goes_on(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, door: Door, joining: Joining, ledger: Ledger
) -> None:
    async def steps() -> None:
        read_by_reader(qtbot, window, joining.text)
        page = await go_on(qtbot, window)
        page.button.click()
        await until(page.panel.isVisible)
        assert not window.gate.look_button.isEnabled()
        page.panel.cancel_button.click()
        await until(page.refusal.isVisible)
        assert page.refusal.text() == page.say("invitation.stopped")
        assert not list(door.folder.root.parent.glob("new*"))
        page.back.click()
        await until(lambda: isinstance(window.gate.page, JoiningPage))
        qtbot.keyClick(page_of(window, JoiningPage).invitation.line, Qt.Key.Key_Return)
        page = await go_on(qtbot, window)
        page.button.click()
        await until(lambda: isinstance(window.gate.page, CodePage))

    loop.run_until_complete(steps())
    assert len(ledger.devices()) == 2
    assert not door.is_new


def test_where_the_line_breaks_it_says_so_and_waits(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    window: MainWindow,
    door: Door,
    joining: Joining,
    ledger: Ledger,
    line: ExitStack,
) -> None:
    async def steps() -> None:
        read_by_reader(qtbot, window, joining.text)
        page = await go_on(qtbot, window)
        line.close()
        page.button.click()
        await until(page.refusal.isVisible)
        assert "连不上中心，这台电脑上没有留下数据" in page.refusal.text()
        line.enter_context(serving(ledger, port=int(joining.address.rpartition(":")[2])))
        begun = page.beginning
        begun.keys = door.new_keys()
        begun.enrolled = door.enroll(joining, begun.keys)
        line.close()
        page.button.click()
        await until(lambda: page.panel.words.text() == page.say("entry.line_broke"))
        page.panel.cancel_button.click()
        await until(page.refusal.isVisible)
        assert page.refusal.text() == page.say("invitation.stopped")

    loop.run_until_complete(steps())
    assert not list(door.folder.root.parent.glob("new*"))


def test_it_stays_on_the_page_of_the_person_until_they_are_named(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow, joining: Joining
) -> None:
    async def steps() -> None:
        read_by_reader(qtbot, window, joining.text)
        await until(lambda: isinstance(window.gate.page, ContinuePage))
        page = page_of(window, ContinuePage)
        page.button.click()
        assert page.administrator.problem.isVisible()
        assert not page.panel.isVisible()

    loop.run_until_complete(steps())
