"""Above and below the register: the counter counts, and the legend is clicked and changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.driving import until
from tests.ui.registers import Hand, hand, made, run
from trainingdesk.domain.attendance import Mark
from trainingdesk.ui.dialogs.register_marks import MarksDialog

if TYPE_CHECKING:
    import asyncio

__all__ = ["hand", "made"]


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
