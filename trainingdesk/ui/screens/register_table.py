"""The table of a register: large rows in the roster's order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel

from trainingdesk.services.register_page import RegisterLine
from trainingdesk.ui.delegates.mark import MarkDelegate
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from trainingdesk.ui.models.register_rows import RegisterModel
    from trainingdesk.ui.workplace import Workplace

_ROW_HEIGHT = 40


class RegisterTable(DataTable[RegisterLine]):
    """Shows a RegisterModel; its keys are read by a KeyQueue."""

    def __init__(self, place: Workplace, model: RegisterModel) -> None:
        super().__init__(place, model, "screen_register.table")
        self.setSortingEnabled(False)  # the order is the one on paper
        self.verticalHeader().setDefaultSectionSize(place.theme.pixels(_ROW_HEIGHT))
        self.horizontalHeader().setSectionsClickable(False)
        self._marks = MarkDelegate(place.theme)  # Qt does not keep it alive
        at = next(at for at, column in enumerate(model.columns) if column.key == "mark")
        self.setItemDelegateForColumn(at, self._marks)

    def go_to(self, enrollment_id: str) -> bool:
        """Put the cursor on one row, and nothing else under the selection; False where it is not there."""
        at = self.rows.position(enrollment_id)
        if at is None:
            return False
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(self.rows.index(at, 0), flags.ClearAndSelect | flags.Rows)
        self.scrollTo(self.rows.index(at, 0))
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row under the cursor stays in sight."""
        super().resizeEvent(event)
        if self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def targets(self) -> Sequence[RegisterLine]:
        """Whom a letter marks: the selected rows that can be marked, else the row under the cursor, whoever it is."""
        chosen = self.selected()
        if len(chosen) > 1:
            return tuple(line for line in chosen if line.may_be_marked)
        current = self.current()
        return () if current is None else (current,)

    def go_to_following(self, enrollment_id: str) -> None:
        """Put the cursor on the next row that can be marked; behind the last one it stays."""
        at = self.rows.position(enrollment_id)
        rest = () if at is None else self.rows.rows[at + 1 :]
        following = next((line for line in rest if line.may_be_marked), None)
        self.go_to(enrollment_id if following is None else following.enrollment_id)
