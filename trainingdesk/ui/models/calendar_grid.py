"""Days as cells with lessons in them: a week by half-days, or a month by weeks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex

#: The role under which the model answers with a ``Cell``.
CELL: Final = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something in a cell; ``mark`` stands before the title and is never shortened.

    ``brief`` is said for a title that finds no room; where there is none, the title loses its beginning. ``faded`` is an old
    plan, ``struck`` what does not take place.
    """

    key: str
    title: str
    mark: str = ""
    brief: str = ""
    lines: tuple[str, ...] = ()
    tone: Tone | None = None
    faded: bool = False
    struck: bool = False

    @property
    def words(self) -> str:
        """All of it, for hints and screen readers."""
        return "\n".join((" ".join(filter(None, (self.mark, self.title))), *self.lines))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A day, or a half of it, with its ``head`` above; ``off`` is a day without lessons, ``beside`` one outside."""

    day: date
    head: str = ""
    entries: tuple[Entry, ...] = ()
    off: bool = False
    beside: bool = False
    today: bool = False


@dataclass(frozen=True, slots=True)
class GridPage:
    """What a grid shows: heads of columns and rows, and the cells row by row."""

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[Cell, ...], ...]


class CalendarGridModel(QAbstractTableModel):
    """A GridPage as Qt reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.page = GridPage((), (), ())
        self._narrow = False

    def break_heads(self, *, narrow: bool) -> None:
        """Days in two lines, where their columns are too narrow for one."""
        if narrow is not self._narrow:
            self._narrow = narrow
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, max(0, self.columnCount() - 1))

    def show_page(self, page: GridPage) -> None:
        """Replace what is shown."""
        self.beginResetModel()
        self.page = page
        self.endResetModel()

    def cell(self, index: Index) -> Cell | None:
        """The cell at a place."""
        return self.page.cells[index.row()][index.column()] if index.isValid() else None

    def place_of(self, key: str) -> tuple[QModelIndex, int] | None:
        """Where an entry stands: its cell, and which of the entries there it is."""
        for row, cells in enumerate(self.page.cells):
            for column, cell in enumerate(cells):
                for at, entry in enumerate(cell.entries):
                    if entry.key == key and not entry.faded:
                        return self.index(row, column), at
        return None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.page.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.page.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        cell = self.cell(index)
        if cell is None:
            return None
        words = "\n\n".join(entry.words for entry in cell.entries)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return words
            case Qt.ItemDataRole.ToolTipRole:
                return words or cell.head or None
            case Qt.ItemDataRole.AccessibleTextRole:
                return " ".join(filter(None, (cell.day.isoformat(), cell.head, words)))
            case _ if role == CELL:
                return cell
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        heads = self.page.columns if orientation == Qt.Orientation.Horizontal else self.page.rows
        if role == Qt.ItemDataRole.DisplayRole and section < len(heads):
            across = orientation == Qt.Orientation.Horizontal
            return heads[section].replace(" ", "\n") if across and self._narrow else heads[section]
        return Qt.AlignmentFlag.AlignCenter if role == Qt.ItemDataRole.TextAlignmentRole else None
