"""A call to a trainee (电话抽查): whether somebody answered, and what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import inspection as service
from trainingdesk.services.inspection import Call
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NoteField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.inspection import PhoneLine
    from trainingdesk.ui.workplace import Workplace


class CallDialog(FormDialog):
    """A second call of one day replaces the first."""

    def __init__(self, parent: QWidget, place: Workplace, line: PhoneLine) -> None:
        super().__init__(parent, place, title="screen_inspection.call", save=self._write, button="form.save")
        self._line = line
        self.form.remark(f"{line.number}　{line.name}　{line.phone or place.say('screen_inspection.no_phone')}")
        answers = [
            ("yes", place.say("screen_inspection.answered")),
            ("no", place.say("screen_inspection.not_answered")),
        ]
        self.answered = self.form.add(ChoiceField(place, "inspection.answered", answers, required=True))
        self.outcome = self.form.add(NoteField(place, "inspection.outcome"))
        self.day = self.form.add(DateField(place, "inspection.called_on", required=True))
        self.caller = self.form.add(TextField(place, "screen_inspection.caller", required=True))
        self.day.set_day(place.work.today())
        self.caller.set_text(place.work.worker.name)
        if line.answered is not None:
            self.answered.set_text("yes" if line.answered else "no")
            self.outcome.set_text(line.outcome or "")

    async def _write(self) -> None:
        made = Call(
            answered=self.answered.text() == "yes",
            called_on=self.day.day(),
            caller=self.caller.text(),
            outcome=self.outcome.text(),
        )
        line = self._line
        await self.place.do(
            lambda work: service.record_call(work, line.enrollment_id, made),
            "inspection.call_recorded",
            number=line.number,
        )
