"""The page of a person: the file as a timeline, what can be changed, and attachments, by keys and clicks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QDialog

from tests.services.county import make_class, make_county
from tests.services.people import add, enrolled, number
from tests.ui.driving import is_settled, until, visit
from tests.ui.reading import clipped, nameless, off_screen
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attachment, audit, person, undo
from trainingdesk.services.person_page import person_page, reveal
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.person_category import PersonCategoryDialog
from trainingdesk.ui.dialogs.person_edit import PersonEditDialog
from trainingdesk.ui.dialogs.person_identity import PersonIdentityDialog
from trainingdesk.ui.dialogs.person_merge import PersonChoiceDialog, PersonMergeDialog
from trainingdesk.ui.dialogs.person_verification import PersonVerificationDialog
from trainingdesk.ui.dialogs.picture import PictureDialog
from trainingdesk.ui.dialogs.question import Question
from trainingdesk.ui.dialogs.reveal import RevealDialog
from trainingdesk.ui.screens.person import PersonScreen

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from trainingdesk.services.work import Work
    from trainingdesk.ui.screens.screen import Screen
    from trainingdesk.ui.shell import Shell

D = TypeVar("D", bound=QDialog)
PHONE = "13800138000"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def picture(width: int, height: int) -> bytes:
    """A PNG of one color."""
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for a string
    return bytes(buffer.data().data())


async def page_of(shell: Shell, person_id: str) -> PersonScreen:
    screen = await visit(shell, Destination("person", person_id))
    assert isinstance(screen, PersonScreen)
    return screen


async def dialog_of(shell: Shell, screen: Screen, command: str, kind: type[D]) -> D:
    {one.id: one for one in screen.commands()}[command].run()
    return await appeared(shell, kind)


async def appeared(shell: Shell, kind: type[D]) -> D:
    await until(lambda: any(one.isVisible() for one in shell.findChildren(kind)))
    return next(one for one in shell.findChildren(kind) if one.isVisible())


def test_enter_on_a_class_of_the_file_opens_it(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    person_id = add(work, "单雄信", 1)
    class_id = make_class(work, make_county(work))
    enrolled(work, class_id, person_id)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        (line,) = screen.file.rows
        assert line.class_id == class_id
        screen.file_table.setCurrentIndex(screen.file.index(0, 0))
        qtbot.keyClick(screen.file_table, Qt.Key.Key_Return)
        await until(lambda: shell.destination is not None and shell.destination.screen == "class")
        await until(lambda: is_settled(shell))
        assert shell.destination is not None
        assert shell.destination.subject == class_id

    loop.run_until_complete(steps())


def test_only_what_was_typed_changes_and_it_can_be_undone(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    person_id = add(work, "单雄信", 1, phone=PHONE, address="平凯街道")

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        dialog = await dialog_of(shell, screen, "screen_person.edit", PersonEditDialog)
        assert dialog.changed() == frozenset()
        dialog.fields["address"].set_text("中和街道")
        assert dialog.changed() == {"address"}
        qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: screen.page is not None and screen.page.address == "中和街道" and is_settled(shell))
        assert reveal(work, person_id, reason="test").phone == PHONE
        assert [line.subject for line in screen.history.rows if line.new == "中和街道"] == ["人员"]

    loop.run_until_complete(steps())
    undo.undo(work)
    assert person_page(work, person_id).address == "平凯街道"


def test_an_identity_changes_with_a_reason(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    person_id = add(work, "单雄信", 1)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        dialog = await dialog_of(shell, screen, "screen_person.identity", PersonIdentityDialog)
        dialog.name.set_text("单雄义")
        dialog.save_button.click()
        assert person_page(work, person_id).name == "单雄信"  # no reason yet
        dialog.reason.set_text("户口簿更正")
        dialog.save_button.click()
        await until(lambda: screen.title() == "单雄义" and is_settled(shell))
        assert "单雄信" in screen.former.text()
        (line,) = [one for one in screen.history.rows if one.new == "单雄义"]
        assert (line.old, line.reason, len(line.device)) == ("单雄信", "户口簿更正", 6)

    loop.run_until_complete(steps())


def test_a_provisional_person_is_completed(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    person_id = person.add_provisional(work, name="龙秀英", phone=PHONE).row

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        dialog = await dialog_of(shell, screen, "screen_person.identity", PersonIdentityDialog)
        dialog.number.set_text(number(222))
        dialog.save_button.click()
        await until(lambda: screen.page is not None and not screen.page.provisional and is_settled(shell))
        assert reveal(work, person_id, reason="test").phone == PHONE

    loop.run_until_complete(steps())


def test_a_category_is_added_and_removed(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    person_id = add(work, "单雄信", 1)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        add_one, remove = screen.deeds.category_commands()
        add_one.run()
        dialog = await appeared(shell, PersonCategoryDialog)
        dialog.begins.set_text("2026-03-01")
        dialog.save_button.click()
        await until(lambda: len(screen.categories.rows) == 1 and is_settled(shell))
        screen.category_table.setCurrentIndex(screen.categories.index(0, 0))
        remove.run()
        (await appeared(shell, Question)).buttons["remove"].click()
        await until(lambda: not screen.categories.rows and is_settled(shell))

    loop.run_until_complete(steps())


def test_a_check_and_the_archive_are_recorded(loop: asyncio.AbstractEventLoop, shell: Shell, work: Work) -> None:
    person_id = add(work, "单雄信", 1)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        check = await dialog_of(shell, screen, "screen_person.verify", PersonVerificationDialog)
        check.save_button.click()
        await until(lambda: screen.page is not None and screen.page.verified == "center_checked" and is_settled(shell))
        (await dialog_of(shell, screen, "screen_person.archive", Question)).buttons["go"].click()
        await until(lambda: screen.page is not None and screen.page.archived and is_settled(shell))

    loop.run_until_complete(steps())


def test_a_scan_is_attached_saved_with_a_reason_and_removed(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work, tmp_path: Path
) -> None:
    person_id = add(work, "单雄信", 1)
    source, target = tmp_path / "scan.png", tmp_path / "out.png"
    source.write_bytes(PNG)

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        screen.show_part("attachments")
        kept = screen.attachments
        await kept.attach(source, "scan")
        await until(lambda: len(kept.model.rows) == 1 and is_settled(shell))
        with pytest.raises(Refused):
            await kept.write(kept.model.row(0), target, None)
        assert not target.exists()
        await kept.write(kept.model.row(0), target, "核对")
        assert target.read_bytes() == PNG
        kept.table.setCurrentIndex(kept.model.index(0, 0))
        kept.bar.buttons["screen_person.detach"].click()
        (await appeared(shell, Question)).buttons["remove"].click()
        await until(lambda: not kept.model.rows and is_settled(shell))

    loop.run_until_complete(steps())


def test_a_scan_is_looked_at_with_a_reason_and_a_photo_without(
    loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    """FEATURES 16: a preview without a network, and without a file in the clear on the disk."""
    person_id = add(work, "单雄信", 1)
    for kind in ("scan", "photo"):
        attachment.attach(work, ("person", person_id), picture(3000, 3000), kind=kind, name=f"{kind}.png")
    attachment.attach(work, ("person", person_id), b"%PDF-1.7", kind="scan", name="scan.pdf")

    async def steps() -> None:
        screen = await page_of(shell, person_id)
        screen.show_part("attachments")
        kept = screen.attachments
        for row, kind in enumerate(("scan", "photo")):
            kept.table.setCurrentIndex(kept.model.index(row, 0))
            kept.bar.buttons["screen_person.look"].click()
            if kind == "scan":
                asked = await appeared(shell, RevealDialog)
                asked.reason.set_text("核对")
                asked.save_button.click()
            dialog = await appeared(shell, PictureDialog)
            shown = dialog.picture.pixmap()
            assert 0 < shown.width() == shown.height() < 3000
            assert [*off_screen(dialog), *clipped(dialog), *nameless(dialog)] == []
            dialog.close_button.click()
            await until(lambda: is_settled(shell))
        with pytest.raises(Refused, match=r"no_picture"):
            await kept.look(kept.model.row(2))

    loop.run_until_complete(steps())
    assert [one.reason for one in audit.list_access(work) if one.action == Logged.IDENTITY_REVEALED] == ["核对"]


def test_two_records_are_merged_field_by_field_and_taken_apart(
    qtbot: QtBot, loop: asyncio.AbstractEventLoop, shell: Shell, work: Work
) -> None:
    kept = add(work, "单雄信", 1, address="平凯街道")
    old = add(work, "单雄信", 3, address="中和街道", phone=PHONE)

    async def steps() -> None:
        screen = await page_of(shell, kept)
        choice = await dialog_of(shell, screen, "screen_person.merge", PersonChoiceDialog)
        choice.search.setText("单雄信")
        await until(lambda: [row.id for row in choice.model.rows] == [old])
        choice.table.setCurrentIndex(choice.model.index(0, 0))
        qtbot.keyClick(choice.table, Qt.Key.Key_Return)
        dialog = await appeared(shell, PersonMergeDialog)
        assert not dialog.choices["phone"].isEnabled()  # only the other record has one
        dialog.choices["address"].set_text("old")
        dialog.save_button.click()
        await until(lambda: screen.page is not None and screen.page.merged_ids == (old,) and is_settled(shell))
        merged = reveal(work, kept, reason="test")
        assert (person_page(work, old).address, merged.phone) == ("中和街道", PHONE)
        assert merged.document_number == number(1)
        screen.merged.buttons["screen_person.unmerge"].click()
        (await appeared(shell, Question)).buttons["apart"].click()
        await until(lambda: screen.page is not None and not screen.page.merged_ids and is_settled(shell))
        assert (person_page(work, kept).address, person_page(work, old).address) == ("平凯街道", "中和街道")

    loop.run_until_complete(steps())
