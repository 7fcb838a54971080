"""Taking a register, by real keys on a real desk: letters, numbers, initials, and what corrects a mark or takes it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.registers import Hand, cell, hand, made, run
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance
from trainingdesk.services.undo_steps import undo_steps
from trainingdesk.ui.dialogs.register_correction import CorrectionDialog

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock

__all__ = ["hand", "made"]


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
