"""Who has which venue when (场地占用): bookings and lessons in one list. Booking itself is ``teaching.book_venue``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.storage import venue_booking as stored

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.services.work import Work
    from trainingdesk.storage.venue_booking import OccupancyRow


def occupancy(work: Work, *, first: date, last: date, venue_id: str | None = None) -> tuple[OccupancyRow, ...]:
    """What takes venues between two days, by day and time; of one venue where it is named."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.occupancy(session, first=first, last=last, venue_id=venue_id)
