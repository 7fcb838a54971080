"""Who changed what of a class, its lessons, papers and people: old and new in words."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.services.changes import Topic
from trainingdesk.services.class_history import class_life
from trainingdesk.ui.models.class_history_rows import Side, class_history_lines, side_of
from trainingdesk.ui.models.history_rows import HistoryLine, history_columns
from trainingdesk.ui.models.rows import RowModel
from trainingdesk.ui.screens.history_table import HistoryTable
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.chips import Chips

if TYPE_CHECKING:
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_ALL = "all"


class ClassHistory(Screen):
    """``destination.subject`` is the id of the class."""

    topics: ClassVar = frozenset({Topic.CLASSES, Topic.LESSONS, Topic.ENROLLMENTS, Topic.ATTENDANCE, Topic.SYNC})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.lines: tuple[HistoryLine, ...] = ()
        sides = [(side.value, place.say(f"screen_history.side_{side}")) for side in Side]
        self.chips = Chips([(_ALL, place.say("screen_class.all")), *sides], place.say("screen_history.subject"))
        self.chips.changed.connect(lambda _side: self._show())
        self.model: RowModel[HistoryLine] = RowModel(
            place,
            history_columns(subject=248, what=144, value=144),
            lambda line: line.key,
            name="class_life",
        )
        self.table = HistoryTable(place, self.model, "class_tab.history")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self.table, stretch=1)

    def title(self) -> str:
        return self.place.say("class_tab.history")

    async def load(self) -> None:
        words = self.place.sentences
        self.lines = await self.place.ask(lambda work: class_history_lines(class_life(work, self.class_id), words))
        counts = Counter(map(side_of, self.lines))
        for side in Side:
            self.chips.count(side.value, counts[side], self.place.say(f"screen_history.side_{side}"))
        self._show()

    def _show(self) -> None:
        wanted = self.chips.value
        self.model.show([line for line in self.lines if wanted in {_ALL, side_of(line)}])
