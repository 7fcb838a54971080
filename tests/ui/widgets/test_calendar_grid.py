"""A calendar's cells: the cursor walks entries before cells, a click finds its card, and what does not fit is counted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage

from trainingdesk.ui.delegates.calendar_cell import cards_of, title_in
from trainingdesk.ui.models.calendar_grid import Cell, Entry, GridPage
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.calendar_grid import CalendarGrid

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.shell import Shell

MONDAY = date(2026, 11, 2)


def entry(key: str, lines: int = 0, **more: object) -> Entry:
    return Entry(key=key, title=f"第 {key} 次课", lines=tuple(f"行 {at}" for at in range(lines)), **more)  # type: ignore[arg-type]


def page(*entries: Entry, **more: object) -> GridPage:
    first = Cell(day=MONDAY, entries=entries, **more)  # type: ignore[arg-type]
    second = Cell(day=MONDAY + timedelta(days=1), entries=(entry("9"),))
    return GridPage(("周一", "周二"), ("上午", "下午"), ((first, second), (Cell(day=MONDAY), Cell(day=MONDAY))))


@pytest.fixture
def grid(qtbot: QtBot, shell: Shell) -> CalendarGrid:
    made = CalendarGrid(shell.place, "class_tab.timetable")
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    return made


def test_down_walks_through_the_entries_of_a_cell_first(qtbot: QtBot, grid: CalendarGrid) -> None:
    grid.show_page(page(entry("1"), entry("2")))
    seen = []
    grid.chosen.connect(seen.append)
    for _ in range(2):
        qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert [one for one in seen if one is not None][-1] == "9"
    assert "2" in seen
    assert None in seen


def test_enter_opens_what_is_under_the_cursor_and_nothing_where_nothing_is(qtbot: QtBot, grid: CalendarGrid) -> None:
    grid.show_page(page(entry("1")))
    opened = []
    grid.opened.connect(opened.append)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    qtbot.keyClick(grid, Qt.Key.Key_Return)
    assert opened == ["1"]


def test_a_click_chooses_the_card_that_was_hit(qtbot: QtBot, grid: CalendarGrid) -> None:
    shown = page(entry("1"), entry("2"))
    grid.show_page(shown)
    cell = shown.cells[0][0]
    rect = grid.visualRect(grid.grid.index(0, 0))
    cards, _rest = cards_of(cell, rect, grid.fontMetrics())
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=cards[1].rect.center())
    now = grid.entry()
    assert now is not None
    assert now.key == "2"


def test_the_cursor_stays_on_its_lesson_when_the_page_is_shown_anew(grid: CalendarGrid) -> None:
    grid.show_page(page(entry("1"), entry("2")))
    grid.choose("2")
    grid.show_page(page(entry("0"), entry("1"), entry("2")))
    now = grid.entry()
    assert now is not None
    assert now.key == "2"
    assert not grid.choose("7")


def test_an_old_plan_is_never_chosen_by_its_key(grid: CalendarGrid) -> None:
    grid.show_page(page(entry("1", faded=True)))
    assert not grid.choose("1")


def test_page_keys_turn(qtbot: QtBot, grid: CalendarGrid) -> None:
    turned = []
    grid.turned.connect(turned.append)
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    qtbot.keyClick(grid, Qt.Key.Key_PageUp)
    assert turned == [1, -1]


def test_what_does_not_fit_is_counted(grid: CalendarGrid) -> None:
    cell = Cell(day=MONDAY, entries=tuple(entry(str(at), lines=2) for at in range(9)))
    metrics = grid.fontMetrics()
    whole, rest = cards_of(cell, QRect(0, 0, 150, 2000), metrics)
    assert (len(whole), rest, whole[0].lines) == (9, 0, 3)
    few, more = cards_of(cell, QRect(0, 0, 150, 100), metrics)
    assert len(few) + more == 9
    assert more > 0
    assert few[0].lines == 1


def test_a_title_without_room_is_said_briefly_or_loses_its_beginning(grid: CalendarGrid) -> None:
    metrics = grid.fontMetrics()
    lesson = Entry(key="1", mark="1.", title="08:30–11:30", brief="08:30")
    wide, narrow = (metrics.horizontalAdvance(f"{words}  ") for words in ("1. 08:30–11:30", "1. 08:30"))
    assert title_in(lesson, metrics, wide) == "1. 08:30–11:30"
    assert title_in(lesson, metrics, narrow) == "1. 08:30"
    assert title_in(Entry(key="1", title="2026年焊工第3期"), metrics, narrow).endswith("期")


def test_every_kind_of_card_is_drawn(grid: CalendarGrid) -> None:
    tones = (None, Tone.OK, Tone.WARN, Tone.DANGER)
    blank, drawn = QImage(600, 400, QImage.Format.Format_RGB32), QImage(600, 400, QImage.Format.Format_RGB32)
    for image, shown in (
        (blank, page()),
        (
            drawn,
            page(*(entry(str(at), 1, tone=tone) for at, tone in enumerate(tones)), head="2 放假", off=True, today=True),
        ),
    ):
        image.fill(Qt.GlobalColor.white)
        grid.show_page(shown)
        grid.render(image)
    assert blank != drawn
