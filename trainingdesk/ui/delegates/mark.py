"""A mark as it is drawn: its symbol, then its word. The color only helps; nothing is said by it alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.mark import DRAWN, Drawn

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from trainingdesk.ui.theme import Theme

_RIGHT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
_LEFT: Final = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class MarkDelegate(QStyledItemDelegate):
    """Draws the symbol large, in the tone of what it means, and the words after it; a symbol alone stands in the middle."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        drawn = index.data(DRAWN)
        if not isinstance(drawn, Drawn):
            super().paint(painter, option, index)
            return
        self.initStyleOption(option, index)
        option.text = ""
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        painter.save()
        self._draw(painter, option, drawn)
        painter.restore()

    def _draw(self, painter: QPainter, option: QStyleOptionViewItem, drawn: Drawn) -> None:
        rect: QRect = option.rect
        plain: QFont = option.font
        color = option.palette.color(QPalette.ColorRole.Text)
        large = QFont(plain)
        large.setPixelSize(self._theme.pixels(17))
        large.setBold(True)
        painter.setPen(color if drawn.tone is None else self._theme.color(drawn.tone))
        painter.setFont(large)
        if drawn.was:
            self._draw_both(painter, rect, drawn, plain)
            return
        if not drawn.words:
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, drawn.symbol)
            return
        pad, wide = self._theme.pixels(8), self._theme.pixels(24)
        symbol = QRect(rect.x() + pad, rect.y(), wide, rect.height())
        painter.drawText(symbol, Qt.AlignmentFlag.AlignCenter, drawn.symbol)
        painter.setPen(color)
        painter.setFont(plain)
        words = rect.adjusted(pad + wide + pad, 0, -pad, 0)
        shown = painter.fontMetrics().elidedText(drawn.words, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)

    def _draw_both(self, painter: QPainter, rect: QRect, drawn: Drawn, plain: QFont) -> None:
        """The mark that counts, and struck through what stood there before."""
        middle = rect.center().x()
        painter.drawText(rect.adjusted(0, 0, middle - rect.right(), 0), _RIGHT, drawn.symbol)
        small = QFont(plain)
        small.setStrikeOut(True)
        painter.setPen(self._theme.color(Tone.MUTED))
        painter.setFont(small)
        painter.drawText(rect.adjusted(middle - rect.left() + self._theme.pixels(4), 0, 0, 0), _LEFT, drawn.was)
