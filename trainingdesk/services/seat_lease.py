"""Which seats of classes laptops took along, as this desk knows it (名额预留)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.seat_lease import Outcome
from trainingdesk.services.class_access import only_user
from trainingdesk.storage import enrollment, seat_lease, seat_request, training_class

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.seat_lease import SeatLease
    from trainingdesk.services.work import Work
    from trainingdesk.storage.seat_request import SeatRequest


@dataclass(frozen=True, slots=True)
class LeaseLine:
    """A lease with its class; ``here`` is the one of this laptop, ``promises`` how many more people it may promise today."""

    lease: SeatLease
    number: str
    name: str
    here: bool
    promises: int


def leases(work: Work, *, class_id: str | None = None) -> tuple[LeaseLine, ...]:
    """The leases that are not over, of a class or of all that the worker sees; this laptop's first."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = [one for one in seat_lease.leases(session, class_id) if not one.is_over(work.today())]
        device = enrollment.device(session).id
        lines = [_line(session, one, device, work.today()) for one in found if _sees(work, session, one)]
    return tuple(sorted((line for line in lines if line is not None), key=lambda line: (not line.here, line.number)))


def here(work: Work, class_id: str) -> LeaseLine | None:
    """The lease of this laptop on a class; None where it has none."""
    return next((line for line in leases(work, class_id=class_id) if line.here), None)


@dataclass(frozen=True, slots=True)
class AskedLine:
    """A question for seats that went without a line, with its class, until its answer is a lease."""

    request: SeatRequest
    number: str

    @property
    def sentence(self) -> str:
        """The key of what is said of it beside the roster."""
        return f"seat_lease.chip_{self.request.outcome or 'asked'}"


def asked(work: Work, *, class_id: str | None = None) -> tuple[AskedLine, ...]:
    """Questions for seats that wait for their answer, or were answered with none; of a class, or of all seen here."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        open_ones = (one for one in seat_request.requests(session, class_id) if one.outcome != Outcome.GIVEN)
        found = [(one, training_class.class_of(session, one.class_id)) for one in open_ones]
        seen = [(one, the_class) for one, the_class in found if the_class and _sees(work, session, one)]
        return tuple(AskedLine(one, the_class.number) for one, the_class in seen)


def is_joined(work: Work) -> bool:
    """Whether a centre gives the seats; a desk that works alone gives them itself and needs no lease."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return enrollment.device(session).joined


def _sees(work: Work, session: Session, one: SeatLease | SeatRequest) -> bool:
    mine = only_user(work)
    return mine is None or training_class.belongs_to(session, one.class_id, mine)


def _line(session: Session, lease: SeatLease, device: str, today: date) -> LeaseLine | None:
    the_class = training_class.class_of(session, lease.class_id)
    if the_class is None:
        return None
    return LeaseLine(lease, the_class.number, the_class.name, lease.device_id == device, lease.open_on(today))
