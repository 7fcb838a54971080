"""A scan or photo that another laptop added is opened by the line, wherever it is shown; by clicks."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.at_desk import join_centre
from tests.conftest import serving
from tests.services import running_class
from tests.services.county import make_class, make_county
from tests.services.people import add
from tests.ui.classes import tab_of
from tests.ui.driving import PATIENCE, is_settled, until, visit
from tests.ui.reading import clipped, nameless, off_screen
from tests.ui.screens.test_person_page import appeared, page_of, picture
from tests.ui.screens.test_register_photo import picture as small_picture
from trainingdesk.server import attachments
from trainingdesk.server.ledger import Ledger
from trainingdesk.services import attachment, class_document
from trainingdesk.services.person_retention import archive_person
from trainingdesk.services.sync_state import sync_state
from trainingdesk.sync import attachment_sending
from trainingdesk.sync.attachment_fetching import lacking_of_class
from trainingdesk.sync.exchange import exchange
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.attachment_fetch import bring_class
from trainingdesk.ui.dialogs.picture import PictureDialog
from trainingdesk.ui.dialogs.progress import ProgressDialog
from trainingdesk.ui.dialogs.reveal import RevealDialog
from trainingdesk.ui.exchange import SETTLED_MS
from trainingdesk.ui.screens.class_documents import ClassDocumentsScreen
from trainingdesk.ui.screens.register import RegisterScreen
from trainingdesk.ui.screens.sync import SyncScreen

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.shell import Shell
    from trainingdesk.wire.bundle_content import Handed


@pytest.fixture
def joined(work: Work, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[Work]:
    """A desk of a running centre that gives small pieces."""
    monkeypatch.setattr(attachments, "MOST_OF_A_PIECE", 1000)
    with serving(ledger) as port:
        join_centre(work, ledger, f"http://127.0.0.1:{port}")
        yield work


def left_elsewhere(work: Work) -> None:
    """What was attached goes to the centre, and is on this laptop no more: as if another one had added it."""
    exchange(work)
    attachment_sending.send(work)
    for path in work.folder.attachments.iterdir():
        path.unlink()


def a_photo(work: Work, kind: str = "photo") -> str:
    person_id = add(work, "单雄信", 1)
    attachment.attach(work, ("person", person_id), picture(300, 300), kind=kind, name="近照.png")
    return person_id


@pytest.mark.parametrize("kind", ["photo", "scan"])
def test_who_opens_it_is_shown_it(loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work, kind: str) -> None:
    person_id = a_photo(joined, kind)
    left_elsewhere(joined)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        screen.show_part("attachments")
        screen.attachments.table.setCurrentIndex(screen.attachments.model.index(0, 0))
        screen.attachments.bar.buttons["screen_person.look"].click()
        if kind == "scan":
            asked = await appeared(shell, RevealDialog)
            asked.reason.set_text("核对")
            asked.save_button.click()
        dialog = await appeared(shell, PictureDialog)
        assert not dialog.picture.pixmap().isNull()
        dialog.close_button.click()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())
    assert len(list(joined.folder.attachments.iterdir())) == 1


def test_what_nobody_sent_yet_is_said(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = a_photo(joined)
    monkeypatch.setattr(attachment_sending, "SECONDS", 0.0)
    left_elsewhere(joined)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        screen.show_part("attachments")
        screen.attachments.table.setCurrentIndex(screen.attachments.model.index(0, 0))
        screen.attachments.bar.buttons["screen_person.look"].click()
        await until(lambda: "王主任的电脑上，尚未上传" in shell.notices.text.text())

    loop.run_until_complete(steps())


def test_who_cancels_goes_on_where_it_was(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, joined: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = a_photo(joined)
    left_elsewhere(joined)
    plain, asked, goes_on = Ledger.file_piece, Event(), Event()

    def slowly(self: Ledger, device: str, row: str, *, offset: int) -> bytes:
        asked.set()
        goes_on.wait(PATIENCE)
        return plain(self, device, row, offset=offset)

    monkeypatch.setattr(Ledger, "file_piece", slowly)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        screen.show_part("attachments")
        kept = screen.attachments
        kept.table.setCurrentIndex(kept.model.index(0, 0))
        kept.bar.buttons["screen_person.look"].click()
        dialog = await appeared(shell, ProgressDialog)
        await until(asked.is_set)
        assert [*off_screen(dialog), *clipped(dialog), *nameless(dialog)] == []
        qtbot.mouseClick(dialog.panel.cancel_button, Qt.MouseButton.LeftButton)
        goes_on.set()
        await until(lambda: "从断开处接着取" in shell.notices.text.text())
        assert list(joined.folder.attachments.iterdir()) == []
        kept.bar.buttons["screen_person.look"].click()
        (await appeared(shell, PictureDialog)).close_button.click()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())


def test_a_scan_of_a_class_is_fetched_where_it_is_asked_for(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    class_id = make_class(joined, make_county(joined))
    class_document.attach_scan(joined, class_id, "photos", small_picture(), name="现场.png")
    left_elsewhere(joined)

    async def steps() -> None:
        tab = await tab_of(shell, class_id, "documents", ClassDocumentsScreen)
        assert tab.table.choose(next(row.id for row in tab.model.rows if row.kind == "photos"))
        await until(tab.scans.fetch.isVisible)
        assert tab.scans.picture.text() == "文件不在这台电脑上。有网络时可以从中心取来。"
        assert list(joined.folder.attachments.iterdir()) == []
        tab.scans.fetch.buttons["screen_documents.fetch"].click()
        await until(lambda: not tab.scans.picture.pixmap().isNull())
        assert not tab.scans.fetch.isVisible()
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())


def test_the_file_of_a_class_is_fetched_before_it_is_packed(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work
) -> None:
    class_id = make_class(joined, make_county(joined))
    for name in (b"1", b"2", b"3"):
        class_document.attach_scan(joined, class_id, "photos", small_picture() + name, name="现场.png")
    left_elsewhere(joined)
    assert len(lacking_of_class(joined, class_id)) == 3

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        await bring_class(shell, shell.place, class_id)

    loop.run_until_complete(steps())
    assert lacking_of_class(joined, class_id) == ()


def test_a_photo_in_the_register_is_fetched_by_a_click(
    loop: asyncio.AbstractEventLoop, qtbot: QtBot, shell: Shell, joined: Work
) -> None:
    made = running_class.make(joined)
    attachment.attach(joined, ("person", made.people[0]), small_picture(), kind="photo", name="photo.png")
    left_elsewhere(joined)

    async def steps() -> None:
        screen = await visit(shell, Destination("register", made.lessons[0]))
        assert isinstance(screen, RegisterScreen)
        photo = screen.photo
        assert "照片不在本机" in photo.text()
        qtbot.mouseClick(photo, Qt.MouseButton.LeftButton, pos=photo.rect().center())
        await until(lambda: not photo.pixmap().isNull())
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())


def test_the_sync_place_counts_files_that_wait(loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work) -> None:
    a_photo(joined)

    async def steps() -> None:
        screen = await visit(shell, Destination("sync"))
        assert isinstance(screen, SyncScreen)
        assert screen.standing.files.isVisible()
        assert "1 个附件文件" in screen.standing.files.text()
        screen.standing.metered.click()
        await until(lambda: "换了网络再传" in screen.standing.files.text())
        screen.standing.metered.click()
        await until(lambda: is_settled(shell) and "分批上传" in screen.standing.files.text())
        await shell.exchange.now()
        await until(lambda: is_settled(shell) and not screen.standing.files.isVisible())

    loop.run_until_complete(steps())


def test_what_is_written_while_files_go_is_not_held_up(
    loop: asyncio.AbstractEventLoop, shell: Shell, joined: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    person_id = a_photo(joined)
    plain, asked, goes_on = Ledger.put_file_part, Event(), Event()

    def slowly(self: Ledger, device: str, row: str, part: bytes, *, start: int) -> Handed:
        asked.set()
        goes_on.wait(PATIENCE)
        return plain(self, device, row, part, start=start)

    monkeypatch.setattr(Ledger, "put_file_part", slowly)

    async def steps() -> None:
        await visit(shell, Destination("classes"))
        shell.exchange.begin()
        await until(asked.is_set)
        assert shell.exchange.line.online
        await shell.place.do(lambda work: archive_person(work, person_id))
        goes_on.set()
        await until(lambda: not shell.exchange.line.running)
        await until(shell.exchange.timer.isActive)
        assert 0 < shell.exchange.timer.interval() <= SETTLED_MS
        assert sync_state(joined).files == 1
        await shell.exchange.now()
        shell.exchange.rest()
        assert (sync_state(joined).operations, sync_state(joined).files) == (0, 0)
        await until(lambda: is_settled(shell))

    loop.run_until_complete(steps())
