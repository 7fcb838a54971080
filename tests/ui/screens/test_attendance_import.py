"""A matrix of marks from a file: from the grid of a class, over the pages of every import, back to the grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services import running_class
from tests.services.exchange.files import xlsx
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.attendance import Mark
from trainingdesk.services.attendance import close_register, register_page, rest_present
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.attendance_grid import AttendanceGridScreen
from trainingdesk.ui.screens.attendance_import import AttendanceImportScreen
from trainingdesk.ui.screens.class_page import ClassPage

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

    Play = Callable[[Callable[[AttendanceImportScreen], Coroutine[None, None, None]]], None]


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work, people=2, lessons=4)


@pytest.fixture
def sent(work: Work, made: Made, tmp_path: Path) -> Path:
    """Two lessons; the register of the first is closed, and the file says otherwise of one person."""
    rest_present(work, made.lessons[0])
    close_register(work, made.lessons[0])
    first, second = (line.name for line in register_page(work, made.lessons[0]).lines)
    rows = [["姓名", "10月19日 08:30", "10月19日 14:00"], [first, "√", "迟到"], [second, "旷课", "√"]]
    return xlsx(tmp_path / "考勤.xlsx", rows)


@pytest.fixture
def play(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, made: Made) -> Play:
    async def at_screen(steps: Callable[[AttendanceImportScreen], Coroutine[None, None, None]]) -> None:
        page = await visit(shell, Destination("class", made.class_id, "attendance"))
        assert isinstance(page, ClassPage)
        await until(lambda: isinstance(page.shown_tab(), AttendanceGridScreen) and is_settled(shell))
        grid = page.shown_tab()
        assert isinstance(grid, AttendanceGridScreen)
        qtbot.mouseClick(grid.bar.buttons["attendance_grid.import"], Qt.MouseButton.LeftButton)
        await until(lambda: isinstance(shell.shown, AttendanceImportScreen) and is_settled(shell))
        assert isinstance(shell.shown, AttendanceImportScreen)
        await steps(shell.shown)
        await until(lambda: is_settled(shell))

    return lambda steps: loop.run_until_complete(at_screen(steps))


def told(screen: AttendanceImportScreen) -> list[tuple[str, str]]:
    model = screen.preview.model
    return [(model.text(row, model.columns[1]), " ".join(row.reasons)) for row in model.rows]


def test_marks_go_in_and_what_only_the_office_corrects_needs_its_reason(
    play: Play, shell: Shell, work: Work, made: Made, sent: Path
) -> None:
    async def steps(screen: AttendanceImportScreen) -> None:
        screen.take(sent)
        await until(lambda: screen.preview.rows and is_settled(shell))
        assert told(screen)[0] == ("＋ 新增", "2026-10-19 14:00：迟到。")
        assert told(screen)[1][0] == "✕ 错误"
        assert screen.preview.panel.boxes["10月19日 14:00"].currentText() == "2026-10-19 14:00"
        screen.reason.setText("核对签到表")
        screen.reason.editingFinished.emit()
        await until(lambda: told(screen)[1][0] == "✎ 更新" and is_settled(shell))
        screen.preview.import_button.click()
        await until(lambda: screen.done is not None and is_settled(shell))
        screen.result.bar.buttons["screen_import.to_attendance"].click()
        await until(lambda: isinstance(shell.shown, ClassPage) and is_settled(shell))

    play(steps)
    first, second = register_page(work, made.lessons[0]).lines
    assert (first.counted, second.mark, second.office_mark) == (Mark.PRESENT, Mark.PRESENT, Mark.ABSENT)
    assert second.office_reason == "核对签到表"
    assert [line.counted for line in register_page(work, made.lessons[1]).lines] == [Mark.LATE, Mark.PRESENT]


def test_a_reason_is_said_of_one_file(play: Play, shell: Shell, sent: Path) -> None:
    async def steps(screen: AttendanceImportScreen) -> None:
        screen.take(sent)
        screen.reason.setText("核对签到表")
        screen.reason.editingFinished.emit()
        await until(lambda: screen.preview.rows and is_settled(shell))
        screen.take(sent)
        await until(lambda: is_settled(shell))
        assert told(screen)[1][0] == "✕ 错误"

    play(steps)
