"""A paper of a class as it will print, with the choices before printing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout

from trainingdesk.domain.errors import Failure
from trainingdesk.reports.class_document import prepare_paper
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.services import training_class
from trainingdesk.services.changes import Topic
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.page_preview import PagePreview

if TYPE_CHECKING:
    from datetime import date

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

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        kinds = [(kind.value, place.say(f"screen_paper.{kind}")) for kind in PaperKind]
        self.kinds = Chips(kinds, place.say("screen_paper.kind"))
        self.kinds.changed.connect(lambda _kind: self.refresh())
        self.days = QComboBox(sizeAdjustPolicy=QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.days.setAccessibleName(place.say("reports.lesson_day"))
        self.days.activated.connect(lambda _at: self.refresh())
        self.preview = PagePreview(place)
        line = QHBoxLayout()
        line.addWidget(self.kinds)
        line.addWidget(self.days)
        self._line = line
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.addLayout(line)
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
        kind, day, words = self.kind, self.days.currentData(), self.place.sentences
        class_id = self.destination.subject or ""

        def asked(work: Work) -> PreparedPaper:
            number = training_class.class_page(work, class_id).head.number
            return prepare_paper(work, kind, number, words, on=day)

        self.days.setVisible(kind is PaperKind.SIGN_IN)
        try:
            paper = await self.place.ask(asked)
        except Failure as failure:
            self.preview.show_refusal(failure)
            return
        if kind is not self.kind:
            return  # another paper was chosen meanwhile
        self._offer_days(paper.days, paper.day)
        name = words.of(f"class_paper.file_{kind}", number=paper.number, day=paper.day.isoformat())
        self.preview.show_document(paper.document, name, paper.cut_off)

    def _offer_days(self, days: tuple[date, ...], chosen: date) -> None:
        self.days.clear()
        for day in days or (chosen,):
            self.days.addItem(day.isoformat(), day)
        self.days.setCurrentIndex((days or (chosen,)).index(chosen) if chosen in days else 0)
