"""The timetable by keys: planned with a preview, walked, moved and cancelled with the old plan kept in sight."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services.county import County, as_user, make_class, make_county, plan_all
from tests.ui.classes import dialog_of, save, tab_of
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until
from trainingdesk.domain.access import Role
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services import lesson, teaching
from trainingdesk.services.teaching import InstructorDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.lesson_details import LessonDialog
from trainingdesk.ui.dialogs.lesson_move import CancelDialog, MoveDialog
from trainingdesk.ui.dialogs.lesson_series import SeriesDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.dialogs.register_lesson import SubstituteDialog
from trainingdesk.ui.screens.class_timetable import ClassTimetableScreen

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


@pytest.fixture
def class_id(work: Work, county: County) -> str:
    return make_class(work, county)


def cell(tab: ClassTimetableScreen, column: int, row: int) -> list[str]:
    """The words of the entries of a cell."""
    return [entry.words for entry in tab.grid.grid.page.cells[row][column].entries]


def test_a_series_is_seen_before_it_is_saved(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        assert tab.list.empty.isVisible()
        tab.list.empty.button.click()
        dialog = await dialog_of(shell, SeriesDialog)
        await until(lambda: dialog._preview.model.rowCount() == 10)
        assert "40 课时" in dialog._preview.summary.text()
        assert lesson.lessons_of_class(work, class_id) == ()
        await save(shell, dialog)
        assert len(lesson.lessons_of_class(work, class_id)) == 10
        assert cell(tab, 0, 0)[0].startswith("1. 08:30–11:30\n理论 4 课时")
        assert "✓" in tab.periods.text()

    loop.run_until_complete(steps())


def test_what_cannot_be_laid_is_said_and_not_saved(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        tab.doing.plan()
        dialog = await dialog_of(shell, SeriesDialog)
        dialog.weekdays.set_text("0")
        await until(dialog._preview.refusal.isVisible)
        assert "排不下" in dialog._preview.refusal.text()
        assert not dialog.save_button.isEnabled()
        dialog.skip.set_text("不是日期")
        assert not dialog.skip.check()
        dialog.form.remember()
        dialog.reject()

    loop.run_until_complete(steps())


def test_clashes_are_listed_by_date_and_saved_only_on_purpose(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County, class_id: str
) -> None:
    plan_all(work, make_class(work, county))

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        tab.doing.plan()
        dialog = await dialog_of(shell, SeriesDialog)
        await until(dialog.despite.isVisible)
        first = dialog._preview.model.row(0)
        assert any("李老师" in one for one in first.clashes)
        dialog.save_button.click()
        await until(dialog.refusal.isVisible)
        assert "冲突" in dialog.refusal.text()
        dialog.despite.box.setChecked(True)
        await until(lambda: is_settled(shell) or dialog.save_button.isEnabled())
        await save(shell, dialog)
        assert tab.clashes.isVisible()
        assert "2026-11-02" in tab.clashes.text()

    loop.run_until_complete(steps())


def test_a_moved_lesson_leaves_its_old_plan_behind(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    plan_all(work, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        qtbot.keyClick(tab.grid, Qt.Key.Key_F6)
        dialog = await dialog_of(shell, MoveDialog)
        qtbot.keyClicks(dialog.day.line, "2026.11.11")
        dialog.part.set_text("afternoon")
        dialog.reason.set_text("教室停电")
        await save(shell, dialog)
        assert tab.monday == date(2026, 11, 9)
        assert cell(tab, 2, 1)[0].endswith("已调课")
        tab.go_to(date(2026, 11, 2))
        (ghost,) = tab.grid.grid.page.cells[0][0].entries
        assert ghost.faded
        assert ghost.words == "原定第 10 次课，调至 11-11 下午\n教室停电"

    loop.run_until_complete(steps())


def test_a_cancelled_lesson_stays_and_is_made_up(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    first, *_ = plan_all(work, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        qtbot.keyClick(tab.grid, Qt.Key.Key_Delete)
        dialog = await dialog_of(shell, CancelDialog)
        dialog.reason.set_text("停电")
        await save(shell, dialog)
        assert "已取消 停电" in cell(tab, 0, 0)[0]
        assert "△" in tab.periods.text()
        visible = {key for key, button in tab.lesson_bar.buttons.items() if button.isVisible()}
        assert visible == {"screen_timetable.make_up"}
        tab.lesson_bar.buttons["screen_timetable.make_up"].click()
        again = await dialog_of(shell, MoveDialog)
        again.day.set_text("2026-11-12")
        again.reason.set_text("补上")
        await save(shell, again)
        (row,) = [one for one in lesson.lessons_of_class(work, class_id) if one.id == first]
        assert (row.state, row.day) == (LessonState.MOVED, date(2026, 11, 12))

    loop.run_until_complete(steps())


def test_a_lesson_is_changed_and_somebody_stands_in(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, county: County, class_id: str
) -> None:
    plan_all(work, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        qtbot.keyClick(tab.grid, Qt.Key.Key_F2)
        dialog = await dialog_of(shell, LessonDialog)
        dialog.subject.set_text("老年人照护")
        await save(shell, dialog)
        tab.lesson_bar.buttons["screen_timetable.substitute"].click()
        substitute = await dialog_of(shell, SubstituteDialog)
        substitute.instructor.set_text(county.another)
        await save(shell, substitute)
        words = cell(tab, 0, 0)[0]
        assert "老年人照护" in words
        assert "张老师（代课）" in words

    loop.run_until_complete(steps())


def test_keys_walk_the_weeks_and_enter_opens_the_register(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    lessons = plan_all(work, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        assert tab.monday == date(2026, 11, 2)
        qtbot.keyClick(tab.grid, Qt.Key.Key_PageDown)
        assert "第 2 周" in tab.week.text()
        qtbot.keyClick(tab.grid, Qt.Key.Key_PageUp)
        tab.grid.choose(lessons[0])
        qtbot.keyClick(tab.grid, Qt.Key.Key_Down)
        chosen = tab.chosen()
        assert chosen is not None
        assert chosen.number == 2
        qtbot.keyClick(tab.grid, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("register", lessons[1]) and is_settled(shell))

    loop.run_until_complete(steps())


def test_the_list_shows_the_same_lessons_and_is_remembered(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    first, *_ = plan_all(work, class_id)
    lesson.move(work, first, day=date(2026, 11, 13), reason="停电")

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        tab.views.choose("list")
        tab.views.changed.emit("list")
        assert tab.table.isVisible()
        assert tab.model.rowCount() == 10
        last = tab.model.row(9)
        reason = next(column for column in tab.model.columns if column.key == "reason")
        assert tab.model.text(last, reason) == "原定 2026-11-02 上午　停电"
        assert shell.place.memory.get("timetable.view") == "list"

    loop.run_until_complete(steps())


def test_the_plan_is_cleared_after_a_question(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    plan_all(work, class_id)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        tab.class_bar.buttons["screen_timetable.clear"].click()
        question = await dialog_of(shell, Question)
        question.buttons["keep"].click()
        await until(lambda: is_settled(shell))
        assert tab.model.rowCount() == 10
        tab.doing.clear()
        await until(lambda: [one for one in shell.findChildren(Question) if one is not question])
        again = await dialog_of(shell, Question)
        again.buttons["clear"].click()
        await until(lambda: is_settled(shell) and not tab.model.rowCount())
        assert tab.list.empty.isVisible()

    loop.run_until_complete(steps())


def test_an_instructor_looks_and_changes_nothing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme, county: County
) -> None:
    teacher = as_user(work, "李老师", Role.INSTRUCTOR)
    own = teaching.add_instructor(
        work, InstructorDetails(name="李老师", employment="full_time", user_id=teacher.worker.user_id)
    ).row
    class_id = make_class(work, county, instructor_id=own)
    plan_all(work, class_id)
    made = shell_of(qtbot, teacher, theme)
    shell = next(made)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "timetable", ClassTimetableScreen)
        assert tab.class_bar.buttons == {}
        assert set(tab.lesson_bar.buttons) == {"screen_timetable.register"}

    loop.run_until_complete(steps())
    assert next(made, None) is None
