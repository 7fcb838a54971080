"""Putting people into a class: who takes a seat, who waits, whom a rule names. One person or a roster of thousands.

All of it happens in the caller's transaction, by a few bulk statements.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.enrollment import EnrollmentEvent, EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import TAKES_PEOPLE, ClassState
from trainingdesk.services import eligibility
from trainingdesk.services.enrollment_number import new_numbers
from trainingdesk.services.enrollment_record import Step, event_values
from trainingdesk.services.paid_category import with_categories
from trainingdesk.services.seating import WAITS, class_seats, seats_free
from trainingdesk.storage import enrollment as stored
from trainingdesk.storage.enrollment import EnrollmentRow
from trainingdesk.storage.person_merge import aliases
from trainingdesk.wire.ids import enrollment_id_of, stint_id_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.seating import ClassSeats, GivenSeat
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassRow

#: Flags a clerk sees: somebody looks at these people before they count.
NOT_ELIGIBLE: Final = "not_eligible"
WALK_IN: Final = "walk_in"
PROVISIONAL: Final = "provisional"

_all_of: Final = attrgetter(*EnrollmentRow.__slots__)


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody of a roster; ``joined_on`` only where it is not the first day, or today in a class that runs."""

    person_id: str
    category: str | None = None
    note: str | None = None
    source: str = "roster"
    joined_on: date | None = None


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What became of an applicant; ``already`` where they were in the class, as which ``status`` says."""

    person_id: str
    enrollment_id: str
    status: Status
    already: bool
    refused_by: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody who was never in the class; ``kind`` is APPLIED or WAITLISTED, ``override`` why a rule was set aside.

    ``day_named`` tells that somebody chose the first day; else it follows the class when that is moved.
    """

    person_id: str
    kind: EventKind
    joins: date
    day_named: bool = False
    category: str | None = None
    note: str | None = None
    source: str = "single"
    flagged: str | None = None
    override: str | None = None


def enroll_many(
    work: Work, session: Session, the_class: ClassRow, applicants: Sequence[Applicant]
) -> tuple[Enrolled, ...]:
    """Enroll a roster, in its order, within the caller's transaction; answers for each applicant.

    People whom a rule refuses go in as applied, flagged ``not_eligible``; over capacity they wait. Who was in the class and
    left is not taken back by a list: a clerk enrolls them again one by one. Raises Refused for a class that takes nobody.
    """
    refuse_closed(the_class)
    living = aliases(session)
    known = people_in(session, the_class.id)
    fresh: dict[str, Applicant] = {}
    for one in applicants:
        person = living.get(one.person_id, one.person_id)
        if person not in known:
            fresh.setdefault(person, one)
    answers = eligibility.check(session, the_class, fresh, today=work.today())
    verdicts = {person: eligibility.refusals(found) for person, found in answers.items()}
    free = max(0, seats_free(work, session, the_class))
    newcomers = [
        _newcomer(work, the_class, person, one, refused=bool(verdicts[person]), seated=place < free)
        for place, (person, one) in enumerate(fresh.items())
    ]
    made = dict(zip(fresh, enter(work, session, the_class, newcomers), strict=True))
    return _answers(applicants, living, known, made, verdicts)


def enter(
    work: Work, session: Session, the_class: ClassRow, newcomers: Sequence[Newcomer]
) -> tuple[EnrollmentRow, ...]:
    """Write enrollments, first events and stints of people who were never in the class.

    Who holds a single category that is paid gets it as the one of this enrollment; it is frozen when the class begins.
    """
    numbers = new_numbers(session, the_class, len(newcomers))
    seats = _seats(class_seats(work, session, the_class), newcomers)
    made = with_categories(
        session,
        [_row(the_class, *one) for one in zip(newcomers, numbers, seats, strict=True)],
        day=max(work.today(), the_class.starts_on),
    )
    stored.add_many(
        session,
        enrollments=[_values(work, row) for row in made],
        stints=[_stint(work, row) for row in made if row.joined_on is not None],
        events=_events(work, made, newcomers),
    )
    return made


def people_in(session: Session, class_id: str) -> dict[str, EnrollmentRow]:
    """Everybody who was ever enrolled in a class, by the person that lives on after merges."""
    living = aliases(session)
    return {living.get(row.person_id, row.person_id): row for row in stored.enrollments_of_class(session, class_id)}


def joins_on(work: Work, the_class: ClassRow, wanted: date | None = None) -> date:
    """The first day on the roll: that of the class, today in a class that runs; raises Refused for one outside the class."""
    if wanted is None and the_class.state is not ClassState.RUNNING:
        return the_class.starts_on
    day = max(work.today(), the_class.starts_on) if wanted is None else wanted
    if not the_class.starts_on <= day <= the_class.ends_on:
        raise Refused("enrollment.outside_class", found=day, first=the_class.starts_on, last=the_class.ends_on)
    return day


def refuse_closed(the_class: ClassRow) -> None:
    """Raise Refused where the class takes nobody (any more)."""
    if the_class.state not in TAKES_PEOPLE:
        raise Refused("enrollment.class_takes_nobody", number=the_class.number)


def _newcomer(work: Work, the_class: ClassRow, person: str, one: Applicant, *, refused: bool, seated: bool) -> Newcomer:
    return Newcomer(
        person_id=person,
        kind=EventKind.APPLIED if seated else EventKind.WAITLISTED,
        joins=joins_on(work, the_class, one.joined_on),
        day_named=one.joined_on is not None,
        category=one.category,
        note=one.note,
        source=one.source,
        flagged=NOT_ELIGIBLE if refused else None,
    )


def _seats(room: ClassSeats, newcomers: Sequence[Newcomer]) -> list[GivenSeat]:
    """One for each newcomer; in the order of the list, past those who wait."""
    waits = [one.kind is EventKind.WAITLISTED for one in newcomers]
    given = iter(room.give(waits.count(False)))
    return [WAITS if one else next(given) for one in waits]


def _row(the_class: ClassRow, one: Newcomer, number: str, given: GivenSeat) -> EnrollmentRow:
    waits = one.kind is EventKind.WAITLISTED
    return EnrollmentRow(
        id=enrollment_id_of(the_class.id, one.person_id),
        class_id=the_class.id,
        person_id=one.person_id,
        number=number,
        paid_category=one.category,
        seat=given.seat.value,
        lease_id=given.lease_id,
        source=one.source,
        flagged=one.flagged,
        note=one.note,
        status=Status.WAITLISTED if waits else Status.APPLIED,
        joined_on=None if waits else one.joins,
        left_on=None,
    )


def _values(work: Work, row: EnrollmentRow) -> dict[str, Any]:
    return {**dict(zip(EnrollmentRow.__slots__, _all_of(row), strict=True)), "county_code": work.county_code}


def _stint(work: Work, row: EnrollmentRow) -> dict[str, Any]:
    if row.joined_on is None:
        raise ValueError(row.id)
    return {
        "id": stint_id_of(row.id, row.joined_on),
        "county_code": work.county_code,
        "enrollment_id": row.id,
        "class_id": row.class_id,
        "joined_on": row.joined_on,
        "left_on": None,
        "left_reason": None,
    }


def _events(work: Work, made: Sequence[EnrollmentRow], newcomers: Sequence[Newcomer]) -> list[dict[str, Any]]:
    """The first event of each; they happen in the order of the list."""
    today, written = work.today(), []
    for row, one in zip(made, newcomers, strict=True):
        day = one.joins if one.day_named else today
        step = Step(enrollment=row, kind=one.kind, day=day, override=one.override, lease_id=row.lease_id)
        event = EnrollmentEvent(id=work.new_id(), kind=one.kind, day=day, at=work.now())
        written.append(event_values(work, step, event=event))
    return written


def _answers(
    applicants: Sequence[Applicant],
    living: Mapping[str, str],
    known: Mapping[str, EnrollmentRow],
    made: Mapping[str, EnrollmentRow],
    verdicts: Mapping[str, tuple[Verdict, ...]],
) -> tuple[Enrolled, ...]:
    answered: set[str] = set()
    answers = []
    for one in applicants:
        person = living.get(one.person_id, one.person_id)
        row = known.get(person) or made[person]
        already = person in known or person in answered
        answered.add(person)
        answers.append(Enrolled(person, row.id, row.status, already, verdicts.get(person, ())))
    return tuple(answers)
