"""The month grid, by the keys of the register."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from tests.services import running_class
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.calendar import Month
from trainingdesk.i18n.sentences import Language, Sentences
from trainingdesk.reports.class_paper import attendance_paper
from trainingdesk.services import attendance, training_class
from trainingdesk.services.attendance import register_page
from trainingdesk.services.class_paper import book_paper, class_paper
from trainingdesk.settings.shipped import resource
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.attendance_grid import AttendanceGridScreen
from trainingdesk.ui.screens.class_page import ClassPage
from trainingdesk.ui.screens.register import RegisterScreen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.mark import DRAWN, Drawn

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

#: 20 October is the second of the class's days: its lessons are the third and the fourth.
TODAY = 2


@pytest.fixture
def made(work: Work) -> Made:
    return running_class.make(work)


class Hand:
    """Sits before the grid of a class."""

    def __init__(self, qtbot: QtBot, shell: Shell, work: Work, made: Made) -> None:
        self.qtbot, self.shell, self.work, self.made = qtbot, shell, work, made
        self.said: list[str] = []
        shell.place.notices.shown.connect(lambda notice: self.said.append(notice.text))

    async def sit_down(self) -> AttendanceGridScreen:
        page = await visit(self.shell, Destination("class", self.made.class_id, "attendance"))
        assert isinstance(page, ClassPage)
        await until(lambda: page.shown_tab() is not None and is_settled(self.shell))
        screen = page.shown_tab()
        assert isinstance(screen, AttendanceGridScreen)
        self.screen = screen
        return screen

    async def type(self, *keys: str | Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.screen.table, key, held)
        await until(lambda: not self.screen.is_busy() and is_settled(self.shell))

    def marks(self, lesson: int) -> list[Mark | None]:
        return [line.counted for line in register_page(self.work, self.made.lessons[lesson]).lines]

    def at(self) -> tuple[int, int]:
        index = self.screen.table.currentIndex()
        return index.row(), index.column()

    def cell(self, row: int, column: int) -> object:
        return self.screen.model.index(row, column).data()


@pytest.fixture
def hand(qtbot: QtBot, shell: Shell, work: Work, made: Made) -> Hand:
    return Hand(qtbot, shell, work, made)


def test_the_grid_begins_today_and_a_letter_goes_down(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        assert hand.at() == (0, TODAY)
        await hand.type("c", "d", Qt.Key.Key_Space)
        assert hand.marks(TODAY) == [Mark.PRESENT, Mark.LATE, Mark.PRESENT, None, None]
        assert hand.at() == (3, TODAY)
        assert [hand.cell(row, TODAY) for row in range(5)] == ["√", "◐", "√", "", ""]
        assert screen.model.index(1, TODAY).data(DRAWN) == Drawn(
            "◐", tone=screen.model.index(1, TODAY).data(DRAWN).tone
        )

    loop.run_until_complete(steps())


def test_a_number_marks_that_person_in_the_same_lesson(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type(Qt.Key.Key_Left, "4", "k")
        assert hand.marks(TODAY - 1) == [None, None, None, Mark.ABSENT, None]
        await hand.type("9", "k")
        assert hand.said == [hand.shell.place.say("attendance.row_unknown", row=9, most=5)]

    loop.run_until_complete(steps())


def test_a_block_of_cells_is_marked_together(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        block = QItemSelection(screen.model.index(0, 0), screen.model.index(1, 1))
        screen.table.selectionModel().select(block, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        await hand.type("s")
        leave = Mark.PERSONAL_LEAVE
        assert [hand.marks(lesson) for lesson in (0, 1)] == [[leave, leave, None, None, None]] * 2
        await hand.type(Qt.Key.Key_Delete)
        assert [hand.marks(lesson) for lesson in (0, 1)] == [[None] * 5] * 2

    loop.run_until_complete(steps())


def test_the_rest_and_closing_are_for_the_lesson_of_the_column(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("2", "b", Qt.Key.Key_F9)
        await hand.type(Qt.Key.Key_Return, held=Qt.KeyboardModifier.ControlModifier)
        page = register_page(hand.work, hand.made.lessons[TODAY])
        assert (page.closed, page.counts) == (True, {Mark.PRESENT: 4, Mark.SICK_LEAVE: 1})
        assert not register_page(hand.work, hand.made.lessons[TODAY + 1]).closed

    loop.run_until_complete(steps())


def test_totals_stand_at_the_end_of_rows_and_columns(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        for lesson in hand.made.lessons[:2]:
            attendance.record_marks(hand.work, lesson, {hand.made.enrollments[0]: Mark.ABSENT})
            attendance.rest_present(hand.work, lesson)
        screen = await hand.sit_down()
        lessons, marks = len(screen.model.lessons), list(Mark)
        assert hand.cell(0, lessons + marks.index(Mark.ABSENT)) == "2"
        assert hand.cell(1, lessons + marks.index(Mark.PRESENT)) == "2"
        assert [hand.cell(0, lessons + len(marks) + at) for at in (0, 1)] == ["0/6", "0%"]
        assert [hand.cell(1, lessons + len(marks) + at) for at in (0, 1)] == ["6/6", "100%"]
        assert [hand.cell(5, column) for column in (0, 1, 2)] == ["4", "4", ""]

    loop.run_until_complete(steps())


def test_totals_take_no_mark(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        screen.table.go_to(0, len(screen.model.lessons))
        await hand.type("k", Qt.Key.Key_F9)
        assert hand.said == [hand.shell.place.say("attendance_grid.no_lesson_chosen")] * 2

    loop.run_until_complete(steps())


def test_ctrl_z_takes_back_and_the_cursor_stays(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        await hand.type("c", "c")
        await hand.type(Qt.Key.Key_Z, held=Qt.KeyboardModifier.ControlModifier)
        assert hand.marks(TODAY) == [Mark.PRESENT, None, None, None, None]
        assert hand.at() == (2, TODAY)

    loop.run_until_complete(steps())


def test_enter_opens_the_register_of_the_lesson(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        await hand.sit_down()
        hand.qtbot.keyClick(hand.screen.table, Qt.Key.Key_Return)
        await until(lambda: isinstance(hand.shell.shown, RegisterScreen) and is_settled(hand.shell))
        assert hand.shell.destination == Destination("register", hand.made.lessons[TODAY])

    loop.run_until_complete(steps())


def test_a_month_or_the_whole_class(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    made = running_class.make(work, number="500241-2026-007", starts_on=date(2026, 9, 29), lessons=10)

    async def steps() -> None:
        hand = Hand(qtbot, shell, work, made)
        screen = await hand.sit_down()
        assert screen.month == Month(2026, 10)
        assert {one.day.month for one in screen.model.lessons} == {10}
        screen.months.setCurrentIndex(0)
        screen.months.activated.emit(0)
        await until(lambda: is_settled(shell))
        assert len(screen.model.lessons) == 10
        assert screen.months.currentIndex() == 0

    loop.run_until_complete(steps())


def test_a_corrected_mark_shows_the_instructors_beside_it(
    loop: asyncio.AbstractEventLoop, hand: Hand, work: Work, made: Made
) -> None:
    """FEATURES 39: both values stay visible, in the grid and in the printed book."""
    one, lesson_id = made.enrollments[0], made.lessons[0]
    attendance.record_marks(work, lesson_id, {one: Mark.ABSENT})
    attendance.correct_mark(work, lesson_id, one, Mark.PRESENT, reason="监控显示在场")

    async def steps() -> None:
        screen = await hand.sit_down()
        assert hand.cell(0, 0) == "√(×)"
        assert screen.model.index(0, 0).data(DRAWN) == Drawn("√", tone=Tone.OK, was="×")
        told = screen.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
        assert "出勤" in str(told)
        assert "旷课" in str(told)
        assert not screen.table.grab().isNull()

    loop.run_until_complete(steps())
    number = class_of(work, made.class_id)
    book = book_paper(work, number)
    assert book.marks[one, lesson_id] == "√(×)"
    words = Sentences.load(Language.CHINESE, resource("locale"))
    shown = str(attendance_paper(class_paper(work, number), book, words))
    assert "√(×)" in shown
    assert "教师原记" in shown


def class_of(work: Work, class_id: str) -> str:
    return training_class.class_page(work, class_id).head.number
