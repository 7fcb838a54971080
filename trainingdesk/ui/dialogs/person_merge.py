"""Two records of one person made one: the other record is found, then each differing field is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit, QVBoxLayout

from trainingdesk.services import person, person_merge
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.ui.dialogs.dialog import Dialog
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.widgets.fields import ChoiceField, TextField
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.person_merge import MergeField, MergePreview
    from trainingdesk.storage.person import PersonLine
    from trainingdesk.ui.workplace import Workplace

_LIMIT = 20
_OLD, _KEPT = "old", "kept"
#: Fields that hold a code, and the list that names it.
_CODED = {
    "education": "education",
    "ethnic_group": "ethnic_groups",
    "employment": "employment_identity",
    "household": "hukou",
}
#: What says nothing to a reader, or says again what stands beside it.
_UNSPOKEN = frozenset({"document_number", "document_kind", "verified_at"})
_ONLY_THERE = frozenset({"photo_sha256", "employer_id"})


class PersonChoiceDialog(Dialog):
    """Finds the other record while typing; ``chosen`` is its line after Enter or a double click."""

    def __init__(self, parent: QWidget, place: Workplace, kept_id: str) -> None:
        super().__init__(parent, place.say("screen_person.merge"))
        self._place, self._kept_id = place, kept_id
        self.chosen: PersonLine | None = None
        self.resize(place.theme.pixels(560), place.theme.pixels(360))
        self.search = QLineEdit(placeholderText=place.say("screen_people.search_hint"))
        self.search.setAccessibleName(place.say("screen_people.search"))
        columns: tuple[Column[PersonLine], ...] = (
            Column("name", "person.field_name", lambda row: row.name, width=160),
            Column("number", "person.field_document_number", lambda row: row.id_mask, width=200),
            Column("born", "person.field_birth_date", lambda row: row.birth_date, width=120),
        )
        self.model: RowModel[PersonLine] = RowModel(place, columns, lambda row: row.id, name="person_merge")
        self.table: DataTable[PersonLine] = DataTable(place, self.model, "screen_people.list")
        column = QVBoxLayout(self)
        for one in (label(place.say("screen_person.merge_which"), wrap=True), self.search, self.table):
            column.addWidget(one)
        self.search.textChanged.connect(lambda text: place.start(self._find(text.strip())))
        self.table.opened.connect(self._choose)

    async def _find(self, text: str) -> None:
        rows = await self._place.ask(lambda work: person.find_people(work, text, limit=_LIMIT)) if text else ()
        if text == self.search.text().strip():
            self.model.show([row for row in rows if row.id != self._kept_id])

    def _choose(self, row: PersonLine) -> None:
        self.chosen = row
        self.accept()


class PersonMergeDialog(FormDialog):
    """Each field that differs, with the value to keep; what the kept record leaves empty comes from the other one."""

    def __init__(self, parent: QWidget, place: Workplace, preview: MergePreview) -> None:
        super().__init__(parent, place, title="screen_person.merge", save=self._merge, button="screen_person.merge_now")
        self._preview = preview
        say = place.say
        self.form.remark(say("person_merge.would", old=preview.old_name, kept=preview.kept_name))
        brought = {
            f"{table}s": count for table, count in preview.brings.items()
        }  # the sentence names them in the plural
        self.form.remark(say("person_merge.brings", **brought))
        if preview.classes:
            self.form.remark(say("person_merge.common_classes", classes=preview.classes))
        self.choices = {one.group: self._choice(one) for one in preview.fields}
        self.reason = self.form.add(TextField(place, "screen_person.merge_reason"))

    def _choice(self, field: MergeField) -> ChoiceField:
        say = self.place.say
        told = {
            _KEPT: say("screen_person.value_kept", value=_spoken(field, _KEPT, self.place)),
            _OLD: say("screen_person.value_old", value=_spoken(field, _OLD, self.place)),
        }
        made = ChoiceField(self.place, f"person_merge.group_{field.group}", list(told.items()), required=True)
        made.set_text(_OLD if field.taken else _KEPT)
        made.setEnabled(not field.taken)  # the kept record says nothing there: there is nothing to choose
        return self.form.add(made)

    async def _merge(self) -> None:
        about, reason = self._preview, self.reason.text() or None
        take = frozenset(group for group, choice in self.choices.items() if choice.text() == _OLD)
        await self.place.do(
            lambda work: person_merge.merge(work, about.old_id, about.kept_id, reason=reason, take=take),
            "person_merge.done",
            old=about.old_name,
            kept=about.kept_name,
        )


def _spoken(field: MergeField, side: str, place: Workplace) -> str:
    values = field.old if side == _OLD else field.kept
    words = [_word(name, value, place) for name, value in values.items() if value and name not in _UNSPOKEN]
    return " · ".join(words) or "—"


def _word(name: str, value: object, place: Workplace) -> str:
    if name == "sex":
        return place.say(f"person.sex_{value}")
    if name == "verified":
        return place.say(f"person.verification_{value}")
    if name in _ONLY_THERE:
        return place.say("screen_person.on_file")
    table = CodeTable.shipped(_CODED[name]) if name in _CODED else ()
    return next((item.name for item in table if item.code == value), str(value))
