"""The same class in a new term, with its roster or without."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import training_class
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, DateField

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.workplace import Workplace


class CopyClassDialog(FormDialog):
    """``made`` is the new class afterwards."""

    def __init__(self, parent: QWidget, place: Workplace, class_id: str, *, name: str, starts_on: date) -> None:
        title = "screen_class.copy"
        super().__init__(parent, place, title=title, save=self._save, button=title)
        self._class_id, self.made = class_id, ""
        self.form.remark(place.say("screen_class.copy_means", name=name))
        self.first = self.form.add(DateField(place, "screen_class.starts_on", required=True))
        self.last = self.form.add(DateField(place, "screen_class.ends_on"))
        self.roster = self.form.add(CheckField(place, "screen_class.with_roster"))
        self.form.show_field(self.roster, shown=place.may(Action.ENROLL))
        self.form.remark(place.say("screen_class.copy_end"))
        self.first.set_day(starts_on)

    async def _save(self) -> None:
        first, last, roster, class_id = self.first.day(), self.last.day(), self.roster.is_on(), self._class_id
        if first is None:
            raise Refused("form.required", field=self.first.words)
        changes = await self.place.do(
            lambda work: training_class.copy_class(work, class_id, starts_on=first, ends_on=last, with_roster=roster)
        )
        self.made = changes.row
        self.place.announce(changes, self.place.say("screen_class.made"))
