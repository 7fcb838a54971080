"""The county's marks as the legend shows them: another name, symbol or key, and marks that are no longer used."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from trainingdesk.services.attendance_marks import edit_mark
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.attendance_marks import MarkItem, MarkSet
    from trainingdesk.ui.workplace import Workplace


class MarksDialog(FormDialog):
    """One mark at a time; what a mark means to the rules stays as it is."""

    def __init__(self, parent: QWidget, place: Workplace, marks: MarkSet) -> None:
        super().__init__(parent, place, title="screen_register.marks", save=self._save, button="form.save")
        self._items = {item.code: item for item in marks.items}
        add = self.form.add
        offered = [(item.code, f"{item.symbol} {item.name}") for item in marks.items]
        self.item = add(ChoiceField(place, "register.mark", offered, required=True))
        self.name = add(TextField(place, "screen_register.mark_name", required=True))
        self.symbol = add(TextField(place, "register.symbol"))
        self.key = add(TextField(place, "register.key"))
        self.retired = add(CheckField(place, "screen_register.mark_retired"))
        self.item.changed.connect(self._show)
        self._show()

    def _chosen(self) -> MarkItem:
        return self._items[self.item.text()]

    def _show(self) -> None:
        """Fill the fields with the chosen mark; nothing counts as changed by that."""
        item = self._chosen()
        self.name.set_text(item.name)
        self.symbol.set_text(item.symbol)
        self.key.set_text(item.key)
        self.retired.set_text("" if item.active else "yes")
        self.form.remember()

    async def _save(self) -> None:
        item = replace(
            self._chosen(),
            name=self.name.text(),
            symbol=self.symbol.text(),
            key=self.key.text().upper(),
            active=not self.retired.is_on(),
        )
        await self.place.do(lambda work: edit_mark(work, item), "register.mark_edited", name=item.name)
