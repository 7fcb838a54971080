"""The clerk's morning: a roster, its mended rejects, one person by four keys, one who is refused, and an undo."""

from __future__ import annotations

import shutil
from datetime import date
from typing import TYPE_CHECKING

import openpyxl
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tests.services import eligible_class, people
from tests.ui.driving import is_settled, until, visit
from trainingdesk.domain.access import Action
from trainingdesk.services import enrollment
from trainingdesk.services.import_result import WRITES
from trainingdesk.storage import rows
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.notices import Notice, Severity
from trainingdesk.ui.screens.class_page import ClassPage
from trainingdesk.ui.screens.class_roster import ClassRoster
from trainingdesk.ui.screens.roster_import import RosterImportScreen

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from trainingdesk.services.roster_result import RosterImport
    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell

REASON = "错误原因"


def drop(path: Path, target: QWidget) -> None:
    """Let a file fall on a screen."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    target.dropEvent(QDropEvent(QPointF(20, 20), action, data, button, key))


def mend(path: Path) -> int:
    """Give every returned row a document number that nobody has, as its sender would; answers how many rows came back."""
    book = openpyxl.load_workbook(path)
    sheet = book.active
    head = next(row for row in sheet.iter_rows() if any(cell.value == REASON for cell in row))
    columns = {str(cell.value).replace(" ", ""): cell.column for cell in head if cell.value}
    wrong = [row for row in range(head[0].row + 1, sheet.max_row + 1) if sheet.cell(row, columns[REASON]).value]
    for at, row in enumerate(wrong):
        sheet.cell(row, columns["身份证号码"]).value = people.number(101 + 2 * at)
        sheet.cell(row, columns["性别"]).value = "男"
    book.save(path)
    return len(wrong)


class Morning:
    """A clerk at the window; ``news`` are the notices so far."""

    def __init__(self, qtbot: QtBot, shell: Shell, work: Work, class_id: str) -> None:
        self.qtbot, self.shell, self.work, self.class_id = qtbot, shell, work, class_id
        self.news: list[Notice] = []
        shell.place.notices.shown.connect(self.news.append)

    def names(self) -> list[str]:
        """Who is in the class."""
        return [line.name for line in enrollment.roll_of(self.work, self.class_id)]

    async def roster(self) -> ClassRoster:
        """The roster tab."""
        page = await visit(self.shell, Destination("class", self.class_id, "roster"))
        assert isinstance(page, ClassPage)
        found = page.shown_tab()
        assert isinstance(found, ClassRoster)
        return found

    async def drop(self, path: Path, target: QWidget) -> RosterImportScreen:
        """Drop a file, and look through its rows."""
        drop(path, target)
        await until(lambda: isinstance(self.shell.shown, RosterImportScreen) and is_settled(self.shell))
        screen = self.shell.shown
        assert isinstance(screen, RosterImportScreen)
        assert screen.done is None
        return screen

    async def take_in(self, screen: RosterImportScreen) -> RosterImport:
        """Press the one button that imports."""
        self.qtbot.mouseClick(screen.preview.import_button, Qt.MouseButton.LeftButton)
        await until(lambda: screen.done is not None and is_settled(self.shell))
        assert screen.done is not None
        return screen.done

    async def imports_and_mends(self, source: Path, returned: Path) -> int:
        """The roster goes in, what came back is mended and goes in, and the first file changes nothing any more."""
        screen = await self.drop(source, await self.roster())
        first = await self.take_in(screen)
        assert (first.written, len(self.names())) == (38, 38)
        assert mend(returned) == 5
        again = await self.take_in(await self.drop(returned, screen))
        assert (again.written, again.rejects, len(self.names())) == (5, None, 43)
        await self.drop(source, screen)
        assert screen.preview.rows
        assert not [row for row in screen.preview.rows if row.line.outcome in WRITES]
        assert first.changes.change_set is not None
        return first.changes.change_set

    async def enrolls_with_four_keys(self) -> None:
        """Two initials and Enter twice."""
        line = (await self.roster()).enroll.line
        keys = (Qt.Key.Key_N, Qt.Key.Key_X, Qt.Key.Key_Return, Qt.Key.Key_Return)
        for key in keys:
            self.qtbot.keyClick(line, key)
        await until(lambda: self.names()[-1] == "宁欣")
        await until(lambda: is_settled(self.shell))
        assert len(keys) <= 4

    async def is_told_who_may_not_come(self) -> None:
        """A child: shown before, and refused with value, rule and clause."""
        enroll = (await self.roster()).enroll
        self.qtbot.keyClicks(enroll.line, "nxb")
        self.qtbot.keyClick(enroll.line, Qt.Key.Key_Return)
        await until(lambda: enroll.prospect)
        assert any("13周岁，未满16周岁" in words and "示例规则" in words for words in enroll.card.words())
        self.qtbot.keyClick(enroll.line, Qt.Key.Key_Return)
        await until(lambda: self.news[-1].severity is Severity.REFUSED)
        assert "未满16周岁" in self.news[-1].text
        assert "宁小宝" not in self.names()

    async def takes_back(self, change_set: int) -> None:
        """The whole import, from the history."""
        screen = await visit(self.shell, Destination("roster_import", self.class_id))
        assert isinstance(screen, RosterImportScreen)
        screen.begin_anew()
        found = screen.start.model.rows
        at = next(at for at, row in enumerate(found) if row.change_set == change_set)
        screen.start.table.selectRow(at)
        button = screen.start.undo_bar.buttons["screen_import.undo"]
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await until(lambda: screen.start.model.rows[at].undone and is_settled(self.shell))


def make_people(work: Work) -> None:
    """One who fits, and a child."""
    sound, child = people.add(work, "宁欣", 61), people.add(work, "宁小宝", 63)
    eligible_class.put(work, "person_category", person_id=sound, category="A04", proof_kind="农户证明")
    with work.writing(Action.EDIT_PERSON) as session:
        rows.change(session, "person", child, {"birth_date": date(2013, 3, 7)})


def test_the_clerks_morning(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, shared: Path, tmp_path: Path
) -> None:
    class_id = eligible_class.make_class(work, "2026-001", capacity=80)
    make_people(work)
    source, returned = tmp_path / "青山镇.xlsx", tmp_path / "青山镇-退回.xlsx"
    shutil.copy(shared / "rosters" / "township_roster.xlsx", source)
    morning = Morning(qtbot, shell, work, class_id)

    async def steps() -> None:
        first = await morning.imports_and_mends(source, returned)
        await morning.enrolls_with_four_keys()
        await morning.is_told_who_may_not_come()
        await morning.takes_back(first)

    loop.run_until_complete(steps())
    assert len(morning.names()) == 6  # five that were mended, and the one enrolled by hand
    assert "宁欣" in morning.names()
