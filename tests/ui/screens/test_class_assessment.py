"""Assessments of a class: announced, scored from the keyboard and from a spreadsheet, and brought to the people."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton

from tests.services import finished_class
from tests.ui.classes import tab_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.assessment import Result
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import assessment
from trainingdesk.services.assessment import NewAssessment
from trainingdesk.services.score_sheet import ScoreColumn, score_sheet
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.assessment import AssessmentDialog
from trainingdesk.ui.dialogs.score_paste import ScorePasteDialog
from trainingdesk.ui.screens.class_assessment import ClassAssessment
from trainingdesk.ui.screens.class_overview import ClassOverview
from trainingdesk.ui.screens.class_page import ClassPage

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from tests.services.finished_class import Made
    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

HELD = date(2026, 10, 30)
#: Of ten lessons, four fifths are asked for: the last of the four people missed too many.
ABSENT = {3: 5}


@pytest.fixture
def made(work: Work, clock: Clock) -> Made:
    return finished_class.make(work, clock, people=4, absent=ABSENT)


@pytest.fixture
def announced(work: Work, made: Made) -> str:
    row: str = assessment.new_assessment(work, NewAssessment(class_id=made.class_id, held_on=HELD)).row
    return row


async def opened(shell: Shell, made: Made) -> ClassAssessment:
    page = await visit(shell, Destination("class", made.class_id, "assessment"))
    assert isinstance(page, ClassPage)
    tab = page.shown_tab()
    assert isinstance(tab, ClassAssessment)
    return tab


async def type_into(qtbot: QtBot, tab: ClassAssessment, text: str) -> None:
    """Type a score where the cursor is, and Enter."""
    qtbot.keyClicks(tab.table, text[:1])
    (editor,) = (one for one in tab.table.findChildren(QLineEdit) if one.isVisible())
    qtbot.keyClicks(editor, text[1:])
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    await until(lambda: not tab.table.is_editing())


def test_an_assessment_is_announced(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made) -> None:
    async def steps() -> None:
        tab = await opened(shell, made)
        assert [key for key, button in tab.bar.buttons.items() if not button.isHidden()] == [
            "screen_assessment.announce"
        ]
        tab.bar.buttons["screen_assessment.announce"].click()
        await until(lambda: shell.findChildren(AssessmentDialog))
        (dialog,) = shell.findChildren(AssessmentDialog)
        dialog.uscc.set_text("91500241MA5U0000X")  # one digit short
        dialog.submit()
        assert not dialog.uscc.problem_label.isHidden()
        dialog.uscc.set_text("")
        dialog.day.set_day(HELD)
        dialog.submit()
        await until(lambda: is_settled(shell) and tab.choice.count() == 1)
        assert tab.model.rowCount() == 4

    loop.run_until_complete(steps())
    assert [one.held_on for one in assessment.assessments_of(work, made.class_id)] == [HELD]


def test_scores_are_typed_down_the_sheet(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made, announced: str
) -> None:
    async def steps() -> None:
        tab = await opened(shell, made)
        assert "60/60" in tab.passing.text()
        assert tab.admission.text() == shell.place.say("assessment.admission", admitted=3, refused=1, open=0)
        for text in ("80", "59.5", "absent"):
            await type_into(qtbot, tab, text)
        await until(lambda: is_settled(shell))
        tab.table.setCurrentIndex(tab.model.index(0, tab.model.place_of(ScoreColumn.PRACTICE)))
        await type_into(qtbot, tab, "101")
        await until(lambda: is_settled(shell) and tab.refusal.isVisible())
        assert tab.model.sheet is not None
        assert tab.refusal.text().startswith(f"✗ {tab.model.sheet.lines[0].candidate.name}：")
        assert tab.table.currentIndex().row() == 0
        assert tab.model.data(tab.model.index(0, tab.model.place_of(ScoreColumn.PRACTICE))) == ""
        tab.table.setCurrentIndex(tab.model.index(0, tab.model.place_of(ScoreColumn.PRACTICE)))
        await type_into(qtbot, tab, "75")
        await until(lambda: is_settled(shell))
        assert not tab.refusal.isVisible()

    loop.run_until_complete(steps())
    lines = score_sheet(work, announced).lines
    first, second, third = (one.entry for one in lines if one.candidate.verdict.decision is not Decision.NO)
    (refused,) = (one.entry for one in lines if one.candidate.verdict.decision is Decision.NO)
    assert (first.theory, first.practice, first.result) == (800, 750, Result.PASSED)
    assert second.theory == 595
    assert third.absent
    assert refused.points().empty


def test_the_sheet_says_what_is_enough_in_this_course(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = finished_class.make(work, clock, people=1, pass_points=(800, None))

    async def steps() -> None:
        tab = await opened(shell, made)
        assert tab.passing.text() == ""
        assessment.new_assessment(work, NewAssessment(class_id=made.class_id, held_on=HELD))
        tab.refresh()
        await until(lambda: is_settled(shell) and "80/60" in tab.passing.text())

    loop.run_until_complete(steps())


def test_scores_come_from_a_spreadsheet_and_lead_to_results(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made, announced: str
) -> None:
    async def steps() -> None:
        tab = await opened(shell, made)
        assert tab.model.sheet is not None
        people = [one.candidate for one in tab.model.sheet.lines if one.candidate.verdict.decision is not Decision.NO]
        numbers = [one.number for one in people]
        lines = [f"{number}\t{points}\t70" for number, points in zip(numbers, (60, 59, 88), strict=True)]
        QGuiApplication.clipboard().setText("\n".join(["编号\t理论\t实操", *lines, "无此人\t1\t1"]))
        qtbot.keyClick(tab.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: shell.findChildren(ScorePasteDialog))
        (dialog,) = shell.findChildren(ScorePasteDialog)
        await until(lambda: shell.place.say("assessment.would_take", count=3, left=1) in dialog.found.text())
        assert "5" in dialog.found.text().splitlines()[1]
        dialog.submit()
        await until(lambda: is_settled(shell))
        tab.bar.buttons["screen_assessment.settle"].click()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())
    found = Counter((one.result, one.status) for one in assessment.results(work, made.class_id))
    assert found == {
        (Result.PASSED, Status.COMPLETED): 2,
        (Result.FAILED, Status.FAILED): 1,
        (None, Status.FAILED): 1,  # who was not admitted
    }


def test_the_overview_leads_to_the_results_that_are_missing(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, made: Made
) -> None:
    async def steps() -> None:
        overview = await tab_of(shell, made.class_id, "overview", ClassOverview)
        (way,) = overview.findChildren(QPushButton, "tab-assessment")
        qtbot.mouseClick(way, Qt.MouseButton.LeftButton)
        await until(lambda: is_settled(shell) and isinstance(shell.shown, ClassPage))
        page = shell.shown
        assert isinstance(page, ClassPage)
        assert isinstance(page.shown_tab(), ClassAssessment)

    loop.run_until_complete(steps())
