"""Complaints (投诉举报): taken in, visited where that is called for, and settled with what came of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from trainingdesk.domain.access import Action
from trainingdesk.services import complaint as service
from trainingdesk.services import institution
from trainingdesk.services.changes import Topic
from trainingdesk.services.complaint import OPEN
from trainingdesk.ui.commands import Command
from trainingdesk.ui.delegates.badge import BadgeDelegate
from trainingdesk.ui.dialogs.complaint import ComplaintDialog, SettleDialog
from trainingdesk.ui.dialogs.inspection_visit import NamedInspectionDialog, class_choices
from trainingdesk.ui.models.choices import in_use
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line, stack
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.storage.complaint import ComplaintLine
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_ALL = "all"


class ComplaintList(Screen):
    """Open ones first; who complained is not kept."""

    topics: ClassVar = frozenset({Topic.INSPECTIONS, Topic.CLASSES, Topic.CATALOGUE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        say = place.say
        self.found: tuple[ComplaintLine, ...] = ()
        choices = [(OPEN, say("complaint.state_open")), (_ALL, say("screen_class.all"))]
        self.chips = Chips(choices, say("complaint.state"))
        self.chips.choose(_ALL)
        self.chips.changed.connect(lambda _which: self._show())
        self.bar = ActionBar(place, self._offered())
        self.model: RowModel[ComplaintLine] = RowModel(place, _columns(place), lambda row: row.id, name="complaints")
        self.table: DataTable[ComplaintLine] = DataTable(place, self.model, "screen_inspection.part_complaints")
        self.table.chosen.connect(lambda _row: self._offer())
        self.table.opened.connect(self._settle)
        self._badge = BadgeDelegate(place.theme, lambda at: Tone.WARN if self.model.row(at).state == OPEN else None)
        keys = [column.key for column in self.model.columns]
        self.table.setItemDelegateForColumn(keys.index("state"), self._badge)
        self.list = OrEmpty(self.table, EmptyState(say("screen_complaint.none")))
        self._lay_out()
        self._offer()

    def title(self) -> str:
        return self.place.say("screen_inspection.part_complaints")

    async def load(self) -> None:
        found = await self.place.ask(service.list_complaints)
        self.found = tuple(sorted(found, key=lambda row: row.state != OPEN))
        still = sum(row.state == OPEN for row in self.found)
        self.chips.count(OPEN, still, self.place.say("complaint.state_open"))
        self.chips.count(_ALL, len(self.found), self.place.say("screen_class.all"))
        self._show()

    def _show(self) -> None:
        rows = [row for row in self.found if self.chips.value in {_ALL, row.state}]
        self.model.show(rows)
        nothing = "screen_complaint.all_settled" if self.found else "screen_complaint.none"
        self.list.empty.words.setText(self.place.say(nothing))
        self.list.show_filled(bool(rows))
        self.table.choose_first()
        self._offer()

    def _offered(self) -> tuple[Command, ...]:
        start, record = self.place.start, Action.RECORD_INSPECTION
        settle = lambda: self._settle(self.table.current())  # noqa: E731
        return (
            Command("screen_complaint.record", lambda: start(self._record()), "Ctrl+N", needs=record, primary=True),
            Command("screen_complaint.visit", lambda: start(self._visit()), needs=record),
            Command("screen_complaint.settle", settle, "F2", needs=record),
        )

    def _offer(self) -> None:
        """Only an open complaint is settled, and only a class is visited."""
        row = self.table.current()
        is_open = row is not None and row.state == OPEN
        shown = {"settle": is_open, "visit": is_open and row is not None and row.class_id is not None}
        for name, fits in shown.items():
            button = self.bar.buttons.get(f"screen_complaint.{name}")
            if button is not None:
                button.setVisible(fits)

    async def _record(self) -> None:
        classes, institutions = await self.place.ask(
            lambda work: (class_choices(work), in_use(institution.list_institutions(work)))
        )
        await ComplaintDialog(self, self.place, classes, institutions).filled()

    async def _visit(self) -> None:
        row = self.table.current()
        if row is not None and row.class_id is not None:
            await NamedInspectionDialog.run(self, self.place, row.class_id)

    def _settle(self, row: ComplaintLine | None) -> None:
        if row is not None and row.state == OPEN and self.place.may(Action.RECORD_INSPECTION):
            SettleDialog(self, self.place, row).begin()

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        nobody = label(self.place.say("screen_complaint.nobody_named"), role="muted", wrap=True)
        stack(self, head_line(self.chips, right=self.bar), nobody, self.list, grows=self.list)


def _columns(place: Workplace) -> tuple[Column[ComplaintLine], ...]:
    return (
        Column("received", "complaint.received_on", lambda row: row.received_on, width=104),
        Column("state", "complaint.state", lambda row: place.say(f"complaint.state_{row.state}"), width=88),
        Column("content", "complaint.content", lambda row: row.content, width=304),
        Column("institution", "inspection.institution", lambda row: row.institution, width=168),
        Column("class", "inspection.class_number", lambda row: row.class_number, width=152),
        Column("outcome", "complaint.outcome", lambda row: row.outcome, width=280),
    )
