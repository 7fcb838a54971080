"""The roster tab by keys and clicks: enrolling, refusing, and every way out of the class and back."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QPushButton

from tests.services import eligible_class, people
from tests.services.running_class import acting
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Action, Role
from trainingdesk.domain.enrollment import Status
from trainingdesk.services import enrollment
from trainingdesk.services.work import Worker
from trainingdesk.storage import rows
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.enrollment import (
    CategoryDialog,
    ExportDialog,
    LeaveDialog,
    ReasonDialog,
    TransferDialog,
)
from trainingdesk.ui.dialogs.new_person import NewPersonDialog
from trainingdesk.ui.notices import Notice, Severity
from trainingdesk.ui.screens.class_page import ClassPage
from trainingdesk.ui.screens.class_roster import ClassRoster
from trainingdesk.ui.screens.class_roster_table import Wanted
from trainingdesk.ui.screens.roster_import import RosterImportScreen
from trainingdesk.ui.widgets.dropping import CLIPBOARD, as_part

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.dialogs.form_dialog import FormDialog
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

    Steps = Callable[["Person"], Coroutine[None, None, None]]
    Play = Callable[[Steps], None]

NUMBER = "2026-001"


@pytest.fixture
def class_id(work: Work) -> str:
    return eligible_class.make_class(work, NUMBER, capacity=2)


def known(work: Work, name: str, sequence: int, **more: str) -> str:
    """Somebody on file with the category of a rural worker, proved."""
    person = people.add(work, name, sequence, **more)
    eligible_class.put(work, "person_category", person_id=person, category="A04", proof_kind="农户证明")
    return person


def too_young(work: Work) -> str:
    """A child of thirteen."""
    person = people.add(work, "田小宝", 7)
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", person, {"birth_date": date(2013, 3, 7)})
    return person


class Person:
    """Somebody at the keyboard of the tab."""

    def __init__(self, qtbot: QtBot, shell: Shell, roster: ClassRoster) -> None:
        self.qtbot, self.shell, self.roster = qtbot, shell, roster
        self.keys = 0
        self.news: list[Notice] = []
        shell.place.notices.shown.connect(self.news.append)

    def write(self, text: str) -> None:
        for letter in text:
            self.qtbot.keyClicks(self.roster.enroll.line, letter)
            self.keys += 1

    def compose(self, text: str) -> None:
        """Write Chinese, as an input method does."""
        event = QInputMethodEvent()
        event.setCommitString(text)
        QGuiApplication.sendEvent(self.roster.enroll.line, event)

    def press(self, key: Qt.Key) -> None:
        self.qtbot.keyClick(self.roster.enroll.line, key)
        self.keys += 1

    def click(self, key: str) -> None:
        roster = self.roster
        bars = (roster.people_bar, roster.class_bar, roster.seat_bar, roster.enroll.bar)
        button = {name: one for bar in bars for name, one in bar.buttons.items()}[f"screen_roster.{key}"]
        assert button.isVisible(), key
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    async def settle(self) -> None:
        await until(lambda: is_settled(self.shell))

    async def dialog(self, kind: type[FormDialog]) -> FormDialog:
        def opened() -> list[FormDialog]:
            return [one for one in self.shell.findChildren(kind) if one.isVisible()]

        await until(opened)
        return opened()[0]

    def save(self, dialog: FormDialog) -> None:
        self.qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    def statuses(self) -> list[Status]:
        return [row.line.status for row in self.roster.model.rows]


@pytest.fixture
def play(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, class_id: str) -> Play:
    """Run steps at the roster of the class, as the administrator."""

    def run(steps: Steps) -> None:
        loop.run_until_complete(at_roster(qtbot, shell, class_id, steps))

    return run


async def at_roster(qtbot: QtBot, shell: Shell, class_id: str, steps: Steps) -> None:
    page = await visit(shell, Destination("class", class_id, "roster"))
    assert isinstance(page, ClassPage)
    roster = page.shown_tab()
    assert isinstance(roster, ClassRoster)
    await steps(Person(qtbot, shell, roster))


def test_somebody_on_file_is_enrolled_with_four_keys(play: Play, work: Work, class_id: str) -> None:
    person = known(work, "张三", 1)

    async def steps(clerk: Person) -> None:
        assert clerk.roster.enroll.line.hasFocus()
        clerk.write("zs")
        clerk.press(Qt.Key.Key_Return)
        clerk.press(Qt.Key.Key_Return)  # before the search has answered: each key waits for its turn
        await until(lambda: clerk.roster.model.rows)
        await clerk.settle()
        assert clerk.keys == 4
        assert clerk.news[0].severity is Severity.DONE
        assert clerk.roster.enroll.line.text() == ""
        current = clerk.roster.table.current()
        assert current is not None
        assert current.line.person_id == person

    play(steps)
    assert [line.person_id for line in enrollment.roll_of(work, class_id)] == [person]


def test_who_goes_on_typing_after_enter_gets_who_is_typed_at_last(play: Play, work: Work) -> None:
    """A letter, Enter, and more letters before the disk has answered the first search."""
    known(work, "周三", 3)
    person = known(work, "张三", 1)

    async def steps(clerk: Person) -> None:
        clerk.write("z")
        clerk.press(Qt.Key.Key_Return)
        await asyncio.sleep(0)  # the key is read, and waits for the search
        clerk.write("hang")
        await until(lambda: clerk.roster.enroll.prospect is not None)
        await clerk.settle()
        assert clerk.roster.enroll.prospect is not None
        assert clerk.roster.enroll.prospect.person_id == person
        assert not clerk.shell.findChildren(NewPersonDialog)

    play(steps)


def test_the_verdicts_are_shown_before_and_a_refusal_has_rule_values_and_clause(
    play: Play, work: Work, class_id: str
) -> None:
    too_young(work)

    async def steps(clerk: Person) -> None:
        clerk.write("txb")
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.roster.enroll.prospect)
        card = clerk.roster.enroll.card
        assert card.badge.text() == "不可以"
        words = "".join(card.words())
        assert "13周岁，未满16周岁" in words
        assert "示例规则" in words
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.news)
        assert clerk.news[0].severity is Severity.REFUSED
        assert "未满16周岁" in clerk.news[0].text
        assert "示例规则" in clerk.news[0].text
        clerk.press(Qt.Key.Key_Escape)
        assert clerk.roster.enroll.prospect is None

    play(steps)
    assert enrollment.roll_of(work, class_id) == ()


def test_somebody_who_is_in_already_is_said_to_be_and_nothing_changes(play: Play, work: Work, class_id: str) -> None:
    enrollment.enroll(work, class_id, known(work, "张三", 1))

    async def steps(clerk: Person) -> None:
        clerk.write("zs")
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.roster.enroll.prospect)
        assert "已在班里" in clerk.roster.enroll.hint.text()
        assert not clerk.roster.enroll.bar.buttons["screen_roster.enroll_anyway"].isVisible()
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.news)
        assert clerk.news[0].severity is Severity.ADVICE

    play(steps)
    assert len(enrollment.roll_of(work, class_id)) == 1


def test_a_rule_is_set_aside_with_a_reason(play: Play, work: Work, class_id: str) -> None:
    too_young(work)

    async def steps(clerk: Person) -> None:
        clerk.write("txb")
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.roster.enroll.prospect)
        clerk.click("enroll_anyway")
        dialog = await clerk.dialog(ReasonDialog)
        assert isinstance(dialog, ReasonDialog)
        clerk.save(dialog)
        assert dialog.isVisible()  # not without a reason
        dialog.reason.set_text("经主任批准")
        clerk.save(dialog)
        await until(lambda: clerk.roster.model.rows)

    play(steps)
    (line,) = enrollment.roll_of(work, class_id)
    assert enrollment.events_of(work, line.enrollment_id)[0].override == "经主任批准"


def test_a_clerk_may_not_set_rules_aside_or_confirm(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme, class_id: str
) -> None:
    too_young(work)
    clerk_work = replace(work, worker=Worker("clerk", "李录入", frozenset({Role.CLERK})))

    async def steps(clerk: Person) -> None:
        clerk.write("txb")
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.roster.enroll.prospect)
        assert list(clerk.roster.enroll.bar.buttons) == ["screen_roster.enroll", "form.cancel"]
        assert "screen_roster.confirm" not in clerk.roster.people_bar.buttons

    window: Iterator[Shell] = shell_of(qtbot, clerk_work, theme)
    loop.run_until_complete(at_roster(qtbot, next(window), class_id, steps))
    assert list(window) == []


def test_nobody_found_leads_to_a_new_person_who_is_then_enrolled(play: Play, work: Work, class_id: str) -> None:
    async def steps(clerk: Person) -> None:
        clerk.compose("李新人")
        clerk.press(Qt.Key.Key_Return)
        dialog = await clerk.dialog(NewPersonDialog)
        assert isinstance(dialog, NewPersonDialog)
        assert dialog.name.text() == "李新人"
        dialog.number.set_text(people.number(31)[:-1])
        clerk.save(dialog)
        assert not dialog.number.problem_label.isHidden()
        dialog.number.set_text(people.number(31))
        clerk.save(dialog)
        await until(lambda: clerk.roster.enroll.prospect)
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.roster.model.rows)

    play(steps)
    assert [line.name for line in enrollment.roll_of(work, class_id)] == ["李新人"]


def test_a_full_class_has_a_waiting_list_and_a_seat_that_comes_free_goes_on(
    play: Play, work: Work, class_id: str
) -> None:
    for sequence, name in enumerate(("张一", "张二", "张三"), start=1):
        enrollment.enroll(work, class_id, known(work, name, sequence))

    async def steps(clerk: Person) -> None:
        roster = clerk.roster
        assert clerk.statuses() == [Status.APPLIED, Status.APPLIED, Status.WAITLISTED]
        assert roster.seats.text() == "名额 2/2"
        roster.chips.choose(Wanted.WAITING.value)
        roster.chips.changed.emit(Wanted.WAITING.value)
        assert [row.line.name for row in roster.model.rows] == ["张三"]
        assert "◷ 候补 1" in roster.model.text(roster.model.row(0), roster.model.columns[5])
        roster.table.selectRow(0)
        clerk.click("promote")
        await until(lambda: clerk.news)
        assert clerk.news[0].severity is Severity.REFUSED  # no seat is free
        roster.chips.choose(Wanted.ALL.value)
        roster.chips.changed.emit(Wanted.ALL.value)
        roster.table.selectRow(0)
        clerk.click("leave")
        dialog = await clerk.dialog(LeaveDialog)
        assert isinstance(dialog, LeaveDialog)
        dialog.reason.set_text("外出务工")
        clerk.save(dialog)
        await until(lambda: Status.WITHDRAWN in clerk.statuses())
        assert clerk.statuses() == [Status.WITHDRAWN, Status.APPLIED, Status.CONFIRMED]

    play(steps)
    first = enrollment.roll_of(work, class_id)[0]
    assert enrollment.events_of(work, first.enrollment_id)[-1].reason == "外出务工"


def test_who_left_comes_back_under_the_same_number(play: Play, work: Work, class_id: str) -> None:
    row = enrollment.enroll(work, class_id, known(work, "张一", 1)).row
    number = enrollment.roll_of(work, class_id)[0].number
    enrollment.withdraw(work, row, reason="生病")

    async def steps(clerk: Person) -> None:
        clerk.roster.table.selectRow(0)
        clerk.click("reopen")
        await until(lambda: clerk.roster.enroll.prospect)
        clerk.press(Qt.Key.Key_Return)
        await until(lambda: clerk.statuses() == [Status.APPLIED])
        assert clerk.roster.model.row(0).line.number == number

    play(steps)


def test_confirming_everybody_leaves_the_flagged_alone(play: Play, work: Work, class_id: str) -> None:
    clerk_work = acting(work, Role.CLERK, user_id="a clerk")
    sound = enrollment.enroll(clerk_work, class_id, known(work, "张一", 1)).row
    child = enrollment.enroll(work, class_id, too_young(work), override="特批").row

    async def steps(reviewer: Person) -> None:
        reviewer.click("confirm_all")
        await until(lambda: Status.CONFIRMED in reviewer.statuses())
        states = {row.key: row.line.status for row in reviewer.roster.model.rows}
        assert states == {sound: Status.CONFIRMED, child: Status.APPLIED}
        reviewer.roster.table.selectRow(1)
        reviewer.click("reject")
        dialog = await reviewer.dialog(ReasonDialog)
        assert isinstance(dialog, ReasonDialog)
        dialog.reason.set_text("未满年龄")
        reviewer.save(dialog)
        await until(lambda: Status.REJECTED in reviewer.statuses())

    play(steps)


def test_the_next_who_waits_is_let_in_when_a_seat_is_there(play: Play, work: Work, class_id: str) -> None:
    for sequence, name in enumerate(("张一", "张二", "张三", "张四"), start=1):
        enrollment.enroll(work, class_id, known(work, name, sequence))
    with work.writing(Action.EDIT_CLASS) as session:
        rows.change(session, "training_class", class_id, {"capacity": 3})

    async def steps(clerk: Person) -> None:
        button = clerk.roster.class_bar.buttons["screen_roster.next_in"]
        await until(button.isVisible)
        button.click()
        await until(lambda: clerk.statuses()[2] is Status.CONFIRMED)
        assert clerk.statuses()[3] is Status.WAITLISTED  # the first to come is the first to be let in
        assert "张三" in " ".join(one.text for one in clerk.news)
        await until(lambda: not button.isVisible())  # the class is full again

    play(steps)


def test_somebody_moves_to_another_class_found_by_a_part_of_its_name(play: Play, work: Work, class_id: str) -> None:
    other = eligible_class.make_class(work, "2026-777")
    eligible_class.make_class(work, "2026-888")
    enrollment.enroll(work, class_id, known(work, "张一", 1))

    async def steps(clerk: Person) -> None:
        clerk.roster.table.selectRow(0)
        clerk.click("transfer")
        dialog = await clerk.dialog(TransferDialog)
        assert isinstance(dialog, TransferDialog)
        assert "选好" in dialog.card.more.text()
        assert dialog.card.visibleRegion().boundingRect() == dialog.card.rect()  # nothing of it lies outside the dialog
        dialog.target.box.setCurrentText("777")
        await until(lambda: dialog.card.name.text() == "张一")  # the rules of that class, before anything is written
        assert dialog.card.words()
        assert not any("2026-" in one and "冲突" in one for one in dialog.card.words())
        dialog.reason.set_text("离家近")
        clerk.save(dialog)
        await until(lambda: clerk.statuses() == [Status.TRANSFERRED])

    play(steps)
    assert [line.name for line in enrollment.roll_of(work, other)] == ["张一"]


def test_the_paid_category_is_chosen(play: Play, work: Work, class_id: str) -> None:
    enrollment.enroll(work, class_id, known(work, "张一", 1))

    async def steps(clerk: Person) -> None:
        clerk.roster.table.selectRow(0)
        clerk.click("category")
        dialog = await clerk.dialog(CategoryDialog)
        assert isinstance(dialog, CategoryDialog)
        assert dialog.category.text() == "A04"
        dialog.category.set_text("A05")
        clerk.save(dialog)
        await until(lambda: clerk.roster.model.row(0).line.paid_category == "A05")

    play(steps)


def test_the_export_asks_why_and_is_masked_unless_said_otherwise(
    play: Play, work: Work, class_id: str, tmp_path: Path
) -> None:
    enrollment.enroll(work, class_id, known(work, "张一", 1))
    target = tmp_path / f"花名册-{NUMBER}.xlsx"

    async def steps(clerk: Person) -> None:
        clerk.click("export")
        dialog = await clerk.dialog(ExportDialog)
        assert isinstance(dialog, ExportDialog)
        assert dialog.masked.is_on()
        clerk.save(dialog)
        await until(lambda: [one for one in clerk.shell.findChildren(QFileDialog) if one.isVisible()])
        (files,) = (one for one in clerk.shell.findChildren(QFileDialog) if one.isVisible())
        files.setDirectory(str(tmp_path))
        box = files.findChild(QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        button = box.button(QDialogButtonBox.StandardButton.Save)
        assert isinstance(button, QPushButton)
        clerk.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(target.exists)
        await clerk.settle()

    play(steps)
    cells = [str(cell) for row in load_workbook(target).active.iter_rows(values_only=True) for cell in row]
    assert "张一" in cells
    assert people.number(1) not in cells


def test_a_file_dropped_anywhere_starts_the_import(play: Play, class_id: str, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("姓名,身份证号码\n", encoding="utf-8")

    async def steps(clerk: Person) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        button, key = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        clerk.roster.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, button, key))
        wanted = Destination("roster_import", class_id, as_part(path))
        await until(lambda: clerk.shell.destination == wanted and is_settled(clerk.shell))
        assert isinstance(clerk.shell.shown, RosterImportScreen)
        assert clerk.shell.shown.preview.file.text() == "roster.csv"

    play(steps)


def test_a_table_pasted_starts_the_import_and_a_name_does_not(play: Play, class_id: str) -> None:
    async def steps(clerk: Person) -> None:
        line, control = clerk.roster.enroll.line, Qt.KeyboardModifier.ControlModifier
        QGuiApplication.clipboard().setText("张三")
        clerk.qtbot.keyClick(line, Qt.Key.Key_V, control)
        assert line.text() == "张三"
        await clerk.settle()
        QGuiApplication.clipboard().setText("姓名\t身份证号码\n张三\t1\n")
        clerk.qtbot.keyClick(line, Qt.Key.Key_V, control)
        wanted = Destination("roster_import", class_id, CLIPBOARD)
        await until(lambda: clerk.shell.destination == wanted and is_settled(clerk.shell))
        assert isinstance(clerk.shell.shown, RosterImportScreen)
        assert [row.line.name for row in clerk.shell.shown.preview.rows] == ["张三"]

    play(steps)
