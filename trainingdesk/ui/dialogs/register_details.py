"""What a key cannot say of one person: minutes and a note, or when they signed in and out."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.errors import Refused
from trainingdesk.services import attendance
from trainingdesk.services.attendance import MarkEntry, Times
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import ChoiceField, NumberField, TextField
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.register_page import RegisterLine, RegisterPage
    from trainingdesk.ui.workplace import Workplace

_CLOCK: Final = re.compile(r"(\d{1,2})[:.]?(\d{2})")
_MOST_MINUTES: Final = 24 * 60


class DetailsDialog(FormDialog):
    """Mark, minutes and note of one person; minutes belong to coming late and leaving early."""

    def __init__(self, parent: QWidget, place: Workplace, page: RegisterPage, line: RegisterLine) -> None:
        super().__init__(parent, place, title="screen_register.details", save=self._save, button="form.save")
        self._lesson_id, self._line = page.lesson.id, line
        self.form.remark(f"{line.row or ''} {line.name}".strip())
        add = self.form.add
        marks = [(one.value, page.marks.of(one).name) for one in Mark]
        self.mark = add(ChoiceField(place, "register.mark", marks))
        self.minutes = add(NumberField(place, "register.minutes", least=1, most=_MOST_MINUTES))
        self.note = add(TextField(place, "register.note"))
        self.mark.set_text("" if line.mark is None else line.mark.value)
        self.minutes.set_text("" if line.minutes is None else str(line.minutes))
        self.note.set_text(line.reason or "")
        if line.mark is not None:
            self.minutes.setFocus()

    async def _save(self) -> None:
        entry = MarkEntry(
            mark=Mark(self.mark.text()) if self.mark.text() else None,
            minutes=self.minutes.number(),
            time_in=self._line.time_in,
            time_out=self._line.time_out,
            reason=self.note.text() or None,
        )
        lesson, one = self._lesson_id, self._line.enrollment_id
        await self.place.do(lambda work: attendance.record_marks(work, lesson, {one: entry}), "screen_register.saved")


class TimesDialog(FormDialog):
    """When somebody signed in and out; mark and minutes follow from the times of the lesson (FEATURES 36)."""

    def __init__(self, parent: QWidget, place: Workplace, page: RegisterPage, line: RegisterLine) -> None:
        super().__init__(parent, place, title="screen_register.times", save=self._save, button="form.save")
        self._lesson_id, self._line = page.lesson.id, line
        between = f"{clock(page.lesson.starts_at)}–{clock(page.lesson.ends_at)}"
        who = f"{line.row or ''} {line.name}".strip()
        self.form.remark(place.say("screen_register.lesson_lasts", name=who, times=between))
        self.time_in = self.form.add(TextField(place, "screen_register.time_in", reader=read_clock, hint="08:30"))
        self.time_out = self.form.add(TextField(place, "screen_register.time_out", reader=read_clock, hint="11:30"))
        self.time_in.set_text(clock(line.time_in))
        self.time_out.set_text(clock(line.time_out))

    async def _save(self) -> None:
        times = Times(time_in=_minutes(self.time_in), time_out=_minutes(self.time_out))
        lesson, one = self._lesson_id, self._line.enrollment_id
        await self.place.do(lambda work: attendance.sign_in_out(work, lesson, {one: times}), "screen_register.saved")


def read_clock(text: str) -> int:
    """A time as people type it (8:30, 0830, 8：30) in minutes since midnight; raises Refused for anything else."""
    match = _CLOCK.fullmatch(unicodedata.normalize("NFKC", text).strip())
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:  # noqa: PLR2004 -- the clock
        raise Refused("lesson.time_unreadable", found=text)
    return int(match[1]) * 60 + int(match[2])


def _minutes(field: TextField) -> int | None:
    found = field.read()
    return found if isinstance(found, int) else None
