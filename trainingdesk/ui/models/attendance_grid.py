"""The grid of a class: people down, lessons across, then the totals of each person; the last row totals each lesson."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, Qt

from trainingdesk.domain.attendance import Mark
from trainingdesk.ui.wording.mark import DRAWN, TONES, Drawn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.attendance_grid import AttendanceGrid, GridLine
    from trainingdesk.storage.lesson import LessonRow
    from trainingdesk.ui.models.rows import Index
    from trainingdesk.ui.workplace import Workplace

_CENTER = int(Qt.AlignmentFlag.AlignCenter)
_NAME = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
#: Behind the counts of each mark: periods attended of those held, and the share.
_RATES = 2


class AttendanceGridModel(QAbstractTableModel):
    """Shows an AttendanceGrid; the head of a row is its number on paper and the name, and so is always in sight."""

    def __init__(self, place: Workplace) -> None:
        super().__init__()
        self._place = place
        self.grid: AttendanceGrid | None = None

    def show_grid(self, grid: AttendanceGrid) -> None:
        """Show a grid; where people and lessons are the same, the cursor and what is selected stay."""
        old, self.grid = self.grid, grid
        if old is not None and _frame(old) == _frame(grid):
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.endResetModel()

    @property
    def lines(self) -> Sequence[GridLine]:
        """The people."""
        return () if self.grid is None else self.grid.lines

    @property
    def lessons(self) -> Sequence[LessonRow]:
        """The lessons."""
        return () if self.grid is None else self.grid.lessons

    def line(self, row: int) -> GridLine | None:
        """The person of a row; None for the totals."""
        return self.lines[row] if 0 <= row < len(self.lines) else None

    def lesson(self, column: int) -> LessonRow | None:
        """The lesson of a column; None for the totals of a person."""
        return self.lessons[column] if 0 <= column < len(self.lessons) else None

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if (parent is not None and parent.isValid()) or not self.lines else len(self.lines) + 1

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.lessons) + len(Mark) + _RATES

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self.grid is None:
            return None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._text(index.row(), index.column())
            case Qt.ItemDataRole.TextAlignmentRole:
                return _CENTER
            case Qt.ItemDataRole.ToolTipRole | Qt.ItemDataRole.AccessibleTextRole:
                return self._told(index.row(), index.column())
            case _ if role == DRAWN:
                mark = self._mark(index.row(), index.column())
                if mark is None:
                    return None
                return Drawn(
                    self.grid.marks.of(mark).symbol, tone=TONES[mark], was=self._was(index.row(), index.column())
                )
            case _:
                return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if self.grid is None:
            return None
        across = orientation == Qt.Orientation.Horizontal
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._head(section) if across else self._who(section)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _CENTER if across else _NAME
            case Qt.ItemDataRole.ToolTipRole if across:
                return self._head_told(section)
            case _:
                return None

    def _who(self, row: int) -> str:
        line = self.line(row)
        return self._place.say("attendance_grid.total") if line is None else f"{line.row:>2}  {line.name}"

    def _head(self, column: int) -> str:
        lesson, kind = self.lesson(column), column - len(self.lessons)
        if lesson is not None:
            return f"{lesson.day:%m-%d}\n{self._place.say(f'attendance_grid.slot_{lesson.slot}')}"
        if self.grid is not None and kind < len(Mark):
            return self.grid.marks.of(list(Mark)[kind]).symbol
        return self._place.say("attendance_grid.periods" if kind == len(Mark) else "attendance_grid.share")

    def _head_told(self, column: int) -> str:
        lesson, kind = self.lesson(column), column - len(self.lessons)
        if lesson is not None:
            return f"{lesson.day.isoformat()} {self._place.say(f'lesson.slot_{lesson.slot}')}"
        if self.grid is not None and kind < len(Mark):
            return self.grid.marks.of(list(Mark)[kind]).name
        return self._place.say("register.rate")

    def _mark(self, row: int, column: int) -> Mark | None:
        line = self.line(row)
        return line.marks[column] if line is not None and column < len(self.lessons) else None

    def _was(self, row: int, column: int) -> str:
        """The symbol that the instructor wrote where the office says otherwise."""
        line = self.line(row)
        if line is None or self.grid is None or column not in line.corrected:
            return ""
        own = line.corrected[column]
        return "·" if own is None else self.grid.marks.of(own).symbol

    def _text(self, row: int, column: int) -> str:
        line = self.line(row)
        if column < len(self.lessons):
            if line is None:
                present = sum(1 for one in self.lines if one.marks[column] is Mark.PRESENT)
                return str(present or "")
            mark = line.marks[column]
            if mark is None or self.grid is None:
                return ""
            was = self._was(row, column)
            return self.grid.marks.of(mark).symbol + (f"({was})" if was else "")
        return self._total(line, column - len(self.lessons))

    def _total(self, line: GridLine | None, kind: int) -> str:
        if kind < len(Mark):
            shown = self.lines if line is None else (line,)
            counted = Counter(mark for one in shown for mark in one.marks)
            return str(counted[list(Mark)[kind]] or "")
        if line is None or not line.rate.held:
            return ""
        rate = line.rate
        return f"{rate.attended}/{rate.held}" if kind == len(Mark) else f"{float(rate.share):.0%}"

    def _told(self, row: int, column: int) -> str:
        """A cell in words, for the pointer and for screen readers."""
        line, mark = self.line(row), self._mark(row, column)
        if line is None or column >= len(self.lessons) or self.grid is None:
            return self._text(row, column)
        words = self._place.say("register.unmarked") if mark is None else self.grid.marks.of(mark).name
        if column in line.corrected:
            own = line.corrected[column]
            before = self._place.say("register.unmarked") if own is None else self.grid.marks.of(own).name
            words = self._place.say("screen_register.corrected_mark", mark=words, before=before)
        return f"{line.name} {self._head_told(column)} {words}"


def _frame(grid: AttendanceGrid) -> tuple[object, ...]:
    people = tuple((line.row, line.enrollment_id, line.name) for line in grid.lines)
    return people, tuple((one.id, one.day, one.slot) for one in grid.lessons)
