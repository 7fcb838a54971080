"""Who has which venue when (场地占用): lessons and bookings by day; a venue is booked where it is free."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.services import teaching
from trainingdesk.services import venue_booking as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.venue_booking import BookingDialog
from trainingdesk.ui.models.choices import venues
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.fields import DateField
from trainingdesk.ui.widgets.flow import Line, pair
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.widgets.words import label
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.storage.venue_booking import OccupancyRow
    from trainingdesk.ui.workplace import Workplace

#: Days that are shown at first.
_AHEAD = timedelta(days=30)


class VenueBookings(Screen):
    """``destination.subject`` is a venue, all of them where there is none."""

    topics: ClassVar = frozenset({Topic.CATALOGUE, Topic.LESSONS, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.venue = SearchField(place, "screen_calendar.venue", ())
        self.first, self.last = DateField(place, "screen_trip.first"), DateField(place, "screen_trip.last")
        self.first.set_day(place.work.today())
        self.last.set_day(place.work.today() + _AHEAD)
        self.bar = ActionBar(place, self._offered())
        self.model: RowModel[OccupancyRow] = RowModel(place, _columns(place), lambda row: row.id, name="venue_bookings")
        self.table: DataTable[OccupancyRow] = DataTable(place, self.model, "screen_venue_booking.title")
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _row: self._offer())
        self.list = OrEmpty(self.table, EmptyState(place.say("screen_venue_booking.none")))
        self._begun = False
        for field in (self.venue, self.first, self.last):
            field.changed.connect(self.refresh)
        self._lay_out()
        self._offer()

    def title(self) -> str:
        return self.place.say("screen_venue_booking.title")

    async def load(self) -> None:
        between = self.between()
        if between is None:
            return
        self._offer_venues(await self.place.ask(venues))
        (first, last), venue_id = between, self.venue.text() or None
        rows = await self.place.ask(lambda work: service.occupancy(work, first=first, last=last, venue_id=venue_id))
        if between == self.between() and venue_id == (self.venue.text() or None):
            self.model.show(rows)
            self.list.show_filled(bool(rows))
            self.table.choose_first()
            self._offer()

    def between(self) -> tuple[date, date] | None:
        """The days, or None while they are half typed."""
        try:
            first, last = self.first.day(), self.last.day()
        except Refused:
            return None
        return None if first is None or last is None else (first, last)

    def _offer_venues(self, offered: tuple[tuple[str, str], ...]) -> None:
        self.venue.blockSignals(True)  # noqa: FBT003 -- what stays chosen is not chosen anew
        self.venue.offer(offered)
        if not self._begun:
            self.venue.set_text(self.destination.subject or "")
        self.venue.blockSignals(False)  # noqa: FBT003
        self._begun = True

    def _offered(self) -> tuple[Command, ...]:
        start, edit = self.place.start, Action.EDIT_CATALOGUE
        return (
            Command("screen_venue_booking.book", lambda: start(self._book()), "Ctrl+N", needs=edit, primary=True),
            Command("screen_venue_booking.release", lambda: start(self._release()), "Del", needs=edit),
        )

    def _offer(self) -> None:
        """Only a booking is taken back here; a lesson is moved in its timetable."""
        row, button = self.table.current(), self.bar.buttons.get("screen_venue_booking.release")
        if button is not None:
            button.setVisible(row is not None and row.booked)

    async def _book(self) -> None:
        dialog = BookingDialog(self, self.place, await self.place.ask(venues))
        dialog.venue.set_text(self.venue.text())
        await dialog.filled()

    async def _release(self) -> None:
        row = self.table.current()
        if row is not None and row.booked:
            await self.place.do(lambda work: teaching.release_venue(work, row.id), "catalogue.released")

    def _open(self, row: OccupancyRow) -> None:
        """The timetable of the class that has the venue."""
        if row.class_id is not None:
            self.place.go(Destination("class", row.class_id, "timetable"))

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        editor = self.venue.box.lineEdit()
        if editor is not None:
            editor.setPlaceholderText(self.place.say("screen_venue_booking.all_venues"))
        line = Line()
        line.add(self.venue, 3)
        for field in (self.first, self.last):
            words = label(field.words)
            words.setBuddy(field.editor)
            line.add(pair(words, field), 1)
        line.push(2)
        line.add(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(line)
        column.addWidget(self.list, stretch=1)


def _columns(place: Workplace) -> tuple[Column[OccupancyRow], ...]:
    say = place.say
    return (
        Column("day", "catalogue.day", lambda row: row.day, width=112),
        Column(
            "time",
            "catalogue.time",
            lambda row: row.starts_at,
            lambda row: f"{clock(row.starts_at)}–{clock(row.ends_at)}",
            width=120,
        ),
        Column("venue", "screen_calendar.venue", lambda row: row.venue, width=280),
        Column(
            "kind",
            "screen_venue_booking.kind",
            lambda row: say(f"screen_venue_booking.{'booking' if row.booked else 'lesson'}"),
            tone=lambda row: Tone.WARN if row.booked else None,
            width=96,
        ),
        Column("purpose", "catalogue.purpose", lambda row: row.purpose, width=240),
        Column("booked_for", "screen_venue_booking.booked_for", lambda row: row.booked_for, width=200),
    )
