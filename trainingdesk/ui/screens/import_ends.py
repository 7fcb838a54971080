"""The first and the last page of an import: where a file is dropped, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.ui.commands import Command
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.import_table import history_columns
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from trainingdesk.services.import_history import ImportLine
    from trainingdesk.ui.workplace import Workplace


class ImportStart(QWidget):
    """Drop, choose or paste; below stands what was imported before."""

    def __init__(
        self, place: Workplace, *, choose: Callable[[], object], paste: Callable[[], object], undo: Callable[[], object]
    ) -> None:
        super().__init__()
        say = place.say
        self.bar = ActionBar(
            place,
            (
                Command("screen_import.choose_file", choose, "Ctrl+O", icon="import", primary=True),
                Command("screen_import.paste", paste),
            ),
        )
        self.model: RowModel[ImportLine] = RowModel(
            place, history_columns(place), lambda row: row.key, name="file_imports"
        )
        self.table: DataTable[ImportLine] = DataTable(place, self.model, "screen_import.history")
        self.history = OrEmpty(self.table, EmptyState(say("screen_import.no_history")))
        self.undo_bar = ActionBar(place, (Command("screen_import.undo", undo, needs=Action.UNDO, icon="undo"),))
        self._lay_out(place)
        self.setFocusProxy(next(iter(self.bar.buttons.values())))
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_undo())
        self._show_undo()

    def show_history(self, lines: Sequence[ImportLine]) -> None:
        """Show what was imported, the last first."""
        self.model.show(lines)
        self.history.show_filled(bool(lines))
        self.undo_bar.setVisible(bool(lines))
        self._show_undo()

    def _lay_out(self, place: Workplace) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(16)
        column.addWidget(self._drop_card(place))
        column.addWidget(label(place.say("screen_import.history"), role="section"))
        column.addWidget(self.history, stretch=1)
        column.addWidget(self.undo_bar)

    def _drop_card(self, place: Workplace) -> QFrame:
        drop = QFrame()
        drop.setProperty("card", "true")
        inside = QVBoxLayout(drop)
        inside.setContentsMargins(24, 24, 24, 24)
        words = label(place.say("screen_import.drop_here"), role="section")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        more = label(place.say("screen_import.drop_more"), role="muted", wrap=True)
        more.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inside.addWidget(words)
        inside.addWidget(more)
        inside.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        return drop

    def _show_undo(self) -> None:
        line = self.table.current()
        for button in self.undo_bar.buttons.values():
            button.setEnabled(line is not None and line.change_set is not None and not line.undone)


class ImportResult(QFrame):
    """What came of it, where the rows are that came back, and the way to take all of it back."""

    def __init__(self, place: Workplace, commands: Sequence[Command]) -> None:
        super().__init__()
        self.setProperty("card", "true")
        self.headline = label(role="title", wrap=True)
        self.lines = label(wrap=True, select=True)
        self.bar = ActionBar(place, commands)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        for part in (self.headline, self.lines, self.bar):
            column.addWidget(part)
        column.addStretch()

    def show_result(self, headline: str, lines: Sequence[str], *, hidden: frozenset[str]) -> None:
        """Say it; ``hidden`` are commands that have nothing to do here."""
        self.headline.setText(headline)
        self.lines.setText("\n".join(lines))
        for key, button in self.bar.buttons.items():
            button.setVisible(key not in hidden)
