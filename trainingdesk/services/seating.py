"""The seats of a class as this desk gives them: granted where it works alone, promised under a lease, else provisional."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain import seat_lease as rule
from trainingdesk.domain.enrollment import TAKES_SEAT
from trainingdesk.domain.seat_lease import Seat
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import seat_lease

if TYPE_CHECKING:
    from sqlmodel import Session

    from trainingdesk.domain.seat_lease import SeatLease
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True)
class GivenSeat:
    """What an enrollment gets of its class, and the lease that promises it."""

    seat: Seat
    lease_id: str | None = None

    def values(self) -> dict[str, Any]:
        """The fields of the enrollment that only the centre changes afterwards."""
        return {"seat": self.seat.value, "lease_id": self.lease_id}


WAITS: Final = GivenSeat(Seat.WAITLISTED)


@dataclass(frozen=True, slots=True)
class ClassSeats:
    """How many people may still come: ``free`` seats nobody has and no other laptop keeps, ``lease`` is this one's own."""

    free: int
    joined: bool
    lease: SeatLease | None
    promises: int

    @property
    def room(self) -> int:
        """How many need not wait, below zero where more were let in; what may be promised is there in a full class too."""
        return max(self.free, self.promises) if self.promises else self.free

    def give(self, count: int = 1) -> tuple[GivenSeat, ...]:
        """The seats of the next who come and do not wait: those of the lease first."""
        if not self.joined:
            return (GivenSeat(Seat.GRANTED),) * count
        promised = 0 if self.lease is None else min(count, self.promises)
        under = None if self.lease is None else self.lease.id
        promise, open_one = GivenSeat(Seat.PROMISED, under), GivenSeat(Seat.PROVISIONAL)
        return (promise,) * promised + (open_one,) * (count - promised)


def class_seats(work: Work, session: Session, the_class: ClassRow) -> ClassSeats:
    """The seats of a class on the day of today, by the clock of this desk."""
    today, device = work.today(), stored.device(session)
    leases = seat_lease.leases(session, the_class.id)
    mine = next((one for one in leases if one.device_id == device.id and one.open_on(today)), None)
    # One of this laptop that it may promise from no more is kept at the centre like those of others, until it is returned.
    others = [one for one in leases if one is not mine]
    taken = stored.seats_taken(session, the_class.id, [one.value for one in TAKES_SEAT])
    free = rule.seats_free(capacity=the_class.capacity, taken=taken, leases=others, today=today)
    return ClassSeats(free, device.joined, mine, 0 if mine is None else mine.open_on(today))


def seats_free(work: Work, session: Session, the_class: ClassRow) -> int:
    """Seats that somebody who comes here may have; below zero where more were let in than there are seats."""
    return class_seats(work, session, the_class).room
