"""A state in a table: its word on a ground of its tone. The word says it, the color only helps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.capital import begun_large

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.ui.theme import Theme

_PAD, _RADIUS = 8, 4


class BadgeDelegate(QStyledItemDelegate):
    """``tone`` answers for a row of the table; a row without one gets a plain ground."""

    def __init__(self, theme: Theme, tone: Callable[[int], Tone | None]) -> None:
        super().__init__()
        self._theme, self._tone = theme, tone

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        self.initStyleOption(option, index)
        words, option.text = begun_large(option.text), ""
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, widget)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(option.font)
        metrics = painter.fontMetrics()
        width = min(metrics.horizontalAdvance(words) + 2 * _PAD, option.rect.width() - _PAD)
        high = metrics.height() + 6
        top = option.rect.y() + (option.rect.height() - high) / 2
        badge = QRectF(option.rect.x() + _PAD / 2, top, width, high)
        ground, ink = self._colors(self._tone(index.row()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(badge, _RADIUS, _RADIUS)
        painter.setPen(ink)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, round(width - _PAD))
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()

    def _colors(self, tone: Tone | None) -> tuple[QColor, QColor]:
        tokens = self._theme.tokens
        grounds = {Tone.OK: tokens.ok_ground, Tone.WARN: tokens.warn_ground, Tone.DANGER: tokens.danger_ground}
        if tone not in grounds:
            return QColor(tokens.surface_sunken), QColor(tokens.text)
        return QColor(grounds[tone]), self._theme.color(tone)
