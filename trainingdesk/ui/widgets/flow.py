"""A line of widgets that runs on in the next one where the window is too narrow for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QWidget

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtWidgets import QLayoutItem


#: Characters that a stretched item shows at least.
_USEFUL = 13


@dataclass(slots=True)
class _Placed:
    """An item in a line: ``stretch`` is its share of what the line has left."""

    item: QLayoutItem
    stretch: int
    width: int

    def height(self) -> int:
        """Words and chips are higher where they are narrow."""
        if self.item.hasHeightForWidth():
            return self.item.heightForWidth(self.width)
        return self.item.sizeHint().height()


class FlowLayout(QLayout):
    """Items from the left, line by line, each as wide as it wants to be, a stretched one as wide as its line allows."""

    def __init__(self, parent: QWidget, *, spacing: int = 8, at_right: bool = False) -> None:
        """``at_right``: each line ends at the right edge."""
        super().__init__(parent)
        self._at_right = at_right
        self._items: list[QLayoutItem] = []
        self._stretches: dict[QWidget, int] = {}
        self._heights: dict[int, int] = {}  # Qt asks thousands of times while a screen finds its size
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(spacing)
        policy = parent.sizePolicy()
        policy.setHeightForWidth(True)
        parent.setSizePolicy(policy)

    def add_stretched(self, widget: QWidget, stretch: int) -> None:
        """Add a widget that takes a share of what its line has left."""
        self._stretches[widget] = stretch
        self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        if width not in self._heights:
            self._heights[width] = self._lay(QRect(0, 0, width, 0), move=False)
        return self._heights[width]

    def invalidate(self) -> None:
        self._heights.clear()
        super().invalidate()

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay(rect, move=True)

    def sizeHint(self) -> QSize:
        """All in one line."""
        sizes = [item.sizeHint() for item in self._shown()]
        gaps = self.spacing() * max(0, len(sizes) - 1)
        return QSize(sum(size.width() for size in sizes) + gaps, max((size.height() for size in sizes), default=0))

    def minimumSize(self) -> QSize:
        """The widest item alone."""
        sizes = [item.minimumSize() for item in self._shown()]
        return QSize(
            max((size.width() for size in sizes), default=0), max((size.height() for size in sizes), default=0)
        )

    def _shown(self) -> list[QLayoutItem]:
        """Hidden widgets take no room, and no gap."""
        return [item for item in self._items if not item.isEmpty()]

    def _lay(self, rect: QRect, *, move: bool) -> int:
        """Put the items into lines of a rectangle; how high they are together."""
        y, gap = rect.y(), self.spacing()
        for line in self._lines(rect.width()):
            left = rect.width() - sum(one.width for one in line) - gap * (len(line) - 1)
            _share(line, left)
            high = max(one.height() for one in line)
            if move:
                self._move(line, QPoint(rect.x() + (max(0, left) if self._at_right else 0), y))
            y += high + gap
        return max(0, y - gap - rect.y())

    def _lines(self, width: int) -> Iterator[list[_Placed]]:
        line: list[_Placed] = []
        taken = 0
        for item in self._shown():
            widget = item.widget()
            stretch = 0 if widget is None else self._stretches.get(widget, 0)
            wanted = item.sizeHint().width()
            if stretch and widget is not None:
                useful = widget.fontMetrics().horizontalAdvance("0") * _USEFUL
                wanted = max(item.minimumSize().width(), min(wanted, useful))
            one = _Placed(item, stretch, min(wanted, width))
            if line and taken + one.width > width:
                yield line
                line, taken = [], 0
            line.append(one)
            taken += one.width + self.spacing()
        if line:
            yield line

    def _move(self, line: Sequence[_Placed], corner: QPoint) -> None:
        """Low items stand in the middle of the others."""
        single = max((one.height() for one in line if not one.item.hasHeightForWidth()), default=0)
        x = corner.x()
        for one in line:
            high = one.height()
            below = max(0, single - high) // 2
            one.item.setGeometry(QRect(QPoint(x, corner.y() + below), QSize(one.width, high)))
            x += one.width + self.spacing()


def _share(line: Sequence[_Placed], left: int) -> None:
    """Give the stretched items of a line what it has left."""
    shares = sum(one.stretch for one in line)
    for one in line:
        if one.stretch and left > 0:
            one.width += left * one.stretch // shares


def pair(words: QWidget, field: QWidget) -> QWidget:
    """Words and their field, which no line parts."""
    both = QWidget()
    line = QHBoxLayout(both)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(8)
    line.addWidget(words)
    line.addWidget(field, stretch=1)
    return both


class Line(QWidget):
    """Widgets in a line that runs on in the next one; after ``push`` they stand at the right edge."""

    def __init__(self, *parts: QWidget) -> None:
        super().__init__()
        self._flow = FlowLayout(self)
        for part in parts:
            self.add(part)

    def add(self, part: QWidget, stretch: int = 0) -> None:
        """Put something at the end; it takes a share of what its line has left."""
        if stretch:
            self._flow.add_stretched(part, stretch)
        else:
            self._flow.addWidget(part)

    def push(self, share: int = 1) -> None:
        """What is added from now on stands at the right, behind a share of what the line has left."""
        self.add(QWidget(), share)
