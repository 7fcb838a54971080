"""The identity of a person: completed where it was provisional, else changed with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.identity import DocumentKind, Sex, read_document
from trainingdesk.domain.person_name import read_name
from trainingdesk.services import person
from trainingdesk.services.person import PersonDetails
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.person_page import PersonPage
    from trainingdesk.services.work import Work
    from trainingdesk.ui.workplace import Workplace


class PersonIdentityDialog(FormDialog):
    """What is left empty stays; the former identity of a complete person stays findable."""

    def __init__(self, parent: QWidget, place: Workplace, page: PersonPage) -> None:
        title = "screen_person.complete" if page.provisional else "screen_person.identity"
        super().__init__(parent, place, title=title, save=self._write, button="form.save")
        self._page, say = page, place.say
        kinds = [(kind.value, say(f"person.document_{kind}")) for kind in DocumentKind]
        sexes = [(sex.value, say(f"person.sex_{sex}")) for sex in Sex]
        self.name = self.form.add(TextField(place, "person.field_name", required=True, reader=read_name))
        self.kind = self.form.add(ChoiceField(place, "person.field_document_kind", kinds))
        number = TextField(
            place,
            "person.field_document_number",
            required=page.provisional,
            reader=lambda text: read_document(text, kind=self._kind(), today=place.work.today()),
            hint=page.id_mask or "",
        )
        self.number = self.form.add(number)
        self.sex = self.form.add(ChoiceField(place, "person.field_sex", sexes))
        self.born = self.form.add(DateField(place, "person.field_birth_date"))
        ask = self.form.hold if page.provisional else self.form.add
        self.reason = ask(TextField(place, "screen_person.identity_reason", required=True))
        self.name.set_text(page.name)

    def _kind(self) -> DocumentKind | None:
        return DocumentKind(self.kind.text()) if self.kind.text() else None

    async def _write(self) -> None:
        details = PersonDetails(
            name=self.name.text(),
            document_number=self.number.text() or None,
            document_kind=self._kind(),
            sex=Sex(self.sex.text()) if self.sex.text() else None,
            birth_date=self.born.day(),
        )
        page, reason = self._page, self.reason.text()

        def run(work: Work) -> Changes:
            if page.provisional:
                return person.edit_person(work, page.id, details, only=frozenset())
            return person.change_identity(work, page.id, details, reason=reason)

        await self.place.do(run, "person.changed")
