"""Seats asked for without a line: the question goes with the next bundle, or over a line that comes before.

Nothing may be promised before the lease itself is here; until then the question waits, and every bundle brings it again.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from trainingdesk.domain.seat_lease import Outcome
from trainingdesk.services.changes import Said
from trainingdesk.storage import enrollment, seat_lease, seat_request, training_class
from trainingdesk.storage.database import Author
from trainingdesk.storage.sync_history import PULLED
from trainingdesk.wire.operation import OutOfScope
from trainingdesk.wire.seat_lease import NOT_ALLOWED, SeatsAnswered, SeatsAsked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.seat_request import SeatRequest
    from trainingdesk.sync.client import Client


def asked(session: Session) -> list[SeatsAsked]:
    """What a bundle asks."""
    return [
        SeatsAsked(number=one.number, class_id=one.class_id, seats=one.seats, ends_on=one.ends_on.isoformat())
        for one in seat_request.waiting(session)
    ]


def ask_over(work: Work, centre: Client) -> list[SeatsAnswered]:
    """Ask what waits over a line; the leases come with the exchange after it."""
    with work.database.read() as session:
        waiting = seat_request.waiting(session)
    return [_asked_over(centre, one, days=(one.ends_on - work.today()).days) for one in waiting]


def settle(work: Work, answers: Sequence[SeatsAnswered]) -> tuple[Said, ...]:
    """Take answers to what still waits; what became of each is said."""
    if not answers:
        return ()
    with work.database.write(Author(work.worker.user_id, PULLED, work.now())) as session:
        waiting = {(one.class_id, one.number): one for one in seat_request.waiting(session)}
        found = [(waiting.get((one.class_id, one.number)), one) for one in answers]
        return tuple(said for request, one in found if request for said in _settled(work, session, request, one))


def _asked_over(centre: Client, one: SeatRequest, *, days: int) -> SeatsAnswered:
    if days < 0:
        return SeatsAnswered(number=one.number, class_id=one.class_id, refused=Outcome.TOO_LATE)
    try:
        got = centre.take_seats(class_id=one.class_id, seats=one.seats, days=days, number=one.number)
    except OutOfScope:
        return SeatsAnswered(number=one.number, class_id=one.class_id, refused=NOT_ALLOWED)
    return SeatsAnswered(number=one.number, class_id=one.class_id, leased=got)


def _settled(work: Work, session: Session, request: SeatRequest, answer: SeatsAnswered) -> tuple[Said, ...]:
    outcome = _outcome(work, session, request, answer)
    if outcome is Outcome.WAITS:
        return ()
    seat_request.keep(session, replace(request, outcome=outcome))
    the_class = training_class.class_of(session, request.class_id)
    return told(answer, number="" if the_class is None else the_class.number, wanted=request.seats, outcome=outcome)


def _outcome(work: Work, session: Session, request: SeatRequest, answer: SeatsAnswered) -> Outcome:
    """What became of it; a lease that was given counts when it is here."""
    if answer.refused:
        return Outcome.NOT_ALLOWED if answer.refused == NOT_ALLOWED else Outcome.TOO_LATE
    got = answer.leased
    if got.seats == got.used < request.seats:
        return Outcome.NONE_FREE
    device = enrollment.device(session).id
    mine = (one for one in seat_lease.leases(session, request.class_id) if one.device_id == device)
    is_here = any(one.seats == got.seats and not one.is_over(work.today()) for one in mine)
    return Outcome.GIVEN if is_here else Outcome.WAITS


def told(answer: SeatsAnswered, *, number: str, wanted: int, outcome: Outcome) -> tuple[Said, ...]:
    """An answer in words; fewer than were wanted are told so."""
    if outcome is not Outcome.GIVEN:
        return (Said.of(outcome.sentence, number=number),)
    got = answer.leased
    said = Said.of(outcome.sentence, number=number, seats=got.seats, until=date.fromisoformat(got.ends_on))
    fewer = (Said.of("seat_lease.fewer", wanted=wanted, seats=got.seats),) if got.seats < wanted else ()
    return (said, *fewer)
