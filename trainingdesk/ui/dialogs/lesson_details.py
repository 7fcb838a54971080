"""What a lesson teaches, by whom and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.lesson import LessonPart
from trainingdesk.services import lesson as service
from trainingdesk.services.lesson import LessonDetails
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, TextField
from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.class_timetable import TimetableLesson
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace


class LessonDialog(FormDialog):
    """A lesson that stays where it is."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        lesson: TimetableLesson,
        *,
        about: str,
        instructors: Choices,
        venues: Choices,
    ) -> None:
        """``about`` says in a line which lesson it is."""
        super().__init__(parent, place, title="screen_timetable.edit", save=self._save, button="form.save")
        self._lesson_id = lesson.row.id
        self.form.remark(about)
        parts = [(part.value, place.say(f"lesson.part_{part}")) for part in LessonPart]
        self.subject = self.form.add(TextField(place, "screen_class.subject"))
        self.part = self.form.add(ChoiceField(place, "screen_class.part", parts, required=True))
        self.instructor = self.form.add(SearchField(place, "screen_class.instructor", instructors))
        self.venue = self.form.add(SearchField(place, "screen_class.venue", venues))
        self.despite = self.form.add(CheckField(place, "screen_timetable.despite_clashes"))
        self.subject.set_text(lesson.row.subject or "")
        self.part.set_text(lesson.row.part)
        self.instructor.set_text(lesson.row.instructor_id or "")
        self.venue.set_text(lesson.row.venue_id or "")

    async def _save(self) -> None:
        details = LessonDetails(
            part=LessonPart(self.part.text()),
            subject=self.subject.text() or None,
            instructor_id=self.instructor.text() or None,
            venue_id=self.venue.text() or None,
        )
        lesson, despite = self._lesson_id, self.despite.is_on()
        await self.place.do(lambda work: service.edit(work, lesson, details, despite_clashes=despite), "lesson.changed")
