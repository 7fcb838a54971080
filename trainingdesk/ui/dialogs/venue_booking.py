"""A venue taken for something that is no lesson; a clash is refused with what has it already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.errors import Refused
from trainingdesk.services import teaching
from trainingdesk.services.teaching import Booking
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.register_details import read_clock
from trainingdesk.ui.widgets.fields import DateField, TextField
from trainingdesk.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.ui.models.choices import Choices
    from trainingdesk.ui.workplace import Workplace


class BookingDialog(FormDialog):
    """Which venue, when, what for, and for whom."""

    def __init__(self, parent: QWidget, place: Workplace, venues: Choices) -> None:
        super().__init__(parent, place, title="screen_venue_booking.book", save=self._book, button="form.save")
        add = self.form.add
        self.venue = add(SearchField(place, "screen_calendar.venue", venues, required=True))
        self.day = add(DateField(place, "catalogue.day", required=True))
        self.begins = add(
            TextField(place, "screen_venue_booking.begins", required=True, reader=read_clock, hint="09:00")
        )
        self.ends = add(TextField(place, "screen_venue_booking.ends", required=True, reader=read_clock, hint="11:30"))
        self.purpose = add(TextField(place, "catalogue.purpose", required=True))
        self.booked_for = add(TextField(place, "screen_venue_booking.booked_for"))
        self.day.set_day(place.work.today())

    async def _book(self) -> None:
        day, begins, ends = self.day.day(), self.begins.read(), self.ends.read()
        if day is None or not isinstance(begins, int) or not isinstance(ends, int):
            raise Refused("form.required", field=self.day.words)
        booking = Booking(
            venue_id=self.venue.text(),
            day=day,
            starts_at=begins,
            ends_at=ends,
            purpose=self.purpose.text(),
            booked_for=self.booked_for.text() or None,
        )
        await self.place.do(lambda work: teaching.book_venue(work, booking), "screen_venue_booking.booked", day=day)
