"""What a class may claim, in its tab: each person with the rule, the claim made from it, and the way to it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.services import claimed_class, finished_class
from tests.ui.classes import dialog_of, tab_of
from tests.ui.driving import is_settled, until
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import claim_list, claim_page
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.claim_details import ClaimDialog
from trainingdesk.ui.screens.claim import ClaimScreen
from trainingdesk.ui.screens.class_subsidy import ClassSubsidy

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def test_a_claim_is_made_from_what_the_class_may_claim(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = claimed_class.make(work, clock, people=2, failed=frozenset({1}))
    clock.now += timedelta(days=30)

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "subsidy", ClassSubsidy)
        told = tab.told.text().splitlines()
        assert told[0] == "班级已结业，可以生成补贴申报。"
        assert told[1].startswith("⚠ 申报期限 2026-11-23 已过")
        assert told[2] == "按现有资料可申报 1,410.50 元：符合 2 条，不符合 2 条，待补证明 0 条。"
        assert not tab.open.isVisible()
        qtbot.mouseClick(tab.prepare, Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, ClaimDialog)
        assert not dialog.fund.isVisible()
        dialog.save_button.click()
        assert dialog.late.problem_label.isVisible()
        dialog.late.set_text("证书下发较晚")
        dialog.kinds.chips["assessment"].click()
        dialog.save_button.click()
        await until(lambda: isinstance(shell.shown, ClaimScreen) and is_settled(shell))
        (one,) = claim_list.list_claims(work)
        page = claim_page.claim_page(work, one.id)
        assert (set(page.totals.by_kind), page.totals.fen, page.head.note) == ({"training"}, 120_000, "证书下发较晚")
        tab = await tab_of(shell, made.class_id, "subsidy", ClassSubsidy)
        assert tab.told.text().startswith("申报 500241-2026-007-BT01（补贴申报）")
        assert not tab.prepare.isVisible()
        qtbot.mouseClick(tab.open, Qt.MouseButton.LeftButton)
        await until(lambda: shell.destination == Destination("claim", one.id) and is_settled(shell))
        await shell.place.take_back()
        await until(lambda: shell.destination == Destination("claims") and is_settled(shell))
        assert claim_list.list_claims(work) == ()

    loop.run_until_complete(steps())


def test_a_class_that_runs_says_when_a_claim_can_be_made(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = finished_class.make(work, clock, people=1, state=ClassState.RUNNING)

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "subsidy", ClassSubsidy)
        assert tab.told.text().startswith("班级结业后才能申报补贴。")
        assert not tab.prepare.isVisible()
        assert tab.lines.model.rowCount() == 2

    loop.run_until_complete(steps())
