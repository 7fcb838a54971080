"""The administrator's month: three clicks to the exported report, every number opened and counted again, change of user."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QFileDialog, QPushButton

from tests.at_desk import somebody
from tests.services.month_county import make_county
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_cut import CutPart
from trainingdesk.domain.month_rows import RowKind
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.services import monthly_report as service
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.month_behind import MonthBehind
from trainingdesk.ui.screens.monthly_report import MonthlyReportScreen
from trainingdesk.ui.screens.monthly_report_table import COUNTED

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

OCTOBER = Month(2026, 10)


@pytest.fixture
def county(work: Work, clock: Clock) -> Work:
    clock.now = datetime(2026, 11, 3, 1, tzinfo=UTC)
    make_county(work)
    return work


class Mouse:
    """Clicks and counts."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot, self.clicks = qtbot, 0

    def click(self, button: QAbstractButton) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        self.clicks += 1


def button(shell: Shell, name: str) -> QPushButton:
    found = [one for one in shell.findChildren(QPushButton, name) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def rail_button(shell: Shell) -> QAbstractButton:
    words = shell.place.say("place.reports")
    return next(one for one in shell.rail.findChildren(QAbstractButton) if one.text() == words)


def report_of(shell: Shell) -> MonthlyReportScreen:
    assert isinstance(shell.shown, MonthlyReportScreen)
    return shell.shown


def written(folder: Path) -> list[Path]:
    """The workbooks of a folder."""
    return list(folder.glob("*.xlsx"))


def test_three_clicks_lead_to_the_exported_report(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, county: Work, tmp_path: Path
) -> None:
    async def steps() -> None:
        mouse = Mouse(qtbot)
        await visit(shell, Destination("classes"))
        mouse.click(rail_button(shell))
        await until(lambda: isinstance(shell.shown, MonthlyReportScreen) and is_settled(shell))
        assert report_of(shell).month == OCTOBER
        mouse.click(button(shell, "page_preview.excel"))
        await until(lambda: shell.findChildren(QFileDialog))
        dialog = shell.findChildren(QFileDialog)[0]
        dialog.setDirectory(str(tmp_path))
        box = dialog.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        mouse.click(box.button(QDialogButtonBox.StandardButton.Save))
        await until(lambda: written(tmp_path) and is_settled(shell))
        assert mouse.clicks == 3
        texts = {cell.value for row in load_workbook(written(tmp_path)[0]).worksheets[0].rows for cell in row}
        assert shell.place.say("monthly_report.title") in texts

    loop.run_until_complete(steps())


def test_every_number_opens_rows_that_sum_to_it(loop: asyncio.AbstractEventLoop, shell: Shell, county: Work) -> None:
    async def steps() -> None:
        report = await visit(shell, Destination("reports", str(OCTOBER)))
        assert isinstance(report, MonthlyReportScreen)
        assert report.figures is not None
        counted = [line for line in report.figures.report.lines if line.row.kind is not RowKind.RATE]
        for line in counted:
            for figure in COUNTED:
                shown = await visit(shell, Destination("month_behind", f"{OCTOBER} {line.row.id} {figure}"))
                assert isinstance(shown, MonthBehind)
                assert shown.table is not None
                assert sum(row.amount for row in shown.table.rows.rows) == line.value(figure), (line.row.id, figure)

    loop.run_until_complete(steps())


def test_enter_on_a_number_opens_its_rows(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, county: Work
) -> None:
    async def steps() -> None:
        report = await visit(shell, Destination("reports", str(OCTOBER)))
        assert isinstance(report, MonthlyReportScreen)
        assert report.model.row(0).row.id == "A1"
        year = next(at for at, column in enumerate(report.model.columns) if column.key == "year")
        report.table.setCurrentIndex(report.model.index(0, year))
        qtbot.keyClick(report.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, MonthBehind) and is_settled(shell))
        assert shell.destination == Destination("month_behind", "2026-10 A1 year")

    loop.run_until_complete(steps())


def test_nothing_stands_behind_a_rate(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, county: Work
) -> None:
    async def steps() -> None:
        report = await visit(shell, Destination("reports", str(OCTOBER)))
        assert isinstance(report, MonthlyReportScreen)
        said: list[str] = []
        shell.place.notices.shown.connect(lambda notice: said.append(notice.text))
        at = next(at for at in range(report.model.rowCount()) if report.model.row(at).row.id == "H4")
        columns = {column.key: number for number, column in enumerate(report.model.columns)}
        assert report.model.index(at, columns["month"]).data() == "50.00%"
        report.table.setCurrentIndex(report.model.index(at, columns["month"]))
        qtbot.keyClick(report.table, Qt.Key.Key_Return)
        assert shell.shown is report
        assert [text[:5] for text in said] == ["“合格率”"]

    loop.run_until_complete(steps())


def test_attendance_is_read_by_township(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, county: Work
) -> None:
    """All lessons of the county were held in the second township: 24 of 56 class periods, as in the whole."""

    async def steps() -> None:
        report = await visit(shell, Destination("reports", str(OCTOBER), "cuts"))
        assert isinstance(report, MonthlyReportScreen)
        chip = next(one for one in report.cuts.parts.findChildren(QPushButton) if "出勤" in one.text())
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        model = report.cuts.models[CutPart.TEACHING]
        columns = {column.key: number for number, column in enumerate(model.columns)}
        rates = [model.index(at, columns["H1.3_month"]).data() for at in range(model.rowCount())]
        assert rates == ["—", "42.86%"]
        assert report.cuts.tables.currentIndex() == 1

    loop.run_until_complete(steps())


def test_a_month_to_come_is_refused_in_words(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, county: Work
) -> None:
    async def steps() -> None:
        report = await visit(shell, Destination("reports", "2026-11"))
        assert isinstance(report, MonthlyReportScreen)
        said: list[str] = []
        shell.place.notices.shown.connect(lambda notice: said.append(notice.text))
        qtbot.mouseClick(button(shell, "screen_report.later"), Qt.MouseButton.LeftButton)
        assert report.month == Month(2026, 11)
        assert said == [shell.place.say("monthly_report.month_to_come", month=Month(2026, 12))]

    loop.run_until_complete(steps())


def test_nobody_freezes_what_they_prepared_but_another_does(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, county: Work
) -> None:
    async def freeze() -> None:
        qtbot.mouseClick(button(shell, "screen_report.freeze"), Qt.MouseButton.LeftButton)
        await until(lambda: [one for one in shell.findChildren(Question) if one.isVisible()])
        question = next(one for one in shell.findChildren(Question) if one.isVisible())
        qtbot.mouseClick(question.buttons["freeze"], Qt.MouseButton.LeftButton)
        await until(lambda: not shell.findChildren(Question) and is_settled(shell))

    async def steps() -> None:
        await visit(shell, Destination("reports", str(OCTOBER)))
        qtbot.mouseClick(button(shell, "screen_report.prepare"), Qt.MouseButton.LeftButton)
        await until(lambda: service.version_of(county, OCTOBER) is not None and is_settled(shell))
        await freeze()
        row = service.version_of(county, OCTOBER)
        assert row is not None
        assert row.state == ReportState.PREPARED
        service.prepare(somebody(county, "李录入", Role.CLERK), OCTOBER)
        service.review(somebody(county, "张审核", Role.REVIEWER), OCTOBER)
        await freeze()
        row = service.version_of(county, OCTOBER)
        assert row is not None
        assert row.state == ReportState.FROZEN
        assert report_of(shell).state.text() == shell.place.say("monthly_report.state_frozen")

    loop.run_until_complete(steps())
