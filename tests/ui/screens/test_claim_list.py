"""The list of claims: narrowed and summed to the fen, and one opened by Enter."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.services import claimed_class, finished_class
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.domain.claim import ClaimState
from trainingdesk.services import claim
from trainingdesk.services.claim import NewClaim
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.claim_list import ClaimList

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme


async def listed(shell: Shell) -> ClaimList:
    screen = await visit(shell, Destination("claims"))
    assert isinstance(screen, ClaimList)
    return screen


def shown(screen: ClaimList) -> list[str]:
    return [row.number for row in screen.model.rows]


def test_claims_are_narrowed_summed_and_opened(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    first = claimed_class.make(work, clock, people=2)
    one = claim.prepare(work, NewClaim(class_id=first.class_id)).row
    claim.advance(finished_class.acting(work, Role.REVIEWER), one, ClaimState.AUDITING)
    second = claimed_class.make(work, clock, people=1, number="500241-2026-008")
    clock.now = datetime(2026, 12, 1, 2, tzinfo=UTC)
    claim.prepare(work, NewClaim(class_id=second.class_id, late_reason="材料补正"))

    async def steps() -> None:
        screen = await listed(shell)
        assert shown(screen) == ["500241-2026-007-BT01", "500241-2026-008-BT01"]
        assert screen.total.text() == "共 2 份，合计 4,231.50 元"
        chips = {button.text(): button for button in screen.chips.findChildren(QPushButton)}
        assert {"全部 2", "补贴审核 1", "补贴申报 1", "已拨付 0"} <= set(chips)
        qtbot.mouseClick(chips["补贴审核 1"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and len(shown(screen)) == 1)
        assert screen.total.text() == "共 1 份，合计 2,821.00 元"
        qtbot.mouseClick(chips["已拨付 0"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and not shown(screen))
        assert screen.list.empty.words.text().startswith("没有符合条件的申报")
        screen.chips.choose("all")
        screen.month.box.setCurrentText("2026-12")
        await until(lambda: is_settled(shell) and shown(screen) == ["500241-2026-008-BT01"])
        screen.month.set_text("")
        qtbot.keyClicks(screen.text, "007")
        await until(lambda: is_settled(shell) and shown(screen) == ["500241-2026-007-BT01"])
        screen.table.choose(one)
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("claim", one) and is_settled(shell))
        assert shell.shown is not None
        assert shell.shown.title() == "补贴申报 500241-2026-007-BT01"

    loop.run_until_complete(steps())


def test_without_a_claim_the_list_says_how_one_is_made(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell
) -> None:
    async def steps() -> None:
        screen = await listed(shell)
        assert screen.list.empty.words.text().startswith("还没有补贴申报")
        qtbot.mouseClick(screen.list.empty.button, Qt.MouseButton.LeftButton)
        await until(lambda: shell.destination == Destination("classes") and is_settled(shell))

    loop.run_until_complete(steps())


def test_the_most_pressing_class_without_a_claim_is_named(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = claimed_class.make(work, clock, people=1)

    async def steps() -> None:
        screen = await listed(shell)
        assert screen.waiting.words.text() == (
            "还有 1 个已结业的班级没有申报补贴，最近的期限是 2026-11-23：500241-2026-007 2026年养老护理员五级班。"
        )
        qtbot.mouseClick(screen.waiting.go, Qt.MouseButton.LeftButton)
        await until(lambda: shell.destination == Destination("class", made.class_id, "subsidy") and is_settled(shell))

    loop.run_until_complete(steps())


def test_who_only_teaches_has_no_such_place(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme
) -> None:
    teacher = finished_class.acting(work, Role.INSTRUCTOR)
    for other in shell_of(qtbot, teacher, theme):
        assert "claims" not in other.rail.buttons
