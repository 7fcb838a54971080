"""How far the real name of a person was checked, and by which means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.verification import Verification
from trainingdesk.services import person_verification
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class PersonVerificationDialog(FormDialog):
    """Records a check made now; "not checked" takes a wrong record back."""

    def __init__(self, parent: QWidget, place: Workplace, person_id: str) -> None:
        super().__init__(parent, place, title="screen_person.verify", save=self._write, button="form.save")
        self._person_id = person_id
        states = [Verification.CENTER_CHECKED, Verification.CARD_READ, Verification.NONE]
        choices = [(state.value, place.say(f"person.verification_{state}")) for state in states]
        self.state = self.form.add(ChoiceField(place, "person.field_verified", choices, required=True))
        self.method = self.form.add(TextField(place, "screen_person.verify_method"))

    async def _write(self) -> None:
        person_id, state = self._person_id, Verification(self.state.text())
        method = self.method.text() or None
        await self.place.do(
            lambda work: person_verification.record_verification(work, person_id, state=state, method=method),
            "person.changed",
        )
