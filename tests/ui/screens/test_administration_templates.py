"""Forms of the county's own, in the window (FEATURES 60)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tests.services import claimed_class
from tests.services.exchange.files import xlsx
from tests.services.month_county import make_county
from tests.ui.administration import click, dialog_of, name_file, section
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.calendar import Month
from trainingdesk.services import claim, month, report_template
from trainingdesk.services.claim import NewClaim
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.administration_templates import ReportTemplates
from trainingdesk.ui.screens.monthly_report import MonthlyReportScreen

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


def drop(screen: ReportTemplates, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    screen.dropEvent(QDropEvent(QPointF(9, 9), copy, data, left, Qt.KeyboardModifier.NoModifier))


def test_a_form_is_dropped_tried_written_and_removed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    make_county(work)
    wrong, right = xlsx(tmp_path / "错.xlsx", [["{{A1_下月}}"]]), xlsx(tmp_path / "本县月报.xlsx", [["{{A1_本月}}"]])
    october = Month(2026, 10)
    wanted = month.figures(work, october).report.line("A1").month
    assert wanted > 0

    async def steps() -> None:
        screen = await section(shell, "templates", ReportTemplates)
        assert not screen.table.isVisible()
        drop(screen, wrong)
        question = await dialog_of(shell, Question)
        assert list(question.buttons) == ["close"]  # it cannot be kept
        click(qtbot, question.buttons["close"])
        click(qtbot, screen.bar.buttons["report_template.add"])
        await name_file(qtbot, shell, right)
        await until(lambda: any("keep" in one.buttons for one in shell.findChildren(Question)))
        question = next(one for one in shell.findChildren(Question) if "keep" in one.buttons)
        qtbot.keyClick(question.buttons["keep"], Qt.Key.Key_Return)
        await until(lambda: screen.model.rowCount() == 1 and is_settled(shell))
        screen.months.setCurrentIndex(screen.months.findData(str(october)))
        screen.months.activated.emit(screen.months.currentIndex())
        await until(lambda: screen.put_model.rowCount() == 1 and is_settled(shell))
        assert [cell.value(screen.put_model.rows[0]) for cell in screen.put_model.columns][2] == str(wanted)
        click(qtbot, screen.bar.buttons["report_template.start"])
        await name_file(qtbot, shell, tmp_path / "空白.xlsx")
        await until((tmp_path / "空白.xlsx").exists)
        reports = await visit(shell, Destination("reports", str(october)))
        assert isinstance(reports, MonthlyReportScreen)
        by_form = next(one for one in reports.commands() if one.id == "screen_report.by_form")
        by_form.run()
        await name_file(qtbot, shell, tmp_path / "十月.xlsx")
        await until((tmp_path / "十月.xlsx").exists)
        screen = await section(shell, "templates", ReportTemplates)
        screen.table.selectRow(0)
        click(qtbot, screen.bar.buttons["report_template.remove"])
        question = await dialog_of(shell, Question)
        click(qtbot, question.buttons["remove"])
        await until(lambda: screen.model.rowCount() == 0 and is_settled(shell))

    loop.run_until_complete(steps())
    written = openpyxl.load_workbook(tmp_path / "十月.xlsx").active
    assert written is not None
    assert written["A1"].value == wanted
    assert "月报_A1_本月" in str([*openpyxl.load_workbook(tmp_path / "空白.xlsx").worksheets[-1].values])
    assert report_template.list_templates(work) == ()


def test_a_form_of_claims_is_tried_with_the_latest_claim(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock, tmp_path: Path
) -> None:
    asked = [["{{补贴_人_姓名}}", "{{补贴_人_证件号码全}}"], ["{{补贴_合计}}"]]
    report_template.add_template(work, xlsx(tmp_path / "申领.xlsx", asked))

    async def steps() -> None:
        screen = await section(shell, "templates", ReportTemplates)
        await until(screen.trouble.isVisible)
        assert "还没有补贴申报" in screen.trouble.text()
        made = claimed_class.make(work, clock, people=2)
        claim.prepare(work, NewClaim(class_id=made.class_id))
        screen.refresh()
        await until(lambda: screen.put_model.rowCount() == 3 and is_settled(shell))
        assert not screen.months.isVisible()
        assert not screen.bar.buttons["report_template.write"].isEnabled()
        told = [[column.value(row) for column in screen.put_model.columns] for row in screen.put_model.rows]
        assert [row[1] for row in told] == ["每人一行 · 姓名", "每人一行 · 证件号码（完整，需说明用途）", "合计（元）"]
        assert "(+1)" in str(told[0][2])
        click(qtbot, screen.bar.buttons["claim_template.start"])
        await name_file(qtbot, shell, tmp_path / "空白.xlsx")
        await until((tmp_path / "空白.xlsx").exists)

    loop.run_until_complete(steps())
