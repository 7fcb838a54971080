"""About the lesson of a register rather than a person: who stands in, and why a closed register is opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import attendance
from trainingdesk.services import lesson as lessons
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, NoteField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.catalogue import InstructorRow
    from trainingdesk.ui.workplace import Workplace


class SubstituteDialog(FormDialog):
    """Names who stands in for the instructor; nobody takes the substitute back."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        lesson_id: str,
        instructors: Sequence[InstructorRow],
        substitute_id: str | None,
    ) -> None:
        super().__init__(parent, place, title="screen_register.substitute", save=self._save, button="form.save")
        self._lesson_id = lesson_id
        offered = [(one.id, one.name) for one in instructors if one.status == "active" or one.id == substitute_id]
        self.instructor = self.form.add(ChoiceField(place, "screen_register.stands_in", offered))
        self.despite = self.form.add(CheckField(place, "screen_register.despite_clashes"))
        self.instructor.set_text(substitute_id or "")

    async def _save(self) -> None:
        lesson, who, despite = self._lesson_id, self.instructor.text() or None, self.despite.is_on()
        await self.place.do(
            lambda work: lessons.substitute(work, lesson, instructor_id=who, despite_clashes=despite),
            "lesson.substituted",
        )


class ReopenDialog(FormDialog):
    """Opens a closed register again; some days after the lesson only with a reason, which the use case asks for."""

    def __init__(self, parent: QWidget, place: Workplace, lesson_id: str, *, reason_needed: bool) -> None:
        title = "screen_register.reopen"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._lesson_id = lesson_id
        self.reason = self.form.add(NoteField(place, "screen_register.reason", required=reason_needed))

    async def _save(self) -> None:
        lesson, reason = self._lesson_id, self.reason.text() or None
        await self.place.do(lambda work: attendance.reopen_register(work, lesson, reason=reason), "register.reopened")
