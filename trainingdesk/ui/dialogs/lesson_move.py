"""A lesson on another day: moved with a reason, made up after it was cancelled, or cancelled. The old plan stays visible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.lesson import PartOfDay
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services import lesson as service
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.register_details import read_clock
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, DateField, TextField
from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.class_timetable import TimetableLesson
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace


class MoveDialog(FormDialog):
    """Another day, half-day, time and room for a lesson; a cancelled one is made up."""

    def __init__(
        self, parent: QWidget, place: Workplace, lesson: TimetableLesson, *, about: str, venues: Choices
    ) -> None:
        """``about`` says in a line which lesson it is."""
        self._cancelled = lesson.row.state is LessonState.CANCELLED
        title = "screen_timetable.make_up" if self._cancelled else "screen_timetable.move"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._lesson = lesson
        self.form.remark(about)
        parts = [(part.value, place.say(f"lesson.slot_{part}")) for part in PartOfDay]
        self.day = self.form.add(DateField(place, "screen_timetable.new_day", required=True))
        self.part = self.form.add(ChoiceField(place, "screen_class.slot", parts, required=True))
        self.begins = self.form.add(TextField(place, "screen_timetable.begins", reader=read_clock, hint="08:30"))
        self.venue = self.form.add(SearchField(place, "screen_class.venue", venues))
        self.reason = self.form.add(TextField(place, "screen_class.reason", required=True))
        self.despite = self.form.add(CheckField(place, "screen_timetable.despite_clashes"))
        self.part.set_text(lesson.row.slot)
        self.venue.set_text(lesson.row.venue_id or "")

    async def _save(self) -> None:
        day, lesson_id = self.day.day(), self._lesson.row.id
        if day is None:
            raise Refused("form.required", field=self.day.words)
        run = service.make_up if self._cancelled else service.move
        begins = self.begins.read()
        part, venue, reason = PartOfDay(self.part.text()), self.venue.text() or None, self.reason.text()
        starts_at, despite = begins if isinstance(begins, int) else None, self.despite.is_on()
        await self.place.do(
            lambda work: run(
                work, lesson_id, day=day, part=part, starts_at=starts_at, venue_id=venue, reason=reason,
                despite_clashes=despite,
            ),
            "lesson.made_up" if self._cancelled else "lesson.moved",
        )  # fmt: skip


class CancelDialog(FormDialog):
    """Why a lesson is not held; it stays in the timetable and counts no more."""

    def __init__(self, parent: QWidget, place: Workplace, lesson: TimetableLesson, *, about: str) -> None:
        title = "screen_timetable.cancel"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._lesson_id = lesson.row.id
        self.form.remark(about)
        self.reason = self.form.add(TextField(place, "screen_class.reason", required=True))
        self.form.remark(place.say("screen_timetable.cancel_means"))

    async def _save(self) -> None:
        lesson, reason = self._lesson_id, self.reason.text()
        await self.place.do(lambda work: service.cancel(work, lesson, reason=reason), "lesson.cancelled")
