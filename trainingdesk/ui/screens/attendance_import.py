"""Taking the marks of a class in from a matrix (考勤表); ``destination.subject`` is the class."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QLineEdit

from trainingdesk.domain.access import Action
from trainingdesk.services import training_class
from trainingdesk.services.attendance_grid import attendance_grid
from trainingdesk.services.changes import Topic
from trainingdesk.services.lesson_headings import title_of
from trainingdesk.services.marks_file import MarkField
from trainingdesk.services.marks_matrix import KIND, check_matrix, import_matrix
from trainingdesk.settings.roster_headings import RosterField
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.screens.import_screen import ImportScreen

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from trainingdesk.services.exchange.file_content import Source
    from trainingdesk.services.import_result import FileCheck, FileImport
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import LessonRow
    from trainingdesk.ui.screens.import_screen import Asked
    from trainingdesk.ui.workplace import Workplace


class AttendanceImportScreen(ImportScreen):
    """A row a trainee, a column a lesson; the office may give the reason of its corrections."""

    topics: ClassVar = frozenset({Topic.ATTENDANCE, Topic.LESSONS})
    action: ClassVar = Action.TAKE_REGISTER

    def __init__(self, place: Workplace, destination: Destination) -> None:
        self.class_id = destination.subject or ""
        self.number = ""
        self.lessons: tuple[LessonRow, ...] = ()
        self.reason = QLineEdit(placeholderText=place.say("screen_import.reason_hint"))
        self.reason.setAccessibleName(place.say("screen_import.reason"))
        super().__init__(place, destination)
        if place.may(Action.CORRECT_MARK):
            self.preview.add_choice(self.reason)
        self.reason.editingFinished.connect(self._give_reason)

    def title(self) -> str:
        return self.place.say("screen_import.marks_title", number=self.number)

    async def load(self) -> None:
        head = await self.place.ask(lambda work: training_class.class_by_number(work, self.class_id))
        self.number = head.number
        self.titled.emit(self.title())
        await super().load()

    def take(self, source: Source) -> None:
        self.reason.clear()  # said of one file, never of the next
        super().take(source)

    def fields(self) -> Mapping[str, str]:
        say = self.place.say
        people = {
            RosterField.SEQUENCE.value: say("screen_import.field_sequence"),
            MarkField.NUMBER.value: say("register.number"),
            RosterField.NAME.value: say("person.field_name"),
            RosterField.DOCUMENT_NUMBER.value: say("person.field_document_number"),
        }
        return people | {one.id: title_of(one) for one in self.lessons}

    def purpose(self) -> str:
        return KIND.purpose

    def home(self) -> tuple[str, Destination]:
        return "screen_import.to_attendance", Destination("class", self.class_id, "attendance")

    async def check(self, asked: Asked) -> FileCheck:
        grid = await self.place.ask(lambda work: attendance_grid(work, self.class_id))
        self.lessons = grid.lessons
        self.preview.panel.fields = self.fields()
        return await self.place.try_out(
            lambda work: check_matrix(work, self.class_id, asked.source, asked.reading, reason=asked.reason)
        )

    def take_in(self, work: Work, asked: Asked, target: Path | None) -> FileImport:
        return import_matrix(work, self.class_id, asked.source, asked.reading, reason=asked.reason, rejects=target)

    def _give_reason(self) -> None:
        reason = self.reason.text().strip()
        if self.asked is not None and self.done is None and reason != self.asked.reason:
            self.read_anew(replace(self.asked, reason=reason))
