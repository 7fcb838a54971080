"""The list of classes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.models.rows import PAGE, Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable

if TYPE_CHECKING:
    from trainingdesk.storage.training_class import ClassLine
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

COLUMNS: tuple[Column[ClassLine], ...]
COLUMNS = (
    Column("number", "window.class_number", lambda row: row.number, width=160),
    Column("name", "window.class_name", lambda row: row.name, width=320),
    Column("course", "window.class_course", lambda row: row.course, width=160),
    Column("starts", "window.class_starts", lambda row: row.starts_on, width=104),
    Column("ends", "window.class_ends", lambda row: row.ends_on, width=104),
    Column(
        "enrolled", "window.class_enrolled", lambda row: row.enrolled, text=lambda row: f"{row.enrolled}/{row.capacity}"
    ),
)


class ClassList(Screen):
    """Every class there is, newest first."""

    topics: ClassVar = frozenset({Topic.CLASSES, Topic.ENROLLMENTS, Topic.ATTENDANCE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.model: RowModel[ClassLine] = RowModel(place, COLUMNS, lambda row: row.id, name="classes")
        self.table: DataTable[ClassLine] = DataTable(place, self.model, "window.classes")
        self.list = OrEmpty(self.table, EmptyState(place.say("window.no_class_yet")))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addWidget(self.list)

    def title(self) -> str:
        return self.place.say("place.classes")

    async def load(self) -> None:
        rows = await self.place.ask(lambda work: training_class.list_classes(work, limit=PAGE))
        self.model.show(rows, self._more)
        self.list.show_filled(bool(rows))

    async def _more(self, _last: ClassLine) -> tuple[ClassLine, ...]:
        so_far = self.model.rowCount()
        return await self.place.ask(lambda work: training_class.list_classes(work, limit=PAGE, offset=so_far))
