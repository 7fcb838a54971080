"""The photo of whom the cursor is on, where there is one; read and made small on a thread of its own.

One that another laptop took is fetched from the centre when somebody asks for it, never by the cursor alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel

from trainingdesk.services import attachment
from trainingdesk.ui.dialogs.attachment_fetch import is_brought

if TYPE_CHECKING:
    from trainingdesk.services.register_desk import RegisterDesk
    from trainingdesk.services.register_page import RegisterLine
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace

#: As large as a passport photo is wide and high, 5 by 7.
_WIDTH, _HEIGHT = 100, 140


class RegisterPhoto(QLabel):
    """Has its place only in a class where somebody has a photo, so that nothing moves when the cursor does."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._wanted: str | None = None
        self._fetched: set[str] = set()
        self.setFixedSize(place.theme.pixels(_WIDTH), place.theme.pixels(_HEIGHT))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setWordWrap(True)
        self.linkActivated.connect(lambda attachment_id: place.start(self._fetch(attachment_id)))
        self.hide()

    def show_person(self, desk: RegisterDesk, line: RegisterLine | None) -> None:
        """Show a person's photo, where to ask for it, or nothing."""
        self.setVisible(bool(desk.photos or desk.photos_at_centre))
        person = None if line is None else line.person_id
        away = desk.photos_at_centre.get(person or "")
        found = desk.photos.get(person or "", away)
        if found == self._wanted:
            return
        self._wanted = found
        self.clear()
        self.setAccessibleName("" if line is None else line.name)
        if found is not None and found == away and found not in self._fetched:
            self.setText(f'<a href="{found}">{self._place.say("screen_register.fetch_photo")}</a>')
        elif found is not None:
            self._place.start(self._load(found))

    async def _fetch(self, attachment_id: str) -> None:
        about = await self._place.ask(lambda work: attachment.find_attachment(work, attachment_id))
        if await is_brought(self, self._place, about):
            self._fetched.add(attachment_id)
            await self._load(attachment_id)

    async def _load(self, attachment_id: str) -> None:
        size = self.size() * self.devicePixelRatioF()
        image = await self._place.ask(lambda work: _small(work, attachment_id, size))
        if attachment_id == self._wanted and not image.isNull():
            pixels = QPixmap.fromImage(image)
            pixels.setDevicePixelRatio(self.devicePixelRatioF())
            self.setPixmap(pixels)


def _small(work: Work, attachment_id: str, size: QSize) -> QImage:
    """The photo within a size; a null image for a kind of file that Qt does not read."""
    content = attachment.open_attachment(work, attachment_id).content
    image = QImage.fromData(QByteArray(content))
    if image.isNull():
        return image
    return image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
