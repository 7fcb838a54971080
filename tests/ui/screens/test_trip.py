"""Packing for a trip in the window: what is missing comes first and leads to where it is put right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services import finished_class
from tests.services.county import as_user
from tests.ui.conftest import shell_of
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Role
from trainingdesk.domain.training_class import ClassState
from trainingdesk.domain.trip import Stage, Topic
from trainingdesk.services import backup
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.calendar import CalendarScreen
from trainingdesk.ui.screens.trip import TripScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from tests.ui.conftest import Clock
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme

FIRST, LAST = date(2026, 10, 19), date(2026, 10, 20)


@pytest.fixture
def teaching(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> Iterator[Shell]:
    """The window of an instructor who has no class."""
    yield from shell_of(qtbot, as_user(work, "教师", Role.INSTRUCTOR), theme)


async def packed(shell: Shell, class_id: str | None = None) -> TripScreen:
    screen = await visit(shell, Destination("trip", class_id, "class"))
    assert isinstance(screen, TripScreen)
    screen.days.first.set_day(FIRST)
    screen.days.last.set_day(LAST)
    screen.refresh()
    await until(lambda: is_settled(shell))
    return screen


def stage_of(screen: TripScreen, topic: Topic) -> Stage:
    return next(check.stage for check in screen.model.rows if check.topic is topic)


def test_what_is_missing_comes_first_and_is_put_right(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = finished_class.make(work, clock, people=3, state=ClassState.RUNNING)

    async def steps() -> None:
        screen = await packed(shell, made.class_id)
        assert screen.badge.text() == "✕ 缺少"
        assert screen.told.text() == "1 个班级：还缺 1 项，2 项请确认。补齐后再带电脑出发。"
        assert [check.topic for check in screen.model.rows][:1] == [Topic.BACKUP]
        screen.table.choose(f" {Topic.BACKUP}")
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("administration", part="backups") and is_settled(shell))
        backup.back_up(work)
        shell.go_back()
        await until(lambda: shell.shown is screen and is_settled(shell))
        qtbot.keyClick(screen.table, Qt.Key.Key_F5)
        await until(lambda: is_settled(shell) and stage_of(screen, Topic.BACKUP) is Stage.READY)
        assert screen.told.text() == "1 个班级：什么都不缺，2 项请确认。"
        screen.table.choose(f"{made.class_id} {Topic.SHEETS}")
        qtbot.keyClick(screen.table, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("paper", made.class_id, "sign_in") and is_settled(shell))

    loop.run_until_complete(steps())


def test_the_calendar_packs_for_what_it_shows(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, clock: Clock
) -> None:
    made = finished_class.make(work, clock, people=1, state=ClassState.RUNNING)

    async def steps() -> None:
        screen = await visit(shell, Destination("calendar", FIRST.isoformat()))
        assert isinstance(screen, CalendarScreen)
        screen.fields["class"].set_text(made.class_id)
        await until(lambda: is_settled(shell))
        screen.commands()[0].run()
        await until(lambda: shell.destination == Destination("trip", made.class_id, "class") and is_settled(shell))

    loop.run_until_complete(steps())


def test_an_instructor_without_a_class_has_nothing_to_pack(
    loop: asyncio.AbstractEventLoop, teaching: Shell, work: Work, clock: Clock
) -> None:
    finished_class.make(work, clock, people=1, state=ClassState.RUNNING)

    async def steps() -> None:
        screen = await packed(teaching)
        assert screen.told.text().startswith("这几天没有课")
        screen._open(next(check for check in screen.model.rows if check.topic is Topic.BACKUP))
        assert isinstance(teaching.shown, TripScreen)

    loop.run_until_complete(steps())
