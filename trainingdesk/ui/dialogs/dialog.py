"""A dialog that fits its screen, however small that is or however large the letters are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog

from trainingdesk.ui.widgets.room import Room

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QVBoxLayout, QWidget


class Dialog(QDialog):
    """Never larger than its screen; what ``hold`` was given is scrolled there, and what stands below it is always seen."""

    def __init__(self, parent: QWidget, title: str, *, width: int = 0) -> None:
        """``width``: pixels that it has at least, where the screen has them."""
        super().__init__(parent.window())
        self.setWindowTitle(title)
        self.setMinimumWidth(min(width, self.most().width()))
        self._room: Room | None = None
        self._sides = 0

    def most(self) -> QSize:
        """The size that its screen has for it, with a frame around it."""
        screen = self.screen().availableSize()
        return QSize(screen.width() * 24 // 25, screen.height() * 9 // 10)

    def hold(self, column: QVBoxLayout, page: QWidget) -> None:
        """Put a page into the column of the dialog: all of it is seen where there is room."""
        self._room = Room(page)
        margins = column.contentsMargins()
        self._sides = margins.left() + margins.right()
        column.addWidget(self._room, stretch=1)

    def fit(self) -> None:
        """As large as what it holds, where nobody chose a size; a scrolled page by itself asks for less."""
        wanted = self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else self._whole()
        self.setMinimumSize(self.minimumSize().boundedTo(self.most()))
        self.resize(wanted.boundedTo(self.most()))

    def keep_on_screen(self) -> None:
        """After it grew: up, as far as it stands out below."""
        screen, frame = self.screen().availableGeometry(), self.frameGeometry()
        if frame.bottom() > screen.bottom():
            self.move(frame.x(), max(screen.top(), frame.y() - (frame.bottom() - screen.bottom())))

    def _whole(self) -> QSize:
        whole, room = self.sizeHint().expandedTo(self.minimumSize()), self._room
        page = None if room is None else room.widget()
        if room is None or page is None:
            return whole
        inside, around = page.sizeHint(), self.sizeHint().height() - room.sizeHint().height()
        wide = min(max(whole.width(), self._sides + inside.width()), self.most().width())
        layout = page.layout()
        if layout is not None and layout.hasHeightForWidth():
            inside.setHeight(layout.totalHeightForWidth(wide - self._sides))
        return QSize(wide, max(self.minimumHeight(), around + inside.height()))

    def showEvent(self, event: QShowEvent) -> None:
        self.fit()
        super().showEvent(event)
