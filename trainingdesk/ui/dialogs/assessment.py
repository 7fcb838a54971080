"""Announcing an assessment of a class: what kind, when, by whom and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.assessment import AssessmentKind
from trainingdesk.domain.credit_code import read_credit_code
from trainingdesk.services import assessment
from trainingdesk.services.assessment import NewAssessment
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class AssessmentDialog(FormDialog):
    """``held_on`` is the day that is proposed."""

    def __init__(self, parent: QWidget, place: Workplace, class_id: str, *, held_on: date) -> None:
        super().__init__(
            parent, place, title="screen_assessment.announce", save=self._save, button="screen_assessment.announce"
        )
        self._class_id = class_id
        kinds = [(kind.value, place.say(f"assessment.kind_{kind}")) for kind in AssessmentKind]
        self.kind = self.form.add(ChoiceField(place, "assessment.kind", kinds, required=True))
        self.day = self.form.add(DateField(place, "assessment.held_on", required=True))
        self.organization = self.form.add(TextField(place, "assessment.organization"))
        self.uscc = self.form.add(TextField(place, "screen_assessment.uscc", reader=read_credit_code))
        self.where = self.form.add(TextField(place, "assessment.place"))
        self.note = self.form.add(TextField(place, "screen_class.note"))
        self.day.set_day(held_on)

    async def _save(self) -> None:
        day = self.day.day()
        if day is None:
            return
        details = NewAssessment(
            class_id=self._class_id,
            held_on=day,
            kind=AssessmentKind(self.kind.text()),
            organization=self.organization.text() or None,
            organization_uscc=self.uscc.text() or None,
            place=self.where.text() or None,
            note=self.note.text() or None,
        )
        await self.place.do(lambda work: assessment.new_assessment(work, details), "assessment.announced", day=day)
