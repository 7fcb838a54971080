"""Giving one person a place in a class, or one on its waiting list: as a new enrollment, or as the old one opened again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import EventKind
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import eligibility
from trainingdesk.services.changes import Said
from trainingdesk.services.enrolling import PROVISIONAL, Newcomer, enter, joins_on
from trainingdesk.services.enrollment_record import Step, take
from trainingdesk.services.seating import WAITS, class_seats, seats_free
from trainingdesk.storage import person as people
from trainingdesk.storage import rows, training_class
from trainingdesk.storage.person_merge import aliases
from trainingdesk.storage.roster import people_by_id

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow
    from trainingdesk.storage.person import PersonRow
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Placing:
    """Who comes into which class, and how; ``override`` is why a rule or the capacity is set aside."""

    the_class: ClassRow
    person: PersonRow
    category: str | None = None
    override: str | None = None
    joined_on: date | None = None
    note: str | None = None
    source: str = "single"


def place(work: Work, session: Session, placing: Placing, known: EnrollmentRow | None) -> tuple[str, tuple[Said, ...]]:
    """Place somebody who is not in the class; ``known`` is the enrollment of one who left it before.

    Answers the enrollment's id and what should be said: the waiting list, rules that could not decide. Raises Refused for
    the first rule that says no, unless it was set aside.
    """
    verdicts = _verdicts(work, session, placing)
    refuse_by(verdicts, override=placing.override)
    waits = seats_free(work, session, placing.the_class) <= 0 and placing.override is None
    if known is None:
        enrollment_id = _enter(work, session, placing, waits=waits)
    else:
        enrollment_id = _reopen(work, session, placing, known, waits=waits)
    open_ones = sum(1 for one in verdicts if one.decision is Decision.UNDECIDED)
    said = [Said.of("enrollment.rules_undecided", name=placing.person.name, count=open_ones)] if open_ones else []
    if waits:
        said.append(Said.of("enrollment.waits", name=placing.person.name, capacity=placing.the_class.capacity))
    return enrollment_id, tuple(said)


def refuse_by(verdicts: Iterable[Verdict], *, override: str | None) -> None:
    """Raise Refused with the first *no*, unless it is set aside."""
    for verdict in verdicts:
        if verdict.decision is Decision.NO and override is None:
            raise Refused(verdict.reason or "", clause=verdict.clause, **verdict.values)


def check_override(work: Work, override: str | None) -> None:
    """Raise Refused where a rule is to be set aside without a reason, or by somebody who may not (FEATURES 28)."""
    if override is None:
        return
    if not override.strip():
        raise Refused("enrollment.override_reason")
    work.require(Action.OVERRIDE_RULE)


def class_present(session: Session, class_id: str) -> ClassRow:
    """One living class; raises Refused where there is none."""
    found = training_class.class_of(session, class_id)
    if found is None:
        raise Refused("enrollment.class_unknown")
    return found


def person_present(session: Session, person_id: str) -> PersonRow:
    """One living person, under whichever id; raises Refused where there is none."""
    found = people.person(session, person_id)
    if found is None:
        raise Refused("person.unknown")
    return found


def persons_present(session: Session, person_ids: Collection[str]) -> dict[str, PersonRow]:
    """Many living people by the ids that were asked for, in two statements; raises Refused where one is nobody's."""
    merged = aliases(session)
    found = people_by_id(session, {merged.get(one, one) for one in person_ids})
    try:
        return {one: found[merged.get(one, one)] for one in person_ids}
    except KeyError:
        raise Refused("person.unknown") from None


def _verdicts(work: Work, session: Session, placing: Placing) -> tuple[Verdict, ...]:
    answers = eligibility.check(
        session, placing.the_class, [placing.person.id], today=work.today(), joined_on=placing.joined_on
    )
    return answers[placing.person.id]


def _enter(work: Work, session: Session, placing: Placing, *, waits: bool) -> str:
    newcomer = Newcomer(
        person_id=placing.person.id,
        kind=EventKind.WAITLISTED if waits else EventKind.APPLIED,
        joins=joins_on(work, placing.the_class, placing.joined_on),
        day_named=placing.joined_on is not None,
        category=placing.category,
        note=placing.note,
        source=placing.source,
        flagged=PROVISIONAL if placing.person.provisional else None,
        override=placing.override,
    )
    (row,) = enter(work, session, placing.the_class, (newcomer,))
    return row.id


def _reopen(work: Work, session: Session, placing: Placing, known: EnrollmentRow, *, waits: bool) -> str:
    """The same enrollment with a new stint; number, marks and hours stay."""
    joins = joins_on(work, placing.the_class, placing.joined_on)
    day = joins if placing.joined_on is not None else work.today()
    given = WAITS if waits else class_seats(work, session, placing.the_class).give()[0]
    again = {"override": placing.override, "lease_id": given.lease_id}
    steps = [
        Step(enrollment=known, kind=EventKind.REOPENED, day=day, roll_day=joins, **again),
        Step(enrollment=known, kind=EventKind.WAITLISTED, day=day, roll_day=joins),
    ]
    take(work, session, steps if waits else steps[:1])
    values: dict[str, object] = {**given.values(), "flagged": None}
    if placing.person.provisional:
        values["flagged"] = PROVISIONAL
    if placing.category is not None:
        values["paid_category"] = placing.category
    if placing.note is not None:
        values["note"] = placing.note
    rows.change(session, "enrollment", known.id, values)
    return known.id
