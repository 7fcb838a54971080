"""A venue, or some pieces of equipment, taken for something; a clash is refused with what has it already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QStringListModel

from trainingdesk.domain.booking import Bookable
from trainingdesk.domain.errors import Refused
from trainingdesk.services import booking as service
from trainingdesk.services.booking import MIDNIGHT, EquipmentBooking, VenueBooking
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.dialogs.register_details import read_clock
from trainingdesk.ui.widgets.fields import ChoiceField, DateField, NumberField, TextField
from trainingdesk.ui.widgets.search_field import SearchField
from trainingdesk.ui.widgets.suggestions import suggestions
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.storage.booking import OccupancyRow
    from trainingdesk.ui.models.booking_choices import BookingChoices
    from trainingdesk.ui.workplace import Workplace


class BookingDialog(FormDialog):
    """What, when, what for, and for whom; equipment also how much of it, until when, and where it goes."""

    def __init__(
        self, parent: QWidget, place: Workplace, offered: BookingChoices, standing: OccupancyRow | None = None
    ) -> None:
        """With a booking that stands it is changed, by the same rules."""
        title = f"screen_booking.{'book' if standing is None else 'edit'}"
        super().__init__(parent, place, title=title, save=self._save, button="form.save")
        self._standing, self._offered = standing, offered if standing is None else offered.beside(standing)
        offered = self._offered
        add, say = self.form.add, place.say
        kinds = [(kind.value, say(f"screen_booking.kind_{kind}")) for kind in Bookable]
        self.kind = add(ChoiceField(place, "screen_booking.what_kind", kinds, required=True))
        self.thing = add(SearchField(place, "screen_booking.thing", (), required=True))
        self.pieces = add(NumberField(place, "screen_booking.pieces", least=1, required=True))
        self.first = add(DateField(place, "screen_booking.first_day", required=True))
        self.last = add(DateField(place, "screen_booking.last_day"))
        self.begins, self.ends = add(self._clock("begins")), add(self._clock("ends"))
        self.venue = add(SearchField(place, "screen_booking.place", offered.venues))
        self.purpose = add(TextField(place, "catalogue.purpose", required=True))
        self.for_class = add(SearchField(place, "screen_booking.for_class", offered.classes))
        self.booked_for = add(TextField(place, "screen_booking.booked_for"))
        line = self.booked_for.line
        line.setCompleter(suggestions(QStringListModel(offered.institutions, line), line))
        self.first.set_day(place.work.today())
        self.pieces.set_text("1")
        self.kind.changed.connect(self._show_kind)
        self._show_kind()
        if standing is not None:
            self._fill(standing)

    def choose(self, kind: Bookable, thing_id: str = "") -> None:
        """Begin with one thing, or with a kind of things."""
        self.kind.set_text(kind)
        self.thing.set_text(thing_id)

    def _fill(self, standing: OccupancyRow) -> None:
        self.choose(standing.kind, standing.thing_id)
        self.kind.setEnabled(False)  # another kind is another booking
        self.first.set_day(standing.first_day)
        self.last.set_day(standing.last_day)
        told = (
            (self.pieces, str(standing.pieces)),
            (self.begins, clock(standing.starts_at) if standing.starts_at else ""),
            (self.ends, clock(standing.ends_at) if standing.ends_at < MIDNIGHT else ""),
            (self.venue, standing.place_id or ""),
            (self.purpose, standing.purpose),
            (self.for_class, standing.class_id or ""),
            (self.booked_for, standing.booked_for or ""),
        )
        for field, said in told:
            field.set_text(said)

    def _show_kind(self) -> None:
        kind = Bookable(self.kind.text())
        self.thing.offer(self._offered.of(kind))
        for field in (self.pieces, self.last, self.venue):
            field.setEnabled(kind is Bookable.EQUIPMENT)
            self.form.show_field(field, shown=kind is Bookable.EQUIPMENT)
        if self.isVisible():
            self._grow()

    def _clock(self, name: str) -> TextField:
        hint = self.place.say("screen_booking.all_day")
        return TextField(self.place, f"screen_booking.{name}", reader=read_clock, hint=hint)

    async def _save(self) -> None:
        booking, name, standing = self._asked(), self.thing.typed(), self._standing
        if standing is None:
            await self.place.do(lambda work: service.book(work, booking), "screen_booking.booked", name=name)
        else:
            await self.place.do(
                lambda work: service.change(work, standing.id, booking), "screen_booking.booked", name=name
            )

    def _asked(self) -> VenueBooking | EquipmentBooking:
        first = self.first.day()
        if first is None:
            raise Refused("form.required", field=self.first.words)
        begins, ends = (field.read() for field in (self.begins, self.ends))
        said: dict[str, Any] = {
            "starts_at": begins if isinstance(begins, int) else 0,
            "ends_at": ends if isinstance(ends, int) else MIDNIGHT,
            "purpose": self.purpose.text(),
            "booked_for": self.booked_for.text() or None,
            "class_id": self.for_class.text() or None,
        }
        if self.kind.text() == Bookable.VENUE:
            return VenueBooking(venue_id=self.thing.text(), day=first, **said)
        return EquipmentBooking(
            equipment_id=self.thing.text(),
            quantity=self.pieces.number() or 1,
            first_day=first,
            last_day=self.last.day() or first,
            venue_id=self.venue.text() or None,
            **said,
        )
