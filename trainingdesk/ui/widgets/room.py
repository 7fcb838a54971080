"""How much room a page needs, and what scrolls it where there is less: one way for every page of the window."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtWidgets import QApplication, QFrame, QScrollArea, QWidget

#: Pixels above and below what is brought into sight.
_AROUND = 8


def least(page: QWidget, width: int) -> QSize:
    """The least that a page can do with at a width: words and chips run on in more lines where it is narrow."""
    layout, hint = page.layout(), page.minimumSizeHint().expandedTo(page.minimumSize())
    if layout is None or not layout.hasHeightForWidth():
        return hint
    return hint.expandedTo(QSize(0, layout.totalMinimumHeightForWidth(max(width, hint.width()))))


class Page(QWidget):
    """A page of a ``Room``. Qt asks what is scrolled how high it wants to be; this says how high it must be."""

    def hasHeightForWidth(self) -> bool:
        layout = self.layout()
        return layout is not None and layout.hasHeightForWidth()

    def heightForWidth(self, width: int) -> int:
        return least(self, width).height()


class Room(QScrollArea):
    """All the room there is for one page, scrolled where the page needs more."""

    def __init__(self, page: QWidget | None = None) -> None:
        super().__init__(widgetResizable=True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if page is not None:
            self.setWidget(page)
        application = QApplication.instance()
        assert isinstance(application, QApplication)  # noqa: S101 -- there are widgets
        application.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Where the keys go is seen; under the mouse nothing moves."""
        if now is None or QApplication.mouseButtons() is not Qt.MouseButton.NoButton or not self.isVisible():
            return
        page = self.widget()
        if page is not None and page.isAncestorOf(now):
            self._show_whole(page, now)

    def _show_whole(self, page: QWidget, part: QWidget) -> None:
        """Scroll until a part is seen, its upper edge where it is higher than the room; Qt is content with its cursor."""
        top = part.mapTo(page, QPoint(0, 0)).y()
        bar = self.verticalScrollBar()
        lowest = top + part.height() + _AROUND - self.viewport().height()
        bar.setValue(min(max(bar.value(), lowest), top - _AROUND))
