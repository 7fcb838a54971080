"""The first window: a person signs in and sees the classes, with keys and clicks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.conftest import NAME, PASSWORD
from tests.ui.driving import enter, shown, until
from trainingdesk.bootstrap import signed_in
from trainingdesk.storage import rows
from trainingdesk.storage.database import Author
from trainingdesk.ui.screens.class_list import ClassList
from trainingdesk.wire.ids import new_id

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.main_window import MainWindow


def add_class(work: Work) -> None:
    """One class by its rows: how it is made belongs to other tests."""
    author = Author(work.worker.user_id, "edit_class", work.now())
    with work.database.write(author) as session:
        institution, course, own = (new_id(work.now()) for _ in range(3))
        rows.add(session, "institution", row_id=institution, county_code="500241", values={"name": "启航学校"})
        rows.add(
            session,
            "course",
            row_id=course,
            county_code="500241",
            values={
                "code": "C1",
                "name": "养老护理员",
                "training_type": "13",
                "level": "5",
                "theory_periods": 24,
                "practice_periods": 56,
            },
        )
        values = {
            "number": "500241-2026-001",
            "name": "2026年启航养老护理员五级第1期",
            "course_id": course,
            "institution_id": institution,
            "mode": "VIL",
            "starts_on": date(2026, 10, 19),
            "ends_on": date(2026, 10, 30),
            "capacity": 40,
            "policy": "sample",
            "policy_version": "1",
            "state": "draft",
        }
        rows.add(session, "training_class", row_id=own, county_code="500241", values=values)


def test_a_wrong_password_is_refused_in_words(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow
) -> None:
    async def steps() -> None:
        qtbot.keyClicks(window.form.password, "not-the-password")
        qtbot.keyClick(window.form.password, Qt.Key.Key_Return)
        await until(window.form.refusal.text)

    loop.run_until_complete(steps())
    assert window.pages.currentWidget() is window.form
    assert window.form.refusal.text()
    assert window.form.button.isEnabled()


def test_an_empty_desk_says_what_to_do_next(qtbot: QtBot, loop: asyncio.AbstractEventLoop, window: MainWindow) -> None:
    loop.run_until_complete(enter(qtbot, window))
    screen = shown(window, ClassList)
    assert window.form.name.text() == NAME
    assert screen.list.empty.isVisible()
    assert screen.list.empty.words.text()


def test_the_classes_are_listed(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, desk_folder: Path, window: MainWindow
) -> None:
    with signed_in(desk_folder, user_name=NAME, password=PASSWORD) as work:
        add_class(work)
    loop.run_until_complete(enter(qtbot, window))
    screen = shown(window, ClassList)
    assert screen.table.isVisible()
    (row,) = screen.model.rows
    assert [row.number, row.name, row.course] == ["500241-2026-001", "2026年启航养老护理员五级第1期", "养老护理员"]
    assert screen.model.text(row, screen.model.columns[-1]) == "0/40"
