"""The one table: what stands over its columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.conftest import shell_of
from tests.ui.driving import visit
from trainingdesk.i18n.sentences import Language
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.monthly_report import MonthlyReportScreen
from trainingdesk.ui.screens.people import People

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.ui.theme import Theme


def test_headings_begin_large(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> None:
    for shell in shell_of(qtbot, work, theme, Language.ENGLISH):
        people = loop.run_until_complete(visit(shell, Destination("people")))
        assert isinstance(people, People)
        rows = people.table.rows
        heads = [rows.headerData(at, Qt.Orientation.Horizontal) for at in range(len(rows.columns))]
        assert heads[:2] == ["Name", "Document number"]


def test_a_table_remembers_what_a_hand_did_and_not_how_far_it_stretched_itself(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell
) -> None:
    """Kept, the stretched width would be the least one ever after, and a narrower window would scroll sideways."""
    report = loop.run_until_complete(visit(shell, Destination("reports")))
    assert isinstance(report, MonthlyReportScreen)
    table, memory = report.table, shell.place.memory
    last = len(table.rows.columns) - 1
    before = table.columnWidth(last)
    shell.resize(1600, 768)
    qtbot.wait_until(lambda: table.columnWidth(last) > before)
    assert memory.get("columns.monthly_report") is None
    table.setColumnWidth(1, 222)
    kept = {key: width for key, width, _hidden in memory.get("columns.monthly_report")}
    assert kept["figure"] == 222
    assert kept[table.rows.columns[last].key] == 0


def test_a_moment_is_told_by_the_clock_of_the_country(shell: Shell) -> None:
    """Whatever time zone the computer was set to: papers and reports tell the same hour."""
    column: Column[datetime] = Column("at", "history.time", lambda at: at)
    rows: RowModel[datetime] = RowModel(shell.place, (column,), str, name="moments")
    assert rows.text(datetime(2026, 10, 20, 1, 30, tzinfo=UTC), column) == "2026-10-20 09:30"
