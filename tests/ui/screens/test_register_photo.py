"""The photo of whom the cursor is on has its place only in a class where somebody has one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage

from tests.ui.driving import until
from tests.ui.registers import Hand, hand, made, run
from trainingdesk.services import attachment

if TYPE_CHECKING:
    import asyncio

__all__ = ["hand", "made"]


def picture() -> bytes:
    """A PNG of one color."""
    image = QImage(50, 70, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs ask for bytes, Qt for a string
    return bytes(buffer.data().data())


def test_the_photo_of_whom_the_cursor_is_on(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        attachment.attach(hand.work, ("person", hand.made.people[1]), picture(), kind="photo", name="photo.png")
        attachment.attach(hand.work, ("person", hand.made.people[2]), picture(), kind="id_card", name="card.png")
        screen = await hand.sit_down()
        assert screen.photo.isVisible()
        assert screen.photo.pixmap().isNull()
        await hand.type(Qt.Key.Key_Down)
        await until(lambda: not screen.photo.pixmap().isNull())
        assert screen.photo.pixmap().toImage().pixelColor(10, 10).name() == "#336699"
        await hand.type(Qt.Key.Key_Down)
        assert screen.photo.pixmap().isNull()

    run(loop, steps())


def test_a_class_without_photos_gives_the_table_the_room(loop: asyncio.AbstractEventLoop, hand: Hand) -> None:
    async def steps() -> None:
        screen = await hand.sit_down()
        assert not screen.photo.isVisible()

    run(loop, steps())
