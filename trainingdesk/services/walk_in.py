"""Somebody who stands at the door of a lesson (现场补录): known, with an ID typed in, or without one.

They are on the roll from this day and can be marked at once; a flag tells the clerk to look, and nobody provisional is
counted before the record is complete (FEATURES 37, 120).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.enrollment import ON_ROLL, EventKind, Status
from trainingdesk.domain.errors import Refused
from trainingdesk.services import eligibility
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.enrolling import (
    NOT_ELIGIBLE,
    PROVISIONAL,
    WALK_IN,
    Newcomer,
    enter,
    people_in,
)
from trainingdesk.services.enrollment_placing import person_present
from trainingdesk.services.enrollment_record import Step, take
from trainingdesk.services.person import reader
from trainingdesk.services.register_sheet import refuse_unless_taking, sheet_of
from trainingdesk.services.seating import class_seats, seats_free
from trainingdesk.services.work import changed
from trainingdesk.storage import person as people
from trainingdesk.storage import rows
from trainingdesk.storage.roster import people_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlmodel import Session

    from trainingdesk.domain.identity import Sex
    from trainingdesk.services.register_sheet import Sheet
    from trainingdesk.services.work import Work
    from trainingdesk.storage.enrollment import EnrollmentRow
    from trainingdesk.storage.person import PersonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkIn:
    """Who stands at the door: somebody known by id, a document number as typed or scanned, or a name alone."""

    person_id: str | None = None
    document_number: str | None = None
    name: str | None = None
    phone: str | None = None
    sex: Sex | None = None


def walk_in(work: Work, lesson_id: str, who: WalkIn) -> Changes:
    """Put somebody on the roll of a lesson's class from its day on, flagged for the clerk; ``rows`` is the enrollment.

    A full class and a rule that says no are told and flagged, not refused: the person has come. Raises Refused for a lesson
    that takes no register now or whose register is closed, for a document number that cannot be, and where neither a number
    nor a name is given.
    """
    with work.writing(Action.ADD_AT_DOOR) as session:
        sheet = sheet_of(work, session, lesson_id)
        refuse_unless_taking(sheet)
        if sheet.closed:
            raise Refused("attendance.register_closed", day=sheet.lesson.day)
        enrolled = people_in(session, sheet.the_class.id)
        person, told = _person(work, session, who, enrolled)
        known = enrolled.get(person.id)
        if known is not None and known.status in ON_ROLL:
            said: tuple[Said, ...] = (Said.of("enrollment.in_class_already", number=known.number, name=person.name),)
            return changed(session, rows=(known.id,), said=said)
        flag, said = _flag(work, session, sheet, person)
        row = _enter(work, session, sheet, person, flag) if known is None else _back(work, session, sheet, known, flag)
        topics = (Topic.ENROLLMENTS, Topic.PEOPLE, Topic.ATTENDANCE)
        return changed(session, *topics, rows=(row,), said=(*said, *told))


def _person(
    work: Work, session: Session, who: WalkIn, enrolled: Mapping[str, EnrollmentRow]
) -> tuple[PersonRow, tuple[Said, ...]]:
    """The person, and what should be said: another name on file, what looks odd in what was typed."""
    if who.person_id is not None:
        return person_present(session, who.person_id), ()
    written = {"document_number": who.document_number, "name": who.name, "phone": who.phone}
    reading = reader(work, session).read({field: text for field, text in written.items() if text})
    for problem in reading.problems:
        raise problem.refusal
    number = reading.values.get("document_number")
    known = None if number is None else people.person_with_number(session, number)
    typed = reading.values.get("name")
    if known is not None:
        other = typed is not None and typed != known.name
        return known, (Said.of("person.other_name_on_file", found=typed, name=known.name),) if other else ()
    if typed is None:
        raise Refused("person.no_name")
    namesakes = () if number else _namesakes(session, reading.values["name_key"], enrolled)
    same = next((one for one in namesakes if one.provisional and _one_phone(one, reading.values)), None)
    if same is not None:
        return same, ()
    alike = [
        Said.of("enrollment.same_name_in_class", name=one.name, number=enrolled[one.id].number) for one in namesakes
    ]
    doubts = [Said.of(doubt.key, **doubt.values) for doubt in reading.doubts]
    return _newcomer(work, session, who, reading.values), (*alike, *doubts)


def _newcomer(work: Work, session: Session, who: WalkIn, read: Mapping[str, Any]) -> PersonRow:
    """Somebody whom the desk did not know; provisional until there is a document number."""
    values = {**read, "provisional": read.get("document_number") is None}
    if who.sex is not None:
        values.setdefault("sex", who.sex)
    row = rows.add(session, "person", row_id=work.new_id(), county_code=work.county_code, values=values)
    return person_present(session, row)


def _namesakes(session: Session, name_key: str, enrolled: Mapping[str, EnrollmentRow]) -> tuple[PersonRow, ...]:
    """People of the class who have this name; who waits for a document may be the one at the door (FEATURES 10)."""
    found = (row.id for row in people_named(session, {name_key}) if row.id in enrolled)
    return tuple(person_present(session, one) for one in found)


def _one_phone(one: PersonRow, values: Mapping[str, Any]) -> bool:
    """Whether the phones do not tell two people apart."""
    typed = values.get("phone")
    return typed is None or one.phone is None or typed == one.phone


def _flag(work: Work, session: Session, sheet: Sheet, person: PersonRow) -> tuple[str, tuple[Said, ...]]:
    """The flag that says most, and everything there is to say."""
    the_class = sheet.the_class
    answers = eligibility.check(session, the_class, [person.id], today=work.today(), joined_on=sheet.lesson.day)
    refused = eligibility.refusals(answers[person.id])
    said = [Said.of("enrollment.at_the_door", name=person.name)]
    said += [Said.of(one.reason or "", **one.values) for one in refused]
    if seats_free(work, session, the_class) <= 0:
        said.append(Said.of("enrollment.over_capacity", number=the_class.number, capacity=the_class.capacity))
    if person.provisional:
        return PROVISIONAL, tuple(said)
    return NOT_ELIGIBLE if refused else WALK_IN, tuple(said)


def _enter(work: Work, session: Session, sheet: Sheet, person: PersonRow, flag: str) -> str:
    newcomer = Newcomer(
        person_id=person.id,
        kind=EventKind.APPLIED,
        joins=sheet.lesson.day,
        day_named=True,
        source="walk_in",
        flagged=flag,
    )
    (row,) = enter(work, session, sheet.the_class, (newcomer,))
    return row.id


def _back(work: Work, session: Session, sheet: Sheet, known: EnrollmentRow, flag: str) -> str:
    """Who left comes back; who waited has come to the class, and a reviewer looks at it afterwards."""
    kind = EventKind.CONFIRMED if known.status is Status.WAITLISTED else EventKind.REOPENED
    (given,) = class_seats(work, session, sheet.the_class).give()
    take(work, session, [Step(enrollment=known, kind=kind, day=sheet.lesson.day, lease_id=given.lease_id)])
    rows.change(session, "enrollment", known.id, {"flagged": flag, **given.values()})
    return known.id
