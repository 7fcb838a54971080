"""A complaint that is taken in, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import complaint as service
from trainingdesk.services.complaint import NewComplaint
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import DateField, NoteField
from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.complaint import ComplaintLine
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace


class ComplaintDialog(FormDialog):
    """What was complained about; of which class or institution, where it is known."""

    def __init__(self, parent: QWidget, place: Workplace, classes: Choices, institutions: Choices) -> None:
        super().__init__(parent, place, title="screen_complaint.record", save=self._record, button="form.save")
        self.content = self.form.add(NoteField(place, "complaint.content", required=True, lines=4))
        self.received = self.form.add(DateField(place, "complaint.received_on", required=True))
        self.classes = self.form.add(SearchField(place, "screen_complaint.about_class", classes))
        self.institutions = self.form.add(SearchField(place, "screen_complaint.about_institution", institutions))
        self.form.remark(place.say("screen_complaint.nobody_named"))
        self.received.set_day(place.work.today())

    async def _record(self) -> None:
        details = NewComplaint(
            content=self.content.text(),
            received_on=self.received.day(),
            class_id=self.classes.text() or None,
            institution_id=self.institutions.text() or None,
        )
        await self.place.do(lambda work: service.record_complaint(work, details), "complaint.recorded")


class SettleDialog(FormDialog):
    """What came of it; said once."""

    def __init__(self, parent: QWidget, place: Workplace, line: ComplaintLine) -> None:
        title = "screen_complaint.settle"
        super().__init__(parent, place, title=title, save=self._settle, button=title)
        self._line = line
        self.form.remark(line.content)
        self.outcome = self.form.add(NoteField(place, "complaint.outcome", required=True, lines=4))

    async def _settle(self) -> None:
        complaint_id, outcome = self._line.id, self.outcome.text()
        await self.place.do(
            lambda work: service.settle_complaint(work, complaint_id, outcome=outcome), "complaint.settled"
        )
