"""One claim in the window: every line with its rule, the steps of two people, the papers, and the money to the archive."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QLabel, QPushButton

from tests.services import claimed_class, finished_class
from tests.services.county import as_user
from tests.services.exchange.files import xlsx
from tests.ui.administration import name_file
from tests.ui.classes import dialog_of, save
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.domain.claim import ClaimState
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import audit, claim, claim_page, claim_payment, report_template
from trainingdesk.services.claim import NewClaim
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.claim_decision import ClaimDecisionDialog
from trainingdesk.ui.dialogs.claim_details import RecheckDialog
from trainingdesk.ui.dialogs.claim_payment import PaymentDialog, RecoveryDialog
from trainingdesk.ui.dialogs.claim_step import ClaimStepDialog
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.screens.claim import ClaimScreen
from trainingdesk.ui.screens.claim_checks import ClaimChecks
from trainingdesk.ui.screens.claim_history import ClaimHistory
from trainingdesk.ui.screens.claim_money import ClaimMoney
from trainingdesk.ui.screens.claim_papers import ClaimPapers
from trainingdesk.ui.screens.person import PersonScreen
from trainingdesk.ui.widgets.fields import TextField

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.claim_lines import ClaimLinePanel
    from trainingdesk.ui.screens.claim_steps import ClaimSteps
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

S = ClaimState


async def opened(shell: Shell, claim_id: str, part: str | None = None) -> ClaimScreen:
    screen = await visit(shell, Destination("claim", claim_id, part))
    assert isinstance(screen, ClaimScreen)
    return screen


def facts(panel: ClaimLinePanel) -> dict[str, str]:
    """What stands in the card, by its title."""
    roles = (QFormLayout.ItemRole.LabelRole, QFormLayout.ItemRole.FieldRole)
    lines = [[panel.facts.itemAt(at, role).widget() for role in roles] for at in range(panel.facts.rowCount())]
    return {
        title.text(): words.text() for title, words in lines if isinstance(title, QLabel) and isinstance(words, QLabel)
    }


async def press(qtbot: QtBot, shell: Shell, screen: ClaimScreen, to: ClaimState) -> None:
    """Press the button of a step that asks nothing, and wait until the claim is there."""
    button = screen.steps.button(to)
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    await until(lambda: is_settled(shell) and screen.page is not None and screen.page.head.state is to)


def prepared(work: Work, clock: Clock, **more: object) -> str:
    made = claimed_class.make(work, clock, **more)  # type: ignore[arg-type]
    return claim.prepare(work, NewClaim(class_id=made.class_id)).row


def paid(work: Work, clock: Clock) -> str:
    claim_id = prepared(work, clock, people=2)
    other = finished_class.acting(work, Role.ADMINISTRATOR, user_id="reviewer")
    for to in (S.AUDITING, S.PUBLICITY):
        claim.advance(other, claim_id, to)
    clock.now += timedelta(days=8)
    claim.advance(other, claim_id, S.PAY_APPROVED)
    claim_payment.pay(work, claim_id, reference="拨12")
    return claim_id


@pytest.fixture
def reviewing(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> Iterator[Shell]:
    """The window of somebody who reviews."""
    yield from shell_of(qtbot, as_user(work, "审核", Role.REVIEWER), theme)


def shown(steps: ClaimSteps) -> list[QPushButton]:
    """The buttons of the steps that are offered."""
    return [one for one in steps.findChildren(QPushButton) if one.isVisible()]


def test_every_line_tells_the_rule_that_decided(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    claim_id = prepared(work, clock, people=3, failed=frozenset({1}))

    async def steps() -> None:
        screen = await opened(shell, claim_id)
        assert screen.total.text() == "合计 2,821.00 元"
        lines, panel = screen.lines, screen.lines.panel
        assert [button.text() for button in lines.chips._buttons.values()] == [
            "全部 6",
            "符合 4",
            "不符合 2",
            "待补证明 0",
        ]
        assert panel.reason.text() == "各项规定都符合。"
        refused = next(line for line in lines.model.rows if line.decision is Decision.NO)
        assert lines.table.choose(refused.id)
        assert panel.badge.text() == "✕ 不符合"
        assert panel.reason.text() == "考核不合格，不予补贴。"
        assert facts(panel)["依据"] == "测试规则 subsidy.rates"
        assert facts(panel)["收款方"] == "培训机构　启航学校"
        assert "*" in (refused.id_mask or "")
        lines.chips._buttons["no"].click()
        assert [line.decision for line in lines.model.rows] == [Decision.NO, Decision.NO]
        lines.table.choose(refused.id)
        qtbot.keyClick(lines.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, PersonScreen) and is_settled(shell))
        assert isinstance(shell.shown, PersonScreen)
        assert "2026 年补贴性培训　0 次（政策未规定上限）" in shell.shown.limits.text()

    loop.run_until_complete(steps())


def test_who_handed_it_in_cannot_review_it(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    claim_id = prepared(work, clock, people=1)

    async def steps() -> None:
        screen = await opened(shell, claim_id)
        assert "须由他人审核" in screen.steps.hints.text()
        button = screen.steps.button(S.AUDITING)
        assert button is not None
        assert not button.isEnabled()
        last = max(button.mapTo(screen.steps, button.rect().topRight()).x() for button in shown(screen.steps))
        assert last == screen.steps.layout().contentsRect().right()

    loop.run_until_complete(steps())


def test_a_reviewer_decides_open_lines_and_publishes(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, reviewing: Shell, work: Work, clock: Clock
) -> None:
    claim_id = prepared(work, clock, people=2, certified=False)

    async def steps() -> None:
        screen = await opened(reviewing, claim_id)
        assert "还有 4 条明细待核" in screen.steps.hints.text()
        assert "这一步应在 2026-11-16 前办完" in screen.steps.hints.text()
        await press(qtbot, reviewing, screen, S.AUDITING)
        grant = screen.lines.bar.buttons["screen_claim.grant"]
        assert grant.isVisible()
        screen.lines.table.selectAll()
        qtbot.mouseClick(grant, Qt.MouseButton.LeftButton)
        dialog = await dialog_of(reviewing, ClaimDecisionDialog)
        dialog.save_button.click()
        assert dialog.reason.problem_label.isVisible()
        dialog.reason.set_text("证书原件已核")
        await save(reviewing, dialog)
        assert screen.page is not None
        assert (screen.page.totals.granted, screen.page.totals.open) == (4, 0)
        assert screen.lines.panel.reason.text() == "审核人核实后同意：证书原件已核"
        await press(qtbot, reviewing, screen, S.PUBLICITY)
        assert "公示时间：2026-11-02 至 2026-11-09" in screen.steps.hints.text()
        assert screen.way.accessibleName() == "公示中"
        screen.show_part("history")
        model = screen.tabs.side("history", ClaimHistory).model_of_steps
        told = [model.text(row, column) for row in model.rows[:1] for column in model.columns]
        assert told[1:3] == ["审核", "补贴审核 → 公示中"]

    loop.run_until_complete(steps())


def test_a_return_needs_a_reason_and_is_judged_again(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, reviewing: Shell, work: Work, clock: Clock
) -> None:
    claim_id = prepared(work, clock, people=1)

    async def steps() -> None:
        screen = await opened(reviewing, claim_id)
        await press(qtbot, reviewing, screen, S.AUDITING)
        button = screen.steps.button(S.RETURNED)
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = await dialog_of(reviewing, ClaimStepDialog)
        dialog.reason.set_text("缺证书复印件")
        await save(reviewing, dialog)
        assert screen.page is not None
        assert screen.page.head.state is S.RETURNED
        assert "退回补正：缺证书复印件" in screen.steps.hints.text()
        assert screen.steps.button(S.CLAIMED) is None  # handed in again by who prepares
        assert "screen_claim.recheck" not in screen.lines.bar.buttons

    loop.run_until_complete(steps())


def test_lines_are_judged_again_with_the_fund_that_was_missing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    pack = finished_class.PACK.replace('fund = "F02"\n', "").replace('fund = "F01"\n', "")
    claim_id = prepared(work, clock, people=1, pack=pack)

    async def steps() -> None:
        screen = await opened(shell, claim_id)
        assert screen.lines.panel.reason.text() == "还没有选择资金来源。"
        recheck = screen.lines.bar.buttons["screen_claim.recheck"]
        qtbot.mouseClick(recheck, Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, RecheckDialog)
        dialog.fund.set_text("F03")
        await save(shell, dialog)
        assert screen.page is not None
        assert screen.page.totals.by_fund == {"F03": 141_050}
        said: list[str] = []
        shell.place.notices.shown.connect(lambda notice: said.append(notice.text))
        qtbot.mouseClick(recheck, Qt.MouseButton.LeftButton)  # with a fund it asks nothing
        await until(lambda: is_settled(shell) and said)
        assert said[0] == "申报 500241-2026-007-BT01 已重新核算。"
        assert screen.page.totals.by_fund == {"F03": 141_050}

    loop.run_until_complete(steps())


def test_papers_are_shown_and_the_payment_list_only_with_a_reason(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    claim_id = prepared(work, clock, people=2)

    async def steps() -> None:
        screen = await opened(shell, claim_id, "papers")
        papers = screen.tabs.side("papers", ClaimPapers)
        await until(lambda: is_settled(shell) and papers.preview.area.pages)
        assert papers.preview.name == "补贴申请明细表 500241-2026-007-BT01"
        papers.kinds._buttons["notice"].click()
        await until(lambda: is_settled(shell) and papers.preview.name.startswith("补贴公示名单"))
        papers.kinds._buttons["payments"].click()
        await until(lambda: is_settled(shell) and papers.look.isVisible())
        assert not papers.preview.isVisible()
        papers.look.buttons["screen_claim.payments_show"].click()
        dialog = await dialog_of(shell, FormDialog)
        dialog.form.fields[0].set_text("送银行代发")
        await save(shell, dialog)
        await until(lambda: is_settled(shell) and papers.preview.name.startswith("补贴发放清册"))
        assert papers.preview.isVisible()
        screen.show_part("lines")
        assert papers.kinds.value == "table"

    loop.run_until_complete(steps())
    assert "送银行代发" in [one.reason for one in audit.list_access(work)]


def test_a_payment_is_compared_with_the_claim(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    claim_id = prepared(work, clock, people=1)
    other = finished_class.acting(work, Role.ADMINISTRATOR, user_id="reviewer")
    for to in (S.AUDITING, S.PUBLICITY):
        claim.advance(other, claim_id, to)
    clock.now += timedelta(days=8)
    claim.advance(other, claim_id, S.PAY_APPROVED)

    async def steps() -> None:
        screen = await opened(shell, claim_id, "money")
        button = screen.steps.button(S.PAID)
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, PaymentDialog)
        dialog.reference.set_text("拨12")
        dialog.amount.set_text("1400")
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert dialog.refusal.text() == "拨付金额 1400.00 元和申报合计 1410.50 元不一致。"
        dialog.amount.set_text("1,410.50")
        await save(shell, dialog)
        assert screen.page is not None
        assert screen.page.head.state is S.PAID
        money = screen.tabs.side("money", ClaimMoney)
        assert [money.paid.text(money.paid.row(0), column) for column in money.paid.columns] == [
            "2026-11-10", "1,410.50", "拨12", "已拨付",
        ]  # fmt: skip

    loop.run_until_complete(steps())


def test_money_is_asked_back_arrives_and_the_claim_is_closed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, clock: Clock, theme: Theme
) -> None:
    claim_id = paid(work, clock)
    administrator = as_user(work, "副主任", Role.ADMINISTRATOR)
    line = claim_page.claim_page(work, claim_id).lines[0]

    async def steps(shell: Shell) -> None:
        screen = await opened(shell, claim_id, "money")
        screen.lines.table.choose(line.id)
        button = screen.steps.button(S.RECOVERING)
        assert button is not None
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        dialog = await dialog_of(shell, RecoveryDialog)
        assert dialog.amount.text() == "1,200.00"
        dialog.amount.set_text("600")
        dialog.reason.set_text("重复享受")
        await save(shell, dialog)
        money = screen.tabs.side("money", ClaimMoney)
        assert "screen_claim.recover_more" in money.bar.buttons
        money.table.setCurrentIndex(money.back.index(0, 0))
        qtbot.mouseClick(money.bar.buttons["screen_claim.arrived"], Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and money.back.row(0).row.recovered_on is not None)
        await press(qtbot, shell, screen, S.CLOSED)
        assert "已经办结" in screen.steps.hints.text()
        screen.show_part("checks")
        checks = screen.tabs.side("checks", ClaimChecks)
        await until(lambda: is_settled(shell) and checks.is_loaded())
        assert checks.words.text()

    for shell in shell_of(qtbot, administrator, theme):
        loop.run_until_complete(steps(shell))


def test_a_claim_is_written_into_the_countys_own_form(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock, tmp_path: Path
) -> None:
    claim_id, said = prepared(work, clock, people=2), []
    shell.place.notices.shown.connect(lambda notice: said.append(notice.text))
    total = claim_page.claim_page(work, claim_id).totals.fen

    async def write(screen: ClaimScreen, name: str, *, reason: str | None = None) -> object:
        qtbot.mouseClick(
            screen.tabs.side("papers", ClaimPapers).bar.buttons["screen_claim.by_form"], Qt.MouseButton.LeftButton
        )
        if reason is not None:
            dialog = await dialog_of(shell, FormDialog)
            dialog.findChild(TextField).set_text(reason)
            dialog.submit()
        await name_file(qtbot, shell, tmp_path / name)
        await until((tmp_path / name).exists)
        await until(lambda: is_settled(shell))
        return [row[0].value for row in load_workbook(tmp_path / name).worksheets[0].iter_rows()]

    async def steps() -> None:
        screen = await opened(shell, claim_id, "papers")
        qtbot.mouseClick(
            screen.tabs.side("papers", ClaimPapers).bar.buttons["screen_claim.by_form"], Qt.MouseButton.LeftButton
        )
        await until(lambda: any("报表模板" in one for one in said))
        report_template.add_template(work, xlsx(tmp_path / "申领.xlsx", [["{{补贴_人_金额}}"], ["{{补贴_合计}}"]]))
        assert await write(screen, "一.xlsx") == [total / 200, total / 200, total / 100]
        report_template.remove_template(work, "申领")
        report_template.add_template(work, xlsx(tmp_path / "全.xlsx", [["{{补贴_人_证件号码全}}"]]))
        numbers = await write(screen, "二.xlsx", reason="报人社局")
        assert isinstance(numbers, list)
        assert all("*" not in one for one in numbers)
        assert audit.list_access(work, limit=1)[0].reason == "报人社局"

    loop.run_until_complete(steps())
