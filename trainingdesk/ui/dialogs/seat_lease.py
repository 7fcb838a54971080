"""How many seats of a class this laptop takes along, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from trainingdesk.domain.seat_lease import MOST_DAYS
from trainingdesk.sync import seat_lease
from trainingdesk.ui.dialogs.form_dialog import FormDialog
from trainingdesk.ui.widgets.fields import CheckField, NumberField

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from trainingdesk.services.seat_lease import LeaseLine
    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.ui.workplace import Workplace

_DAYS: Final = 7


class SeatLeaseDialog(FormDialog):
    """Asks the centre; what it answers is said, a refusal stays beside what was typed."""

    def __init__(self, parent: QWidget, place: Workplace, the_class: ClassRow, here: LeaseLine | None) -> None:
        key = "screen_roster.take_seats"
        super().__init__(parent, place, title=key, save=self._ask, button="screen_roster.take_seats_now")
        self._class = the_class
        self.form.remark(place.say("screen_roster.take_seats_about"))
        self.seats = self.form.add(
            NumberField(place, "screen_roster.seats_in_all", least=1, most=the_class.capacity, required=True)
        )
        self.days = self.form.add(
            NumberField(place, "screen_roster.seats_days", least=1, most=MOST_DAYS, required=True)
        )
        self.days.set_text(str(_DAYS))
        self.later = self.form.add(CheckField(place, "screen_roster.seats_later"))
        if here is not None:
            self.seats.set_text(str(here.lease.seats))

    async def _ask(self) -> None:
        seats, days = self.seats.number() or 0, self.days.number() or 0
        ask = seat_lease.ask_later if self.later.is_on() else seat_lease.take
        await self.place.do(lambda work: ask(work, self._class.id, seats=seats, days=days))
