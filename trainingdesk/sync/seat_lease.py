"""Taking seats of a class along, and giving them back: asked of the centre, so there must be a line (SYNC 2.8).

The lease itself comes like any other row of the centre, so that every desk sees who keeps seats. An exchange stands around
the question: before it, so that nobody who was promised a seat is still on the way; after it, so that the lease is here.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from datetime import date
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.seat_lease import MOST_DAYS, MOST_SEATS
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.enrolling import refuse_closed
from trainingdesk.services.seat_lease import here
from trainingdesk.sync.exchange import client_of, exchange_with, joined
from trainingdesk.wire.operation import OutOfScope, Revoked

if TYPE_CHECKING:
    from collections.abc import Generator

    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow
    from trainingdesk.sync.client import Client
    from trainingdesk.wire.seat_lease import Leased


def take(work: Work, class_id: str, *, seats: int, days: int) -> Changes:
    """Have so many seats of a class on this laptop in all, from today for so many days; it is said how many it got.

    Raises Refused where none is free, fewer are wanted than were promised, the class takes nobody, and where this desk was
    not joined; Unavailable without a line.
    """
    the_class = _class(work, class_id)
    refuse_closed(the_class)
    if not 1 <= seats <= min(the_class.capacity, MOST_SEATS):
        raise Refused("seat_lease.how_many", capacity=the_class.capacity)
    if not 0 <= days <= MOST_DAYS:
        raise Refused("seat_lease.how_long", most=MOST_DAYS)
    mine = here(work, class_id)
    if mine is not None and seats < mine.lease.used:
        raise Refused("seat_lease.promised_more", used=mine.lease.used)
    with _asking(work) as centre:
        got = centre.take_seats(class_id=class_id, seats=seats, days=days)
    if got.seats == got.used < seats:
        raise Refused("seat_lease.none_free", number=the_class.number)
    return _changed(_told(the_class, got, wanted=seats))


def give_back(work: Work, class_id: str) -> Changes:
    """Give the seats of a class back that this laptop did not promise; people who were promised one keep it.

    Raises Refused where it has none, Unavailable without a line.
    """
    the_class = _class(work, class_id)
    if here(work, class_id) is None:
        raise Refused("seat_lease.none_here", number=the_class.number)
    with _asking(work) as centre:
        centre.return_seats(class_id=class_id)
    return _changed((Said.of("seat_lease.returned", number=the_class.number),))


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


def _told(the_class: ClassRow, got: Leased, *, wanted: int) -> tuple[Said, ...]:
    until = date.fromisoformat(got.ends_on)
    said = Said.of("seat_lease.taken", number=the_class.number, seats=got.seats, until=until)
    fewer = (Said.of("seat_lease.fewer", wanted=wanted, seats=got.seats),) if got.seats < wanted else ()
    return (said, *fewer)


def _changed(said: tuple[Said, ...]) -> Changes:
    return Changes(frozenset({Topic.ENROLLMENTS, Topic.CLASSES, Topic.SYNC}), (), None, said)
