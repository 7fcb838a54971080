"""A category of a person with its proof and the days it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import person_category
from trainingdesk.services.person_category import Proof
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class PersonCategoryDialog(FormDialog):
    """``choices`` are (code, name); a category that is there already gets the proof that is typed here."""

    def __init__(self, parent: QWidget, place: Workplace, person_id: str, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent, place, title="screen_person.add_category", save=self._write, button="form.save")
        self._person_id = person_id
        self.category = self.form.add(ChoiceField(place, "person.field_category", choices, required=True))
        self.proof_kind = self.form.add(TextField(place, "person.field_proof"))
        self.proof_number = self.form.add(TextField(place, "screen_person.proof_number"))
        self.begins = self.form.add(DateField(place, "person.field_valid_from"))
        self.ends = self.form.add(DateField(place, "person.field_valid_to"))

    async def _write(self) -> None:
        proof = Proof(
            proof_kind=self.proof_kind.text() or None,
            proof_number=self.proof_number.text() or None,
            valid_from=self.begins.day(),
            valid_to=self.ends.day(),
        )
        person_id, category = self._person_id, self.category.text()
        await self.place.do(
            lambda work: person_category.add_category(work, person_id, category=category, proof=proof),
            "person.category_added",
            category=self.category.box.currentText(),
        )
