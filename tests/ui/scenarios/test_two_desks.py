"""Two desks in their windows and a centre on this machine: they disagree, see it, decide it, and change their mind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from tests.ui.joined import second_desk
from trainingdesk.domain.access import Role
from trainingdesk.services import institution
from trainingdesk.services.conflict import Choice
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.sync_join import JoinDialog
from trainingdesk.ui.screens.conflict import ConflictScreen
from trainingdesk.ui.screens.sync import SyncScreen
from trainingdesk.ui.screens.sync_conflicts import SyncConflicts
from trainingdesk.ui.screens.sync_runs import SyncRuns

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme


@pytest.fixture
def other_work(desk_folder: Path, clock: Clock) -> Iterator[Work]:
    with second_desk(desk_folder, clock) as opened:
        yield opened


@pytest.fixture
def other_shell(qtbot: QtBot, other_work: Work, theme: Theme, shell: Shell) -> Iterator[Shell]:
    assert shell is not None
    yield from shell_of(qtbot, other_work, theme)


async def join(qtbot: QtBot, shell: Shell, address: str, code: str) -> None:
    """By the button and the whole invitation, as a reader of codes types it into the first field (FEATURES 101)."""
    screen = await visit(shell, Destination("sync"))
    assert isinstance(screen, SyncScreen)
    qtbot.mouseClick(screen.standing.join.buttons["screen_sync.join"], Qt.MouseButton.LeftButton)
    await until(lambda: shell.findChildren(JoinDialog))
    (dialog,) = shell.findChildren(JoinDialog)
    qtbot.keyClicks(dialog.address.line, f"{address} {code}")
    assert (dialog.address.text(), dialog.code.text()) == (address, code)
    qtbot.keyClick(dialog.code.line, Qt.Key.Key_Return)
    await until(lambda: shell.exchange.line.online and is_settled(shell))


async def exchange(shell: Shell) -> None:
    """Ask for it as somebody does who cannot wait."""
    await shell.exchange.now()
    await until(lambda: is_settled(shell))


def name_of(work: Work, row: str) -> str:
    return next(one.name for one in institution.list_institutions(work) if one.id == row)


async def opened(shell: Shell) -> ConflictScreen:
    """From the list of Sync to the page of the one conflict there, by the keyboard."""
    screen = await visit(shell, Destination("sync", part="conflicts"))
    assert isinstance(screen, SyncScreen)
    (line,) = screen.tabs.side("conflicts", SyncConflicts).model.rows
    screen.tabs.side("conflicts", SyncConflicts).table.choose(line.key)
    screen.tabs.side("conflicts", SyncConflicts).table.opened.emit(line)
    await until(lambda: isinstance(shell.shown, ConflictScreen) and is_settled(shell))
    assert isinstance(shell.shown, ConflictScreen)
    return shell.shown


def test_a_conflict_is_seen_resolved_and_undone(
    qtbot: QtBot,
    loop: asyncio.AbstractEventLoop,
    shell: Shell,
    other_shell: Shell,
    work: Work,
    other_work: Work,
    ledger: Ledger,
    address: str,
) -> None:
    school = institution.add_institution(work, InstitutionDetails(name="旧名")).row

    def rename(at: Work, name: str) -> None:
        institution.edit_institution(at, school, InstitutionDetails(name=name))

    async def steps() -> None:
        for one in (shell, other_shell):
            code = ledger.code(county="500241", user=one.place.work.worker.user_id, role=Role.ADMINISTRATOR)
            await join(qtbot, one, address, code)
        assert name_of(other_work, school) == "旧名"
        rename(work, "一号名")
        rename(other_work, "二号名")
        for one in (shell, other_shell, shell):
            await exchange(one)

        page = await opened(other_shell)
        (card,) = page.cards.values()
        assert "一号名" in card.text()
        assert "二号名" in card.text()
        assert other_shell.place.say("screen_conflict.here") in card.text()
        assert card.one is not None
        assert card.one.stands is Choice.KEPT
        button = card.findChild(QPushButton, Choice.LOST.value)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: card.one is not None and card.one.stands is Choice.LOST and is_settled(other_shell))
        assert card.one.conflict.state == "decided"
        for one in (other_shell, shell):
            await exchange(one)
        assert name_of(work, school) == "二号名"

        qtbot.mouseClick(other_shell.notices.findChildren(QPushButton)[0], Qt.MouseButton.LeftButton)
        await until(lambda: card.one is not None and card.one.stands is Choice.KEPT and is_settled(other_shell))
        assert card.one.conflict.state == "review"
        for one in (other_shell, shell):
            await exchange(one)
        assert name_of(work, school) == name_of(other_work, school) == "一号名"

        listed = await visit(shell, Destination("sync"))
        assert isinstance(listed, SyncScreen)
        assert [line.state for line in listed.tabs.side("conflicts", SyncConflicts).model.rows] == ["review"]
        assert listed.tabs.side("runs", SyncRuns).model.rowCount() > 0

    loop.run_until_complete(steps())
