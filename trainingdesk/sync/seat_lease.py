"""Taking seats of a class along, and giving them back: asked of the centre, now or with the next bundle (SYNC 2.8).

The lease itself comes like any other row of the centre, so that every desk sees who keeps seats. An exchange stands around
the question: before it, so that nobody who was promised a seat is still on the way; after it, so that the lease is here.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.seat_lease import MOST_DAYS, MOST_SEATS, Outcome
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.enrolling import refuse_closed
from trainingdesk.services.seat_lease import here
from trainingdesk.storage import seat_request
from trainingdesk.storage.database import Author
from trainingdesk.storage.seat_request import SeatRequest
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.sync.exchange import client_of, exchange_with, joined
from trainingdesk.sync.seat_request import told
from trainingdesk.wire import clock
from trainingdesk.wire.operation import OutOfScope, Revoked
from trainingdesk.wire.seat_lease import SeatsAnswered

if TYPE_CHECKING:
    from collections.abc import Generator

    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.sync.client import Client


def take(work: Work, class_id: str, *, seats: int, days: int) -> Changes:
    """Have so many seats of a class on this laptop in all, from today for so many days; it is said how many it got.

    Raises Refused where none is free, fewer are wanted than were promised, the class takes nobody, and where this desk was
    not joined; Unavailable without a line.
    """
    the_class = _sound(work, class_id, seats=seats, days=days)
    request = _request(work, class_id, seats=seats, days=days)
    with _asking(work) as centre:
        got = centre.take_seats(class_id=class_id, seats=seats, days=days, number=request.number)
    _keep(work, replace(request, outcome=Outcome.GIVEN))
    if got.seats == got.used < seats:
        raise Refused("seat_lease.none_free", number=the_class.number)
    answer = SeatsAnswered(number=request.number, class_id=class_id, leased=got)
    return _changed(told(answer, number=the_class.number, wanted=seats, outcome=Outcome.GIVEN))


def ask_later(work: Work, class_id: str, *, seats: int, days: int) -> Changes:
    """Ask the same with the next stick, relay or line, whichever comes first; nothing may be promised before the answer.

    Takes the place of what was asked before about this class. Raises Refused as ``take`` does.
    """
    the_class = _sound(work, class_id, seats=seats, days=days)
    request = _request(work, class_id, seats=seats, days=days)
    _keep(work, request)
    return _changed((Said.of("seat_lease.asked", number=the_class.number, seats=seats, until=request.ends_on),))


def give_back(work: Work, class_id: str) -> Changes:
    """Give the seats of a class back that this laptop did not promise; people who were promised one keep it.

    Raises Refused where it has none, Unavailable without a line.
    """
    the_class = _class(work, class_id)
    if here(work, class_id) is None:
        raise Refused("seat_lease.none_here", number=the_class.number)
    request = replace(_request(work, class_id, seats=0, days=0), outcome=Outcome.GIVEN)
    with _asking(work) as centre:
        centre.return_seats(class_id=class_id, number=request.number)
    _keep(work, request)
    return _changed((Said.of("seat_lease.returned", number=the_class.number),))


def _sound(work: Work, class_id: str, *, seats: int, days: int) -> ClassRow:
    """The class, where so many seats for so long can be asked of it at all."""
    the_class = _class(work, class_id)
    refuse_closed(the_class)
    if not 1 <= seats <= min(the_class.capacity, MOST_SEATS):
        raise Refused("seat_lease.how_many", capacity=the_class.capacity)
    if not 0 <= days <= MOST_DAYS:
        raise Refused("seat_lease.how_long", most=MOST_DAYS)
    mine = here(work, class_id)
    if mine is not None and seats < mine.lease.used:
        raise Refused("seat_lease.promised_more", used=mine.lease.used)
    return the_class


def _request(work: Work, class_id: str, *, seats: int, days: int) -> SeatRequest:
    now_ms, ends_on = clock.milliseconds(work.now()), work.today() + timedelta(days=days)
    with work.database.read() as session:
        number = seat_request.next_number(session, now_ms)
    return SeatRequest(class_id, number, seats, ends_on, now_ms)


def _keep(work: Work, request: SeatRequest) -> None:
    with work.database.write(Author(work.worker.user_id, PULLED, work.now())) as session:
        seat_request.keep(session, request)


def _class(work: Work, class_id: str) -> ClassRow:
    joined(work)
    with work.reading(Action.ADD_AT_DOOR) as session:
        return class_seen(work, session, class_id)


@contextmanager
def _asking(work: Work) -> Generator[Client]:
    with closing(client_of(work)) as centre:
        try:
            exchange_with(work, centre)
            yield centre
            exchange_with(work, centre)
        except OutOfScope:
            raise Refused("seat_lease.not_allowed") from None
        except Revoked:
            raise Refused("sync.revoked") from None


def _changed(said: tuple[Said, ...]) -> Changes:
    return Changes(frozenset({Topic.ENROLLMENTS, Topic.CLASSES, Topic.SYNC}), (), None, said)
