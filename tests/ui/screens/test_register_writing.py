"""A register is closed and opened again, the rest is present at once, and a doubtful clock is asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.registers import Hand, hand, made, run
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance
from trainingdesk.services.attendance import register_page
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.dialogs.register_lesson import ReopenDialog

if TYPE_CHECKING:
    import asyncio

    from tests.ui.conftest import Clock

__all__ = ["hand", "made"]


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
