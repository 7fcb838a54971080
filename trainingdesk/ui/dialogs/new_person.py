"""A new person: the number is read while it is typed, somebody alike is named, and who is on file already is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.domain.identity import DocumentKind, read_document
from trainingdesk.domain.person_name import read_name
from trainingdesk.domain.phone import read_phone
from trainingdesk.services import person
from trainingdesk.services.person import PersonDetails
from trainingdesk.services.person_page import person_page
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.question import ask
from trainingdesk.ui.widgets.fields import ChoiceField, TextField
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from trainingdesk.services.changes import Changes
    from trainingdesk.ui.workplace import Workplace


#: A mobile number; document numbers are longer.
_PHONE_LENGTH = 11


class NewPersonDialog(FormDialog):
    """Name, document, phone and address; ``person_id`` is theirs afterwards, also where they were on file already."""

    def __init__(self, parent: QWidget, place: Workplace, *, typed: str = "") -> None:
        """``typed`` is what was looked for in vain: a name, a number or a phone."""
        super().__init__(parent, place, title="screen_people.new", save=self._add, button="form.save")
        self.person_id: str | None = None
        kinds = [(kind.value, place.say(f"person.document_{kind}")) for kind in DocumentKind]
        self.name = self.form.add(TextField(place, "person.field_name", required=True, reader=read_name))
        self.kind = self.form.add(ChoiceField(place, "person.field_document_kind", kinds))
        self.number = self.form.add(
            TextField(place, "person.field_document_number", required=True, reader=self._read_number)
        )
        self.phone = self.form.add(TextField(place, "person.field_phone", reader=read_phone))
        self.address = self.form.add(TextField(place, "person.field_address"))
        self.reason = self.form.add(TextField(place, "screen_people.reason_for_another"))
        self.read_label = label(role="muted", wrap=True)
        column: QVBoxLayout = self.layout()  # type: ignore[assignment]  # the frame lays out a column
        column.insertWidget(1, self.read_label)
        self.number.changed.connect(self._show_read)
        self.kind.changed.connect(self._show_read)
        self._fill(typed)

    def _fill(self, typed: str) -> None:
        """Put what was looked for where it belongs; initials of a name belong nowhere."""
        if any(character.isdigit() for character in typed):
            (self.number if len(typed) > _PHONE_LENGTH else self.phone).set_text(typed)
        elif not typed.isascii():
            self.name.set_text(typed)

    def _read_number(self, text: str) -> object:
        return read_document(text, kind=self._kind(), today=self.place.work.today())

    def _kind(self) -> DocumentKind | None:
        return DocumentKind(self.kind.text()) if self.kind.text() else None

    def _show_read(self) -> None:
        """Say what the number tells, and what was mended in it; nothing while it is half typed."""
        try:
            read = read_document(self.number.text(), kind=self._kind(), today=self.place.work.today())
        except Refused:
            self.read_label.clear()
            return
        say, document = self.place.say, read.value
        lines = [say(f"person.document_{document.kind}")]
        if document.sex is not None and document.birth_date is not None:
            sex = say(f"person.sex_{document.sex}")
            lines = [say("screen_people.number_tells", kind=lines[0], sex=sex, born=document.birth_date.isoformat())]
        lines += [say(mend.why, found=mend.found, mended=mend.mended) for mend in read.mends]
        lines += [say(warning) for warning in read.warnings]
        self.read_label.setText("\n".join(lines))

    async def _add(self) -> None:
        details = PersonDetails(
            name=self.name.text(),
            document_number=self.number.text(),
            document_kind=self._kind(),
            phone=self.phone.text() or None,
            address=self.address.text() or None,
        )
        reason = self.reason.text() or None
        changes = await self.place.do(lambda work: person.add_person(work, details, reason=reason))
        self.person_id = changes.row
        if changes.change_set is None:
            await self._offer_rest(changes, details)
        else:
            self.place.announce(changes, self.place.say("person.added", name=details.name))

    async def _offer_rest(self, changes: Changes, details: PersonDetails) -> None:
        """Somebody was on file: what else was typed is written there only if the clerk wants it."""
        typed = {"phone": self.phone, "address": self.address}
        names = [name for name, field in typed.items() if field.text()]
        if not names:
            return
        say = self.place.say
        answers = [("fill", say("screen_people.fill_in")), ("keep", say("screen_people.keep_file"))]
        told = [f"{typed[name].words}: {typed[name].text()}" for name in names]
        text = say("screen_people.ask_fill_in")
        if await ask(self, title=self.windowTitle(), text=text, answers=answers, details=told) == "fill":
            found = await self.place.ask(lambda work: person_page(work, changes.row))
            rest = PersonDetails(name=found.name, phone=details.phone, address=details.address)
            only = frozenset(names)
            await self.place.do(lambda work: person.edit_person(work, found.id, rest, only=only), "person.changed")
