"""Enrollments (报名): one by one, by roster, at the door; waiting list, transfer, leaving, outcome.

Rosters come in through ``enrolling``, the door through ``walk_in``; ``enrollment_review`` confirms and rejects, and
``enrollment_course`` begins and ends. Their names stand here too: a reader finds all of enrollment in one place.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.phone import masked_phone
from trainingdesk.domain.training_class import ClassState
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.enrolling import Applicant, Enrolled, enroll_many, people_in, refuse_closed
from trainingdesk.services.enrollment_course import begin_attending, record_outcomes, start_class, take_back_completions
from trainingdesk.services.enrollment_leaving import fill_free_seats, leave, next_waiting, promote
from trainingdesk.services.enrollment_placing import Placing, check_override, class_present, person_present, place
from trainingdesk.services.enrollment_record import present, refold, refold_touched
from trainingdesk.services.enrollment_review import confirm, reject
from trainingdesk.services.paid_category import category_code, with_categories
from trainingdesk.services.person_category import unseen_categories
from trainingdesk.services.seating import seats_free
from trainingdesk.services.walk_in import WalkIn, walk_in
from trainingdesk.services.work import changed
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage import rows

if TYPE_CHECKING:
    from datetime import date

    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow, EventRow, RollLine, WaitingLine

__all__ = [
    "Applicant",
    "Enrolled",
    "WalkIn",
    "awaiting_review",
    "confirm",
    "drop",
    "enroll",
    "enroll_many",
    "enrollment_numbered",
    "events_of",
    "fill_categories",
    "fill_free_seats",
    "promote_waiting",
    "record_outcomes",
    "refold",
    "refold_touched",
    "reject",
    "roll_of",
    "set_category",
    "settle_flag",
    "start_class",
    "take_back_completions",
    "transfer",
    "waiting_list",
    "walk_in",
    "withdraw",
]

#: Ways of having left; enrolling again reopens the same enrollment.
_LEFT: Final = frozenset({Status.REJECTED, Status.WITHDRAWN, Status.TRANSFERRED, Status.DROPPED})
#: Where the paid category is no longer anybody's to change in passing.
_FROZEN: Final = frozenset({Status.ATTENDING, Status.COMPLETED, Status.FAILED, Status.CERTIFIED})


def enroll(
    work: Work,
    class_id: str,
    person_id: str,
    *,
    category: str | None = None,
    override: str | None = None,
    joined_on: date | None = None,
    note: str | None = None,
) -> Changes:
    """Enroll one person; a full class puts them on its waiting list, and it is said.

    Who is in the class already stays as they are; who left comes back under the same enrollment. Raises Refused with the
    sentence of the first rule that says no, unless ``override`` gives a reason and the worker may set rules aside (then a
    full class lets them in as well); for a class that takes nobody, an unknown person or category, a day outside the class.
    """
    check_override(work, override)
    with work.writing(Action.ENROLL, note=override) as session:
        the_class, person = class_present(session, class_id), person_present(session, person_id)
        refuse_closed(the_class)
        code = None if category is None else category_code(session, category)
        known = people_in(session, the_class.id).get(person.id)
        if known is not None and known.status not in _LEFT:
            said = Said.of("enrollment.in_class_already", number=known.number, name=person.name)
            return changed(session, rows=(known.id,), said=(said,))
        placing = Placing(
            the_class=the_class, person=person, category=code, override=override, joined_on=joined_on, note=note
        )
        row, more = place(work, session, placing, known)
        return changed(session, Topic.ENROLLMENTS, rows=(row,), said=more)


def withdraw(work: Work, enrollment_id: str, *, reason: str, day: date | None = None) -> Changes:
    """Take somebody off before they attend (开课前退出); a seat that comes free goes to the first who waits."""
    return _leaves(work, enrollment_id, EventKind.WITHDRAWN, reason=reason, day=day)


def drop(work: Work, enrollment_id: str, *, reason: str, day: date | None = None) -> Changes:
    """Somebody who attended stays away for good (中途退学): ``day`` is the first day off the roll, hours before it stay."""
    return _leaves(work, enrollment_id, EventKind.DROPPED, reason=reason, day=day)


def transfer(
    work: Work,
    enrollment_id: str,
    to_class_id: str,
    *,
    reason: str,
    day: date | None = None,
    override: str | None = None,
) -> Changes:
    """Move somebody to another class from ``day`` on (转班); hours before it stay with the old class.

    Raises Refused where the other class is full or a rule refuses the person there, unless overridden.
    """
    _require_reason(reason)
    check_override(work, override)
    with work.writing(Action.ENROLL, note=reason) as session:
        old, target = present(session, enrollment_id), class_present(session, to_class_id)
        person = person_present(session, old.person_id)
        refuse_closed(target)
        known = people_in(session, target.id).get(person.id)
        if old.class_id == target.id or (known is not None and known.status not in _LEFT):
            raise Refused("enrollment.in_other_class", number=target.number, name=person.name)
        if seats_free(work, session, target) <= 0 and override is None:
            raise Refused("enrollment.class_full", number=target.number, capacity=target.capacity)
        # The seat in the old class is given up first: its lessons no longer stand in the way of the new ones.
        said = leave(work, session, [old], EventKind.TRANSFERRED, reason=reason, day=day)
        placing = Placing(
            the_class=target,
            person=person,
            category=old.paid_category,
            override=override,
            joined_on=day if target.state is ClassState.RUNNING else None,
            source="transfer",
        )
        row, more = place(work, session, placing, known)
        return changed(session, Topic.ENROLLMENTS, rows=(old.id, row), said=(*said, *more))


def promote_waiting(work: Work, class_id: str, *, enrollment_id: str | None = None) -> Changes:
    """Give a free seat to the first who waits and whom no rule names, or to the one who is named.

    Raises Refused where no seat is free or nobody waits.
    """
    with work.writing(Action.ENROLL) as session:
        the_class = class_present(session, class_id)
        refuse_closed(the_class)
        if seats_free(work, session, the_class) <= 0:
            raise Refused("enrollment.class_full", number=the_class.number, capacity=the_class.capacity)
        line = next_waiting(session, the_class, enrollment_id)
        said = promote(work, session, the_class, line)
        return changed(session, Topic.ENROLLMENTS, rows=(line.enrollment_id,), said=said)


def set_category(work: Work, enrollment_id: str, category: str, *, reason: str | None = None) -> Changes:
    """Choose the one category an enrollment is paid under; once the person attends it is frozen (冻结).

    Raises Refused where it is frozen, unless a reason is given by somebody who may set rules aside.
    """
    with work.writing(Action.ENROLL, note=reason) as session:
        row = present(session, enrollment_id)
        code = category_code(session, category)
        if row.status in _FROZEN and row.paid_category not in {None, code}:
            if reason is None:
                raise Refused("enrollment.category_frozen", number=row.number)
            check_override(work, reason)
        rows.change(session, "enrollment", row.id, {"paid_category": code})
        return changed(session, Topic.ENROLLMENTS, rows=(row.id,))


def fill_categories(work: Work, class_id: str) -> Changes:
    """Take over the category of everybody in a class who holds a single one that is paid, and has none chosen yet.

    Says whose is still open: those who hold several, or none.
    """
    with work.writing(Action.ENROLL) as session:
        the_class = class_present(session, class_id)
        present_ones = stored.enrollments_of_class(session, class_id)
        wanted = [one for one in present_ones if one.paid_category is None and one.status not in _LEFT]
        filled = with_categories(session, wanted, day=max(work.today(), the_class.starts_on))
        for one in filled:
            if one.paid_category is not None:
                rows.change(session, "enrollment", one.id, {"paid_category": one.paid_category})
        open_ones = tuple(one.number for one in filled if one.paid_category is None)
        key = "enrollment.without_category"
        said = (Said.of(key, count=len(open_ones), numbers=open_ones),) if open_ones else ()
        return changed(session, Topic.ENROLLMENTS, rows=tuple(one.id for one in filled), said=said)


def settle_flag(work: Work, enrollment_id: str) -> Changes:
    """A clerk looked at somebody who was added at the door, and takes the flag away; a rule's flag goes with ``confirm``."""
    with work.writing(Action.ENROLL) as session:
        row = present(session, enrollment_id)
        person = person_present(session, row.person_id)
        if person.provisional:
            raise Refused("enrollment.provisional", name=person.name, number=row.number)
        if row.flagged == "not_eligible":
            raise Refused("enrollment.flag_of_a_rule", number=row.number)
        rows.change(session, "enrollment", row.id, {"flagged": None})
        running = class_present(session, row.class_id).state is ClassState.RUNNING
        attends = running and row.status is Status.CONFIRMED
        said = begin_attending(work, session, [row], day=work.today()) if attends else ()
        return changed(session, Topic.ENROLLMENTS, rows=(row.id,), said=said)


def roll_of(work: Work, class_id: str) -> tuple[RollLine, ...]:
    """Everybody who was ever enrolled in a class, in the order of numbers.

    Identity and phone stay masked, and a sensitive category is left out where the worker may not see it (FEATURES 109).
    """
    with work.reading(Action.SEE_EVERYTHING) as session:
        unseen = unseen_categories(work, session)
        found = stored.roll(session, class_id)
    return tuple(
        replace(
            line,
            phone=masked_phone(line.phone) if line.phone else None,
            paid_category=None if line.paid_category in unseen else line.paid_category,
        )
        for line in found
    )


def awaiting_review(work: Work, class_id: str) -> tuple[str, ...]:
    """Applications without a flag that nobody checked yet; the flagged are looked at one by one."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        roll = stored.roll(session, class_id)
    return tuple(line.enrollment_id for line in roll if line.status is Status.APPLIED and line.flagged is None)


def waiting_list(work: Work, class_id: str) -> tuple[WaitingLine, ...]:
    """Who waits for a seat, the first to come first; identity and phone stay masked."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = stored.waiting(session, class_id)
    return tuple(replace(line, phone=masked_phone(line.phone)) if line.phone else line for line in found)


def events_of(work: Work, enrollment_id: str) -> tuple[EventRow, ...]:
    """What happened to an enrollment, oldest first."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        return stored.events(session, (enrollment_id,))[enrollment_id]


def enrollment_numbered(work: Work, number: str) -> EnrollmentRow:
    """The enrollment of this number; raises Refused where there is none."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        found = stored.enrollment_numbered(session, number)
    if found is None:
        raise Refused("enrollment.number_unknown", number=number)
    return found


def _leaves(work: Work, enrollment_id: str, kind: EventKind, *, reason: str, day: date | None) -> Changes:
    _require_reason(reason)
    with work.writing(Action.ENROLL, note=reason) as session:
        row = present(session, enrollment_id)
        said = leave(work, session, [row], kind, reason=reason, day=day)
        return changed(session, Topic.ENROLLMENTS, rows=(row.id,), said=said)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused("enrollment.no_reason")
