"""A table as people know it from a spreadsheet: copy as cells, type-ahead, chosen columns, and no jumps under the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QItemSelectionModel, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QMenu, QTableView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.ui.models.rows import RowModel
    from trainingdesk.ui.workplace import Workplace

Row = TypeVar("Row")

_ROW_HEIGHT = 32
#: Pixels around the words of a heading.
_AROUND_HEADING = 20
_LEAST_ROWS, _LEAST_WIDTH = 3, 300


def least_table(table: QTableView, place: Workplace) -> QSize:
    """A few rows under their heads, and a few words of them: less would not be a table."""
    rows = _LEAST_ROWS * table.verticalHeader().defaultSectionSize()
    bar = table.horizontalScrollBar().sizeHint().height()
    high = table.horizontalHeader().sizeHint().height() + rows + bar + 2 * table.frameWidth()
    return QSize(place.theme.pixels(_LEAST_WIDTH), high)


class DataTable(QTableView, Generic[Row]):
    """Shows a RowModel. Widths, order and hidden columns are remembered under the model's name."""

    opened = Signal(object)  # the row that Enter or a double click chose
    chosen = Signal(object)  # the current row, or None

    def __init__(self, place: Workplace, model: RowModel[Row], title: str) -> None:
        """``title`` is the sentence key of what the table lists: its name for screen readers."""
        super().__init__()
        self.rows, self._place = model, place
        self._kept_keys: tuple[str | None, frozenset[str], int] = (None, frozenset(), 0)
        self.setAccessibleName(place.say(title))
        self.setModel(model)
        self._set_up()
        self._recall_columns()
        model.modelAboutToBeReset.connect(self._keep_selection)
        model.modelReset.connect(self._put_selection_back)
        self.selectionModel().currentRowChanged.connect(lambda now, _before: self.chosen.emit(self._row(now.row())))
        self.doubleClicked.connect(lambda index: self.opened.emit(self._row(index.row())))

    def minimumSizeHint(self) -> QSize:
        return least_table(self, self._place)

    def current(self) -> Row | None:
        """The row the cursor is on."""
        return self._row(self.currentIndex().row())

    def selected(self) -> tuple[Row, ...]:
        """The selected rows in the order shown."""
        places = sorted({index.row() for index in self.selectionModel().selectedRows()})
        return tuple(self.rows.row(at) for at in places)

    def choose(self, key: str) -> bool:
        """Put the cursor on a row; False where it is not loaded."""
        at = self.rows.position(key)
        if at is None:
            return False
        self.setCurrentIndex(self.rows.index(at, 0))
        return True

    def offer_column(self, key: str, *, shown: bool) -> None:
        """Show a column that says something only now and then, unless its person hid or showed it by hand."""
        at = next(at for at, column in enumerate(self.rows.columns) if column.key == key)
        if self._place.memory.get(f"chosen.{self.rows.name}.{key}") is None:
            head = self.horizontalHeader()
            head.blockSignals(True)  # noqa: FBT003 -- nobody chose it
            self.setColumnHidden(at, not shown)
            head.blockSignals(False)  # noqa: FBT003

    def choose_first(self) -> None:
        """Put the cursor on the first row, where it is on none."""
        if self.current() is None and self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(0, 0))

    def copied(self) -> str:
        """The selected rows as cells of a spreadsheet, with the heads of the shown columns above two rows or more."""
        shown = self._shown_columns()
        heads = [self.rows.heading(self.rows.columns[at]) for at in shown]
        lines = [[_cell(self.rows.text(row, self.rows.columns[at])) for at in shown] for row in self.selected()]
        return "\n".join("\t".join(line) for line in ([heads, *lines] if len(lines) > 1 else lines))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self.copied())
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.state() != self.State.EditingState:
            row = self.current()
            if row is not None:
                self.opened.emit(row)
        else:
            super().keyPressEvent(event)

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self._place.theme.pixels(_ROW_HEIGHT))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsMovable(True)
        head.setStretchLastSection(True)
        head.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        head.customContextMenuRequested.connect(self._offer_columns)
        head.sectionResized.connect(lambda at, *_: None if at == self._stretched() else self._remember_columns())
        head.sectionMoved.connect(lambda *_: self._remember_columns())

    def _row(self, at: int) -> Row | None:
        return self.rows.row(at) if 0 <= at < self.rows.rowCount() else None

    def _keep_selection(self) -> None:
        now = self.current()
        picked = frozenset(self.rows.key(row) for row in self.selected())
        self._kept_keys = (None if now is None else self.rows.key(now), picked, self.verticalScrollBar().value())

    def _put_selection_back(self) -> None:
        current, picked, scrolled = self._kept_keys
        select = QItemSelectionModel.SelectionFlag
        for at, row in enumerate(self.rows.rows):
            key = self.rows.key(row)
            if key == current:
                self.selectionModel().setCurrentIndex(self.rows.index(at, 0), select.NoUpdate)
            if key in picked:
                self.selectionModel().select(self.rows.index(at, 0), select.Select | select.Rows)
        self.verticalScrollBar().setValue(scrolled)

    def _shown_columns(self) -> list[int]:
        head = self.horizontalHeader()
        order = sorted(range(len(self.rows.columns)), key=head.visualIndex)
        return [at for at in order if not self.isColumnHidden(at)]

    def _offer_columns(self, point: QPoint) -> None:
        menu = QMenu(self)
        for at, column in enumerate(self.rows.columns):
            choice = QAction(self.rows.heading(column), menu, checkable=True, checked=not self.isColumnHidden(at))
            choice.toggled.connect(lambda shown, at=at: self._show_column(at, shown=shown))
            menu.addAction(choice)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(point))

    def _show_column(self, at: int, *, shown: bool) -> None:
        if shown or len(self._shown_columns()) > 1:
            self._place.memory.keep(f"chosen.{self.rows.name}.{self.rows.columns[at].key}", shown)
            self.setColumnHidden(at, not shown)
            self._remember_columns()

    def _stretched(self) -> int | None:
        """The column that is as wide as the others leave it: nobody chose how wide that is."""
        return self._shown_columns()[-1] if self.horizontalHeader().stretchLastSection() else None

    def _remember_columns(self) -> None:
        head, columns, stretched = self.horizontalHeader(), self.rows.columns, self._stretched()
        widths = {at: 0 if at == stretched else head.sectionSize(at) for at in self._visual_order()}
        kept = [[columns[at].key, width, self.isColumnHidden(at)] for at, width in widths.items()]
        self._place.memory.keep(f"columns.{self.rows.name}", kept)

    def _visual_order(self) -> Sequence[int]:
        head = self.horizontalHeader()
        return [head.logicalIndex(at) for at in range(len(self.rows.columns))]

    def _heading(self, at: int) -> int:
        """How wide the words over a column are: in another language they may need more than what stands below them."""
        words = self.rows.heading(self.rows.columns[at])
        return self.fontMetrics().horizontalAdvance(words) + self._place.theme.pixels(_AROUND_HEADING)

    def _recall_columns(self) -> None:
        head, places = self.horizontalHeader(), {column.key: at for at, column in enumerate(self.rows.columns)}
        head.blockSignals(True)  # noqa: FBT003 -- what is put back is not remembered again
        for at, column in enumerate(self.rows.columns):
            self.setColumnWidth(at, max(self._place.theme.pixels(column.width), self._heading(at)))
            self.setColumnHidden(at, column.hidden)
        kept = self._place.memory.get(f"columns.{self.rows.name}", [])
        for target, entry in enumerate(kept if isinstance(kept, list) else []):
            match entry:
                case [str(key), int(width), bool(hidden)] if key in places:
                    head.moveSection(head.visualIndex(places[key]), target)
                    self.setColumnHidden(places[key], hidden)
                    if width > 0:
                        self.setColumnWidth(places[key], width)
        head.blockSignals(False)  # noqa: FBT003


def _cell(text: str) -> str:
    return text.replace("\t", " ").replace("\n", " ")
