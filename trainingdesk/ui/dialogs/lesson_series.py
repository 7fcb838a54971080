"""Planning lessons in one go: what is asked for on the left, what would come of it on the right, before it is saved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Failure, Refused
from trainingdesk.domain.lesson import MakeUpDays, PartOfDay
from trainingdesk.domain.written_date import read_written_date
from trainingdesk.services import lesson as service
from trainingdesk.services.lesson import NewSeries
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.register_details import read_clock
from trainingdesk.ui.latest import Latest
from trainingdesk.ui.widgets.chip_field import ChipField
from trainingdesk.ui.widgets.fields import CheckField, ChoiceField, DateField, NumberField, TextField
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.series_preview import SeriesPreview

if TYPE_CHECKING:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace

_BETWEEN = re.compile(r"[,，、;；\s]+")
_DASH = re.compile(r"[-－—–~～至]+")
_WORKDAYS = ("0", "1", "2", "3", "4")
_HALF_DAYS = (PartOfDay.MORNING.value, PartOfDay.AFTERNOON.value)
#: How much is planned.
_REST, _LESSONS, _PERIODS = "rest", "lessons", "periods"


class SeriesDialog(FormDialog):
    """A series of lessons for a class. Every change shows at once what it would plan, leave out and take twice."""

    def __init__(
        self,
        parent: QWidget,
        place: Workplace,
        head: ClassRow,
        *,
        starts_on: date,
        instructors: Choices,
        venues: Choices,
    ) -> None:
        title = "screen_timetable.plan"
        super().__init__(parent, place, title=title, save=self._save, button="screen_timetable.save_series")
        self._class_id = head.id
        self._preview = SeriesPreview(place)
        self._latest = Latest(place.start, self._look)
        self._add_when(place, starts_on)
        self._add_what(place, head, instructors, venues)
        self.put_beside(self._preview)
        self.form.changed.connect(self._changed)
        self.finished.connect(lambda _result: self._latest.stop())
        self.resize(place.theme.pixels(1260), place.theme.pixels(620))
        self._changed()

    def series(self) -> NewSeries:
        """What is asked for; raises Refused where a field cannot be read."""
        how, number = self.how.text(), self.number.number()
        return NewSeries(
            class_id=self._class_id,
            starts_on=self.first.day(),
            weekdays=frozenset(int(day) for day in self.weekdays.values()),
            parts=tuple(PartOfDay(part) for part in self.parts.values()),
            lessons=(number or 0) if how == _LESSONS else None,
            periods=(number or 0) if how == _PERIODS else None,
            make_up=MakeUpDays(self.make_up.text()),
            skip=frozenset(self._days(self.skip.text())),
            instructor_id=self.instructor.text() or None,
            venue_id=self.venue.text() or None,
            subject=self.subject.text() or None,
            lesson_minutes=self.minutes.number(),
            evening=read_span(self.evening.text()) if self.evening.text() else None,
        )

    async def _look(self) -> None:
        try:
            series = self.series()
            found = await self.place.ask(lambda work: service.preview(work, series))
        except Failure as failure:
            if not self._latest.stopped:
                self._preview.show_refusal(failure)
                self._offer(minutes=failure.key == "lesson.minutes_unknown", clashes=False)
                self.save_button.setEnabled(False)
            return
        if not self._latest.stopped:
            self._preview.show_preview(found)
            self._offer(minutes=False, clashes=bool(found.clashes))
            self.save_button.setEnabled(True)

    async def _save(self) -> None:
        series, despite = self.series(), self.despite.is_on()
        changes = await self.place.do(lambda work: service.plan(work, series, despite_clashes=despite))
        self.place.announce(changes, self.place.say("lesson.planned", count=len(changes.rows)))

    def _changed(self) -> None:
        self.form.show_field(self.number, shown=self.how.text() != _REST)
        self.form.show_field(self.evening, shown=PartOfDay.EVENING in self.parts.values())
        self._latest.ask()

    def _offer(self, *, minutes: bool, clashes: bool) -> None:
        """Fields that only some plans need: minutes of a period the policy does not say, saving despite clashes."""
        self.form.show_field(self.minutes, shown=minutes or bool(self.minutes.text()))
        self.form.show_field(self.despite, shown=clashes or self.despite.is_on())

    def _add_when(self, place: Workplace, starts_on: date) -> None:
        weekdays = [(str(at), place.say(f"screen_register.weekday_{at + 1}")) for at in range(7)]
        parts = [(part.value, place.say(f"lesson.slot_{part}")) for part in PartOfDay]
        make_up = [(one.value, place.say(f"screen_timetable.make_up_{one}")) for one in MakeUpDays]
        add = self.form.add
        self.first = add(DateField(place, "screen_timetable.first", required=True))
        self.first.set_day(starts_on)
        self.weekdays = add(ChipField(place, "screen_timetable.weekdays", weekdays, _WORKDAYS))
        self.parts = add(ChipField(place, "screen_timetable.parts", parts, _HALF_DAYS))
        self.evening = add(TextField(place, "screen_timetable.evening", reader=read_span, hint="19:00-21:15"))
        self.make_up = add(ChoiceField(place, "screen_timetable.make_up_days", make_up, required=True))
        self.make_up.set_text(MakeUpDays.BY_WEEKDAY.value)
        self.skip = add(TextField(place, "screen_timetable.skip", reader=self._days, hint="2026-11-20, 2026-11-27"))

    def _add_what(self, place: Workplace, head: ClassRow, instructors: Choices, venues: Choices) -> None:
        how = [(one, place.say(f"screen_timetable.how_{one}")) for one in (_REST, _LESSONS, _PERIODS)]
        add = self.form.add
        self.how = add(ChoiceField(place, "screen_timetable.how", how, required=True))
        self.number = add(NumberField(place, "screen_timetable.number", least=1, most=999))
        self.minutes = add(NumberField(place, "screen_timetable.minutes", least=1, most=240))
        self.instructor = add(SearchField(place, "screen_class.instructor", instructors))
        self.venue = add(SearchField(place, "screen_class.venue", venues))
        self.subject = add(TextField(place, "screen_class.subject"))
        self.despite = add(CheckField(place, "screen_timetable.despite_clashes"))
        self.instructor.set_text(head.instructor_id or "")
        self.venue.set_text(head.venue_id or "")
        for field in (self.minutes, self.despite):
            self.form.show_field(field, shown=False)

    def _days(self, text: str) -> tuple[date, ...]:
        """Days with commas between them."""
        written = (one.strip() for one in _BETWEEN.split(text))
        return tuple(read_day(one, today=self.place.work.today()) for one in written if one)


def read_day(text: str, *, today: date) -> date:
    """A day as people write it; raises Refused for what is none."""
    found = read_written_date(text, today=today).value.day
    if found is None:
        raise Refused("form.no_day", found=text)
    return found


def read_span(text: str) -> tuple[int, int]:
    """Two times as people type them, 19:00-21:15, in minutes; raises Refused for anything else."""
    begins, found, ends = _DASH.sub("-", text).partition("-")
    if not found:
        raise Refused("lesson.time_unreadable", found=text)
    return read_clock(begins), read_clock(ends)
