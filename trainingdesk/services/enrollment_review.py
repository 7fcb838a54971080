"""Checking applications (审核): a reviewer confirms or rejects what somebody else entered."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action, require_another
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services import eligibility
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.enrolling import joins_on
from trainingdesk.services.enrollment_course import begin_attending
from trainingdesk.services.enrollment_leaving import leave
from trainingdesk.services.enrollment_placing import check_override, class_present, persons_present, refuse_by
from trainingdesk.services.enrollment_record import ENTERING, Step, present, take
from trainingdesk.services.seating import class_seats, seats_free
from trainingdesk.services.work import changed
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows
from trainingdesk.storage.delegation import delegation_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow
    from trainingdesk.storage.training_class import ClassRow


def confirm(work: Work, enrollment_ids: Collection[str], *, override: str | None = None) -> Changes:
    """Confirm applications; in a class that runs these people attend at once, and flags are settled.

    Nobody confirms what they entered themselves without a written delegation, which is then named in the event. Raises
    Refused for provisional people, for people whom a rule refuses, and for people who wait where no seat is free, unless
    ``override`` gives a reason.
    """
    check_override(work, override)
    with work.writing(Action.APPROVE_CLASS, note=override) as session:
        found = [present(session, one) for one in enrollment_ids]
        delegation = _delegation(work, session, found)
        said: list[Said] = []
        for the_class, members in _by_class(session, found):
            _refuse_unready(work, session, the_class, members, override=override)
            said += _confirm(work, session, the_class, members, override=override, delegation=delegation)
        return changed(session, Topic.ENROLLMENTS, rows=tuple(one.id for one in found), said=tuple(said))


def reject(work: Work, enrollment_ids: Collection[str], *, reason: str) -> Changes:
    """Turn applications down (审核不通过), with the reason; a seat that comes free goes to the first who waits."""
    if not reason.strip():
        raise Refused("enrollment.no_reason")
    with work.writing(Action.APPROVE_CLASS, note=reason) as session:
        found = [present(session, one) for one in enrollment_ids]
        said = leave(work, session, found, EventKind.REJECTED, reason=reason, day=None)
        return changed(session, Topic.ENROLLMENTS, rows=tuple(one.id for one in found), said=said)


def _by_class(session: Session, enrollments: Iterable[EnrollmentRow]) -> list[tuple[ClassRow, list[EnrollmentRow]]]:
    members: dict[str, list[EnrollmentRow]] = defaultdict(list)
    for one in enrollments:
        members[one.class_id].append(one)
    return [(class_present(session, class_id), rows_of) for class_id, rows_of in members.items()]


def _delegation(work: Work, session: Session, enrollments: Sequence[EnrollmentRow]) -> str | None:
    """The delegation that is needed, None where somebody else entered all of them; raises Refused for own work."""
    events = stored.events(session, [one.id for one in enrollments])
    entered_by = {event.by_user for own in events.values() for event in own if event.kind in ENTERING}
    if work.worker.user_id not in entered_by:
        return None
    found = delegation_of(session, work.worker.user_id, on=work.today())
    delegation = None if found is None else found.id
    require_another(preparer=work.worker.user_id, approver=work.worker.user_id, delegation=delegation)
    return None if found is None else found.document


def _refuse_unready(
    work: Work, session: Session, the_class: ClassRow, members: Sequence[EnrollmentRow], *, override: str | None
) -> None:
    people = persons_present(session, [one.person_id for one in members])
    persons = {one.id: people[one.person_id] for one in members}
    for one in members:
        if persons[one.id].provisional:
            raise Refused("enrollment.provisional", name=persons[one.id].name, number=one.number)
    waiting = sum(1 for one in members if one.status is Status.WAITLISTED)
    if waiting > max(0, seats_free(work, session, the_class)) and override is None:
        raise Refused("enrollment.class_full", number=the_class.number, capacity=the_class.capacity)
    living = [person.id for person in persons.values()]
    verdicts = eligibility.check(session, the_class, living, today=work.today())
    for found in verdicts.values():
        refuse_by(found, override=override)


def _confirm(
    work: Work,
    session: Session,
    the_class: ClassRow,
    members: Sequence[EnrollmentRow],
    *,
    override: str | None,
    delegation: str | None,
) -> tuple[Said, ...]:
    day = work.today()
    # Who waits joins now; everybody else is on the roll already, also in a class whose last day is over.
    joins = {one.id: joins_on(work, the_class) for one in members if one.status is Status.WAITLISTED}
    # Who has a seat keeps it as the centre gave it.
    given = dict(zip(joins, class_seats(work, session, the_class).give(len(joins)), strict=True))
    steps = [
        Step(
            enrollment=one,
            kind=EventKind.CONFIRMED,
            day=day,
            roll_day=joins.get(one.id),
            override=override,
            reason=delegation,
            lease_id=given[one.id].lease_id if one.id in given else None,
        )
        for one in members
    ]
    take(work, session, steps)
    for one in members:
        seat = given[one.id].values() if one.id in given else {}
        rows.change(session, "enrollment", one.id, {"flagged": None, **seat})
    if the_class.state is not ClassState.RUNNING:
        return ()
    return begin_attending(work, session, [present(session, one.id) for one in members], day=day)
