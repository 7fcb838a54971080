"""The list of inspections, those still to be made first: draw, name a class, write what was found; Enter opens one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, ClassVar

from trainingdesk.domain.access import Action
from trainingdesk.services import inspection as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.inspection import Result, result_of
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.delegates.middle import MiddleDelegate
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.inspection_draw import ask_for_draw
from trainingdesk.ui.dialogs.inspection_visit import NamedInspectionDialog, VisitDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line, stack
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.inspection import method_words, result_words, tone_of

if TYPE_CHECKING:
    from trainingdesk.storage.inspection import InspectionLine
    from trainingdesk.ui.workplace import Workplace

_ALL = "all"


class InspectionVisits(Screen):
    """Chips narrow by result."""

    topics: ClassVar = frozenset({Topic.INSPECTIONS, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.lines: tuple[InspectionLine, ...] = ()
        chips = [(one.value, result_words(place, one)) for one in Result]
        self.chips = Chips([(_ALL, place.say("screen_class.all")), *chips], place.say("inspection.result"))
        self.chips.changed.connect(lambda _result: self._show())
        self.bar = ActionBar(place, self._offered())
        self.model: RowModel[InspectionLine] = RowModel(place, _columns(place), lambda row: row.id, name="inspections")
        self.table: DataTable[InspectionLine] = DataTable(place, self.model, "screen_inspection.part_visits")
        self.table.opened.connect(lambda row: place.go(Destination("inspection", row.id)))
        keys = [column.key for column in self.model.columns]
        self._badge = BadgeDelegate(place.theme, lambda at: tone_of(self.model.row(at)))
        self._middle = MiddleDelegate()
        self.table.setItemDelegateForColumn(keys.index("result"), self._badge)
        self.table.setItemDelegateForColumn(keys.index("class"), self._middle)
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_inspection.none")))
        self._lay_out()

    def title(self) -> str:
        return self.place.say("screen_inspection.part_visits")

    async def load(self) -> None:
        self.lines = await self.place.ask(service.list_inspections)
        counts = Counter(result_of(line) for line in self.lines)
        self.chips.count(_ALL, len(self.lines), self.place.say("screen_class.all"))
        for one in Result:
            self.chips.count(one.value, counts[one], result_words(self.place, one))
        self._show()

    def _show(self) -> None:
        wanted = self.chips.value
        rows = [line for line in self.lines if wanted in {_ALL, result_of(line).value}]
        self.model.show(rows)
        nothing = "screen_inspection.none_fits" if self.lines else "screen_inspection.none"
        self.list.empty.words.setText(self.place.say(nothing))
        self.list.show_filled(bool(rows))
        self.table.choose_first()

    def _offered(self) -> tuple[Command, ...]:
        start, record = self.place.start, Action.RECORD_INSPECTION
        draw = Action.DRAW_INSPECTION
        return (
            Command("screen_inspection.draw", lambda: start(ask_for_draw(self, self.place)), needs=draw, primary=True),
            Command("screen_inspection.name_class", lambda: start(self._name_class()), "Ctrl+N", needs=record),
            Command("screen_inspection.record", lambda: start(self._record()), "F2", needs=record, icon="edit"),
        )

    async def _name_class(self) -> None:
        await NamedInspectionDialog.run(self, self.place)

    async def _record(self) -> None:
        line = self.table.current()
        if line is not None:
            await VisitDialog(self, self.place, line).filled()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        stack(self, head_line(self.chips, right=self.bar), self.list, grows=self.list)


def _columns(place: Workplace) -> tuple[Column[InspectionLine], ...]:
    return (
        Column("number", "inspection.class_number", lambda row: row.class_number, width=152),
        Column("class", "inspection.class_name", lambda row: row.class_name, width=232),
        Column("institution", "inspection.institution", lambda row: row.institution, width=152),
        Column("result", "inspection.result", lambda row: result_words(place, result_of(row)), width=112),
        Column("visited", "inspection.visited_on", lambda row: row.visited_on, width=104),
        Column("inspectors", "inspection.inspectors", lambda row: row.inspectors, width=128),
        Column("method", "screen_inspection.method", lambda row: method_words(place, row), width=80),
        Column("findings", "inspection.findings", lambda row: row.findings, width=216),
    )
