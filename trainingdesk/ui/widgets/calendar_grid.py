"""A calendar that is walked with the arrow keys: cells are days with lessons in them, Enter opens one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from trainingdesk.ui.delegates.calendar_cell import CalendarCellDelegate, cards_of
from trainingdesk.ui.models.calendar_grid import CalendarGridModel, Entry

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QMouseEvent, QResizeEvent

    from trainingdesk.ui.models.calendar_grid import GridPage
    from trainingdesk.ui.workplace import Workplace


#: Pixels left and right of a day's head, as the style sheet has them.
_AROUND = 18
#: Pixels that a cell has at least, where nothing else is said.
_LEAST = 48


class CalendarGrid(QTableView):
    """Shows a GridPage; Page Up and Page Down ask for the page before and after."""

    opened = Signal(str)  # the key of the entry that Enter or a double click chose
    chosen = Signal(object)  # the key of the entry under the cursor, or None
    turned = Signal(int)  # -1 or 1

    def __init__(self, place: Workplace, title: str, *, least: tuple[int, int] = (_LEAST, _LEAST)) -> None:
        """``title`` is the sentence key of what the grid shows: its name for screen readers.

        A cell has ``least`` pixels across and down; where they are more than the window has, the grid is scrolled.
        """
        super().__init__()
        self.grid, self._at = CalendarGridModel(), 0
        self._delegate = CalendarCellDelegate(place.theme, lambda: self._at)
        self.setAccessibleName(place.say(title))
        self.setModel(self.grid)
        self.setItemDelegate(self._delegate)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMinimumHeight(place.theme.pixels(240))
        for head, pixels in zip((self.horizontalHeader(), self.verticalHeader()), least, strict=True):
            head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            head.setHighlightSections(False)
            head.setSectionsClickable(False)
            head.setMinimumSectionSize(place.theme.pixels(pixels))
        self.selectionModel().currentChanged.connect(lambda *_: self._choose(0))
        self.doubleClicked.connect(lambda _index: self._open())

    def show_page(self, page: GridPage) -> None:
        """Show other days; the cursor stays on its lesson where that is still shown, else on its place."""
        kept, row, column = self.entry(), self.currentIndex().row(), self.currentIndex().column()
        self.grid.show_page(page)
        if kept is None or not self.choose(kept.key):
            self.setCurrentIndex(self.grid.index(max(0, row), max(0, column)))
            self._choose(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        heads, metrics = self.grid.page.columns, self.horizontalHeader().fontMetrics()
        widest = max((metrics.horizontalAdvance(head) for head in heads), default=0) + _AROUND
        self.grid.break_heads(narrow=event.size().width() < widest * len(heads))

    def entry(self) -> Entry | None:
        """What the cursor is on."""
        cell = self.grid.cell(self.currentIndex())
        return cell.entries[self._at] if cell is not None and self._at < len(cell.entries) else None

    def choose(self, key: str) -> bool:
        """Put the cursor on an entry; False where it is not shown."""
        found = self.grid.place_of(key)
        if found is None:
            return False
        index, at = found
        self.setCurrentIndex(index)
        self._choose(at)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._open()
            case Qt.Key.Key_PageUp | Qt.Key.Key_PageDown:
                self.turned.emit(-1 if event.key() == Qt.Key.Key_PageUp else 1)
            case Qt.Key.Key_Down if self._has(self._at + 1):
                self._choose(self._at + 1)
            case Qt.Key.Key_Up if self._at > 0:
                self._choose(self._at - 1)
            case _:
                super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        point = event.position().toPoint()
        index = self.indexAt(point)
        if index.isValid():
            self._choose(self._hit(index, point))

    def _hit(self, index: QModelIndex, point: QPoint) -> int:
        """Which entry of a cell lies under a point; the first where none does."""
        cell = self.grid.cell(index)
        if cell is None:
            return 0
        cards, _rest = cards_of(cell, self.visualRect(index), self.fontMetrics())
        return next((at for at, card in enumerate(cards) if card.rect.contains(point)), 0)

    def _has(self, at: int) -> bool:
        cell = self.grid.cell(self.currentIndex())
        return cell is not None and at < len(cell.entries)

    def _choose(self, at: int) -> None:
        self._at = at
        entry = self.entry()
        self.viewport().update()
        self.chosen.emit(None if entry is None else entry.key)

    def _open(self) -> None:
        entry = self.entry()
        if entry is not None:
            self.opened.emit(entry.key)
