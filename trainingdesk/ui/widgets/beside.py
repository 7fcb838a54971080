"""Two parts of a screen beside each other, or one below the other where the window is too narrow for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QBoxLayout, QSplitter, QWidget

from trainingdesk.ui.widgets.room import least

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_ACROSS, _DOWN = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom


class Beside(QWidget):
    """The parts from the left; each has its share of the width, or is ``width`` wide where its share is 0."""

    def __init__(self, *parts: tuple[QWidget, int], width: int = 0, gap: int = 16) -> None:
        """``parts`` with their shares; ``width``: pixels of those that have none, for as long as they stand beside."""
        super().__init__()
        self._parts, self._width = parts, width
        self._line = QBoxLayout(_ACROSS, self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(gap)
        for part, share in parts:
            self._line.addWidget(part, share)
        self._hold(width)

    @property
    def is_narrow(self) -> bool:
        """Whether the parts stand one below the other."""
        return self._line.direction() is _DOWN

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        """As narrow as the widest part; as high as they are together in the way they stand."""
        sizes = [least(part, self.width()) for part, _share in self._shown()]
        wide = max((size.width() for size in sizes), default=0)
        highs = [size.height() for size in sizes]
        if not self.is_narrow:
            return QSize(wide, max(highs, default=0))
        return QSize(wide, sum(highs) + self._line.spacing() * max(0, len(highs) - 1))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a part needs more or less than before
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        narrow = self.width() < self._needed()
        if narrow is not self.is_narrow:
            self._line.setDirection(_DOWN if narrow else _ACROSS)
            self._hold(0 if narrow else self._width)
            self.updateGeometry()

    def _needed(self) -> int:
        """The width at which all of them can stand beside each other."""
        shown = self._shown()
        wide = [least(part, 0).width() if share else self._width for part, share in shown]
        return sum(wide) + self._line.spacing() * max(0, len(shown) - 1)

    def _hold(self, width: int) -> None:
        """Parts without a share are as wide as was said, or as they get."""
        for part, share in self._parts:
            if not share:
                part.setMinimumWidth(width)
                part.setMaximumWidth(width or _ANY)

    def _shown(self) -> list[tuple[QWidget, int]]:
        return [one for one in self._parts if not one[0].isHidden()]


class Halves(QSplitter):
    """Two parts with a handle between them: beside each other, or one below the other where there is no room for that."""

    def __init__(self, *parts: QWidget, sizes: Sequence[int] = ()) -> None:
        """``sizes``: in proportion, for as long as nobody moved the handle."""
        super().__init__(Qt.Orientation.Horizontal, childrenCollapsible=False)
        self._parts = parts
        for part in parts:
            self.addWidget(part)
        self.setSizes(list(sizes))

    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider part."""
        return QSize(max(least(part, 0).width() for part in self._parts), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._turn()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _turn(self) -> None:
        needed = sum(least(part, 0).width() for part in self._parts) + self.handleWidth()
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        wanted = across if self.width() >= needed else down
        if wanted is not self.orientation():
            self.setOrientation(wanted)


#: No limit, in Qt's own number (QWIDGETSIZE_MAX).
_ANY = (1 << 24) - 1
