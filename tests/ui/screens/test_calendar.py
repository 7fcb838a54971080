"""The calendar by keys: weeks and months, narrowed by class, instructor and place, and on paper."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.services.county import County, make_class, make_county, plan_all
from tests.ui.driving import is_settled, until, visit
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.calendar import CalendarScreen

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.models.calendar_grid import Cell
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def county(work: Work) -> County:
    return make_county(work)


@pytest.fixture
def classes(work: Work, county: County) -> tuple[str, str]:
    """Two classes of November with another instructor each."""
    first = make_class(work, county)
    second = make_class(work, county, instructor_id=county.another, venue_id=None)
    for one in (first, second):
        plan_all(work, one)
    return first, second


async def opened(shell: Shell, day: str) -> CalendarScreen:
    screen = await visit(shell, Destination("calendar", day))
    assert isinstance(screen, CalendarScreen)
    return screen


def cells(screen: CalendarScreen) -> dict[tuple[date, int], Cell]:
    """Cells by their day and row."""
    return {(cell.day, at): cell for at, row in enumerate(screen.grid.grid.page.cells) for cell in row}


@pytest.mark.usefixtures("classes")
def test_a_week_shows_every_class_and_what_is_narrowed_only_that(
    loop: asyncio.AbstractEventLoop, shell: Shell, county: County
) -> None:
    async def steps() -> None:
        screen = await opened(shell, "2026-11-04")
        assert screen.between() == (date(2026, 11, 2), date(2026, 11, 8))
        assert len(cells(screen)[date(2026, 11, 3), 0].entries) == 2
        screen.fields["instructor"].set_text(county.another)
        await until(lambda: is_settled(shell) and len(cells(screen)[date(2026, 11, 3), 0].entries) == 1)
        (entry,) = cells(screen)[date(2026, 11, 3), 0].entries
        assert "张老师" in entry.words
        assert shell.place.memory.get("calendar")["instructor"] == county.another

    loop.run_until_complete(steps())


@pytest.mark.usefixtures("classes")
def test_a_month_has_weeks_and_says_what_is_off(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        screen = await opened(shell, "2026-11-04")
        screen.spans.choose("month")
        screen.spans.changed.emit("month")
        await until(lambda: is_settled(shell) and screen.grid.grid.rowCount() == 6)
        assert len(cells(screen)[date(2026, 11, 3), 1].entries) == 4
        qtbot.keyClick(screen.grid, Qt.Key.Key_PageUp)
        await until(lambda: is_settled(shell) and screen.between()[0] == date(2026, 10, 1))
        october = {cell.day: cell for cell in cells(screen).values()}
        assert october[date(2026, 10, 1)].off
        assert "国庆" in october[date(2026, 10, 1)].head
        assert "调休" in october[date(2026, 10, 10)].head

    loop.run_until_complete(steps())


def test_enter_opens_the_class(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, classes: tuple[str, str]
) -> None:
    async def steps() -> None:
        screen = await opened(shell, "2026-11-04")
        entry = screen.grid.entry()
        assert entry is not None
        assert entry.key == cells(screen)[date(2026, 11, 2), 0].entries[0].key
        qtbot.keyClick(screen.grid, Qt.Key.Key_Down)
        qtbot.keyClick(screen.grid, Qt.Key.Key_Return)
        await until(lambda: shell.destination == Destination("class", classes[1], "timetable") and is_settled(shell))

    loop.run_until_complete(steps())


@pytest.mark.usefixtures("classes")
def test_it_is_seen_as_it_prints(loop: asyncio.AbstractEventLoop, shell: Shell) -> None:
    async def steps() -> None:
        screen = await opened(shell, "2026-11-04")
        assert not screen.bar.isVisible()
        screen.kinds.choose("page")
        screen.kinds.changed.emit("page")
        await until(lambda: is_settled(shell))
        assert screen.preview.isVisible()
        assert "page_preview.print" in screen.bar.buttons
        assert screen.preview.document is not None
        assert "2026-11-02" in screen.preview.document.title

    loop.run_until_complete(steps())
