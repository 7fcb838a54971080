"""The program's own icons: one-color SVG drawn in a color of the theme, sharp at every scale."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from trainingdesk.settings.shipped import resource


class _OneColor(QIconEngine):
    """Draws ``currentColor`` as the palette's text color of the moment, so that a change of theme needs no new icon."""

    def __init__(self, source: bytes, role: QPalette.ColorRole) -> None:
        super().__init__()
        self._source, self._role = source, role

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        group = QPalette.ColorGroup.Disabled if mode == QIcon.Mode.Disabled else QPalette.ColorGroup.Active
        role = QPalette.ColorRole.Highlight if state == QIcon.State.On else self._role
        color: QColor = QGuiApplication.palette().color(group, role)
        drawn = self._source.replace(b"currentColor", color.name().encode())
        QSvgRenderer(QByteArray(drawn)).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        drawn = QPixmap(size)
        drawn.fill(Qt.GlobalColor.transparent)
        painter = QPainter(drawn)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return drawn

    def clone(self) -> QIconEngine:
        return _OneColor(self._source, self._role)


def icon(name: str, role: QPalette.ColorRole = QPalette.ColorRole.WindowText) -> QIcon:
    """The icon ``resources/icons/<name>.svg``; raises FileNotFoundError where there is none."""
    return QIcon(_OneColor(resource("icons", f"{name}.svg").read_bytes(), role))
