"""A paper of a class as it will print, with the choices before printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QVBoxLayout

from trainingdesk.domain.errors import Failure
from trainingdesk.reports.class_document import PaperChoice, prepare_paper
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.reports.document import Paper
from trainingdesk.reports.roll import SHEET_LENGTHS
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.screens.page_preview import PagePreview
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.flow import Line

if TYPE_CHECKING:
    from trainingdesk.reports.class_document import PreparedPaper
    from trainingdesk.services.work import Work
    from trainingdesk.ui.commands import Command
    from trainingdesk.ui.destination import Destination
    from trainingdesk.ui.workplace import Workplace


class PaperScreen(Screen):
    """``destination.subject`` is the id of the class, ``part`` the kind of paper."""

    topics: ClassVar = frozenset(
        {Topic.CLASSES, Topic.LESSONS, Topic.ENROLLMENTS, Topic.ATTENDANCE, Topic.ASSESSMENTS, Topic.CERTIFICATES}
    )

    margins: ClassVar = (16, 12, 16, 16)

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        kinds = [(kind.value, place.say(f"screen_paper.{kind}")) for kind in PaperKind]
        self.kinds = Chips(kinds, place.say("screen_paper.kind"))
        self.kinds.changed.connect(lambda _kind: self.refresh())
        self.days, self.lines = self._choice("reports.lesson_day"), self._choice("screen_paper.lines")
        self.months, self.sheets = self._choice("attendance_grid.month"), self._choice("screen_paper.sheet")
        self.lines.addItem(place.say("screen_paper.usual_lines"), None)
        for count in SHEET_LENGTHS:
            self.lines.addItem(place.say("screen_paper.of_lines", count=count), count)
        self.sheets.addItem(place.say("screen_paper.usual_sheet"), None)
        for sheet in Paper:
            self.sheets.addItem(sheet.name, sheet)
        self.preview = PagePreview(place)
        self.line = Line(self.kinds)
        self.line.push()
        for part in (self.days, self.lines, self.months, self.sheets):
            self.line.add(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(*self.margins)
        column.addWidget(self.line)
        column.addWidget(self.preview, stretch=1)

    @property
    def kind(self) -> PaperKind:
        """The paper that is chosen."""
        return PaperKind(self.kinds.value)

    def title(self) -> str:
        return self.place.say("screen_paper.title")

    def commands(self) -> tuple[Command, ...]:
        return self.preview.commands()

    def show_part(self, part: str) -> None:
        if part in {kind.value for kind in PaperKind} and part != self.kinds.value:
            self.kinds.choose(part)
            self.refresh()

    async def load(self) -> None:
        kind, words, class_id = self.kind, self.place.sentences, self.destination.subject or ""
        self.days.setVisible(kind is PaperKind.SIGN_IN)
        self.lines.setVisible(kind is PaperKind.SIGN_IN)
        self.months.setVisible(kind is PaperKind.ATTENDANCE)
        choice = PaperChoice(
            day=self.days.currentData(),
            lines=self.lines.currentData(),
            month=self.months.currentData(),
            paper=Paper(sheet) if (sheet := self.sheets.currentData()) else None,
        )

        def asked(work: Work) -> PreparedPaper:
            number = training_class.class_page(work, class_id).head.number
            return prepare_paper(work, kind, number, words, choice=choice)

        try:
            paper = await self.place.ask(asked)
        except Failure as failure:
            self.preview.show_refusal(failure)
            return
        if kind is not self.kind:
            return  # another paper was chosen meanwhile
        self._show_choices(paper, choice)
        name = words.of(f"class_paper.file_{kind}", number=paper.number, day=paper.day.isoformat())
        self.preview.show_document(paper.document, name, paper.cut_off)

    def _show_choices(self, paper: PreparedPaper, choice: PaperChoice) -> None:
        """The days and months that this class has; what was chosen stays chosen."""
        self.days.clear()
        for day in paper.days or (paper.day,):
            self.days.addItem(day.isoformat(), day)
        self.days.setCurrentIndex(max(0, self.days.findText(paper.day.isoformat())))
        self.months.clear()
        self.months.addItem(self.place.say("attendance_grid.whole_class"), None)
        for month in paper.months:
            self.months.addItem(str(month), month)
        self.months.setCurrentIndex(max(0, self.months.findText(str(choice.month))))

    def _choice(self, name: str) -> QComboBox:
        box = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        box.setAccessibleName(self.place.say(name))
        box.setToolTip(box.accessibleName())
        box.activated.connect(lambda _at: self.refresh())
        return box
