"""The assessments of a class: rounds, who may sit and why not, the score sheet, and bringing the results to the people."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Failure
from trainingdesk.domain.verdict import Decision
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.services import assessment as service
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.services.score_sheet import entry_with, score_sheet
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.assessment import AssessmentDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.dialogs.score_paste import ScorePasteDialog
from trainingdesk.ui.models.score_sheet import ScoreSheetModel
from trainingdesk.ui.screens.class_assessment_table import ScoreTable
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.lines import head_line
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from trainingdesk.services.score_sheet import ScoreColumn, ScoreSheet, SheetLine
    from trainingdesk.storage.assessment import AssessmentRow
    from trainingdesk.ui.workplace import Workplace


class ClassAssessment(Screen):
    """``destination.subject`` is the id of the class; the last round is shown first."""

    topics: ClassVar = frozenset({Topic.ASSESSMENTS, Topic.ENROLLMENTS, Topic.ATTENDANCE, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.class_id = destination.subject or ""
        self.rounds: tuple[AssessmentRow, ...] = ()
        self.choice = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.choice.setAccessibleName(place.say("assessment.round"))
        self.choice.activated.connect(lambda _at: self.refresh())
        self.admission, self.organization, self.passing = (label(role="muted") for _ in range(3))
        self.model = ScoreSheetModel(place, writable=place.may(Action.RECORD_ASSESSMENT))
        self.table = ScoreTable(place, self.model)
        self.hint = label(place.say("screen_assessment.keys"), role="muted", wrap=True)
        self.refusal = label(role="error", wrap=True)
        self.refusal.hide()
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_assessment.none_yet")))
        self.bar = ActionBar(place, self._commands())
        self.model.written.connect(lambda *cell: place.start(self._write(*cell)))
        self.table.closed.connect(self.free)
        self.table.pasted.connect(lambda text: place.start(self._paste(text)))
        self._lay_out()

    def title(self) -> str:
        return self.place.say("class_tab.assessment")

    def is_busy(self) -> bool:
        return self.table.is_editing()

    async def load(self) -> None:
        chosen = self.choice.currentData()
        self.rounds = await self.place.ask(lambda work: service.assessments_of(work, self.class_id))
        shown = next((one for one in self.rounds if one.id == chosen), self.rounds[-1] if self.rounds else None)
        sheet = None if shown is None else await self.place.ask(lambda work: score_sheet(work, shown.id))
        if self.is_busy():  # a cell was opened meanwhile; its words are not to be overwritten
            self.refresh()
            return
        self._show_rounds(shown)
        self._show_sheet(sheet)

    def _show_rounds(self, shown: AssessmentRow | None) -> None:
        say = self.place.say
        self.choice.clear()
        for one in self.rounds:
            kind = say(f"assessment.kind_{one.kind}")
            self.choice.addItem(say("screen_assessment.round", round=one.round, day=one.held_on, kind=kind), one.id)
        self.choice.setCurrentIndex(-1 if shown is None else self.rounds.index(shown))
        self.choice.setVisible(bool(self.rounds))
        self.organization.setText("" if shown is None else "　".join(filter(None, (shown.organization, shown.place))))

    def _show_sheet(self, sheet: ScoreSheet | None) -> None:
        self.model.show_sheet(sheet)
        self.list.show_filled(sheet is not None)
        self.hint.setVisible(sheet is not None)
        for key, button in self.bar.buttons.items():
            button.setVisible(sheet is not None or key == "screen_assessment.announce")
        decided = [] if sheet is None else [one.candidate.verdict.decision for one in sheet.lines]
        counts = {"admitted": Decision.YES, "refused": Decision.NO, "open": Decision.UNDECIDED}
        said = {key: decided.count(decision) for key, decision in counts.items()}
        self.passing.setText(self.place.say("assessment.passing", points=sheet.passing.written) if sheet else "")
        self.admission.setText(self.place.say("assessment.admission", **said) if sheet is not None else "")

    def _commands(self) -> tuple[Command, ...]:
        start, needs = self.place.start, Action.RECORD_ASSESSMENT
        paste = Command(
            "screen_assessment.paste", lambda: start(self._paste(QGuiApplication.clipboard().text())), needs=needs
        )
        return (
            Command("screen_assessment.settle", lambda: start(self._settle()), needs=needs, primary=True),
            paste,
            Command("screen_assessment.print", self._print, icon="print"),
            Command("screen_assessment.announce", lambda: start(self._announce()), needs=needs, icon="add"),
            Command("screen_assessment.remove", lambda: start(self._remove()), needs=needs, icon="delete"),
        )

    async def _write(self, line: SheetLine, column: ScoreColumn, text: str) -> None:
        sheet = self.model.sheet
        if sheet is None:
            return
        present = next((one for one in sheet.lines if one.candidate == line.candidate), line)
        try:
            entry = entry_with(present.entry, column, text)
            entries = {line.candidate.enrollment_id: entry}
            await self.place.do(
                lambda work: service.record_scores(work, sheet.assessment.id, entries),
                "screen_assessment.written",
                name=line.candidate.name,
            )
        except Failure as failure:
            self._refuse(line, column, self.place.sentences.of(failure.key, failure.values))
        else:
            self.refusal.hide()

    def _refuse(self, line: SheetLine, column: ScoreColumn, why: str) -> None:
        """Say below the sheet whose score was not taken and why, and go back to its cell unless another is being typed."""
        self.model.forget(line, column)
        self.refusal.setText(f"✗ {line.candidate.name}：{why}")
        self.refusal.show()
        at = self.model.row_of(line)
        if at is not None and not self.is_busy():
            self.table.setCurrentIndex(self.model.index(at, self.model.place_of(column)))

    async def _paste(self, text: str) -> None:
        sheet = self.model.sheet
        if sheet is not None and self.place.may(Action.RECORD_ASSESSMENT):
            await ScorePasteDialog(self, self.place, sheet.assessment.id, text).filled()

    async def _announce(self) -> None:
        page = await self.place.ask(lambda work: training_class.class_page(work, self.class_id))
        day = max(page.head.ends_on, self.place.work.today())
        if await AssessmentDialog(self, self.place, self.class_id, held_on=day).filled():
            self.choice.setCurrentIndex(-1)

    async def _remove(self) -> None:
        sheet, say = self.model.sheet, self.place.say
        if sheet is None:
            return
        one = sheet.assessment
        answers = [("remove", say("screen_assessment.remove")), ("keep", say("form.cancel"))]
        text = say("screen_assessment.ask_remove", round=one.round, day=one.held_on)
        if (
            await ask(self, title=say("screen_assessment.remove"), text=text, answers=answers, dangerous=True)
            == "remove"
        ):
            await self.place.do(lambda work: service.remove_assessment(work, one.id), "screen_assessment.removed")

    async def _settle(self) -> None:
        changes = await self.place.do(lambda work: service.settle(work, self.class_id))
        self.place.announce(changes, self.place.say("assessment.settled", count=len(changes.rows)))

    def _print(self) -> None:
        self.place.go(Destination("paper", self.class_id, PaperKind.SCORES.value))

    def _lay_out(self) -> None:
        line = head_line(self.choice, self.passing, self.organization, right=self.admission)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 12, 0, 8)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(line)
        column.addWidget(self.list, stretch=1)
        column.addWidget(self.refusal)
        column.addWidget(self.hint)
