"""Who has which venue and which equipment when (场地和设备预约): lessons and bookings by day, and what is taken twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from PySide6.QtWidgets import QVBoxLayout

from trainingdesk.domain.access import Action
from trainingdesk.domain.booking import Bookable
from trainingdesk.services import booking as service
from trainingdesk.services.changes import Topic
from trainingdesk.ui.commands import Command
from trainingdesk.ui.destination import Destination
from trainingdesk.ui.dialogs.booking import BookingDialog
from trainingdesk.ui.models.booking_choices import booking_choices
from trainingdesk.ui.models.rows import Column, RowModel
from trainingdesk.ui.screens.screen import Screen
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.widgets.buttons import ActionBar
from trainingdesk.ui.widgets.chips import Chips
from trainingdesk.ui.widgets.day_span import DaySpan
from trainingdesk.ui.widgets.empty_state import EmptyState, OrEmpty
from trainingdesk.ui.widgets.flow import Line
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.table import DataTable
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from trainingdesk.services.booking import Occupancy
    from trainingdesk.ui.models.booking_choices import BookingChoices
    from trainingdesk.ui.workplace import Workplace

_ALL, _CLASHES = "all", "clashes"
_SHOWN: Final = (_ALL, *(kind.value for kind in Bookable), _CLASHES)


class Bookings(Screen):
    """``destination.subject`` is a venue or equipment, all of them where there is none; ``part`` is what is shown."""

    topics: ClassVar = frozenset({Topic.CATALOGUE, Topic.LESSONS, Topic.CLASSES})

    def __init__(self, place: Workplace, destination: Destination) -> None:
        super().__init__(place, destination)
        self.found: tuple[Occupancy, ...] = ()
        self.chips = Chips(
            [(one, place.say(f"screen_booking.show_{one}")) for one in _SHOWN], place.say("screen_booking.shown")
        )
        self.thing = SearchField(place, "screen_booking.thing", ())
        today = place.work.today()
        self.days = DaySpan(place, *(destination.days or (today, today + service.AHEAD)))
        self.bar = ActionBar(place, self._offered())
        self.model: RowModel[Occupancy] = RowModel(place, _columns(place), lambda one: one.row.id, name="bookings")
        self.table: DataTable[Occupancy] = DataTable(place, self.model, "screen_booking.title")
        self.empty = EmptyState(place.say("screen_booking.none"))
        self.list = OrEmpty(self.table, self.empty)
        self._begun = False
        self._connect()
        self._lay_out()
        self._offer()

    def title(self) -> str:
        return self.place.say("screen_booking.title")

    def show_part(self, part: str) -> None:
        self.chips.choose(part)
        self._show()

    async def load(self) -> None:
        between = self.days.between()
        if between is None:
            return
        self._offer_things(await self.place.ask(booking_choices))
        (first, last), thing_id = between, self.thing.text() or None
        found = await self.place.ask(lambda work: service.occupancy(work, first=first, last=last, thing_id=thing_id))
        if between == self.days.between() and thing_id == (self.thing.text() or None):
            self.found = found
            self._show()

    def _show(self) -> None:
        """What the chip that is on lets through; the chip of the clashes tells how many there are."""
        shown, clashes = self.chips.value, _clashing(self.found)
        rows = clashes if shown == _CLASHES else self.found
        if shown in tuple(Bookable):
            rows = [one for one in rows if one.row.kind == shown]
        self.chips.count(_CLASHES, len(clashes), self.place.say("screen_booking.show_clashes"))
        self.model.show(rows)
        self.empty.say(self.place.say(f"screen_booking.{'none_clashes' if shown == _CLASHES else 'none'}"))
        self.list.show_filled(bool(rows))
        self.table.choose_first()
        self._offer()

    def _offer_things(self, offered: BookingChoices) -> None:
        self.thing.blockSignals(True)  # noqa: FBT003 -- what stays chosen is not chosen anew
        self.thing.offer(offered.of())
        if not self._begun:
            self.thing.set_text(self.destination.subject or "")
        self.thing.blockSignals(False)  # noqa: FBT003
        self._begun = True

    def _offered(self) -> tuple[Command, ...]:
        start, edit = self.place.start, Action.EDIT_CATALOGUE
        return (
            Command("screen_booking.book", lambda: start(self._book()), "Ctrl+N", needs=edit, primary=True),
            Command("screen_booking.edit", lambda: start(self._edit()), "F2", needs=edit),
            Command("screen_booking.release", lambda: start(self._release()), "Del", needs=edit),
        )

    def _offer(self) -> None:
        """Only a booking is changed and taken back here; a lesson is moved in its timetable."""
        one = self.table.current()
        for name in ("screen_booking.edit", "screen_booking.release"):
            button = self.bar.buttons.get(name)
            if button is not None:
                button.setVisible(one is not None and one.row.booked)

    async def _book(self) -> None:
        offered = await self.place.ask(booking_choices)
        dialog = BookingDialog(self, self.place, offered)
        equipment = {value for value, _words in offered.equipment}
        asked = self.chips.value == Bookable.EQUIPMENT or self.thing.text() in equipment
        dialog.choose(Bookable.EQUIPMENT if asked else Bookable.VENUE, self.thing.text())
        await dialog.filled()

    async def _edit(self) -> None:
        one = self.table.current()
        if one is not None and one.row.booked:
            offered = await self.place.ask(booking_choices)
            await BookingDialog(self, self.place, offered, one.row).filled()

    async def _release(self) -> None:
        one = self.table.current()
        if one is not None and one.row.booked:
            await self.place.do(lambda work: service.release(work, one.row.id), "catalogue.released")

    def _open(self, one: Occupancy) -> None:
        """The timetable of the class that has it."""
        if one.row.class_id is not None:
            self.place.go(Destination("class", one.row.class_id, "timetable"))

    def _connect(self) -> None:
        self.chips.changed.connect(lambda _shown: self._show())
        self.table.opened.connect(self._open)
        self.table.chosen.connect(lambda _row: self._offer())
        for field in (self.thing, self.days):
            field.changed.connect(self.refresh)

    def _lay_out(self) -> None:
        self.setFocusProxy(self.table)
        editor = self.thing.box.lineEdit()
        if editor is not None:
            editor.setPlaceholderText(self.place.say("screen_booking.anything"))
        line = Line()
        line.add(self.thing, 3)
        self.days.stand_in(line)
        line.push(2)
        line.add(self.bar)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(line)
        column.addWidget(self.list, stretch=1)


def _clashing(found: Sequence[Occupancy]) -> list[Occupancy]:
    return [one for one in found if one.clashes]


def _columns(place: Workplace) -> tuple[Column[Occupancy], ...]:
    say = place.say

    return (
        Column("day", "catalogue.day", lambda one: one.row.first_day, _days, width=160),
        Column("time", "catalogue.time", lambda one: one.row.starts_at, _hours, width=120),
        Column("thing", "screen_booking.thing", lambda one: one.row.thing, _thing, width=176),
        Column(
            "kind",
            "screen_booking.kind",
            lambda one: say(f"screen_booking.{'booking' if one.row.booked else 'lesson'}"),
            tone=lambda one: Tone.WARN if one.row.booked else None,
            width=88,
        ),
        Column("purpose", "catalogue.purpose", lambda one: one.row.purpose, width=152),
        Column(
            "clash",
            "screen_booking.clash",
            lambda one: _clash(one, place),
            tone=lambda one: Tone.DANGER if one.clashes else None,
            width=168,
        ),
        Column("place", "screen_booking.place", lambda one: one.row.place, width=144),
        Column("whom", "screen_booking.whom", _whom, width=144),
    )


def _clash(one: Occupancy, place: Workplace) -> str:
    if not one.clashes:
        return ""
    why = "gone" if one.gone else "meets" if one.meets else "too_few"
    return place.say(f"screen_booking.{why}", others="、".join(one.meets))


def _days(one: Occupancy) -> str:
    first, last = one.row.first_day, one.row.last_day
    return f"{first}" if first == last else f"{first}–{last:%m-%d}"


def _hours(one: Occupancy) -> str:
    return f"{clock(one.row.starts_at)}–{clock(one.row.ends_at)}"


def _whom(one: Occupancy) -> str:
    """The class and the unit that a booking is for; what a lesson is for stands in its purpose."""
    return " · ".join(filter(None, (one.row.class_number, one.row.booked_for))) if one.row.booked else ""


def _thing(one: Occupancy) -> str:
    return f"{one.row.thing} ×{one.row.pieces}" if one.row.kind is Bookable.EQUIPMENT else one.row.thing
