"""A document as pages: drawn, turned by keys, zoomed, and refused in words where a character is in no font."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from tests.ui.driving import until
from trainingdesk.i18n.sentences import Language
from trainingdesk.reports.document import Document, PageBreak, Paragraph
from trainingdesk.ui.screens.page_preview import PagePreview

if TYPE_CHECKING:
    import asyncio

    from pytestqt.qtbot import QtBot

    from trainingdesk.ui.shell import Shell


@pytest.fixture
def preview(qtbot: QtBot, shell: Shell) -> PagePreview:
    made = PagePreview(shell.place)
    made.resize(900, 600)
    qtbot.addWidget(made)
    made.show()
    return made


def document(*texts: str) -> Document:
    blocks = [block for text in texts for block in (Paragraph(text), PageBreak())]
    return Document(
        title="通知", blocks=tuple(blocks[:-1]), language=Language.CHINESE, numbering="{page}/{pages}", part="通知"
    )


async def drawn(preview: PagePreview, wanted: Document) -> None:
    preview.show_document(wanted, "通知", preview.place.work.now())
    await until(preview.place.tasks.is_idle)


def test_pages_are_turned_by_keys(qtbot: QtBot, loop: asyncio.AbstractEventLoop, preview: PagePreview) -> None:
    async def steps() -> None:
        await drawn(preview, document("一", "二", "三"))
        assert len(preview.area.pages) == 3
        qtbot.keyClick(preview.area, Qt.Key.Key_PageDown)
        assert preview.area.current == 1
        assert preview.counter.text() == preview.place.say("reports.page_numbering", page=2, pages=3)
        qtbot.keyClick(preview.area, Qt.Key.Key_End)
        assert preview.area.current == 2

    loop.run_until_complete(steps())


def test_zoom_changes_the_size(loop: asyncio.AbstractEventLoop, preview: PagePreview) -> None:
    async def steps() -> None:
        await drawn(preview, document("一"))
        preview.set_zoom(1.0)
        await until(preview.place.tasks.is_idle)
        full = preview.area.pages[0].width()
        preview.step_zoom(1)
        await until(preview.place.tasks.is_idle)
        assert preview.area.pages[0].width() == pytest.approx(full * 1.25, abs=2)

    loop.run_until_complete(steps())


def test_pages_that_fit_the_width_follow_the_window(loop: asyncio.AbstractEventLoop, preview: PagePreview) -> None:
    async def steps() -> None:
        await drawn(preview, document("一"))
        wide = preview.area.pages[0].width()
        preview.resize(600, 600)
        await until(lambda: preview.area.pages[0].width() < wide)
        assert preview.area.pages[0].width() <= preview.area.viewport().width()

    loop.run_until_complete(steps())


def test_pages_far_from_what_is_seen_are_packed_up(loop: asyncio.AbstractEventLoop, preview: PagePreview) -> None:
    async def steps() -> None:
        await drawn(preview, document(*"一二三四五六七八"))
        preview.area.grab()
        assert preview.area.pages[0].is_unpacked
        preview.area.turn_to(7)
        preview.area.grab()
        assert [page.is_unpacked for page in preview.area.pages] == [False] * 7 + [True]

    loop.run_until_complete(steps())


def test_rare_characters_are_drawn(loop: asyncio.AbstractEventLoop, preview: PagePreview) -> None:
    async def steps() -> None:
        await drawn(preview, document("㛃𬭎"))
        assert len(preview.area.pages) == 1
        assert preview.refusal.isHidden()

    loop.run_until_complete(steps())


def test_a_character_in_no_font_is_named(loop: asyncio.AbstractEventLoop, preview: PagePreview) -> None:
    async def steps() -> None:
        await drawn(preview, document("\U000e0fff"))
        assert preview.area.pages == []
        assert preview.refusal.text()

    loop.run_until_complete(steps())
