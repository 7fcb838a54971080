"""Oversight in the window: a draw that anybody can repeat, visits, calls, the file of a class, sanctions and complaints."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt

from tests.services import finished_class
from tests.services.county import as_user
from tests.ui.administration import name_file
from tests.ui.classes import dialog_of, save
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import complaint, inspection, sanction
from trainingdesk.services.complaint import NewComplaint
from trainingdesk.services.inspection import NewDraw
from trainingdesk.storage import rows
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.class_file import ClassFileDialog
from trainingdesk.ui.dialogs.complaint import ComplaintDialog, SettleDialog
from trainingdesk.ui.dialogs.export_list import ReasonOfExport
from trainingdesk.ui.dialogs.inspection_call import CallDialog
from trainingdesk.ui.dialogs.inspection_draw import DrawDialog
from trainingdesk.ui.dialogs.inspection_visit import NamedInspectionDialog, VisitDialog, names_in
from trainingdesk.ui.dialogs.sanction import LiftDialog, SanctionDialog
from trainingdesk.ui.screens.complaint_list import ComplaintList
from trainingdesk.ui.screens.inspection import InspectionScreen
from trainingdesk.ui.screens.inspection_draws import InspectionDraws
from trainingdesk.ui.screens.inspection_visits import InspectionVisits
from trainingdesk.ui.screens.inspections import Inspections
from trainingdesk.ui.screens.published_list import PublishedLists
from trainingdesk.ui.screens.sanction_list import SanctionList

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.services.finished_class import Made
    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

S = TypeVar("S", bound="Screen")

LEFT = Qt.MouseButton.LeftButton
DAY = date(2026, 10, 21)
NAMES = "李检查、赵督查 钱监督"


async def section(shell: Shell, part: str, kind: type[S]) -> S:
    screen = await visit(shell, Destination("inspections", None, part))
    assert isinstance(screen, Inspections)
    found = screen.shown_section()
    assert isinstance(found, kind)
    return found


def running(work: Work, clock: Clock, count: int) -> list[Made]:
    return [
        finished_class.make(work, clock, people=2, number=f"500241-2026-{101 + one}", state=ClassState.RUNNING)
        for one in range(count)
    ]


def drawn(work: Work, count: int = 1) -> tuple[str, ...]:
    names = names_in(NAMES)
    return inspection.draw(work, NewDraw(classes_wanted=count, first=DAY, inspectors=names, seed="摇号")).rows


@pytest.fixture
def reading(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> Iterator[Shell]:
    """The window of somebody who looks and changes nothing."""
    yield from shell_of(qtbot, as_user(work, "审计", Role.AUDITOR), theme)


def test_a_draw_is_made_shown_and_repeated(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    running(work, clock, 4)

    async def steps() -> None:
        screen = await section(shell, "visits", InspectionVisits)
        assert screen.list.empty.words.text().startswith("还没有检查")
        qtbot.mouseClick(screen.bar.buttons["screen_inspection.draw"], LEFT)
        dialog = await dialog_of(shell, DrawDialog)
        assert dialog.there_are.text() == "这几天在训的班级有 0 个。"
        dialog.first.set_day(DAY)
        dialog.last.set_day(DAY)
        dialog.first.changed.emit()
        await until(lambda: dialog.there_are.text() == "这几天在训的班级有 4 个。")
        dialog.classes.set_text("5")
        dialog.inspectors.set_text(NAMES)
        dialog.seed.set_text("摇号 2026")
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert "只有 4 个，抽不出 5 个" in dialog.refusal.text()
        dialog.classes.set_text("2")
        await save(shell, dialog)
        await until(lambda: isinstance(shell.shown, Inspections) and is_settled(shell))
        draws = shell.shown.shown_section() if isinstance(shell.shown, Inspections) else None
        assert isinstance(draws, InspectionDraws)
        assert draws.seed.text().endswith("摇号 2026")
        assert draws.facts.text() == "从 4 个在训班级、3 名检查人员中抽出 2 个班级。"
        assert not draws.repeats.isVisible()
        qtbot.mouseClick(draws.bar.buttons["screen_inspection.again"], LEFT)
        await until(draws.repeats.isVisible)
        assert draws.repeats.text() == "✓ 重抽结果一致"
        assert draws.preview.document is not None
        assert draws.preview.document.title == "双随机抽查结果公开表"

    loop.run_until_complete(steps())


def test_a_draw_that_was_tampered_with_is_seen(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    running(work, clock, 3)
    honest = inspection.published_draw(work, drawn(work)[0]).draw
    other = next(one for one in honest.classes if one != honest.drawn[0].class_id)
    values = {
        "seed": honest.seed,
        "drawn_at": work.now(),
        "classes_wanted": 1,
        "inspectors_wanted": 2,
        "candidates": json.dumps({"classes": honest.classes, "inspectors": honest.inspectors}),
        "drawn": json.dumps([{"class": other, "inspectors": honest.inspectors[:2]}]),
        "by_user": work.worker.user_id,
        "at": work.now(),
    }
    with work.writing(Action.DRAW_INSPECTION) as session:
        rows.add(session, "inspection_draw", row_id=work.new_id(), county_code=work.county_code, values=values)

    async def steps() -> None:
        draws = await section(shell, "draws", InspectionDraws)
        qtbot.mouseClick(draws.bar.buttons["screen_inspection.again"], LEFT)
        await until(draws.repeats.isVisible)
        assert "不一致" in draws.repeats.text()

    loop.run_until_complete(steps())


def test_a_visit_and_a_call_are_written_down(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    running(work, clock, 1)
    drawn(work)

    async def steps() -> None:
        visits = await section(shell, "visits", InspectionVisits)
        qtbot.keyClick(visits.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(shell.shown, InspectionScreen) and is_settled(shell))
        screen = shell.shown
        assert isinstance(screen, InspectionScreen)
        assert "还没有检查" in screen.visit.text()
        qtbot.keyClick(screen.table, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, VisitDialog)
        dialog.found.set_text("no")
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert dialog.refusal.text() == "检查不合格时请写明发现的问题。"
        dialog.findings.set_text("签到表不完整")
        await save(shell, dialog)
        assert (screen.result.text(), screen.findings.text()) == ("✕ 不合格", "签到表不完整")
        assert screen.calls.text() == "电话抽查　已打 0 / 1 人"
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        call = await dialog_of(shell, CallDialog)
        call.answered.set_text("no")
        await save(shell, call)
        assert screen.calls.text() == "电话抽查　已打 1 / 1 人"
        assert screen.model.text(screen.model.row(0), screen.model.columns[3]) == "未接通"

    loop.run_until_complete(steps())


def test_the_file_of_a_class_is_saved_with_its_hashes(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock, tmp_path: Path
) -> None:
    (made,) = running(work, clock, 1)
    opened = inspection.open_inspection(work, made.class_id, inspectors=names_in(NAMES)).row
    path = tmp_path / "一班一档.zip"

    async def steps() -> None:
        screen = await visit(shell, Destination("inspection", opened))
        assert isinstance(screen, InspectionScreen)
        next(one for one in screen.commands() if one.id == "screen_inspection.pack").run()
        reason = await dialog_of(shell, ReasonOfExport)
        reason.reason.set_text("迎接督查")
        reason.save_button.click()
        await name_file(qtbot, shell, path)
        written = await dialog_of(shell, ClassFileDialog)
        with ZipFile(path) as archive:
            assert {name for name, _sum in written.table.rows.rows} == set(archive.namelist()) - {"SHA256SUMS"}
        written.accept()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())


def test_a_sanction_bans_and_the_ban_is_ended_earlier(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    (made,) = running(work, clock, 1)

    async def steps() -> None:
        screen = await section(shell, "sanctions", SanctionList)
        assert screen.list.empty.words.text().startswith("还没有处理过")
        qtbot.mouseClick(screen.bar.buttons["screen_sanction.impose"], LEFT)
        dialog = await dialog_of(shell, SanctionDialog)
        assert "不停止申报" in dialog.rung.text()
        dialog.action.set_text(SanctionAction.CORRECTION_LETTER.value)
        assert "停止申报 6 个月" in dialog.rung.text()
        dialog.institution.set_text(made.institution_id)
        dialog.reason.set_text("擅自变更场所")
        await save(shell, dialog)
        lift = screen.bar.buttons["screen_sanction.lift"]
        assert [row.banned for row in screen.model.rows] == [True]
        assert lift.isVisible()
        qtbot.mouseClick(lift, LEFT)
        ending = await dialog_of(shell, LiftDialog)
        ending.until.set_text("2030-01-01")
        ending.save_button.click()
        await until(ending.refusal.isVisible)
        ending.until.set_day(work.today())
        await save(shell, ending)
        (row,) = sanction.list_sanctions(work)
        assert row.ban_until == work.today()

    loop.run_until_complete(steps())


def test_a_complaint_is_taken_in_visited_and_settled(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    (made,) = running(work, clock, 1)

    async def steps() -> None:
        screen = await section(shell, "complaints", ComplaintList)
        qtbot.mouseClick(screen.bar.buttons["screen_complaint.record"], LEFT)
        dialog = await dialog_of(shell, ComplaintDialog)
        dialog.save_button.click()
        assert dialog.content.problem_label.isVisible()
        dialog.content.set_text("没有发教材")
        dialog.classes.set_text(made.class_id)
        await save(shell, dialog)
        assert [row.class_number for row in screen.model.rows] == [made.number]
        qtbot.mouseClick(screen.bar.buttons["screen_complaint.visit"], LEFT)
        naming = await dialog_of(shell, NamedInspectionDialog)
        assert naming.classes.text() == made.class_id
        naming.inspectors.set_text(NAMES)
        await save(shell, naming)
        assert [line.class_id for line in inspection.list_inspections(work)] == [made.class_id]
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        settling = await dialog_of(shell, SettleDialog)
        settling.outcome.set_text("已补发")
        await save(shell, settling)
        assert [row.outcome for row in screen.model.rows] == ["已补发"]
        assert not screen.bar.buttons["screen_complaint.settle"].isVisible()

    loop.run_until_complete(steps())


def test_an_auditor_sees_everything_and_is_offered_nothing(
    loop: asyncio.AbstractEventLoop, reading: Shell, work: Work, clock: Clock
) -> None:
    running(work, clock, 1)
    complaint.record_complaint(work, NewComplaint(content="乱收费"))
    drawn(work)

    async def steps() -> None:
        visits = await section(reading, "visits", InspectionVisits)
        assert (visits.model.rowCount(), visits.bar.buttons) == (1, {})
        complaints = await section(reading, "complaints", ComplaintList)
        assert (complaints.model.rowCount(), complaints.bar.buttons) == (1, {})
        draws = await section(reading, "draws", InspectionDraws)
        assert (draws.new.buttons, set(draws.bar.buttons)) == ({}, {"screen_inspection.again"})

    loop.run_until_complete(steps())


def test_both_lists_are_seen_as_they_are_published(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock, tmp_path: Path
) -> None:
    running(work, clock, 1)
    path = tmp_path / "机构目录.xlsx"

    async def steps() -> None:
        screen = await section(shell, "lists", PublishedLists)
        assert screen.preview.document is not None
        assert screen.preview.document.title == "职业技能培训需求指导目录"
        qtbot.mouseClick(screen.kinds._buttons["providers"], LEFT)
        await until(lambda: is_settled(shell) and "数字资源" in screen.said.text())
        assert "共 1 家" in screen.said.text()
        assert screen.preview.document.title == "职业技能培训机构目录"
        qtbot.mouseClick(screen.bar.buttons["page_preview.excel"], LEFT)
        await name_file(qtbot, shell, path)
        await until(lambda: path.exists() and is_settled(shell))

    loop.run_until_complete(steps())
