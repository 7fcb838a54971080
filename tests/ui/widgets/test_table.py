"""The one table: what stands over its columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tests.ui.conftest import shell_of
from tests.ui.driving import visit
from trainingdesk.i18n.sentences import Language
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.people import People

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.theme import Theme


def test_headings_begin_large(qtbot: QtBot, loop: asyncio.AbstractEventLoop, work: Work, theme: Theme) -> None:
    for shell in shell_of(qtbot, work, theme, Language.ENGLISH):
        people = loop.run_until_complete(visit(shell, Destination("people")))
        assert isinstance(people, People)
        rows = people.table.rows
        heads = [rows.headerData(at, Qt.Orientation.Horizontal) for at in range(len(rows.columns))]
        assert heads[:2] == ["Name", "Document number"]
