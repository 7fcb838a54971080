"""Who changed what of a class, old and new in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services.changes import Topic
from trainingdesk.ui.models.history_rows import HistoryLine, history_columns, history_lines
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class ClassHistory(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset({Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.model: RowModel[HistoryLine] = RowModel(
            place, history_columns(), lambda row: row.key, name="class_history"
        )
        self.table: DataTable[HistoryLine] = DataTable(place, self.model, "class_tab.history")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.addWidget(self.table)

    def title(self) -> str:
        return self.place.say("class_tab.history")

    async def load(self) -> None:
        words = self.place.sentences
        self.model.show(await self.place.ask(lambda work: history_lines(work, self.class_id, words)))
