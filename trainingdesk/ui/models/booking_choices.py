"""What the form of a booking offers, asked for at once: venues, equipment, the classes of these months, who asks for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.booking import Bookable
from trainingdesk.services import institution, teaching
from trainingdesk.services.calendar import classes_between
from trainingdesk.ui.models.choices import in_use, venues

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.services.work import Work
    from trainingdesk.storage.booking import OccupancyRow
    from trainingdesk.ui.models.choices import Choices

#: Classes are booked for while they run and before they begin.
_BEFORE, _AFTER = timedelta(days=31), timedelta(days=366)
_KINDS: Final = tuple(Bookable)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingChoices:
    """Choices as (value, words); equipment tells how many pieces there are."""

    venues: Choices
    equipment: Choices
    classes: Choices
    institutions: tuple[str, ...]

    def of(self, *kinds: Bookable) -> Choices:
        """What can be booked of these kinds, of every kind where none is named."""
        offered = {Bookable.VENUE: self.venues, Bookable.EQUIPMENT: self.equipment}
        return tuple(choice for kind in kinds or _KINDS for choice in offered[kind])

    def beside(self, row: OccupancyRow) -> BookingChoices:
        """The same with what a booking names that is offered no more: out of use, or a class of long ago."""
        thing = ((row.thing_id, row.thing),)
        at_a_venue = row.kind is Bookable.VENUE
        return replace(
            self,
            venues=_with(self.venues, thing if at_a_venue else ((row.place_id, row.place),)),
            equipment=self.equipment if at_a_venue else _with(self.equipment, thing),
            classes=_with(self.classes, ((row.class_id, row.class_number),)),
        )


def _with(offered: Choices, named: Iterable[tuple[str | None, str | None]]) -> Choices:
    there = {value for value, _words in offered}
    return (*offered, *((value, words) for value, words in named if value and words and value not in there))


def booking_choices(work: Work) -> BookingChoices:
    """Everything in use today."""
    today = work.today()
    register = teaching.list_equipment(work)
    pieces = {row.id: row.quantity for row in register}
    running = classes_between(work, first=today - _BEFORE, last=today + _AFTER)
    return BookingChoices(
        venues=venues(work),
        equipment=tuple((row_id, f"{name} ×{pieces[row_id]}") for row_id, name in in_use(register)),
        classes=tuple((row.id, f"{row.number}　{row.name}") for row in running),
        institutions=tuple(row.name for row in institution.list_institutions(work) if row.status == "active"),
    )
