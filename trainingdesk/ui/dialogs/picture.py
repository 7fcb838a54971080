"""A scan or photo as large as its screen has room for; nothing of it is written anywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QDialogButtonBox, QVBoxLayout

from trainingdesk.domain.errors import Refused
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.dialogs.question import answered
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace

#: Of the screen, around the picture: a frame, margins, the button.
_AROUND = 140


class PictureDialog(Dialog):
    """``picture`` is made smaller where it must be, never larger."""

    def __init__(self, parent: QWidget, place: Workplace, name: str, picture: QImage) -> None:
        super().__init__(parent, name)
        self.picture = label()
        self.picture.setAccessibleName(name)
        self.picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.picture.setPixmap(self._fitted(picture, place.theme.pixels(_AROUND)))
        close = QDialogButtonBox()
        self.close_button = close.addButton(place.say("about.close"), QDialogButtonBox.ButtonRole.ActionRole)
        self.close_button.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 16)
        column.setSpacing(16)
        column.addWidget(self.picture, stretch=1)
        column.addWidget(close)

    def _fitted(self, picture: QImage, around: int) -> QPixmap:
        """In the pixels of the screen, which are more than those of the layout at a large scaling."""
        ratio, most = self.devicePixelRatioF(), self.most()
        room = (most - QSize(around, around)) * ratio
        if picture.width() > room.width() or picture.height() > room.height():
            keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            picture = picture.scaled(room, keep, smooth)
        pixels = QPixmap.fromImage(picture)
        pixels.setDevicePixelRatio(ratio)
        return pixels


async def show_picture(parent: QWidget, place: Workplace, name: str, picture: QImage) -> None:
    """Show it until it is closed; raises Refused for a kind of file that is no picture to Qt."""
    if picture.isNull():
        raise Refused("screen_documents.no_picture")
    dialog = PictureDialog(parent, place, name, picture)
    await answered(dialog)
    dialog.deleteLater()
