"""The window: a person signs in and out, locks and unlocks, changes its look and closes it, with keys and clicks."""

from __future__ import annotations

from datetime import date
from threading import Event
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from shiboken6 import delete, isValid

from tests.ui.administration import dialog_of
from tests.ui.conftest import NAME, PASSWORD
from tests.ui.driving import PATIENCE, enter, is_settled, shown, until
from trainingdesk.bootstrap import signed_in
from trainingdesk.domain.access import Role
from trainingdesk.i18n.sentences import Language
from trainingdesk.services import account, backup, institution, setting
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.settings.declared import BACKUP_SECOND_FOLDER
from trainingdesk.settings.folders import DeskFolder
from trainingdesk.storage import rows
from trainingdesk.storage.backup_list import list_backups
from trainingdesk.storage.database import Author
from trainingdesk.ui.application import build_window
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.progress import ProgressDialog, with_progress
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.entry.closing_page import ClosingPage
from trainingdesk.ui.entry.door import Door
from trainingdesk.ui.look import Look, Shade
from trainingdesk.ui.palette import Palette
from trainingdesk.ui.screens.class_list import ClassList
from trainingdesk.ui.theme import ThemeName
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.dialogs.progress import Watch
    from trainingdesk.ui.main_window import MainWindow
    from trainingdesk.ui.shell import Shell


def add_class(work: Work) -> None:
    """One class by its rows: how it is made belongs to other tests."""
    author = Author(work.worker.user_id, "edit_class", work.now())
    with work.database.write(author) as session:
        institution, course, own = (new_id(work.now()) for _ in range(3))
        rows.add(session, "institution", row_id=institution, county_code="500241", values={"name": "启航学校"})
        rows.add(
            session,
            "course",
            row_id=course,
            county_code="500241",
            values={
                "code": "C1",
                "name": "养老护理员",
                "training_type": "13",
                "level": "5",
                "theory_periods": 24,
                "practice_periods": 56,
            },
        )
        values = {
            "number": "500241-2026-001",
            "name": "2026年启航养老护理员五级第1期",
            "course_id": course,
            "institution_id": institution,
            "mode": "VIL",
            "starts_on": date(2026, 10, 19),
            "ends_on": date(2026, 10, 30),
            "capacity": 40,
            "policy": "sample",
            "policy_version": "1",
            "state": "draft",
        }
        rows.add(session, "training_class", row_id=own, county_code="500241", values=values)


def test_a_wrong_password_is_refused_in_words(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        qtbot.keyClicks(window.form.password, "not-the-password")
        qtbot.keyClick(window.form.password, Qt.Key.Key_Return)
        await until(window.form.refusal.text)

    loop.run_until_complete(steps())
    assert window.pages.currentWidget() is window.gate
    assert window.form.refusal.text()
    assert window.form.button.isEnabled()


def test_the_wait_after_several_mistakes_is_said(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        for _ in range(5):
            qtbot.keyClicks(window.form.password, "not-the-password")
            qtbot.keyClick(window.form.password, Qt.Key.Key_Return)
            await until(window.form.button.isEnabled)

    loop.run_until_complete(steps())
    assert "秒" in window.form.refusal.text()


async def go_to_classes(qtbot: QtBot, window: MainWindow) -> ClassList:
    await enter(qtbot, window)
    assert window.shell is not None
    shell = window.shell
    qtbot.mouseClick(shell.rail.buttons["classes"], Qt.MouseButton.LeftButton)
    await until(lambda: shell.destination == Destination("classes") and is_settled(shell))
    return shown(window, ClassList)


def test_an_empty_desk_says_what_to_do_next(qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow) -> None:
    assert window.form.user == NAME
    screen = loop.run_until_complete(go_to_classes(qtbot, window))
    assert screen.list.empty.isVisible()
    assert screen.list.empty.words.text()


def test_the_classes_are_listed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path, window: MainWindow
) -> None:
    with signed_in(desk_folder, user_name=NAME, password=PASSWORD) as work:
        add_class(work)
    screen = loop.run_until_complete(go_to_classes(qtbot, window))
    assert screen.table.isVisible()
    (row,) = screen.model.rows
    assert [row.line.number, row.line.name, row.line.course] == [
        "500241-2026-001",
        "2026年启航养老护理员五级第1期",
        "养老护理员",
    ]


async def lock(qtbot: QtBot, window: MainWindow) -> None:
    assert window.shell is not None
    qtbot.keyClick(window.shell, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    await until(lambda: window.lock.is_closed)


async def unlock(qtbot: QtBot, window: MainWindow, password: str) -> None:
    qtbot.keyClicks(window.lock.page.field.line, password)
    qtbot.keyClick(window.lock.page.field.line, Qt.Key.Key_Return)
    await until(lambda: not window.lock.is_closed or window.lock.page.refusal.text())


def test_a_locked_window_shows_nothing_and_opens_as_it_was(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        before = await go_to_classes(qtbot, window)
        await lock(qtbot, window)
        assert not before.isVisible()
        await unlock(qtbot, window, "not-the-password")
        assert window.lock.is_closed
        assert window.lock.page.refusal.isVisible()
        await unlock(qtbot, window, PASSWORD)
        assert shown(window, ClassList) is before
        assert before.isVisible()

    loop.run_until_complete(steps())


def test_a_dialog_is_hidden_while_the_window_is_locked(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        window.shell.find_anything()
        (dialog,) = window.findChildren(Palette)
        qtbot.keyClicks(dialog.line, "wang")
        window.lock.due.emit()
        assert not dialog.isVisible()
        await unlock(qtbot, window, PASSWORD)
        assert dialog.isVisible()
        assert dialog.line.text() == "wang"
        dialog.reject()

    loop.run_until_complete(steps())


def test_work_that_ends_behind_the_lock_is_not_in_its_way(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    ends, done = Event(), list[bool]()

    async def work(shell: Shell) -> None:
        done.append(await with_progress(shell, shell.place, "", lambda _work, _watch: ends.wait(PATIENCE)))

    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        window.shell.place.start(work(window.shell))
        dialog = await dialog_of(window, ProgressDialog)
        window.lock.due.emit()
        assert not dialog.isVisible()
        ends.set()
        await until(lambda: done and not isValid(dialog))
        await unlock(qtbot, window, PASSWORD)
        assert not window.lock.is_closed

    loop.run_until_complete(steps())


def test_work_ends_with_the_window_of_whoever_began_it(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    def goes_on(_work: Work, watch: Watch) -> None:
        while watch(1, 2):
            pass

    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        window.shell.place.start(with_progress(window.shell, window.shell.place, "", goes_on))
        await dialog_of(window, ProgressDialog)
        window.lock.due.emit()
        window.lock.page.another_button.click()
        (await dialog_of(window, Question)).buttons["another"].click()
        await until(lambda: window.pages.currentWidget() is window.gate)

    loop.run_until_complete(steps())


def test_nobody_here_for_a_while_locks_the_window(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.lock.idle.timer.isActive()
        window.lock.idle.passed.emit()
        assert window.lock.is_closed

    loop.run_until_complete(steps())


def test_another_person_signs_in_at_a_locked_window(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        old = window.shell.place.work
        account.add_user(old, name="李会计", display_name="李会计", roles=(Role.CLERK,), password=PASSWORD)
        await lock(qtbot, window)
        window.lock.page.another_button.click()
        await until(lambda: window.findChildren(Question))
        (question,) = window.findChildren(Question)
        question.buttons["another"].click()
        await until(lambda: window.pages.currentWidget() is window.gate)
        assert old.database.closed
        window.form.name.setCurrentText("李会计")
        await enter(qtbot, window)
        assert window.shell.place.work.worker.name == "李会计"

    loop.run_until_complete(steps())


def test_whoever_signs_out_leaves_a_closed_desk(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        database = window.shell.place.work.database
        window.shell.wants_sign_out.emit()
        await until(lambda: window.pages.currentWidget() is window.gate)
        assert database.closed
        assert window.form.password.text() == ""
        await enter(qtbot, window)

    loop.run_until_complete(steps())


def test_a_desk_that_was_closed_by_a_restore_starts_over(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        place = window.shell.place
        made = await place.ask(backup.back_up)
        await place.ask(lambda work: institution.add_institution(work, InstitutionDetails(name="启航学校")))
        await place.ask(lambda work: backup.restore(work, made.name))
        place.start_over("已恢复。")
        await until(lambda: window.pages.currentWidget() is window.gate)
        assert window.form.news.text() == "已恢复。"
        await enter(qtbot, window)
        assert institution.list_institutions(window.shell.place.work) == ()

    loop.run_until_complete(steps())


def test_the_language_changes_at_once_and_stays(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path, window: MainWindow
) -> None:
    async def steps() -> None:
        await go_to_classes(qtbot, window)
        old = window.shell
        assert old is not None
        old.look_chosen.emit(Look(Language.ENGLISH, Shade.DARK, 150))
        await until(lambda: window.shell is not old and window.shell is not None and is_settled(window.shell))
        assert window.shell is not None
        assert window.shell.head.title.text() == "Classes"
        assert window.shell.destination == Destination("classes")
        assert window.shell.place.theme.name is ThemeName.DARK
        assert Look.of(setting.all_settings(window.shell.place.work)) == Look(Language.ENGLISH, Shade.DARK, 150)
        window.shell.go_back()
        await until(lambda: window.shell is not None and window.shell.head.title.text() == "Today")
        window.shell.wants_sign_out.emit()
        await until(lambda: window.pages.currentWidget() is window.gate)
        assert window.form.button.text() == "Sign in"

    loop.run_until_complete(steps())


def backups(folder: Path) -> list[str]:
    return [one.manifest.why for one in list_backups(DeskFolder(folder).backups) if one.manifest is not None]


def test_closing_backs_up(qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path, window: MainWindow) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        await until(lambda: backups(desk_folder))  # what was not backed up before
        work = window.shell.place.work
        institution.add_institution(work, InstitutionDetails(name="启航学校"))
        window.close()
        await until(lambda: not window.isVisible())
        assert work.database.closed

    loop.run_until_complete(steps())
    assert backups(desk_folder)[0] == "on_exit"


def test_a_backup_that_fails_on_exit_lets_the_person_decide(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, tmp_path: Path, window: MainWindow
) -> None:
    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        setting.set_setting(window.shell.place.work, BACKUP_SECOND_FOLDER, str(tmp_path / "no-stick"))
        window.close()
        await until(lambda: [one for one in window.findChildren(ClosingPage) if one.refusal.text()])
        (page,) = window.findChildren(ClosingPage)
        assert "no-stick" in page.refusal.text()
        page.back.click()
        assert window.pages.currentWidget() is window.shell
        window.close()
        await until(lambda: [one for one in window.findChildren(ClosingPage) if one.refusal.text()])
        page = window.findChildren(ClosingPage)[-1]
        page.anyway_button.click()
        await until(lambda: not window.isVisible())

    loop.run_until_complete(steps())


def test_a_bug_is_said_and_written_down_without_what_was_typed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path
) -> None:
    window = build_window(Door(DeskFolder(desk_folder)), Language.CHINESE)
    window.show()

    async def fail() -> None:
        raise KeyError("500241199003070017")

    async def steps() -> None:
        await enter(qtbot, window)
        assert window.shell is not None
        window.shell.place.start(fail())
        await until(lambda: window.shell is not None and window.shell.notices.isVisible())
        assert "errors.log" in window.shell.notices.text.text()
        await window.close_at_once()

    loop.run_until_complete(steps())
    written = DeskFolder(desk_folder).errors.read_text(encoding="utf-8")
    assert "KeyError" in written
    assert "test_main_window.py" in written
    assert "500241199003070017" not in written
    delete(window)
