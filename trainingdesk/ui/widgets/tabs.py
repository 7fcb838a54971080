"""The sides of one thing, as tabs: a side is made when it is first looked at, unless it is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from trainingdesk.ui.widgets.room import least

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent, QShowEvent

Side = TypeVar("Side", bound=QWidget)
S = TypeVar("S", bound=QWidget)


class Tabs(QTabWidget, Generic[Side]):
    """Needs what the side that is seen needs, and gives it all the room there is."""

    def __init__(self, name: str, *, above: int = 0) -> None:
        """``name`` is for screen readers; ``above``: pixels between the heads and a side."""
        super().__init__()
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.setAccessibleName(name)
        self._above = above
        self._makers: dict[str, Callable[[], Side]] = {}
        self._sides: dict[str, Side] = {}
        self._lines: list[QVBoxLayout] = []
        self._show: Callable[[Side], None] | None = None
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._make_shown)
        self.currentChanged.connect(lambda _at: self._look())

    @property
    def names(self) -> tuple[str, ...]:
        """The sides there are, from the left."""
        return tuple(self._makers)

    @property
    def shown(self) -> Side | None:
        """The side that is looked at; None before anybody looked."""
        at = self.currentIndex()
        return self._sides.get(self.names[at]) if at >= 0 else None

    @property
    def is_made(self) -> bool:
        """Whether the side that is looked at is there."""
        return self.shown is not None or self.count() == 0

    @property
    def made(self) -> tuple[Side, ...]:
        """The sides that were looked at."""
        return tuple(self._sides.values())

    def add(self, name: str, words: str, make: Callable[[], Side]) -> None:
        """Put a side at the end; ``make`` is called once, when somebody looks at it."""
        holder = QWidget()
        self._lines.append(QVBoxLayout(holder))
        self._lines[-1].setContentsMargins(0, self._above, 0, 0)
        self._makers[name] = make
        self.addTab(holder, words)

    def put(self, name: str, words: str, side: Side) -> None:
        """Put a side at the end that is made already; it goes with these tabs, even if nobody ever looks at it."""
        self.add(name, words, lambda: side)
        self.side(name, QWidget)

    def side(self, name: str, kind: type[S]) -> S:
        """A side, made now where nobody looked at it yet."""
        if name not in self._sides:
            made = self._sides[name] = self._makers[name]()
            self._lines[self.names.index(name)].addWidget(made)
            if self._show is not None:
                self._show(made)
        found = self._sides[name]
        assert isinstance(found, kind)  # noqa: S101 -- for whoever knows what it is
        return found

    def tell(self, show: Callable[[Side], None]) -> None:
        """Let every side show something: those that are made now, the others as soon as they are."""
        self._show = show
        for one in self.made:
            show(one)

    def look_at(self, name: str) -> None:
        """Look at a side; a name that is none changes nothing."""
        if name in self._makers:
            self.setCurrentIndex(self.names.index(name))

    def call(self, name: str, words: str) -> None:
        """Give a side other words: with a count, say."""
        self.setTabText(self.names.index(name), words)

    def hasHeightForWidth(self) -> bool:
        return False

    def minimumSizeHint(self) -> QSize:
        shown, heads = self.shown, self.tabBar().minimumSizeHint()
        if shown is None:
            return heads
        needed = least(shown, self.width())
        return QSize(max(heads.width(), needed.width()), heads.height() + self._above + needed.height())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _look(self) -> None:
        """A side is made in an event of its own: the heads are painted, and keys and clicks heard, before it."""
        if self.isVisible() and not self.is_made:
            self._later.start()
        self.updateGeometry()

    def _make_shown(self) -> None:
        if self.isVisible() and self.currentIndex() >= 0:
            self.side(self.names[self.currentIndex()], QWidget)
            self.updateGeometry()
