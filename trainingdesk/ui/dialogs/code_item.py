"""A row of a code table: its name, what it means to the rules, and for a mark its symbol and key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.domain.attendance import Mark
from trainingdesk.i18n.sentences import Language
from trainingdesk.services import attendance_marks, code_list
from trainingdesk.services.attendance_marks import MarkItem
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.settings.code_tables import CodeItem
    from trainingdesk.storage.catalogue import CodeItemRow
    from trainingdesk.ui.workplace import Workplace


class CodeItemDialog(FormDialog):
    """A new row has a code and one of the meanings that the list knows; of a present one both stay."""

    def __init__(self, parent: QWidget, place: Workplace, list_name: str, row: CodeItemRow | None) -> None:
        title = "administration.add_code" if row is None else "administration.edit_code"
        super().__init__(parent, place, title=title, save=self._write, button="form.save")
        self._list, self._row = list_name, row
        self.code = self.form.add(TextField(place, "code_list.title_code", required=True))
        self.name = self.form.add(TextField(place, "code_list.title_name", required=True))
        meanings = [(item.core or "", meaning_words(place, item)) for item in code_list.meanings(list_name)]
        self.core = self.form.add(ChoiceField(place, "code_list.title_core", meanings, required=bool(meanings)))
        self.symbol = self.form.add(TextField(place, "administration.symbol"))
        self.key = self.form.add(TextField(place, "administration.key"))
        is_mark = list_name == attendance_marks.LIST
        for field in (self.symbol, self.key):
            self.form.show_field(field, shown=is_mark)
        self.form.show_field(self.core, shown=bool(meanings))
        if row is not None:
            self._show(row)

    def _show(self, row: CodeItemRow) -> None:
        for field, text in (
            (self.code, row.code),
            (self.name, row.name),
            (self.core, row.core),
            (self.symbol, row.symbol),
            (self.key, row.key),
        ):
            field.set_text(text or "")
        self.code.setEnabled(False)
        self.core.setEnabled(False)

    async def _write(self) -> None:
        list_name, row, name = self._list, self._row, self.name.text()
        code, core, mark = self.code.text(), self.core.text(), self._mark()

        def run(work: Work) -> Changes:
            if mark is not None:
                return attendance_marks.edit_mark(work, mark)
            if row is not None:
                return code_list.rename_item(work, list_name, row.code, name)
            return code_list.add_item(work, list_name, code=code, name=name, core=core)

        await self.place.do(run, "administration.code_saved", name=name)

    def _mark(self) -> MarkItem | None:
        """What was written, where the list is that of marks."""
        if self._list != attendance_marks.LIST:
            return None
        core, symbol, key = Mark(self.core.text()), self.symbol.text(), self.key.text()
        made = MarkItem(self.code.text(), self.name.text(), core, symbol, key)
        return made if self._row is None else replace(made, active=self._row.active)


def meaning_words(place: Workplace, item: CodeItem) -> str:
    """What a meaning is called in the language of the window, by the shipped row that has it."""
    return item.english if place.sentences.language is Language.ENGLISH and item.english else item.name
