"""One inspection: what was found, whom to call and what they said, and the file of the class (一班一档)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.services import inspection as service
from trainingdesk.services.changes import Topic
from trainingdesk.services.inspection import result_of
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.class_file import pack_class
from trainingdesk.ui.dialogs.inspection_call import CallDialog
from trainingdesk.ui.dialogs.inspection_visit import VisitDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import Badge, label
from trainingdesk.ui.wording.inspection import method_words, result_words, tone_of

if TYPE_CHECKING:
    from trainingdesk.services.inspection import InspectionPage, PhoneLine
    from trainingdesk.ui.workplace import Workplace


class InspectionScreen(Screen):
    """``destination.subject`` is the id of the inspection."""

    topics: ClassVar = frozenset({Topic.INSPECTIONS, Topic.CLASSES, Topic.ENROLLMENTS, Topic.PEOPLE})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.page: InspectionPage | None = None
        self.result, self.facts = Badge(), label(wrap=True, select=True)
        self.visit, self.findings = label(role="muted", wrap=True, select=True), label(wrap=True, select=True)
        self.calls = label(role="section")
        self.how = label(role="muted", wrap=True, select=True)
        self.model: RowModel[PhoneLine] = RowModel(place, _columns(place), lambda row: row.enrollment_id, name="calls")
        self.table: DataTable[PhoneLine] = DataTable(place, self.model, "screen_inspection.calls")
        self.table.opened.connect(self._call)
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_inspection.nobody_to_call")))
        call = Command(
            "screen_inspection.call",
            lambda: self._call(self.table.current()),
            needs=Action.RECORD_INSPECTION,
            primary=True,
        )
        self.bar = ActionBar(place, (call,))
        self._lay_out()

    def title(self) -> str:
        if self.page is None:
            return self.place.say("screen_inspection.title")
        return self.place.say("screen_inspection.titled", number=self.page.line.class_number)

    def commands(self) -> tuple[Command, ...]:
        start, record = self.place.start, Action.RECORD_INSPECTION
        return (
            Command("screen_inspection.record", lambda: start(self._record()), "F2", needs=record, icon="edit"),
            Command("screen_inspection.open_class", self._open_class, "Alt+Return", icon="classes"),
            Command("screen_inspection.pack", lambda: start(self._pack()), needs=Action.EXPORT_PEOPLE, icon="export"),
        )

    async def load(self) -> None:
        inspection_id = self.destination.subject or ""
        page = await self.place.ask(lambda work: service.inspection_page(work, inspection_id))
        self.page = page
        self._show_head(page)
        called = sum(one.answered is not None for one in page.phones)
        self.calls.setText(self.place.say("screen_inspection.called", called=called, people=len(page.phones)))
        self.how.setText(self.place.say("screen_inspection.calls_how", seed=page.seed))
        self.model.show(page.phones)
        self.list.show_filled(bool(page.phones))
        self.table.choose_first()
        self.titled.emit(self.title())

    def _show_head(self, page: InspectionPage) -> None:
        line, say = page.line, self.place.say
        self.result.show_state(result_words(self.place, result_of(line)), tone_of(line))
        self.facts.setText(f"{line.class_number}　{line.class_name}　{line.institution}")
        values = {"method": method_words(self.place, line), "inspectors": line.inspectors}
        if line.visited_on is None:
            self.visit.setText(say("screen_inspection.to_be_visited", **values))
        else:
            self.visit.setText(say("screen_inspection.was_visited", **values, day=line.visited_on))
        self.findings.setText(line.findings or "")
        self.findings.setVisible(line.findings is not None)

    def _call(self, row: PhoneLine | None) -> None:
        if row is not None and self.place.may(Action.RECORD_INSPECTION):
            CallDialog(self, self.place, row).begin()

    async def _record(self) -> None:
        if self.page is not None:
            await VisitDialog(self, self.place, self.page.line).filled()

    async def _pack(self) -> None:
        if self.page is not None:
            await pack_class(self, self.place, self.page.line.class_id, self.page.line.class_number)

    def _open_class(self) -> None:
        if self.page is not None:
            self.place.go(Destination("class", self.page.line.class_id))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        card = QFrame()
        card.setProperty("card", "true")
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self.result, alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.facts, stretch=1)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(16, 12, 16, 12)
        inside.setSpacing(6)
        inside.addLayout(head)
        inside.addWidget(self.visit)
        inside.addWidget(self.findings)
        line = QHBoxLayout()
        line.addWidget(self.calls)
        line.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(card)
        column.addLayout(line)
        column.addWidget(self.how)
        column.addWidget(self.list, stretch=1)


def _columns(place: Workplace) -> tuple[Column[PhoneLine], ...]:
    def answered(row: PhoneLine) -> str:
        if row.answered is None:
            return place.say("screen_inspection.not_called")
        return place.say("screen_inspection.answered" if row.answered else "screen_inspection.not_answered")

    return (
        Column("number", "inspection.trainee", lambda row: row.number, width=208),
        Column("name", "inspection.name", lambda row: row.name, width=112),
        Column("phone", "inspection.phone", lambda row: row.phone, width=136),
        Column(
            "answered",
            "screen_inspection.call_state",
            answered,
            tone=lambda row: {None: Tone.MUTED, True: None, False: Tone.WARN}[row.answered],
            width=96,
        ),
        Column("called", "inspection.called_on", lambda row: row.called_on, width=112),
        Column("outcome", "inspection.outcome", lambda row: row.outcome, width=400),
    )
