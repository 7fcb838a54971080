"""The table of the month grid, and what each key does in it: the same keys as the register, in the lesson of the column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, QObject, QSize, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from trainingdesk.domain.errors import Refused
from trainingdesk.services.attendance import MarkEntry
from trainingdesk.services.register_desk import beginning_with, entry_of
from trainingdesk.ui.delegates.mark import MarkDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.key_queue import KeyQueue
from trainingdesk.ui.models.register_keys import (
    CLOSE,
    REST_PRESENT,
    RETURN,
    UNDO,
    Clear,
    Find,
    GoTo,
    MarkWith,
    Press,
    RegisterKeys,
)
from trainingdesk.ui.screens.register_writing import RegisterWriting, item_for
from trainingdesk.ui.widgets.table import least_table

if TYPE_CHECKING:
    from trainingdesk.services.attendance_marks import MarkSet
    from trainingdesk.ui.models.attendance_grid import AttendanceGridModel
    from trainingdesk.ui.models.register_keys import Intent
    from trainingdesk.ui.workplace import Workplace

_ROW_HEIGHT, _CELL, _SHARE, _NAMES = 32, 56, 64, 128
_WHOLE = QItemSelectionModel.SelectionFlag.ClearAndSelect


class GridTable(QTableView):
    """Shows an AttendanceGridModel; cells are chosen one by one or as a block."""

    def __init__(self, place: Workplace, model: AttendanceGridModel) -> None:
        super().__init__()
        self.grid, self._place = model, place
        self.setModel(model)
        self.setAccessibleName(place.say("attendance_grid.table"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self._marks = MarkDelegate(place.theme)  # Qt does not keep it alive
        self.setItemDelegate(self._marks)
        across, down = self.horizontalHeader(), self.verticalHeader()
        down.setDefaultSectionSize(place.theme.pixels(_ROW_HEIGHT))
        down.setFixedWidth(place.theme.pixels(_NAMES))
        for head in (across, down):
            head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            head.setSectionsClickable(False)
        model.modelReset.connect(self._set_widths)

    def minimumSizeHint(self) -> QSize:
        return least_table(self, self._place)

    def go_to(self, row: int, column: int | None = None) -> None:
        """Put the cursor on a cell, in the same lesson unless another is named."""
        at = max(0, self.currentIndex().column() if column is None else column)
        index = self.grid.index(row, at)
        self.selectionModel().setCurrentIndex(index, _WHOLE)
        self.scrollTo(index)

    def targets(self) -> dict[str, list[str]]:
        """The enrollments that a letter marks, by lesson: the selected cells, else the one under the cursor."""
        found: dict[str, list[str]] = {}
        chosen = self.selectionModel().selectedIndexes() or [self.currentIndex()]
        for index in sorted(chosen, key=lambda one: (one.column(), one.row())):
            line, lesson = self.grid.line(index.row()), self.grid.lesson(index.column())
            if line is not None and lesson is not None:
                found.setdefault(lesson.id, []).append(line.enrollment_id)
        return found

    def _set_widths(self) -> None:
        pixels, rates = self._place.theme.pixels, self.grid.columnCount() - 2
        for column in range(self.grid.columnCount()):
            self.setColumnWidth(column, pixels(_CELL if column < rates else _SHARE))


class GridTaking(QObject):
    """The keys of the grid. Every mark is on disk before the next key is read."""

    typed = Signal()

    def __init__(self, place: Workplace, table: GridTable) -> None:
        super().__init__(table)
        self.place, self.table = place, table
        self.keys = RegisterKeys()
        self.queue = KeyQueue(place, table, self._read)
        self._writing = RegisterWriting(place, table)

    async def _read(self, key: str | None) -> None:
        if key is None:
            self.keys.forget()
        intent = None if key is None else self.keys.read(key)
        self.typed.emit()
        grid = self.table.grid.grid
        if intent is not None and grid is not None:
            await self._do(intent, grid.marks)

    async def _do(self, intent: Intent, marks: MarkSet) -> None:
        match intent:
            case MarkWith(key, number):
                await self._put(entry_of(marks, item_for(marks, key)), number)
            case Clear(number):
                await self._put(MarkEntry(mark=None), number)
            case GoTo(number):
                self._go_to(number)
            case Find(text, following):
                await self._find(text, following=following)
            case Press(key):
                await self._press(key)

    async def _press(self, key: str) -> None:
        lesson = self.table.grid.lesson(self.table.currentIndex().column())
        if key == UNDO:
            await self._writing.take_back()
        elif lesson is None:
            raise Refused("attendance_grid.no_lesson_chosen")
        elif key == REST_PRESENT:
            await self._writing.rest_present(lesson.id)
        elif key == CLOSE:
            await self._writing.close(lesson.id)
        elif key == RETURN:
            self.place.go(Destination("register", lesson.id))

    async def _put(self, entry: MarkEntry, number: int | None) -> None:
        """Mark the chosen cells; after one cell the cursor goes down to the next person."""
        if number is not None and not self._go_to(number):
            raise Refused("attendance.row_unknown", row=number, most=len(self.table.grid.lines))
        targets = self.table.targets()
        if not targets:
            raise Refused("attendance_grid.no_lesson_chosen")
        for lesson, people in targets.items():
            if not await self._writing.mark(lesson, dict.fromkeys(people, entry)):
                return
        row = self.table.currentIndex().row()
        if sum(map(len, targets.values())) == 1 and entry.mark is not None and row + 1 < len(self.table.grid.lines):
            self.table.go_to(row + 1)

    def _go_to(self, number: int) -> bool:
        at = next((at for at, line in enumerate(self.table.grid.lines) if line.row == number), None)
        if at is not None:
            self.table.go_to(at)
        return at is not None

    async def _find(self, text: str, *, following: bool) -> None:
        lines = self.table.grid.lines
        names = {line.enrollment_id: line.name for line in lines}
        found = await self.place.ask(lambda _work: beginning_with(text, names))
        if not found:
            raise Refused("screen_register.nobody_begins_so", found=text)
        rows = [at for at, line in enumerate(lines) if line.enrollment_id in found]
        current = self.table.currentIndex().row()
        if current not in rows:
            self.table.go_to(rows[0])
        elif following:
            self.table.go_to(rows[(rows.index(current) + 1) % len(rows)])
