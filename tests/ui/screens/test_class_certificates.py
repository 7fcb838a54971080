"""Certificates of a class: looked at before, issued, with numbers of an assessing body, revoked, printed again, checked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.services import claimed_class
from tests.ui.classes import dialog_of, save, tab_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.certificate import CertificateKind
from trainingdesk.reports.document import PlacedPage
from trainingdesk.services import certificate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.certificate import CertificateReason, IssueDialog, VerifyDialog
from trainingdesk.ui.screens.certificate_print import CertificatePrint
from trainingdesk.ui.screens.class_certificates import ClassCertificates

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.services.finished_class import Made
    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

C = "screen_certificates"


def completed(work: Work, clock: Clock) -> Made:
    """Two who passed and one who failed, without certificates."""
    return claimed_class.make(work, clock, people=3, failed=frozenset({2}), certified=False)


def shown(tab: ClassCertificates) -> list[tuple[str, str]]:
    """Name and state of every line."""
    state = next(one for one in tab.model.columns if one.key == "state")
    return [(row.name, tab.model.text(row, state)) for row in tab.model.rows]


def test_a_batch_is_looked_at_and_issued(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = completed(work, clock)

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "certificates", ClassCertificates)
        assert shown(tab) == [("学员0070", "○ 未发证"), ("学员0071", "○ 未发证")]
        assert not tab.bar.buttons[f"{C}.revoke"].isEnabled()
        qtbot.keyClick(tab.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        dialog = await dialog_of(shell, IssueDialog)
        assert not dialog.lines.isVisible()
        await until(lambda: "将发放 2 本：HG500241202600001 至 HG500241202600002" in dialog.found.text())
        assert "学员0071　HG500241202600002" in dialog.found.text()
        dialog.day.set_text("20261102")
        await save(shell, dialog)
        assert [state for _name, state in shown(tab)] == ["✓ 有效", "✓ 有效"]
        assert tab.sum.text() == "结业 2 人，已有证书 2 人，未发证 0 人"
        tab.bar.buttons[f"{C}.print"].click()
        await until(lambda: isinstance(shell.shown, CertificatePrint) and is_settled(shell))
        paper = shell.shown
        assert isinstance(paper, CertificatePrint)
        await until(lambda: len(paper.preview.area.pages) == 2)
        first = certificate.list_certificates(work, class_id=made.class_id)[0]
        await visit(shell, Destination("certificate_print", made.class_id, first.id))
        await until(lambda: [one.number for one in paper.found] == [first.number] and is_settled(shell))
        tab.bar.buttons[f"{C}.list"].click()
        await until(lambda: shell.destination == Destination("paper", made.class_id, "certificates"))
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())
    assert len(certificate.list_certificates(work, class_id=made.class_id)) == 2


def test_numbers_of_the_assessing_body_are_pasted(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = completed(work, clock)

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "certificates", ClassCertificates)
        tab.bar.buttons[f"{C}.issue"].click()
        dialog = await dialog_of(shell, IssueDialog)
        dialog.kind.set_text(CertificateKind.SKILL_LEVEL)
        await until(lambda: "学员0070" in dialog.found.text() and "没有填写证书编号" in dialog.found.text())
        assert dialog.lines.isVisible()
        assert dialog.lines.text().splitlines()[0] == "500241-2026-007-001\t学员0070\t"
        dialog.lines.set_text("学员0070\tY000150000241265000001\n学员0079\tY1")
        await until(lambda: "将发放 1 本" in dialog.found.text())
        assert "⚠ 第 2 行" in dialog.found.text()
        dialog.lines.set_text("学员0070\tY12")
        dialog.submit()
        await until(lambda: dialog.refusal.isVisible() and dialog.save_button.isEnabled())
        assert "22 位" in dialog.refusal.text()
        dialog.lines.set_text("学员0070\tY000150000241265000001")
        await save(shell, dialog)
        assert tab.sum.text() == "结业 2 人，已有证书 1 人，未发证 1 人"

    loop.run_until_complete(steps())
    (one,) = certificate.list_certificates(work, class_id=made.class_id)
    assert (one.name, one.kind, one.number) == ("学员0070", CertificateKind.SKILL_LEVEL, "Y000150000241265000001")


def test_one_is_printed_again_checked_and_revoked(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = claimed_class.make(work, clock, people=1)
    (issued,) = certificate.list_certificates(work, class_id=made.class_id)

    async def steps() -> None:
        tab = await tab_of(shell, made.class_id, "certificates", ClassCertificates)
        tab.bar.buttons[f"{C}.reprint"].click()
        reason = await dialog_of(shell, CertificateReason)
        reason.submit()
        assert reason.reason.problem_label.isVisible()
        reason.reason.set_text("纸张打坏")
        reason.submit()
        await until(lambda: isinstance(shell.shown, CertificatePrint) and is_settled(shell))
        assert shell.destination == Destination("certificate_print", made.class_id, issued.id)
        paper = shell.shown
        assert isinstance(paper, CertificatePrint)
        await until(lambda: is_settled(shell) and len(paper.preview.area.pages) == 1)
        (page,) = paper.preview.document.blocks if paper.preview.document else ()
        paper.right.setText("1")
        qtbot.keyClick(paper.right, Qt.Key.Key_Return)
        qtbot.keyClick(paper.right, Qt.Key.Key_Up)
        (moved,) = paper.preview.document.blocks if paper.preview.document else ()
        assert isinstance(page, PlacedPage)
        assert isinstance(moved, PlacedPage)
        assert [round(one.x - other.x, 2) for one, other in zip(moved.words, page.words, strict=True)] == [1.5] * len(
            page.words
        )
        again = CertificatePrint(shell.place, shell.destination)
        qtbot.addWidget(again)
        assert again.right.millimetres == 1.5
        tab = await tab_of(shell, made.class_id, "certificates", ClassCertificates)
        tab.bar.buttons[f"{C}.verify"].click()
        check = await dialog_of(shell, VerifyDialog)
        for code, told in ((issued.verify_code or "", "核验码相符。"), ("0000", "核验码不符")):
            check.code.set_text(code)
            qtbot.keyClick(check.code.line, Qt.Key.Key_Return)
            await until(lambda told=told: told in check.answer.text())
        qtbot.keyClick(check, Qt.Key.Key_Escape)
        await until(lambda: not check.isVisible())
        tab.bar.buttons[f"{C}.revoke"].click()
        reason = await dialog_of(shell, CertificateReason)
        reason.reason.set_text("姓名有误")
        await save(shell, reason)
        assert [state for _name, state in shown(tab)] == ["✗ 已撤销 · 重印 1 次", "○ 未发证"]
        assert not tab.bar.buttons[f"{C}.revoke"].isEnabled()
        tab.shown.choose("waiting")
        tab.shown.changed.emit("waiting")
        assert [state for _name, state in shown(tab)] == ["○ 未发证"]

    loop.run_until_complete(steps())
    (one,) = certificate.list_certificates(work, class_id=made.class_id)
    assert (one.status, one.reprints) == ("revoked", 1)
    assert one.issued_on == date(2026, 11, 2)
