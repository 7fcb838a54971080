"""A year by months as bars, last year's as outlines beside them. The numbers are written, and told to a screen reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from trainingdesk.ui.theme import Tone

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPaintEvent

    from trainingdesk.domain.month import Progress
    from trainingdesk.ui.workplace import Workplace

_MONTHS = 12
_HEIGHT, _WIDTH = 168, 320
#: Room for the number above a bar and for the month below it.
_ABOVE, _BELOW = 18, 20


class YearChart(QWidget):
    """Bars of this year, outlines of the last; months to come are empty."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self._progress: tuple[Progress, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(place.say("screen_today.chart"))

    def show_progress(self, progress: Sequence[Progress]) -> None:
        """Draw these months."""
        self._progress = tuple(progress)
        say = self._place.say
        told = (
            say("screen_today.month_told", month=str(one.month), count=one.this_year, before=one.last_year)
            for one in progress
        )
        words = "\n".join(told)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        pixels = self._place.theme.pixels
        return QSize(pixels(_WIDTH), pixels(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixels = self._place.theme.pixels
        above, below = pixels(_ABOVE), pixels(_BELOW)
        floor = self.height() - below
        most = max((max(one.this_year, one.last_year) for one in self._progress), default=0) or 1
        self._use_small_letters(painter)
        wide = self.width() / _MONTHS
        for at in range(_MONTHS):
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            painter.drawText(QRectF(at * wide, floor, wide, below), Qt.AlignmentFlag.AlignCenter, str(at + 1))
        for one in self._progress:
            self._draw_month(painter, one, wide=wide, floor=floor, scale=(floor - above) / most)
        painter.setPen(QPen(self._place.theme.color(Tone.MUTED), 1))
        painter.drawLine(0, floor, self.width(), floor)
        painter.end()

    def _draw_month(self, painter: QPainter, one: Progress, *, wide: float, floor: int, scale: float) -> None:
        theme, left = self._place.theme, (one.month.number - 1) * wide
        bar, gap = wide * 0.34, wide * 0.12
        now = QRectF(left + gap, floor - one.this_year * scale, bar, one.this_year * scale)
        before = QRectF(left + gap + bar + 1, floor - one.last_year * scale, bar, one.last_year * scale)
        painter.fillRect(now, theme.color(Tone.ACCENT))
        if one.last_year:
            painter.setPen(QPen(theme.color(Tone.MUTED), 1))
            painter.drawRect(before)
        if one.this_year:
            painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
            height = theme.pixels(_ABOVE)
            above = QRectF(left - wide / 4, now.top() - height, wide * 1.2, height)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, f"{one.this_year}")

    def _use_small_letters(self, painter: QPainter) -> None:
        font = QFont(self.font())
        font.setPixelSize(self._place.theme.pixels(11))
        painter.setFont(font)
