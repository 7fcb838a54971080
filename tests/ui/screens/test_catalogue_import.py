"""A list of the catalogue from a file: the same three pages as a roster, with what each row changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from tests.ui.driving import is_settled, until, visit
from trainingdesk.services import institution
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.catalogue import Catalogue
from trainingdesk.ui.screens.catalogue_import import CatalogueImportScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

    Steps = Callable[["Clerk"], Coroutine[None, None, None]]
    Play = Callable[[Steps], None]


def drop_on(screen: Screen, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    action, button, key = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    screen.dropEvent(QDropEvent(QPointF(5, 5), action, data, button, key))


class Clerk:
    """Somebody at the import of institutions."""

    def __init__(self, qtbot: QtBot, shell: Shell, screen: CatalogueImportScreen) -> None:
        self.qtbot, self.shell, self.screen = qtbot, shell, screen

    async def settle(self) -> None:
        await until(lambda: is_settled(self.shell))

    async def drop(self, path: Path) -> None:
        drop_on(self.screen, path)
        await self.settle()

    async def click(self, button: object) -> None:
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        await self.settle()

    def told(self) -> dict[str, tuple[str, str]]:
        model = self.screen.preview.model
        return {row.line.name: (model.text(row, model.columns[1]), " ".join(row.reasons)) for row in model.rows}


@pytest.fixture
def sent(work: Work, tmp_path: Path) -> Path:
    """A list with a known school, a new one, and one whose credit code is wrong."""
    institution.add_institution(work, InstitutionDetails(name="甲学校", licence_number="12", contact_name="田校长"))
    path = tmp_path / "名单.csv"
    rows = "单位名称,许可证号,负责人,信用代码\n甲学校,,杨校长,\n乙学校,13,,\n丙学校,,,52500241MJ1234567A\n"
    path.write_text(rows, encoding="gb18030")
    return path


@pytest.fixture
def play(qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell) -> Play:
    async def at_screen(steps: Steps) -> None:
        catalogue = await visit(shell, Destination("catalogue", part="institution"))
        assert isinstance(catalogue, Catalogue)
        next(one for one in catalogue.commands() if one.id == "screen_catalogue.import").run()
        await until(lambda: isinstance(shell.shown, CatalogueImportScreen) and is_settled(shell))
        assert isinstance(shell.shown, CatalogueImportScreen)
        await steps(Clerk(qtbot, shell, shell.shown))

    return lambda steps: loop.run_until_complete(at_screen(steps))


def test_each_row_says_what_it_changes_and_nothing_is_written_before_it_is_wanted(
    play: Play, work: Work, sent: Path
) -> None:
    async def steps(clerk: Clerk) -> None:
        await clerk.drop(sent)
        told = clerk.told()
        assert told["甲学校"] == ("✎ 更新", "联系人：田校长 → 杨校长。")
        assert told["乙学校"][0] == "＋ 新增"
        assert told["丙学校"][0] == "✕ 错误"
        assert clerk.screen.preview.panel.boxes["负责人"].currentText() == "联系人"
        assert [row.name for row in institution.list_institutions(work)] == ["甲学校"]
        await clerk.click(clerk.screen.preview.import_button)
        assert clerk.screen.done is not None
        assert clerk.screen.done.written == 2
        assert (sent.parent / "名单-退回.xlsx").exists()

    play(steps)
    assert sorted((row.name, row.contact_name or "") for row in institution.list_institutions(work)) == [
        ("乙学校", ""),
        ("甲学校", "杨校长"),
    ]


def test_empty_cells_erase_where_somebody_ticks_it_for_this_file(play: Play, work: Work, sent: Path) -> None:
    async def steps(clerk: Clerk) -> None:
        await clerk.drop(sent)
        clerk.screen.empty_erases.click()
        await clerk.settle()
        assert clerk.told()["甲学校"][1] == "许可证号：12 → （空）、联系人：田校长 → 杨校长。"
        await clerk.drop(sent)
        assert not clerk.screen.empty_erases.isChecked()
        assert "许可证号" not in clerk.told()["甲学校"][1]

    play(steps)


def test_a_whole_import_is_taken_back_and_leads_back_to_its_list(play: Play, work: Work, sent: Path) -> None:
    async def steps(clerk: Clerk) -> None:
        await clerk.drop(sent)
        await clerk.click(clerk.screen.preview.import_button)
        await clerk.click(clerk.screen.result.bar.buttons["screen_import.undo"])
        assert [line.undone for line in clerk.screen.start.model.rows] == [True]
        await clerk.drop(sent)
        await clerk.click(clerk.screen.preview.import_button)
        await clerk.click(clerk.screen.result.bar.buttons["screen_import.to_catalogue"])
        assert isinstance(clerk.shell.shown, Catalogue)

    play(steps)
    assert len(institution.list_institutions(work)) == 2


def test_a_file_that_is_dropped_on_a_list_is_looked_through(
    loop: asyncio.AbstractEventLoop, shell: Shell, sent: Path
) -> None:
    async def steps() -> None:
        catalogue = await visit(shell, Destination("catalogue", part="institution"))
        assert isinstance(catalogue, Catalogue)
        drop_on(catalogue, sent)
        await until(lambda: isinstance(shell.shown, CatalogueImportScreen) and is_settled(shell))
        assert isinstance(shell.shown, CatalogueImportScreen)
        assert len(shell.shown.preview.rows) == 3

    loop.run_until_complete(steps())
