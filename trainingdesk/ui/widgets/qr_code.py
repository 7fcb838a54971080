"""A text as a QR code, dark on light in either look: readers expect it so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import segno
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

#: Light modules around it, without which readers do not find it.
_QUIET: Final = 3


class QrCode(QWidget):
    """As large as it was made; ``words`` say what it is to who cannot see it."""

    def __init__(self, words: str, *, side: int) -> None:
        super().__init__()
        self._side = side
        self._rows: tuple[bytearray, ...] = ()
        self.setAccessibleName(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_text(self, text: str) -> None:
        """Show this."""
        self._rows = tuple(segno.make_qr(text, error="m").matrix)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        count = len(self._rows) + 2 * _QUIET
        module = max(1, min(self.width(), self.height()) // count)
        left = (self.width() - module * (count - 2 * _QUIET)) // 2
        for row, line in enumerate(self._rows):
            for column, dark in enumerate(line):
                if dark:
                    at = QRectF(left + column * module, left + row * module, module, module)
                    painter.fillRect(at, Qt.GlobalColor.black)
