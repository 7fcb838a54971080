"""What is done at a register besides marking: people at the door, minutes and times, a substitute, the sheet, a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl import Workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit

from tests.services import running_class
from tests.services.people import number as document_number
from tests.ui.driving import until
from tests.ui.registers import Hand, cell, hand, made, run
from trainingdesk.domain.attendance import Mark
from trainingdesk.ui.dialogs.register_details import DetailsDialog, TimesDialog, read_clock
from trainingdesk.ui.dialogs.register_import import MarksImportDialog
from trainingdesk.ui.dialogs.register_lesson import SubstituteDialog
from trainingdesk.ui.dialogs.register_walk_in import WalkInDialog

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

__all__ = ["hand", "made"]


# --- people --------------------------------------------------------------------------------------------------------------


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
