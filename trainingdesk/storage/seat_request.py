"""What this desk asked about seats, the latest for each class: it waits until the centre answered it (SYNC 2.8)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, func, insert, select

from trainingdesk.domain.seat_lease import Outcome
from trainingdesk.storage.rows import fetch, table
from trainingdesk.wire import clock

if TYPE_CHECKING:
    from datetime import date, datetime

    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class SeatRequest:
    """So many seats of a class in all, until a day; ``number`` grows with each question of this desk."""

    class_id: str
    number: int
    seats: int
    ends_on: date
    asked_ms: int
    outcome: str = Outcome.WAITS

    @property
    def waits(self) -> bool:
        """Whether the centre has not answered yet."""
        return self.outcome == Outcome.WAITS

    @property
    def asked_at(self) -> datetime:
        """When it was asked."""
        return clock.instant(self.asked_ms)


def requests(session: Session, class_id: str | None = None) -> tuple[SeatRequest, ...]:
    """What was asked of a class, or of all, the oldest first."""
    target = table("sync_seat_request")
    query = select(*(target.c[name] for name in SeatRequest.__slots__)).order_by(target.c.number)
    return fetch(session, SeatRequest, query if class_id is None else query.where(target.c.class_id == class_id))


def waiting(session: Session) -> tuple[SeatRequest, ...]:
    """What the centre has not answered."""
    return tuple(one for one in requests(session) if one.waits)


def next_number(session: Session, now_ms: int) -> int:
    """The number of the next question: later than all before, also where the clock was put back."""
    last = session.connection().scalar(select(func.max(table("sync_seat_request").c.number))) or 0
    return max(last + 1, now_ms)


def keep(session: Session, request: SeatRequest) -> None:
    """Put a question, or what became of it, in the place of the one before about the same class."""
    target = table("sync_seat_request")
    session.connection().execute(delete(target).where(target.c.class_id == request.class_id))
    session.connection().execute(insert(target).values(**asdict(request)))
