"""Two registers of one lesson, and two values of one person: seen side by side, decided, told at the records."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.at_desk import join_centre
from tests.services.running_class import make
from tests.ui.driving import is_settled, until, visit
from tests.ui.joined import exchange_all, second_desk
from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance, conflict
from trainingdesk.services.conflict import Choice
from trainingdesk.services.sync_state import record_states
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author
from trainingdesk.storage.record_state import RecordState
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.class_list import ClassList
from trainingdesk.ui.screens.conflict import ConflictScreen
from trainingdesk.ui.screens.person import PersonScreen
from trainingdesk.ui.screens.register_conflict import RegisterConflict
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_conflicts import SyncConflicts

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.services.running_class import Made
    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def made(work: Work) -> Made:
    return make(work)


@pytest.fixture
def other(made: Made, work: Work, ledger: Ledger, address: str, desk_folder: Path, clock: Clock) -> Iterator[Work]:
    """A second desk with the same class; both took the register of its first lesson, alike but for two people."""
    assert made.lessons
    with second_desk(desk_folder, clock) as opened:
        for desk in (work, opened):
            join_centre(desk, ledger, address)
        exchange_all(work, opened)
        one, two, three, *_ = made.enrollments
        attendance.record_marks(work, made.lessons[0], {one: Mark.PRESENT, two: Mark.LATE, three: Mark.ABSENT})
        attendance.record_marks(opened, made.lessons[0], {one: Mark.PRESENT, two: Mark.PRESENT, three: Mark.SICK_LEAVE})
        write_note(work, made.people[0], "下午来")
        write_note(opened, made.people[0], "上午来")
        exchange_all(work, opened)
        yield opened


def write_note(work: Work, person_id: str, note: str) -> None:
    with work.database.write(Author(work.worker.user_id, "edit_person", work.now())) as session:
        rows.change(session, "person", person_id, {"note": note})


def test_two_registers_are_decided_person_by_person(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made, other: Work
) -> None:
    lesson_id = made.lessons[0]

    async def steps() -> None:
        listed = await visit(shell, Destination("sync", part="conflicts"))
        assert isinstance(listed, SyncScreen)
        assert {row.to.screen for row in listed.tabs.side("conflicts", SyncConflicts).model.rows} == {
            "conflict",
            "register_conflict",
        }
        screen = await visit(shell, Destination("register_conflict", lesson_id))
        assert isinstance(screen, RegisterConflict)
        marks = [one for one in screen.model.rows if one.conflict.table == "attendance_mark"]
        assert len(marks) == 2
        assert screen.found is not None
        assert screen.found.alike == 1
        said = {screen.model.text(one, screen.model.columns[at]) for one in marks for at in (1, 3)}
        assert said == {
            shell.place.say(f"attendance.mark_{mark}") for mark in ("late", "present", "absent", "sick_leave")
        }
        screen.table.choose(marks[0].conflict.id)
        screen.bar.buttons["screen_conflict.row_lost"].click()
        await until(lambda: screen.model.rows and is_settled(shell))
        decided = {one.conflict.id: one for one in screen.model.rows}[marks[0].conflict.id]
        assert (decided.conflict.state, decided.stands) == ("decided", Choice.LOST)
        screen.bar.buttons["screen_conflict.all_kept"].click()
        await until(lambda: {one.conflict.state for one in screen.model.rows} == {"decided"} and is_settled(shell))

    loop.run_until_complete(steps())
    exchange_all(work, other)
    told = [conflict.of_register(one, lesson_id).rows for one in (work, other)]
    assert {one.conflict.id: one.stands for one in told[0]} == {one.conflict.id: one.stands for one in told[1]}


def test_a_person_says_that_two_disagree_until_somebody_decides(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, made: Made, other: Work
) -> None:
    assert other.worker
    person_id = made.people[0]

    async def steps() -> None:
        card = (await person(shell, person_id)).card
        assert card.synced.text() == shell.place.say("screen_sync.state_conflict")
        classes = await visit(shell, Destination("classes"))
        assert isinstance(classes, ClassList)
        assert not classes.table.isColumnHidden([one.key for one in classes.model.columns].index("synced"))
        assert [row.synced for row in classes.model.rows] == [RecordState.CONFLICT]
        (found,) = [one for one in conflict.disagreements(work).rows if one.conflict.table == "person"]
        page = await visit(shell, Destination("conflict", found.conflict.id))
        assert isinstance(page, ConflictScreen)
        (shown,) = page.cards.values()
        qtbot.mouseClick(shown.findChild(QPushButton, Choice.KEPT.value), Qt.MouseButton.LeftButton)
        await until(lambda: shown.one is not None and shown.one.conflict.state == "decided" and is_settled(shell))
        assert (await person(shell, person_id)).card.synced.text() == shell.place.say("screen_sync.state_synced")
        write_note(work, person_id, "后来又改")
        assert record_states(work, "person", [person_id]) == {person_id: RecordState.UNSYNCED}

    loop.run_until_complete(steps())


async def person(shell: Shell, person_id: str) -> PersonScreen:
    screen = await visit(shell, Destination("person", person_id))
    assert isinstance(screen, PersonScreen)
    return screen
