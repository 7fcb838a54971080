"""Who has which venue and which equipment when (场地、设备预约): booked where there is enough of it, and given back."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from trainingdesk.domain import booking as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.booking import Bookable, Use
from trainingdesk.domain.errors import Refused
from trainingdesk.services.changes import Changes, Topic
from trainingdesk.services.class_access import only_user
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import booking as stored
from trainingdesk.storage import catalogue, rows
from trainingdesk.storage.training_class import class_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.booking import Meeting, Shortage
    from trainingdesk.storage.booking import OccupancyRow

#: The end of a day, in minutes since its beginning.
MIDNIGHT: Final = 24 * 60
#: Clashes of so many days ahead are today's business.
AHEAD: Final = timedelta(days=30)
#: How many of those who have a thing a refusal names.
_NAMED: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Booking:
    """What every booking says; minutes count from midnight."""

    starts_at: int
    ends_at: int
    purpose: str
    booked_for: str | None = None
    class_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VenueBooking(_Booking):
    """A venue taken on a day for something that is no lesson."""

    venue_id: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class EquipmentBooking(_Booking):
    """Pieces of equipment that are away from the first day to the last; ``venue_id`` is where they go."""

    equipment_id: str
    quantity: int
    first_day: date
    last_day: date
    venue_id: str | None = None


@dataclass(frozen=True, slots=True)
class Occupancy:
    """Something that takes a thing. On days that clash more is taken than there is, by ``meets`` beside it (purposes).

    ``gone``: it is a booking that is still to come, of what is out of use.
    """

    row: OccupancyRow
    meets: tuple[str, ...] = ()
    clash_days: tuple[tuple[date, date], ...] = ()
    gone: bool = False

    @property
    def clashes(self) -> bool:
        """Whether it takes what is not there."""
        return self.gone or bool(self.clash_days)

    def clash_from(self, day: date) -> date | None:
        """The first day from this one on, on which it takes what is not there."""
        spans = (*self.clash_days, *(((self.row.first_day, self.row.last_day),) if self.gone else ()))
        return min((max(day, since) for since, until in spans if until >= day), default=None)


#: One of the two kinds of bookings.
AnyBooking: TypeAlias = VenueBooking | EquipmentBooking

_TABLES: Final[Mapping[type[AnyBooking], str]] = MappingProxyType(
    {VenueBooking: "venue_booking", EquipmentBooking: "equipment_booking"}
)


def book(work: Work, booking: AnyBooking) -> Changes:
    """Take a venue for something that is no lesson, or pieces of equipment for as long as they are needed.

    Raises Refused where others have it at that time (another booking, a lesson), and says which (FEATURES 106).
    """
    with work.writing(Action.EDIT_CATALOGUE) as session:
        _require(session, booking)
        table, values = _TABLES[type(booking)], asdict(booking)
        row = rows.add(session, table, row_id=work.new_id(), county_code=work.county_code, values=values)
        return changed(session, Topic.CATALOGUE, rows=(row,))


def change(work: Work, booking_id: str, booking: AnyBooking) -> Changes:
    """Let a booking say something else, by the same rules; it stands in its own way no more than it ever did.

    Raises Refused as ``book`` does, and where there is no such booking of this kind.
    """
    with work.writing(Action.EDIT_CATALOGUE) as session:
        _require(session, booking, instead_of=booking_id)
        if not rows.change(session, _TABLES[type(booking)], booking_id, asdict(booking)):
            raise Refused("teaching.unknown")
        return changed(session, Topic.CATALOGUE, rows=(booking_id,))


def booking_of(work: Work, booking_id: str) -> AnyBooking:
    """What a booking says; raises Refused where there is none."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        for kind, table in _TABLES.items():
            row = rows.find(session, table, booking_id)
            if row is not None:
                return kind(**{one.name: getattr(row, one.name) for one in fields(kind)})
    raise Refused("teaching.unknown")


def release(work: Work, booking_id: str) -> Changes:
    """Take a booking back; raises Refused where there is none."""
    with work.writing(Action.EDIT_CATALOGUE) as session:
        if not any(rows.remove(session, name, booking_id) for name in _TABLES.values()):
            raise Refused("teaching.unknown")
        return changed(session, Topic.CATALOGUE, rows=(booking_id,))


def occupancy(work: Work, *, first: date, last: date, thing_id: str | None = None) -> tuple[Occupancy, ...]:
    """What takes venues and equipment between two days, by day and time; of one of them where it is named.

    An instructor sees every booking, and the lessons of their own classes.
    """
    mine = only_user(work)
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = stored.occupancy(session, first=first, last=last, thing_id=thing_id, user_id=mine)
    return told(found, today=work.today())


def clashes(work: Work, *, first: date, last: date) -> tuple[Occupancy, ...]:
    """Bookings that take more than there is, as two laptops may leave behind that booked without hearing of each other.

    Those of what was taken out of use since are among them. Lessons that clash among themselves stand with their classes.
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        booked = (
            *stored.venue_bookings(session, first=first, last=last),
            *stored.equipment_bookings(session, first=first, last=last),
        )
        if not booked:
            return ()
        found = told(stored.occupancy(session, first=first, last=last), today=work.today())
    return tuple(one for one in found if one.row.booked and one.clash_from(first) is not None)


def told(found: Iterable[OccupancyRow], *, today: date) -> tuple[Occupancy, ...]:
    """Rows in their order, each with what it meets."""
    listed = tuple(found)
    by_thing: dict[str, list[OccupancyRow]] = defaultdict(list)
    for row in listed:
        by_thing[row.thing_id].append(row)
    met: dict[str, Meeting] = {}
    for own in by_thing.values():
        met |= rule.meetings(_uses(own), own[0].there)
    purposes = {row.id: row.purpose for row in listed}
    return tuple(_told(row, met.get(row.id), purposes, today) for row in listed)


def _told(row: OccupancyRow, meeting: Meeting | None, purposes: Mapping[str, str], today: date) -> Occupancy:
    gone = row.booked and not row.in_use and row.last_day >= today
    if meeting is None:
        return Occupancy(row, gone=gone)
    return Occupancy(row, tuple(purposes[key] for key in meeting.others), meeting.days, gone)


def _require(session: Session, booking: AnyBooking, *, instead_of: str | None = None) -> None:
    """Raise Refused where this cannot be had beside all other bookings than the one that it takes the place of."""
    if not booking.purpose.strip():
        raise Refused("booking.no_purpose")
    if booking.class_id is not None and class_of(session, booking.class_id) is None:
        raise Refused("training_class.unknown")
    if isinstance(booking, VenueBooking):
        _require_venue(session, booking, instead_of)
    else:
        _require_equipment(session, booking, instead_of)


def _require_venue(session: Session, booking: VenueBooking, instead_of: str | None) -> None:
    """Raise Refused where the venue is out of use, or taken."""
    day = booking.day
    wanted = _use((day, booking.starts_at), (day, booking.ends_at), holder=booking.class_id)
    venue = catalogue.venue(session, booking.venue_id)
    if venue is None or venue.status != "active":
        raise Refused("booking.venue_gone")
    found = [one for one in stored.occupancy(session, first=day, last=day, thing_id=venue.id) if one.id != instead_of]
    lacking = rule.shortage(wanted, _uses(found), 1)
    if lacking is not None:
        raise Refused("booking.venue_taken", day=day, purpose=_who(found, lacking))


def _require_equipment(session: Session, booking: EquipmentBooking, instead_of: str | None) -> None:
    """Raise Refused where the equipment is out of use, goes nowhere known, or too much of it is taken."""
    first, last = booking.first_day, booking.last_day
    wanted = _use((first, booking.starts_at), (last, booking.ends_at), pieces=booking.quantity)
    thing = catalogue.one_equipment(session, booking.equipment_id)
    if thing is None or thing.status != "active":
        raise Refused("booking.equipment_gone")
    if booking.venue_id is not None and catalogue.venue(session, booking.venue_id) is None:
        raise Refused("booking.venue_gone")
    booked = stored.equipment_bookings(session, first=first, last=last, equipment_id=thing.id)
    found = [one for one in booked if one.id != instead_of]
    lacking = rule.shortage(wanted, _uses(found), thing.quantity)
    if lacking is not None:
        others = _who(found, lacking)
        raise Refused(
            "booking.equipment_taken", name=thing.name, there=thing.quantity, left=lacking.left, others=others
        )


def _use(begins: rule.Moment, ends: rule.Moment, *, pieces: int = 1, holder: str | None = None) -> Use:
    """What is wanted as the rule sees it; raises Refused where it ends before it begins, and for no pieces."""
    if not 0 <= begins[1] < MIDNIGHT or not 0 < ends[1] <= MIDNIGHT or begins >= ends:
        raise Refused("booking.ends_before_it_begins")
    if pieces < 1:
        raise Refused("teaching.no_quantity")
    return Use(key="", begins=begins, ends=ends, pieces=pieces, holder=holder)


def _uses(found: Iterable[OccupancyRow]) -> tuple[Use, ...]:
    """A class has a room once, by a booking or by its lessons; equipment is counted booking by booking."""
    return tuple(
        Use(
            key=row.id,
            begins=(row.first_day, row.starts_at),
            ends=(row.last_day, row.ends_at),
            pieces=row.pieces,
            holder=row.class_id if row.kind is Bookable.VENUE else None,
        )
        for row in found
    )


def _who(found: Iterable[OccupancyRow], lacking: Shortage) -> str:
    """Those who have the thing, by purpose; of equipment with their days and pieces."""
    keys = [one.key for one in lacking.others[:_NAMED]]
    return "、".join(_named(row) for row in found if row.id in keys)


def _named(row: OccupancyRow) -> str:
    if row.kind is Bookable.VENUE:
        return row.purpose
    days = f"{row.first_day}" if row.first_day == row.last_day else f"{row.first_day}—{row.last_day}"
    return f"{row.purpose} {days} ×{row.pieces}"
