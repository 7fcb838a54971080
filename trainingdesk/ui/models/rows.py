"""Tables of frozen rows: columns are data, rows come page by page, and no ORM object is in sight (STYLE 5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.ui.wording.capital import begun_large

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trainingdesk.ui.theme import Tone
    from trainingdesk.ui.workplace import Workplace

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex

#: Rows asked for at once; a page of a table shows about twenty.
PAGE = 200

_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column: ``key`` names it in what is remembered, ``title`` is a sentence key.

    ``value`` is what is sorted and copied; ``text`` what is shown where that differs. ``width`` is in pixels at 100 %.
    """

    key: str
    title: str
    value: Callable[[Row], object]
    text: Callable[[Row], str] | None = None
    tone: Callable[[Row], Tone | None] | None = None
    hint: Callable[[Row], str | None] | None = None
    width: int = 120
    number: bool = False
    hidden: bool = False  # until the person chooses it


class RowModel(QAbstractTableModel, Generic[Row]):
    """Rows of one kind under the columns that describe them; ``key`` names a row for as long as it exists.

    ``more`` fetches the rows behind the last one (keyset or offset, as the query wants), or answers none at the end.
    """

    fetching = Signal()

    def __init__(
        self, place: Workplace, columns: Sequence[Column[Row]], key: Callable[[Row], str], *, name: str
    ) -> None:
        super().__init__()
        self.columns, self.key, self.name = tuple(columns), key, name
        self._sentences, self._theme, self._start = place.sentences, place.theme, place.start
        self._rows: list[Row] = []
        self._more: Callable[[Row], object] | None = None
        self._asking = False
        self._sort: tuple[int, bool] | None = None

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is loaded, in the order shown."""
        return tuple(self._rows)

    @property
    def complete(self) -> bool:
        """Whether every row there is is loaded."""
        return self._more is None

    def show(self, rows: Sequence[Row], more: Callable[[Row], object] | None = None) -> None:
        """Replace what is shown. ``more(last row)`` is awaited for the next page; without it these are all the rows."""
        self.beginResetModel()
        self._rows = list(rows)
        self._more = more if len(rows) >= PAGE else None
        self._sort_rows()
        self.endResetModel()

    def row(self, index: int) -> Row:
        """The row at a position of the table."""
        return self._rows[index]

    def position(self, key: str) -> int | None:
        """Where a row stands now."""
        return next((at for at, row in enumerate(self._rows) if self.key(row) == key), None)

    def replace(self, row: Row) -> None:
        """Show a row anew in its place."""
        at = self.position(self.key(row))
        if at is not None:
            self._rows[at] = row
            self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self._rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.text(row, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.number else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                tone = column.tone(row) if column.tone is not None else None
                return None if tone is None else self._theme.color(tone)
            case Qt.ItemDataRole.ToolTipRole:
                return column.hint(row) if column.hint is not None else self.text(row, column) or None
            case _:
                return None

    def text(self, row: Row, column: Column[Row]) -> str:
        """What a cell shows, and what Excel gets of it."""
        return column.text(row) if column.text is not None else _readable(column.value(row))

    def heading(self, column: Column[Row]) -> str:
        """The words over a column, which begin large as those of a field do."""
        return begun_large(self._sentences.of(column.title))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return self.heading(self.columns[section])
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if self.columns[section].number else _LEFT
            case _:
                return None

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more is not None and not self._asking

    def fetchMore(self, parent: Index) -> None:
        if self._more is not None and not self._asking and self._rows:
            self._asking = True
            self._start(self._fetch())

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort what is loaded; a table that has more rows keeps the order of its query."""
        if column < 0 or not self.complete:
            return
        self._sort = (column, order == Qt.SortOrder.DescendingOrder)
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self.key(self._rows[index.row()])) for index in self.persistentIndexList()]
        self._sort_rows()
        places = {self.key(row): at for at, row in enumerate(self._rows)}
        for index, key in kept:
            self.changePersistentIndex(index, self.index(places[key], index.column()))
        self.layoutChanged.emit()

    async def _fetch(self) -> None:
        source = self._more
        try:
            if source is None:
                return
            page: Sequence[Row] = await source(self._rows[-1])  # type: ignore[misc]  # a coroutine function
            if self._more is not source:
                return  # other rows are shown meanwhile
            if page:
                self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(page) - 1)
                self._rows += page
                self.endInsertRows()
            if len(page) < PAGE:
                self._more = None
        finally:
            self._asking = False

    def _sort_rows(self) -> None:
        if self._sort is not None and self.complete:
            column, descending = self._sort
            value = self.columns[column].value
            self._rows.sort(key=lambda row: _sortable(value(row)), reverse=descending)


def _readable(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case _:
            return str(value)


def _sortable(value: object) -> tuple[int, float, str]:
    """Nothing first, then numbers by size, then text."""
    match value:
        case None:
            return (0, 0.0, "")
        case int() | float():
            return (1, float(value), "")
        case _:
            return (2, 0.0, _readable(value))
