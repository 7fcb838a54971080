"""The register as it is shown: who is grey and why, a colleague who stands in, and what others write meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services import running_class
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until
from tests.ui.registers import Hand, cell, hand, made, run
from trainingdesk.domain.access import Role
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance, enrollment
from trainingdesk.services.attendance import MarkEntry

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

__all__ = ["hand", "made"]


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
