"""The papers of a class (班级材料): which are needed, asked for, handed in or kept by the desk; scans attach to each."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from trainingdesk.domain.access import Action
from trainingdesk.services.attachment import read_scan
from trainingdesk.services.changes import Topic
from trainingdesk.services.class_document import PaperState, attach_scan, papers_of_class
from trainingdesk.ui.commands import Command
from trainingdesk.ui.dialogs.class_document import PaperDialog
from trainingdesk.ui.dialogs.file_choice import file_to_read
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.class_documents_scans import ScansPanel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.beside import Beside
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.training_class import paper_name

if TYPE_CHECKING:
    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from trainingdesk.services.class_document import PaperLine
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace

_D = "screen_documents"
_SIGNS = {
    PaperState.HANDED_IN: "✓",
    PaperState.IN_DESK: "✓",
    PaperState.ASKED_FOR: "✗",
    PaperState.NEEDED: "✗",
    PaperState.OPTIONAL: "○",
}
_TONES = {
    PaperState.HANDED_IN: Tone.OK,
    PaperState.IN_DESK: Tone.OK,
    PaperState.ASKED_FOR: Tone.WARN,
    PaperState.NEEDED: Tone.DANGER,
    PaperState.OPTIONAL: Tone.MUTED,
}
#: Papers that still have to come.
_LACKING = frozenset({PaperState.ASKED_FOR, PaperState.NEEDED})
_PANEL = 360


class ClassDocumentsScreen(Screen):
    """``destination.subject`` is the id of the class. A scan dropped here is attached to the paper under the cursor."""

    topics: ClassVar = frozenset({Topic.CLASSES, Topic.ENROLLMENTS, Topic.LESSONS})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.model: RowModel[PaperLine] = RowModel(place, _columns(place), lambda one: one.id, name="class_documents")
        self.table: DataTable[PaperLine] = DataTable(place, self.model, "class_tab.documents")
        self.scans, self.sum = ScansPanel(place), label(role="muted")
        self.bar = ActionBar(place, self._commands())
        self.setAcceptDrops(place.may(Action.EDIT_CLASS))
        self.table.chosen.connect(lambda _row: self._show_scans())
        self.table.opened.connect(lambda _row: self._hand_in())
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.documents")

    async def load(self) -> None:
        papers = await self.place.ask(lambda work: papers_of_class(work, self.class_id))
        self.model.show(papers)
        if self.table.current() is None and papers:
            first = next((one for one in papers if one.state in _LACKING), papers[0])
            self.table.choose(first.id)
        lacking = sum(1 for one in papers if one.state in _LACKING)
        key = f"{_D}.lacking" if lacking else f"{_D}.complete"
        self.sum.setText(self.place.say(key, count=lacking))
        self._show_scans()

    async def attach(self, path: Path) -> None:
        """Attach a file to the chosen paper, which is handed in today where it was not yet."""
        paper = self.table.current()
        if paper is None:
            return
        class_id, kind = self.class_id, paper.kind
        await self.place.do(
            lambda work: attach_scan(work, class_id, kind, read_scan(work, path), name=path.name), f"{_D}.attached"
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        self.place.start(self._attach_all(paths))

    async def _attach_all(self, paths: list[Path]) -> None:
        for path in paths:
            await self.attach(path)

    def _show_scans(self) -> None:
        paper = self.table.current()
        self.scans.show_paper(paper, "" if paper is None else paper_name(self.place, paper.kind))

    def _hand_in(self) -> None:
        if self.place.may(Action.EDIT_CLASS):
            self._ask(self.table.current(), asked=False)

    def _ask(self, paper: PaperLine | None, *, asked: bool) -> None:
        async def fill() -> None:
            await PaperDialog(self, self.place, self.class_id, paper, asked=asked).filled()

        self.place.start(fill())

    def _choose_scan(self) -> None:
        async def choose() -> None:
            title, patterns = self.place.say(f"{_D}.attach"), self.place.say("screen_register.scans")
            path = await file_to_read(self, title=title, patterns=patterns)
            if path is not None:
                await self.attach(path)

        if self.table.current() is not None:
            self.place.start(choose())

    def _commands(self) -> tuple[Command, ...]:
        needs = Action.EDIT_CLASS
        return (
            Command(f"{_D}.hand_in", self._hand_in, "F2", needs=needs, icon="done"),
            Command(f"{_D}.attach", self._choose_scan, needs=needs, icon="attach"),
            Command(f"{_D}.ask", lambda: self._ask(self.table.current(), asked=True), needs=needs),
            Command(f"{_D}.own", lambda: self._ask(None, asked=False), "Ctrl+N", needs=needs, icon="add"),
        )

    def _lay_out(self) -> None:
        papers = QWidget()
        left = QVBoxLayout(papers)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.sum)
        left.addWidget(self.table, stretch=1)
        left.addWidget(self.bar)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 12, 0, 8)
        whole.addWidget(Beside((papers, 1), (self.scans, 0), width=self.place.theme.pixels(_PANEL)))


def _columns(place: Workplace) -> tuple[Column[PaperLine], ...]:
    def state(one: PaperLine) -> str:
        return f"{_SIGNS[one.state]} {place.say(one.state.sentence)}"

    return (
        Column("paper", "training_class.title_paper", lambda one: paper_name(place, one.kind), width=208),
        Column("state", "screen_class.state", state, tone=lambda one: _TONES[one.state], width=152),
        Column("day", "training_class.title_handed_in", lambda one: one.row and one.row.handed_in_on, width=112),
        Column("scans", f"{_D}.scans", lambda one: len(one.scans) or None, width=80, number=True),
        Column("note", "screen_class.note", lambda one: one.row and one.row.note, width=200),
    )
