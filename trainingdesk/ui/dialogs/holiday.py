"""A holiday, or weekend days that are worked (调休)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.services import holiday
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.holiday import HolidayRow
    from trainingdesk.ui.workplace import Workplace


class HolidayDialog(FormDialog):
    """From a day to a day, off or worked, with its name; ``row`` is the day that is looked at again."""

    def __init__(self, parent: QWidget, place: Workplace, row: HolidayRow | None) -> None:
        title = "administration.add_holiday" if row is None else "administration.edit_holiday"
        super().__init__(parent, place, title=title, save=self._write, button="form.save")
        self.first = self.form.add(DateField(place, "administration.first_day", required=True))
        self.last = self.form.add(DateField(place, "administration.last_day"))
        kinds = [("off", place.say("calendar.kind_holiday")), ("worked", place.say("calendar.kind_make_up"))]
        self.kind = self.form.add(ChoiceField(place, "holiday.title_kind", kinds, required=True))
        self.name = self.form.add(TextField(place, "holiday.title_name"))
        if row is not None:
            self.first.set_day(row.day)
            self.first.setEnabled(False)
            self.form.show_field(self.last, shown=False)
            self.kind.set_text("worked" if row.working else "off")
            self.name.set_text(row.name or "")

    async def _write(self) -> None:
        first, last = self.first.day(), self.last.day()
        assert first is not None  # noqa: S101 -- the field is required
        working, name = self.kind.text() == "worked", self.name.text()
        await self.place.do(
            lambda work: holiday.set_holidays(work, first, last or first, working=working, name=name),
            "holiday.saved",
            day=first,
        )
