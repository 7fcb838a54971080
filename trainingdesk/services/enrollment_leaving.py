"""Leaving a class, and who takes the seat that comes free: the first who waits and whom no rule names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.enrollment import TAKES_SEAT, EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import TAKES_PEOPLE, ClassState
from trainingdesk.services.changes import Said
from trainingdesk.services.enrolling import joins_on
from trainingdesk.services.enrollment_course import begin_attending
from trainingdesk.services.enrollment_placing import class_present
from trainingdesk.services.enrollment_record import Step, present, take
from trainingdesk.services.seating import class_seats, seats_free
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow, WaitingLine
    from trainingdesk.storage.training_class import ClassRow


def leave(
    work: Work,
    session: Session,
    leaving: Sequence[EnrollmentRow],
    kind: EventKind,
    *,
    reason: str,
    day: date | None,
) -> tuple[Said, ...]:
    """Take people off their class; ``day`` is the first day off the roll, today where none is named.

    Who leaves a class that has not begun never came to it. Raises Refused for a day to come, for one before the person
    joined, and for a status that the kind does not follow.
    """
    if day is not None and day > work.today():
        raise Refused("enrollment.leaves_in_future", found=day)
    classes = {one.class_id: class_present(session, one.class_id) for one in leaving}
    steps = [_step(work, one, classes[one.class_id], kind, reason, day) for one in leaving]
    take(work, session, steps)
    freed = {one.class_id for one in leaving if one.status in TAKES_SEAT}
    said: list[Said] = []
    for class_id in sorted(freed):
        said += fill_free_seats(work, session, classes[class_id])
    return tuple(said)


def fill_free_seats(work: Work, session: Session, the_class: ClassRow) -> tuple[Said, ...]:
    """Give seats that came free to the first who wait; in a class that runs somebody decides, and it is said."""
    waiting = stored.waiting(session, the_class.id)
    free = seats_free(work, session, the_class)
    if not waiting or free <= 0 or the_class.state not in TAKES_PEOPLE:
        return ()
    if the_class.state is ClassState.RUNNING:
        return (Said.of("enrollment.seat_free", number=the_class.number, free=free, count=len(waiting)),)
    said: list[Said] = []
    for line in [one for one in waiting if one.flagged is None][:free]:
        said += promote(work, session, the_class, line)
    return tuple(said)


def promote(work: Work, session: Session, the_class: ClassRow, line: WaitingLine) -> tuple[Said, ...]:
    """Confirm somebody who waits; in a class that runs they attend from today on."""
    row = present(session, line.enrollment_id)
    day = joins_on(work, the_class)
    (given,) = class_seats(work, session, the_class).give()
    step = Step(enrollment=row, kind=EventKind.CONFIRMED, day=work.today(), roll_day=day, lease_id=given.lease_id)
    take(work, session, [step])
    rows.change(session, "enrollment", row.id, given.values())
    said = [Said.of("enrollment.promoted", name=line.name, number=line.number)]
    if the_class.state is ClassState.RUNNING:
        said += begin_attending(work, session, [present(session, row.id)], day=day)
    return tuple(said)


def next_waiting(session: Session, the_class: ClassRow, enrollment_id: str | None) -> WaitingLine:
    """The one who is named, else the first whom no rule names; raises Refused where nobody is left."""
    for line in stored.waiting(session, the_class.id):
        if line.enrollment_id == enrollment_id or (enrollment_id is None and line.flagged is None):
            return line
    raise Refused("enrollment.nobody_waits", number=the_class.number)


def _step(work: Work, row: EnrollmentRow, the_class: ClassRow, kind: EventKind, reason: str, day: date | None) -> Step:
    begun = the_class.state not in TAKES_PEOPLE or the_class.state is ClassState.RUNNING
    off_roll = (day or work.today()) if begun else the_class.starts_on
    return Step(enrollment=row, kind=kind, day=day or work.today(), roll_day=off_roll, reason=reason)
