"""Lists leave the window: people under a reason and masked, classes as narrowed, the catalogue; and everything at once."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from tests.services.people import add, number
from tests.services.running_class import make
from tests.ui.administration import click, dialog_of, name_file, section
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import audit, institution
from trainingdesk.services.attendance import rest_present
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.marks_matrix import import_matrix
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.export_list import ReasonOfExport
from trainingdesk.ui.dialogs.progress import ProgressDialog, with_progress
from trainingdesk.ui.screens.administration_diagnostics import DiagnosticsFile
from trainingdesk.ui.screens.administration_handover import Handover
from trainingdesk.ui.screens.export_list import EXPORT

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.dialogs.progress import Watch
    from trainingdesk.ui.shell import Shell


def cells(path: Path) -> list[str]:
    return [str(cell) for row in load_workbook(path).active.iter_rows(values_only=True) for cell in row if cell]


def press(shell: Shell) -> None:
    """What Ctrl+E does here."""
    action = next(one for one in shell.findChildren(QAction, EXPORT) if one.parent().isVisible())  # type: ignore[attr-defined]
    assert action.shortcut().toString() == "Ctrl+E"
    action.trigger()


def test_people_leave_masked_and_under_a_reason(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    add(work, "欧阳秀英", 1, phone="13812345678")
    file = tmp_path / "people.xlsx"

    async def steps() -> None:
        await visit(shell, Destination("people"))
        press(shell)
        dialog = await dialog_of(shell, ReasonOfExport)
        assert dialog.masked.is_on()
        click(qtbot, dialog.save_button)
        assert dialog.reason.problem_label.text()  # without a reason nothing leaves
        dialog.reason.set_text("报送市局")
        click(qtbot, dialog.save_button)
        await name_file(qtbot, shell, file)
        await until(lambda: "已导出 1 行" in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    found = cells(file)
    assert "欧阳秀英" in found
    assert not {number(1), "13812345678"} & set(found)
    logged = audit.list_access(work, action=Logged.EXPORTED)[0]
    assert logged.reason == "报送市局"


def test_classes_and_the_catalogue_leave_as_they_are_shown(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    institution.add_institution(work, InstitutionDetails(name="秀山示范培训学校"))
    classes, schools = tmp_path / "classes.csv", tmp_path / "schools.xlsx"

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        press(shell)
        await name_file(qtbot, shell, classes)
        await until(lambda: "classes.csv" in shell.notices.text.text() and is_settled(shell))
        await visit(shell, Destination("catalogue"))
        press(shell)
        await name_file(qtbot, shell, schools)
        await until(lambda: "schools.xlsx" in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    assert classes.read_text(encoding="utf-8-sig").startswith("班级编号,班级名称")
    assert "秀山示范培训学校" in cells(schools)
    assert audit.list_access(work, action=Logged.EXPORTED) == ()  # no trainee is in them


def test_the_marks_of_a_class_leave_under_a_reason_and_come_back_unchanged(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    made, file = make(work, people=2, lessons=4), tmp_path / "marks.xlsx"
    rest_present(work, made.lessons[0])

    async def steps() -> None:
        await visit(shell, Destination("class", made.class_id, "attendance"))
        await until(lambda: is_settled(shell))
        press(shell)
        dialog = await dialog_of(shell, ReasonOfExport)
        assert not dialog.masked.isVisible()  # no number is in it
        dialog.reason.set_text("机构核对")
        click(qtbot, dialog.save_button)
        await name_file(qtbot, shell, file)
        await until(lambda: "已导出 2 行" in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    assert audit.list_access(work, action=Logged.EXPORTED)[0].reason == "机构核对"
    assert import_matrix(work, made.class_id, file).written == 0


def test_an_export_that_takes_long_is_ended(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    told = threading.Event()

    def run(_work: Work, watch: Watch) -> int:
        while watch(3, 10):
            told.wait(0.001)
        raise Refused("export.stopped")

    async def steps() -> None:
        screen = await visit(shell, Destination("people"))

        async def export() -> None:
            await with_progress(screen, shell.place, "正在导出", run)

        shell.place.start(export())
        dialog = await dialog_of(shell, ProgressDialog)
        await until(lambda: dialog.panel.count.text() == "3 / 10")
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        await until(lambda: "导出已停止" in shell.notices.text.text() and is_settled(shell))
        assert not [one for one in shell.findChildren(ProgressDialog) if one.isVisible()]

    loop.run_until_complete(steps())


def test_everything_leaves_into_an_empty_folder_only(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    full, empty = tmp_path / "full", tmp_path / "empty"
    for folder in (full, empty):
        folder.mkdir()
    (full / "a.txt").write_text("a", encoding="utf-8")

    async def leave(handover: Handover, folder: Path) -> None:
        click(qtbot, handover.bar.buttons["administration.export_everything"])
        dialog = await dialog_of(shell, ReasonOfExport)
        assert not dialog.masked.isVisible()
        dialog.reason.set_text("更换系统")
        click(qtbot, dialog.save_button)
        await name_file(qtbot, shell, folder)

    async def steps() -> None:
        handover = await section(shell, "handover", Handover)
        await leave(handover, full)
        await until(lambda: "不是空的" in shell.notices.text.text() and is_settled(shell))
        await leave(handover, empty)
        await until(lambda: "张表" in shell.notices.text.text() and is_settled(shell))

    loop.run_until_complete(steps())
    assert (empty / "schema.json").exists()
    assert audit.list_access(work, action=Logged.EXPORTED)[0].reason == "更换系统"


def test_the_diagnostics_file_is_what_was_shown(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "diagnostics.json"

    async def steps() -> None:
        diagnostics = await section(shell, "diagnostics", DiagnosticsFile)
        click(qtbot, diagnostics.bar.buttons["administration.save_diagnostics"])
        await name_file(qtbot, shell, file)
        await until(lambda: "diagnostics.json" in shell.notices.text.text() and is_settled(shell))
        assert file.read_text(encoding="utf-8") == diagnostics.text.toPlainText()
        assert "王主任" not in diagnostics.text.toPlainText()

    loop.run_until_complete(steps())
