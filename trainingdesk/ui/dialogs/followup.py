"""What was found out about people after a class: employed or not, where, since when, and how it was found out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.services import followup
from trainingdesk.services.followup import METHODS, NewFollowup
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, TextField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.followup import FollowupLine
    from trainingdesk.ui.workplace import Workplace

_F: Final = "screen_followup"


class FollowupDialog(FormDialog):
    """One enquiry about one person; earlier ones stay."""

    def __init__(self, parent: QWidget, place: Workplace, line: FollowupLine) -> None:
        super().__init__(parent, place, title="class_tab.followup", save=self._save, button=f"{_F}.save")
        self._line = line
        self.form.remark("　".join(filter(None, (line.number[-3:], line.name, line.phone))))
        answers = [("yes", place.say(f"{_F}.state_employed")), ("no", place.say(f"{_F}.state_not_employed"))]
        self.employed = self.form.add(ChoiceField(place, f"{_F}.found", answers, required=True))
        self.employer = self.form.add(TextField(place, "followup.employer"))
        self.since = self.form.add(DateField(place, f"{_F}.since", required=True))
        ways = [(one, place.say(f"{_F}.method_{one}")) for one in METHODS]
        self.method = self.form.add(ChoiceField(place, f"{_F}.method", ways, required=True))
        self.checked = self.form.add(DateField(place, "followup.checked_on", required=True))
        self.note = self.form.add(TextField(place, "screen_class.note"))
        self.employed.set_text("yes" if line.latest is None or line.latest.employed else "no")
        self.checked.set_day(place.work.today())
        if line.latest is not None:
            self.employer.set_text(line.latest.employer_name or "")
            self.since.set_day(line.latest.employed_on)
        self.employed.changed.connect(self._show_fields)
        self._show_fields()

    @property
    def is_employed(self) -> bool:
        """What is chosen."""
        return self.employed.text() == "yes"

    def _show_fields(self) -> None:
        """Where and since when is asked of whoever works; hidden fields are not looked at."""
        for field in (self.employer, self.since):
            field.setEnabled(self.is_employed)
            self.form.show_field(field, shown=self.is_employed)

    async def _save(self) -> None:
        found = NewFollowup(
            employed=self.is_employed,
            employed_on=self.since.day() if self.is_employed else None,
            employer_name=self.employer.text() or None if self.is_employed else None,
            checked_on=self.checked.day(),
            method=self.method.text(),
            note=self.note.text() or None,
        )
        line = self._line
        await self.place.do(
            lambda work: followup.record_followup(work, line.enrollment_id, found), f"{_F}.recorded", name=line.name
        )
