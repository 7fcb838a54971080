"""The table of a score sheet: a digit begins a cell, Enter goes to the next person, Del empties, Ctrl+V pastes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, Qt
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from trainingdesk.services.score_sheet import ScoreColumn
from trainingdesk.ui.widgets.table import least_table

if TYPE_CHECKING:
    from trainingdesk.ui.models.score_sheet import ScoreSheetModel
    from trainingdesk.ui.workplace import Workplace

_ROW_HEIGHT = 32
_WIDTHS = (200, 96, 104, 260, 80, 80, 88, 120)
_TRIGGERS = QAbstractItemView.EditTrigger
_HINT = QAbstractItemDelegate.EndEditHint


class ScoreTable(QTableView):
    """Shows a ScoreSheetModel."""

    closed = Signal()  # an editor was closed: what waited may happen
    pasted = Signal(str)

    def __init__(self, place: Workplace, model: ScoreSheetModel) -> None:
        super().__init__()
        self.sheet, self._place = model, place
        self.setModel(model)
        self.setAccessibleName(place.say("class_tab.assessment"))
        self.setEditTriggers(_TRIGGERS.AnyKeyPressed | _TRIGGERS.EditKeyPressed | _TRIGGERS.DoubleClicked)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAlternatingRowColors(True)
        self.setShowGrid(True)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(place.theme.pixels(_ROW_HEIGHT))
        for column, width in enumerate(_WIDTHS):
            self.setColumnWidth(column, place.theme.pixels(width))
        self.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        model.modelReset.connect(self._begin)

    def minimumSizeHint(self) -> QSize:
        return least_table(self, self._place)

    def is_editing(self) -> bool:
        """Whether somebody is typing in a cell."""
        return self.state() is QAbstractItemView.State.EditingState

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.pasted.emit(QGuiApplication.clipboard().text())
        elif event.matches(QKeySequence.StandardKey.Delete) or event.key() == Qt.Key.Key_Backspace:
            index = self.currentIndex()
            if index.flags() & Qt.ItemFlag.ItemIsEditable:
                self.sheet.setData(index, "")
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not self.is_editing():
            self._go_down()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is _HINT.SubmitModelCache:  # Enter
            self._go_down()
        self.closed.emit()

    def _go_down(self) -> None:
        """To the next person who may be scored."""
        index = self.currentIndex()
        below = (index.siblingAtRow(row) for row in range(index.row() + 1, self.sheet.rowCount()))
        following = next((one for one in below if one.flags() & Qt.ItemFlag.ItemIsEditable), None)
        if following is not None:
            self.setCurrentIndex(following)

    def _begin(self) -> None:
        """Only the parts that are examined stand there; the cursor is where the first score goes."""
        sheet = self.sheet.sheet
        if sheet is None:
            return
        examined = {
            ScoreColumn.THEORY: sheet.passing.examines_theory,
            ScoreColumn.PRACTICE: sheet.passing.examines_practice,
        }
        for column, shown in examined.items():
            self.setColumnHidden(self.sheet.place_of(column), not shown)
        first = next((column for column, shown in examined.items() if shown), ScoreColumn.RESULT)
        self.setCurrentIndex(self.sheet.index(0, self.sheet.place_of(first)))
