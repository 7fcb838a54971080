"""The rows behind one number of a monthly report; their amounts sum to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.calendar import Month
from trainingdesk.domain.month_rows import Column as Figure
from trainingdesk.domain.month_rows import Subject
from trainingdesk.reports.monthly_report_row import amount, title_of
from trainingdesk.reports.printed import printed
from trainingdesk.services import month as service
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.places import SCREENS
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.month import Behind, BehindLine
    from trainingdesk.ui.workplace import Workplace

_DECIMALS = 2
_WIDTHS = {"document": 176, "class_name": 360, "findings": 320}
#: What is told apart by its end.
_ENDINGS = frozenset({"class_name"})
#: The screens of rows that have one of their own.
_PAGES = {
    Subject.PERSON: "person",
    Subject.TRAINING_CLASS: "class",
    Subject.INSTITUTION: "institution",
    Subject.INSPECTION: "inspection",
}


class MonthBehind(Screen):
    """``destination.subject`` is month, row and column, such as "2026-10 A1 year"."""

    topics: ClassVar = frozenset(set(Topic) - {Topic.USERS, Topic.SYNC})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        month, self.row_id, figure = (destination.subject or "").split(" ")
        self.month, self.figure = Month.parse(month), Figure(figure)
        self.found: Behind | None = None
        self.table: DataTable[BehindLine] | None = None
        self._middle = MiddleDelegate()
        self.sentence = label(role="section", wrap=True, select=True)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 16, 16, 16)
        self._column.addWidget(self.sentence)

    def title(self) -> str:
        return self.place.say("screen_report.behind", row=self.row_id)

    async def load(self) -> None:
        found = await self.place.ask(lambda work: service.behind(work, self.month, self.row_id, self.figure))
        self.found = found
        say = self.place.say
        self.sentence.setText(
            say(
                "month.behind",
                month=str(self.month),
                row=found.row.id,
                title=title_of(found.row, self.place.sentences),
                column=say(f"month.column_{self.figure}"),
                value=printed(amount(found.row, found.value, money_decimals=_DECIMALS)),
                count=f"{len(found.lines):,}",
            )
        )
        if self.table is None:
            self.table = self._table(found)
            self.list = OrEmpty(self.table, EmptyState(say("screen_report.nothing_behind")))
            self._column.addWidget(self.list, stretch=1)
        self.table.rows.show(found.lines)
        self.list.show_filled(bool(found.lines))

    def _table(self, found: Behind) -> DataTable[BehindLine]:
        model: RowModel[BehindLine] = RowModel(
            self.place, self._columns(found), lambda line: line.id, name=f"behind_{found.row.about}"
        )
        table: DataTable[BehindLine] = DataTable(self.place, model, "screen_report.figures")
        table.opened.connect(lambda line: self.place.start(self._open(line)))
        for at, column in enumerate(model.columns):
            if column.key in _ENDINGS:
                table.setItemDelegateForColumn(at, self._middle)
        return table

    def _columns(self, found: Behind) -> tuple[Column[BehindLine], ...]:
        heads = next((tuple(line.words) for line in found.lines if line.words), ())
        words = tuple(self._word(head, first=at == 0) for at, head in enumerate(heads))
        counted: Column[BehindLine] = Column(
            "amount",
            "month.head_amount",
            lambda line: line.amount,
            text=lambda line: printed(amount(found.row, line.amount, money_decimals=_DECIMALS)),
            number=True,
        )
        return (*words, counted)

    def _word(self, head: str, *, first: bool) -> Column[BehindLine]:
        gone = self.place.say("month.row_gone") if first else None
        return Column(head, f"month.head_{head}", lambda line: line.words.get(head, gone), width=_WIDTHS.get(head, 160))

    async def _open(self, line: BehindLine) -> None:
        """Go to the class or the person of a row, where the window has such a page."""
        if self.found is None or not line.words:
            return
        about, number = self.found.row.about, line.words.get("class_number")
        destination = Destination(_PAGES[about], line.id) if about in _PAGES else None
        if (destination is None or destination.screen not in SCREENS) and number:
            found = await self.place.ask(lambda work: training_class.class_by_number(work, str(number)))
            destination = Destination("class", found.id)
        if destination is not None and destination.screen in SCREENS:
            self.place.go(destination)
