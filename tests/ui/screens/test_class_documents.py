"""The papers of a class: handed in, asked for, with scans that can be looked at and saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QImage

from tests.services.county import make_class, make_county
from tests.ui.classes import dialog_of, save, tab_of
from tests.ui.driving import is_settled, until
from trainingdesk.services.class_document import PaperState, attach_scan, papers_of_class
from trainingdesk.ui.dialogs.class_document import PaperDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.screens.class_documents import ClassDocumentsScreen

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell


@pytest.fixture
def class_id(work: Work) -> str:
    return make_class(work, make_county(work))


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    """A small picture."""
    image = QImage(60, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    path = tmp_path / "承诺书.png"
    path.write_bytes(buffer.data().data())
    return path


def state(work: Work, class_id: str, kind: str) -> PaperState:
    return next(one.state for one in papers_of_class(work, class_id) if one.kind == kind)


def choose(tab: ClassDocumentsScreen, kind: str) -> None:
    assert tab.table.choose(next(row.id for row in tab.model.rows if row.kind == kind))


def test_enter_records_what_was_handed_in(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        current = tab.table.current()
        assert current is not None
        assert current.state is PaperState.NEEDED
        assert tab.sum.text().startswith("还有 4 份")
        choose(tab, "institution_commitment")
        qtbot.keyClick(tab.table, Qt.Key.Key_Return)
        dialog = await dialog_of(shell, PaperDialog)
        assert (dialog.name.text(), dialog.day.text()) == ("机构承诺书", "2026-10-20")
        await save(shell, dialog)
        assert state(work, class_id, "institution_commitment") is PaperState.HANDED_IN
        assert tab.sum.text().startswith("还有 3 份")

    loop.run_until_complete(steps())


def test_a_paper_of_the_countys_own_is_asked_for(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str
) -> None:
    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        choose(tab, "photos")
        tab.bar.buttons["screen_documents.ask"].click()
        dialog = await dialog_of(shell, PaperDialog)
        assert not dialog.day.isVisible()
        dialog.note.set_text("不少于三张")
        await save(shell, dialog)
        assert state(work, class_id, "photos") is PaperState.ASKED_FOR
        tab.bar.buttons["screen_documents.own"].click()
        own = await dialog_of(shell, PaperDialog)
        own.name.set_text("村委会证明")
        await save(shell, own)
        assert tab.model.row(tab.model.rowCount() - 1).kind == "村委会证明"

    loop.run_until_complete(steps())


def test_a_dropped_scan_is_attached_shown_and_taken_off(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str, scan: Path
) -> None:
    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        choose(tab, "institution_commitment")
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(scan))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        tab.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, Qt.KeyboardModifier.NoModifier))
        await until(lambda: is_settled(shell) and tab.scans.model.rowCount() == 1)
        assert state(work, class_id, "institution_commitment") is PaperState.HANDED_IN
        await until(lambda: not tab.scans.picture.pixmap().isNull())
        tab.scans.bar.buttons["screen_person.detach"].click()
        question = await dialog_of(shell, Question)
        question.buttons["remove"].click()
        await until(lambda: is_settled(shell) and not tab.scans.model.rowCount())
        assert tab.scans.picture.text() == "还没有扫描件。"

    loop.run_until_complete(steps())


def test_a_scan_is_saved_to_a_file(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str, scan: Path, tmp_path: Path
) -> None:
    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        choose(tab, "photos")
        await tab.attach(scan)
        await until(lambda: is_settled(shell) and tab.scans.model.rowCount() == 1)
        await tab.scans.write(tab.scans.model.row(0), tmp_path / "另存.png")

    loop.run_until_complete(steps())
    assert (tmp_path / "另存.png").read_bytes() == scan.read_bytes()


def test_a_scan_whose_file_is_gone_is_said_where_there_is_no_centre(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str, scan: Path
) -> None:
    attach_scan(work, class_id, "photos", scan.read_bytes(), name="现场.png")
    for path in work.folder.attachments.iterdir():
        path.unlink()

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        choose(tab, "photos")
        await until(lambda: "可以从备份取回" in tab.scans.picture.text() and is_settled(shell))
        assert not tab.scans.fetch.isVisible()

    loop.run_until_complete(steps())


def test_what_is_no_scan_is_refused_in_words(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, class_id: str, tmp_path: Path
) -> None:
    text = tmp_path / "便条.txt"
    text.write_text("不是扫描件", encoding="utf-8")

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        choose(tab, "photos")
        shell.place.start(tab.attach(text))
        await until(lambda: shell.notices.isVisible() and is_settled(shell))
        assert state(work, class_id, "photos") is PaperState.OPTIONAL

    loop.run_until_complete(steps())
