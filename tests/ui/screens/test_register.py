"""The register, by real keys on a real desk."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPushButton, QWidget

from tests.services import running_class
from tests.services.people import number as document_number
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attachment, attendance, enrollment
from trainingdesk.services.attendance import MarkEntry, register_page
from trainingdesk.services.undo_steps import undo_steps
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.dialogs.register_correction import CorrectionDialog
from trainingdesk.ui.dialogs.register_details import DetailsDialog, TimesDialog, read_clock
from trainingdesk.ui.dialogs.register_import import MarksImportDialog
from trainingdesk.ui.dialogs.register_lesson import ReopenDialog, SubstituteDialog
from trainingdesk.ui.dialogs.register_marks import MarksDialog
from trainingdesk.ui.dialogs.register_walk_in import WalkInDialog
from trainingdesk.ui.screens.register import RegisterScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Coroutine, Iterator
    from pathlib import Path
    from typing import Any, TypeVar

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.dialogs.form_dialog import FormDialog
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

    D = TypeVar("D", bound=QWidget)

#: Of 20 October 2026 in the morning, the day of the tests.
TODAY = 2


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work)


class Hand:
    """Sits before the register of one lesson."""

    def __init__(self, qtbot: QtBot, shell: Shell, work: Work, made: Made, lesson: int = TODAY) -> None:
        self.qtbot, self.shell, self.work, self.made = qtbot, shell, work, made
        self.lesson = made.lessons[lesson]
        self.said: list[str] = []
        shell.place.notices.shown.connect(lambda notice: self.said.append(notice.text))

    async def sit_down(self) -> RegisterScreen:
        found = await visit(self.shell, Destination("register", self.lesson))
        assert isinstance(found, RegisterScreen)
        self.screen = found
        return found

    def press(self, *keys: str | Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.screen.table, key, held)

    def control(self, key: str | Qt.Key) -> None:
        self.press(key, held=Qt.KeyboardModifier.ControlModifier)

    async def type(self, *keys: str | Qt.Key) -> None:
        self.press(*keys)
        await self.settle()

    async def settle(self) -> None:
        await until(lambda: not self.screen.is_busy() and is_settled(self.shell))

    def click(self, key: str) -> None:
        (button,) = [one for one in self.shell.findChildren(QPushButton, key) if one.isVisible()]
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    async def dialog(self, kind: type[D]) -> D:
        await until(lambda: [one for one in self.shell.findChildren(kind) if one.isVisible()])
        return next(one for one in self.shell.findChildren(kind) if one.isVisible())

    def save(self, dialog: FormDialog) -> None:
        self.qtbot.mouseClick(dialog.save_button, Qt.MouseButton.LeftButton)

    def row(self) -> int | None:
        line = self.screen.table.current()
        return None if line is None else line.row

    def offers(self, key: str) -> bool:
        return any(one.isVisible() for one in self.shell.findChildren(QPushButton, key))

    def marks(self) -> list[Mark | None]:
        return [line.counted for line in register_page(self.work, self.lesson).lines]

    def shown(self) -> list[Mark | None]:
        return [line.counted for line in self.screen.model.rows]


@pytest.fixture
def hand(qtbot: QtBot, shell: Shell, work: Work, made: Made) -> Hand:
    return Hand(qtbot, shell, work, made)


def run(loop: asyncio.AbstractEventLoop, steps: Coroutine[Any, Any, None]) -> None:
    loop.run_until_complete(steps)


def cell(hand: Hand, row: int, key: str) -> str:
    at = next(at for at, column in enumerate(hand.screen.model.columns) if column.key == key)
    return str(hand.screen.model.index(row - 1, at).data())


# --- keys --------------------------------------------------------------------------------------------------------------


def test_all_begin_unmarked_and_a_letter_marks_and_moves_on(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        assert hand.shown() == [None] * 5
        assert screen.table.hasFocus()
        assert hand.row() == 1
        await hand.type("c", Qt.Key.Key_Space, "d")
        assert hand.marks() == hand.shown() == [Mark.PRESENT, Mark.PRESENT, Mark.LATE, None, None]
        assert hand.row() == 4
        assert cell(hand, 3, "mark") == "◐ 迟到"

    run(loop, steps())


def test_a_number_on_paper_chooses_whom_a_letter_marks(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        await hand.type("4")
        assert hand.row() == 4
        assert screen.legend.typed.text() == "序号 4"
        await hand.type("k")
        assert hand.marks() == [None, None, None, Mark.ABSENT, None]
        assert (hand.row(), screen.legend.typed.text()) == (5, "")

    run(loop, steps())


def test_backspace_clears_a_half_typed_number(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("9", "9", Qt.Key.Key_Backspace, "2", "k")
        assert hand.marks() == [None, Mark.ABSENT, None, None, None]

    run(loop, steps())


def test_a_number_that_nobody_has_is_refused_and_the_next_keys_are_read(
    loop: asyncio.AbstractEventLoop, hand: Hand
) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("9", "d", "2", "d")
        assert hand.marks() == [None, Mark.LATE, None, None, None]
        assert hand.said == [hand.shell.place.say("attendance.row_unknown", row=9, most=5)]

    run(loop, steps())


def test_a_letter_that_no_mark_has_names_those_there_are(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("q")
        assert hand.marks() == [None] * 5
        assert "C 出勤" in hand.said[0]

    run(loop, steps())


def test_initials_jump_to_a_name(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        names = [line.name for line in hand.screen.model.rows]
        assert all(name.startswith("学员") for name in names)
        await hand.type("/", "x", "y")
        assert hand.row() == 1
        await hand.type("/")
        assert hand.row() == 2
        await hand.type(Qt.Key.Key_Return, "k")
        assert hand.marks()[1] is Mark.ABSENT
        await hand.type("/", "q")
        assert hand.said == [hand.shell.place.say("screen_register.nobody_begins_so", found="Q")]

    run(loop, steps())


def test_everybody_is_selected_and_marked_at_once(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        hand.control(Qt.Key.Key_A)
        await hand.type("g")
        assert hand.marks() == [Mark.OFFICIAL_LEAVE] * 5
        hand.control(Qt.Key.Key_Z)
        await hand.settle()
        assert hand.marks() == [None] * 5

    run(loop, steps())


def test_arrows_wait_their_turn_behind_letters(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("d", Qt.Key.Key_Down, "k", Qt.Key.Key_Up, Qt.Key.Key_Up, "b")
        assert hand.marks() == [Mark.LATE, Mark.SICK_LEAVE, Mark.ABSENT, None, None]

    run(loop, steps())


def test_delete_takes_a_mark_away_and_ctrl_z_brings_it_back(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("1", "d", "1", Qt.Key.Key_Delete)
        assert hand.marks()[0] is None
        hand.control(Qt.Key.Key_Z)
        await hand.settle()
        assert hand.marks()[0] is Mark.LATE

    run(loop, steps())


def test_ctrl_z_also_takes_back_what_was_done_again(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("k")
        hand.control(Qt.Key.Key_Z)
        await hand.settle()
        redo = undo_steps(hand.work).redo
        assert redo is not None
        await hand.shell.place.take_back(redo.number, back=False)
        assert hand.marks()[0] is Mark.ABSENT
        hand.control(Qt.Key.Key_Z)
        await hand.settle()
        assert hand.marks()[0] is None

    run(loop, steps())


def test_no_input_method_reads_along(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        await hand.type("d", Qt.Key.Key_Down)
        assert not screen.table.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)

    run(loop, steps())


def test_a_key_is_on_disk_before_the_next_is_read(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        seen: list[int] = []
        hand.shell.place.tasks.changed.connect(
            lambda _changes: seen.append(sum(one is not None for one in hand.marks()))
        )
        await hand.type("c", "d", "k")
        assert seen == [1, 2, 3]

    run(loop, steps())


def test_a_click_on_the_legend_does_what_its_key_does(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        hand.qtbot.mouseClick(screen.legend.buttons["late"], Qt.MouseButton.LeftButton)
        await hand.settle()
        assert hand.marks()[0] is Mark.LATE
        assert screen.table.hasFocus()

    run(loop, steps())


def test_the_counter_counts(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        assert screen.head.counter.text() == "出勤 0 · 未点 5"
        await hand.type("2", "d", "3", "c")
        assert screen.head.counter.text() == "出勤 1 · 迟到 1 · 未点 3"

    run(loop, steps())


# --- closing and opening -----------------------------------------------------------------------------------------------


def test_closing_lists_who_is_unmarked_and_esc_goes_on(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("c", "c", "c")
        hand.control(Qt.Key.Key_Return)
        question = await hand.dialog(Question)
        assert "4 学员" in question.findChildren(type(question.words))[1].text()
        hand.qtbot.keyClick(question, Qt.Key.Key_Escape)
        await hand.settle()
        assert not register_page(hand.work, hand.lesson).closed
        hand.control(Qt.Key.Key_Return)
        question = await hand.dialog(Question)
        hand.qtbot.mouseClick(question.buttons["leave"], Qt.MouseButton.LeftButton)
        await hand.settle()
        page = register_page(hand.work, hand.lesson)
        assert (page.closed, page.unmarked) == (True, 2)

    run(loop, steps())


def test_the_rest_is_present_and_can_be_taken_back(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("2", "k", Qt.Key.Key_F9)
        assert hand.marks() == [Mark.PRESENT, Mark.ABSENT, Mark.PRESENT, Mark.PRESENT, Mark.PRESENT]
        assert hand.said == [hand.shell.place.say("screen_register.rest_is_present", count=4)]
        hand.control(Qt.Key.Key_Z)
        await hand.settle()
        assert hand.marks() == [None, Mark.ABSENT, None, None, None]

    run(loop, steps())


def test_a_closed_register_takes_no_key_until_it_is_opened_again(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        attendance.rest_present(hand.work, hand.lesson)
        attendance.close_register(hand.work, hand.lesson)
        await hand.sit_down()
        await hand.type("d")
        assert hand.marks() == [Mark.PRESENT] * 5
        assert len(hand.said) == 1
        assert not hand.offers("screen_register.close")
        hand.click("screen_register.reopen")
        hand.save(await hand.dialog(ReopenDialog))
        await hand.settle()
        assert hand.offers("screen_register.close")
        await hand.type("1", "d")
        assert hand.marks()[0] is Mark.LATE

    run(loop, steps())


def test_a_late_correction_asks_for_a_reason_and_both_marks_stay(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, hand: Hand, clock: Clock
) -> None:
    async def steps() -> None:
        attendance.record_marks(hand.work, hand.lesson, {hand.made.enrollments[0]: Mark.ABSENT})
        clock.now += timedelta(days=6)
        await hand.sit_down()
        hand.press("1", "d")
        dialog = await hand.dialog(CorrectionDialog)
        assert "× 旷课" in dialog.both.text()
        assert dialog.mark.text() == "late"
        hand.save(dialog)
        assert dialog.reason.problem_label.text()
        dialog.reason.set_text("监控核实")
        hand.save(dialog)
        await hand.settle()
        assert cell(hand, 1, "mark") == "◐ 迟到（原 × 旷课）"
        assert "监控核实" in cell(hand, 1, "note")

    run(loop, steps())


# --- people --------------------------------------------------------------------------------------------------------------


def test_who_is_not_on_the_roll_that_day_is_grey_with_the_reason(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        enrollment.drop(hand.work, hand.made.enrollments[1], reason="外出务工")
        await hand.sit_down()
        line = hand.screen.model.rows[1]
        assert not line.may_be_marked
        assert hand.screen.model.index(1, 1).data(Qt.ItemDataRole.ForegroundRole) is not None
        assert hand.screen.model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) is None
        assert cell(hand, 2, "note")
        await hand.type("c", "c")
        assert hand.marks()[:3] == [Mark.PRESENT, None, Mark.PRESENT]
        await hand.type("2", "c")
        assert len(hand.said) == 1

    run(loop, steps())


def test_somebody_without_a_card_is_added_at_the_door(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        hand.control(Qt.Key.Key_N)
        dialog = await hand.dialog(WalkInDialog)
        hand.save(dialog)
        await until(dialog.refusal.isVisible)
        dialog.name.set_text("赵来迟")
        hand.save(dialog)
        await hand.settle()
        line = hand.screen.table.current()
        assert line is not None
        assert (line.name, line.provisional) == ("赵来迟", True)
        assert cell(hand, 6, "note") == "待补证件"

    run(loop, steps())


def test_a_card_that_is_scanned_at_the_table_asks_for_the_name_of_a_stranger(
    loop: asyncio.AbstractEventLoop, hand: Hand
) -> None:
    async def steps() -> None:
        await hand.sit_down()
        hand.press(*document_number(901, born="19900307"), Qt.Key.Key_Return)
        dialog = await hand.dialog(WalkInDialog)
        assert dialog.document.text() == document_number(901, born="19900307")
        dialog.name.set_text("钱新来")
        hand.save(dialog)
        await hand.settle()
        assert [line.name for line in hand.screen.model.rows][-1] == "钱新来"
        assert hand.marks() == [None] * 6

    run(loop, steps())


def test_minutes_and_a_note(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("2", "d", "2", Qt.Key.Key_Return)
        hand.press(Qt.Key.Key_F2)
        dialog = await hand.dialog(DetailsDialog)
        dialog.minutes.set_text("12")
        dialog.note.set_text("下雨路滑")
        hand.save(dialog)
        await hand.settle()
        assert (cell(hand, 2, "minutes"), cell(hand, 2, "note")) == ("12", "下雨路滑")

    run(loop, steps())


def test_signing_times_make_the_mark(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        hand.press(Qt.Key.Key_F4)
        dialog = await hand.dialog(TimesDialog)
        dialog.time_in.set_text("0850")
        dialog.time_out.set_text("11：30")
        hand.save(dialog)
        await hand.settle()
        assert hand.marks()[0] is Mark.LATE
        assert cell(hand, 1, "minutes") == "20  08:50–11:30"
        assert hand.row() == 2

    run(loop, steps())


@pytest.mark.parametrize(("text", "minutes"), [("8:30", 510), ("0830", 510), ("8：30", 510), ("23.59", 1439)])
def test_times_are_read_as_people_type_them(text: str, minutes: int) -> None:
    assert read_clock(text) == minutes


# --- the lesson ----------------------------------------------------------------------------------------------------------


def test_a_clerk_names_a_substitute(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        who = running_class.instructor(hand.work, "tian")
        await hand.sit_down()
        hand.click("screen_register.substitute")
        dialog = await hand.dialog(SubstituteDialog)
        dialog.instructor.set_text(who)
        hand.save(dialog)
        await hand.settle()
        assert "教师tian" in hand.screen.head.people.text()

    run(loop, steps())


@pytest.fixture
def colleague(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme, made: Made) -> Iterator[Shell]:
    """The window of an instructor who teaches nothing in this class."""
    running_class.instructor(work, "tian")
    yield from shell_of(qtbot, running_class.acting(work, Role.INSTRUCTOR, user_id="tian"), theme)


def test_a_colleague_stands_in(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, colleague: Shell, work: Work, made: Made
) -> None:
    async def steps() -> None:
        hand = Hand(qtbot, colleague, work, made)
        screen = await hand.sit_down()
        assert screen.colleagues.isVisible()
        qtbot.mouseClick(screen.colleagues.button, Qt.MouseButton.LeftButton)
        await until(lambda: screen.filled.isVisible() and is_settled(colleague))
        await hand.type("c")
        assert hand.marks()[0] is Mark.PRESENT
        assert hand.shell.place.say("screen_register.on_the_spot") in screen.head.people.text()
        assert "screen_register.correct" not in screen.bar.buttons

    run(loop, steps())


def test_a_doubtful_clock_is_asked_about_once(loop: asyncio.AbstractEventLoop, hand: Hand, clock: Clock) -> None:
    async def steps() -> None:
        clock.now -= timedelta(days=3)
        await hand.sit_down()
        hand.press("c", "c")
        question = await hand.dialog(Question)
        assert hand.marks() == [None] * 5
        hand.qtbot.mouseClick(question.buttons["right"], Qt.MouseButton.LeftButton)
        await hand.settle()
        assert hand.marks()[:3] == [Mark.PRESENT, Mark.PRESENT, None]
        await hand.type("d")
        assert hand.marks()[2] is Mark.LATE
        assert all(words.startswith("电脑现在的时间") for words in hand.said)  # the foot tells it as well

    run(loop, steps())


def choose_file(hand: Hand, dialog: QFileDialog, path: Path) -> None:
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(str(path))
    hand.qtbot.keyClick(name, Qt.Key.Key_Return)


def test_the_signed_sheet_is_attached(loop: asyncio.AbstractEventLoop, hand: Hand, tmp_path: Path) -> None:
    async def steps() -> None:
        scan = tmp_path / "sheet.png"
        scan.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(64))
        screen = await hand.sit_down()
        hand.click("screen_register.attach")
        choose_file(hand, await hand.dialog(QFileDialog), scan)
        await hand.settle()
        assert hand.shell.place.say("screen_register.sheet_attached") in screen.head.people.text()

    run(loop, steps())


def test_marks_come_from_a_file_and_what_is_wrong_is_shown(
    loop: asyncio.AbstractEventLoop, hand: Hand, tmp_path: Path
) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        names = [line.name for line in screen.model.rows]
        book = Workbook()
        for row in (("姓名", "考勤"), (names[0], "迟到"), (names[1], "正常"), ("无此人", "正常")):
            book.active.append(row)
        book.save(tmp_path / "marks.xlsx")
        hand.click("screen_register.import")
        choose_file(hand, await hand.dialog(QFileDialog), tmp_path / "marks.xlsx")
        dialog = await hand.dialog(MarksImportDialog)
        assert [line.row for line in dialog.model.rows] == [2, 3, 4]
        assert "无此人" in str(dialog.model.index(2, 3).data())
        hand.qtbot.mouseClick(dialog.write_button, Qt.MouseButton.LeftButton)
        back = await hand.dialog(QFileDialog)
        choose_file(hand, back, tmp_path / "back.xlsx")
        await hand.settle()
        assert hand.marks() == [Mark.LATE, Mark.PRESENT, None, None, None]
        assert (tmp_path / "back.xlsx").exists()

    run(loop, steps())


def test_what_others_write_appears_and_the_cursor_stays(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        await hand.type("3")
        one = hand.made.enrollments[0]
        late = {one: MarkEntry(mark=Mark.LATE, minutes=7)}
        await hand.shell.place.do(lambda work: attendance.record_marks(work, hand.lesson, late))
        await hand.settle()
        assert cell(hand, 1, "minutes") == "7"
        assert hand.row() == 3
        assert screen.legend.typed.text() == "序号 3"

    run(loop, steps())


def picture() -> bytes:
    """A PNG of one color."""
    image = QImage(50, 70, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for a string
    return bytes(buffer.data().data())


def test_the_photo_of_whom_the_cursor_is_on(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        attachment.attach(hand.work, ("person", hand.made.people[1]), picture(), kind="photo", name="photo.png")
        attachment.attach(hand.work, ("person", hand.made.people[2]), picture(), kind="id_card", name="card.png")
        screen = await hand.sit_down()
        assert screen.photo.isVisible()
        assert screen.photo.pixmap().isNull()
        await hand.type(Qt.Key.Key_Down)
        await until(lambda: not screen.photo.pixmap().isNull())
        assert screen.photo.pixmap().toImage().pixelColor(10, 10).name() == "#336699"
        await hand.type(Qt.Key.Key_Down)
        assert screen.photo.pixmap().isNull()

    run(loop, steps())


def test_a_class_without_photos_gives_the_table_the_room(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        assert not screen.photo.isVisible()

    run(loop, steps())


def test_a_county_changes_the_letter_of_a_mark(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        hand.qtbot.mouseClick(screen.legend.edit, Qt.MouseButton.LeftButton)
        dialog = await hand.dialog(MarksDialog)
        dialog.item.set_text("late")
        assert dialog.key.text() == "D"
        dialog.key.set_text("c")
        hand.save(dialog)
        await until(dialog.refusal.isVisible)
        dialog.key.set_text("l")
        hand.save(dialog)
        await hand.settle()
        await hand.type("l", "d")
        assert hand.marks()[:2] == [Mark.LATE, None]
        assert screen.legend.buttons["late"].text().startswith("L")

    run(loop, steps())
