"""What is known of a person beside the identity; only what was changed is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trainingdesk.domain.payee_account import read_payee_account
from trainingdesk.domain.phone import read_phone
from trainingdesk.services import person
from trainingdesk.services.person import PersonDetails
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, Field, NoteField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.person_page import PersonPage
    from trainingdesk.ui.workplace import Workplace

#: Fields that hold a code, and the list that names it.
_CODED = (
    ("education", "education"),
    ("ethnic_group", "ethnic_groups"),
    ("employment", "employment_identity"),
    ("household", "hukou"),
)


class PersonEditDialog(FormDialog):
    """Masked numbers stand behind empty fields: they stay unless another is typed."""

    def __init__(self, parent: QWidget, place: Workplace, page: PersonPage) -> None:
        super().__init__(parent, place, title="screen_person.edit", save=self._write, button="form.save")
        self._page = page
        self.fields: dict[str, Field] = {}
        self._add("phone", TextField(place, "person.field_phone", reader=read_phone, hint=page.phone_mask or ""))
        self._add("address", TextField(place, "person.field_address"))
        for name, table in _CODED:
            choices = [(item.code, item.name) for item in CodeTable.shipped(table)]
            self._add(name, ChoiceField(place, f"person.field_{name}", choices))
        account = TextField(place, "person.field_payee_account", reader=read_payee_account, hint=page.payee_mask or "")
        self._add("payee_account", account)
        self._add("payee_bank", TextField(place, "person.field_payee_bank"))
        self._add("social_security_card", TextField(place, "person.field_social_security_card"))
        self._add("note", NoteField(place, "person.field_note"))
        self.form.remark(place.say("screen_person.masked_stay"))
        self._before = {name: field.text() for name, field in self.fields.items()}

    def _add(self, name: str, field: Field) -> None:
        self.fields[name] = self.form.add(field)
        field.set_text(str(getattr(self._page, name, None) or ""))

    def changed(self) -> frozenset[str]:
        """The names of what differs from the file."""
        return frozenset(name for name, field in self.fields.items() if field.text() != self._before[name])

    async def _write(self) -> None:
        only = self.changed()
        values: dict[str, Any] = {name: self.fields[name].text() or None for name in only}
        details = PersonDetails(name=self._page.name, **values)
        if only:
            person_id = self._page.id
            await self.place.do(lambda work: person.edit_person(work, person_id, details, only=only), "person.changed")
