"""The office's mark beside the instructor's: both stay, and the reason is written down (FEATURES 39)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.attendance import Mark
from trainingdesk.services import attendance
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, NoteField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.register_page import RegisterLine, RegisterPage
    from trainingdesk.ui.workplace import Workplace


class CorrectionDialog(FormDialog):
    """Shows what the instructor wrote and what the office says now; no mark takes the correction away again."""

    def __init__(
        self, parent: QWidget, place: Workplace, page: RegisterPage, line: RegisterLine, mark: Mark | None
    ) -> None:
        super().__init__(
            parent, place, title="screen_register.correct", save=self._correct, button="screen_register.correct"
        )
        self._lesson_id, self._line = page.lesson.id, line
        own, office = self._named(page, line.mark), self._named(page, line.office_mark)
        known = place.say("screen_register.both_marks", name=line.name, own=own, office=office)
        self.both = self.form.remark(known)
        marks = [(one.value, page.marks.of(one).name) for one in Mark]
        self.mark = self.form.add(ChoiceField(place, "screen_register.office_mark", marks))
        self.reason = self.form.add(NoteField(place, "screen_register.reason", required=True))
        self.mark.set_text(mark.value if mark is not None else "")
        if mark is not None:
            self.reason.setFocus()

    def _named(self, page: RegisterPage, mark: Mark | None) -> str:
        if mark is None:
            return self.place.say("register.unmarked")
        item = page.marks.of(mark)
        return f"{item.symbol} {item.name}"

    async def _correct(self) -> None:
        chosen = Mark(self.mark.text()) if self.mark.text() else None
        reason, lesson, enrollment = self.reason.text(), self._lesson_id, self._line.enrollment_id
        await self.place.do(
            lambda work: attendance.correct_mark(work, lesson, enrollment, chosen, reason=reason),
            "register.corrected",
        )
