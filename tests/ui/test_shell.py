"""What stands around the screens: foot, box for everything, undo and redo, own password."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from shiboken6 import isValid

from tests.ui.conftest import NAME, PASSWORD
from tests.ui.driving import is_settled, until, visit
from trainingdesk.bootstrap import signed_in
from trainingdesk.services import institution, person
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.entry.own_password import OwnPasswordDialog
from trainingdesk.ui.palette import Palette
from trainingdesk.ui.widgets.foot import Link

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def add_school(work: Work, name: str = "甲校") -> Changes:
    return institution.add_institution(work, InstitutionDetails(name=name))


def schools(work: Work) -> set[str]:
    return {one.name for one in institution.list_institutions(work)}


def test_the_foot_says_who_works_here_and_that_all_is_saved(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    loop.run_until_complete(visit(shell, Destination("classes")))
    assert shell.foot.who.text() == f"秀山县职业技能培训中心 · {NAME}（管理员）"
    assert shell.foot.state.text() == "已保存 · 未加入县级同步"


def test_the_foot_of_a_joined_desk_counts_what_waits(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    connection = work.database.connection()
    connection.execute("UPDATE sync_control SET joined = 1")
    connection.execute("UPDATE sync_change SET acked = 1")
    connection.commit()
    connection.close()

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        assert "全部已同步" in shell.foot.state.text()
        await shell.place.do(add_school)
        await until(lambda: is_settled(shell))
        assert "1 条未同步" in shell.foot.state.text()
        shell.foot.show_link(Link(online=False, last=datetime(2026, 10, 20, 0, 10, tzinfo=UTC)))
        assert shell.foot.state.text() == "已保存 · 1 条未同步 · 离线 · 上次同步 08:10"

    loop.run_until_complete(steps())


def test_the_foot_says_while_something_is_being_saved(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    seen: list[str] = []

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        shell.place.tasks.writing.connect(lambda _count: seen.append(shell.foot.state.text()))
        await shell.place.do(add_school)

    loop.run_until_complete(steps())
    assert [text.partition(" · ")[0] for text in seen] == ["正在保存…", "已保存"]


def test_a_click_on_the_state_opens_the_sync(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        await visit(shell, Destination("classes"))
        shell.foot.state.click()
        await until(lambda: shell.destination == Destination("sync"))

    loop.run_until_complete(steps())


def test_undo_and_redo_go_through_the_steps_by_keys(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def press(key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
        await until(lambda: is_settled(shell))
        qtbot.keyClick(shell, key, modifiers)
        await until(lambda: is_settled(shell))

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        await shell.place.do(lambda work: add_school(work, "甲校"))
        await shell.place.do(lambda work: add_school(work, "乙校"))
        await until(lambda: "维护目录" in shell.undo_redo.undo.text())
        assert not shell.undo_redo.redo.isEnabled()
        await press(Qt.Key.Key_Z, CONTROL)
        assert schools(work) == {"甲校"}
        assert "维护目录" in shell.notices.text.text()
        await press(Qt.Key.Key_Z, CONTROL)
        assert schools(work) == set()
        await press(Qt.Key.Key_Y, CONTROL)
        assert schools(work) == {"甲校"}
        await press(Qt.Key.Key_Z, CONTROL | SHIFT)
        assert schools(work) == {"甲校", "乙校"}
        assert not shell.undo_redo.redo.isEnabled()

    loop.run_until_complete(steps())


def test_the_notice_of_an_undo_leads_back(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    async def steps() -> None:
        await visit(shell, Destination("classes"))
        await shell.place.do(add_school)
        await shell.place.take_back()
        assert schools(work) == set()
        assert shell.notices.action.text() == "重做"
        shell.notices.action.click()
        await until(lambda: is_settled(shell) and schools(work) == {"甲校"})

    loop.run_until_complete(steps())


def test_a_text_field_keeps_its_own_undo(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    async def steps() -> None:
        await visit(shell, Destination("classes"))
        await shell.place.do(add_school)
        await until(lambda: shell.undo_redo.undo.isEnabled() and is_settled(shell))
        line = QLineEdit(shell)
        line.show()
        line.setFocus()
        qtbot.keyClicks(line, "abc")
        qtbot.keyClick(line, Qt.Key.Key_Z, CONTROL)
        await until(lambda: is_settled(shell))
        assert line.text() == ""
        assert schools(work) == {"甲校"}

    loop.run_until_complete(steps())


async def open_box(qtbot: QtBot, shell: Shell) -> Palette:
    qtbot.keyClick(shell, Qt.Key.Key_K, CONTROL)
    await until(lambda: [one for one in shell.findChildren(Palette) if one.isVisible()])
    return next(one for one in shell.findChildren(Palette) if one.isVisible())


def test_the_box_finds_a_person_and_goes_there(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    row = person.add_provisional(work, name="曾小红").row

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        box = await open_box(qtbot, shell)
        qtbot.keyClicks(box.line, "zxh")
        await until(box.is_settled)
        assert [one.words for one in box.entries] == ["曾小红"]
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("person", row) and is_settled(shell))
        assert not isValid(box)

    loop.run_until_complete(steps())


def test_enter_in_the_box_goes_to_nobody_whom_an_earlier_question_found(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    person.add_provisional(work, name="曾小红")
    wanted = person.add_provisional(work, name="龙秀英").row

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        box = await open_box(qtbot, shell)
        box.line.setText("曾小红")
        await until(box.is_settled)
        assert [one.words for one in box.entries] == ["曾小红"]
        box.line.setText("龙秀英")
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("person", wanted) and is_settled(shell))

    loop.run_until_complete(steps())


def test_enter_before_the_answer_goes_to_what_was_typed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    row = person.add_provisional(work, name="曾小红").row

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        box = await open_box(qtbot, shell)
        qtbot.keyClicks(box.line, "zxh")
        qtbot.keyClick(box.line, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("person", row) and is_settled(shell))

    loop.run_until_complete(steps())


def test_the_box_knows_places_and_commands_by_pinyin(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell
) -> None:
    locked: list[bool] = []
    shell.wants_lock.connect(lambda: locked.append(True))

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        first = await open_box(qtbot, shell)
        qtbot.keyClicks(first.line, "suoding")
        assert first.entries[0].words == "锁定"
        qtbot.keyClick(first.line, Qt.Key.Key_Return)
        assert locked
        await until(lambda: not isValid(first))
        shell.head.find_button.click()
        (box,) = shell.findChildren(Palette)
        qtbot.keyClick(box.line, Qt.Key.Key_Down)
        second = box.entries[1]
        assert box.list.currentItem().text(0) == second.words
        qtbot.keyClick(box.line, Qt.Key.Key_Escape)
        await until(lambda: not isValid(box))

    loop.run_until_complete(steps())


def test_one_changes_ones_own_password(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, desk_folder: Path
) -> None:
    new = "another-village-password"

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        next(one for one in shell.foot.menu.actions() if one.objectName() == "command.change_password").trigger()
        await until(lambda: shell.findChildren(OwnPasswordDialog))
        (dialog,) = shell.findChildren(OwnPasswordDialog)
        qtbot.keyClicks(dialog.present.line, "not-the-password")
        for field in (dialog.secret.first, dialog.secret.second):
            qtbot.keyClicks(field.line, new)
        qtbot.keyClick(dialog.secret.second.line, Qt.Key.Key_Return)
        await until(dialog.refusal.isVisible)
        dialog.present.line.setText(PASSWORD)
        dialog.button.click()
        await until(lambda: not isValid(dialog))
        assert shell.notices.isVisible()

    loop.run_until_complete(steps())
    with signed_in(desk_folder, user_name=NAME, password=new):
        pass


def test_a_small_window_is_compact_by_itself_and_says_the_same(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    icon_only = Qt.ToolButtonStyle.ToolButtonIconOnly

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        rail, find, who = shell.rail, shell.head.find_button, shell.foot.who
        wide, named = rail.width(), who.text()
        shell.resize(683, 384)
        assert (shell.width(), shell.height()) == (683, 384)
        assert rail.width() < wide // 2
        assert {one.toolButtonStyle() for one in (*rail.buttons.values(), find)} == {icon_only}
        assert rail.buttons["classes"].accessibleName() == "班级"
        assert "班级" in rail.buttons["classes"].toolTip()
        assert "Ctrl+K" in find.toolTip()
        assert not shell.head.crumbs.isVisible()
        assert who.text() in named
        assert len(who.text()) < len(named)
        assert who.accessibleName() == who.toolTip() == named
        shell.resize(1366, 768)
        assert (rail.width(), who.text()) == (wide, named)
        assert icon_only not in {one.toolButtonStyle() for one in (*rail.buttons.values(), find)}

    loop.run_until_complete(steps())
