"""Training classes (班级): made from a course version, edited, copied, listed; their steps stand in ``class_step``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import CLASS_STEPS, ClassState, LessonState, fixed_fields
from trainingdesk.services import class_details, class_number
from trainingdesk.services.attendance import attendance_of_class
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_access import class_seen, narrowed
from trainingdesk.services.class_checklist import missing
from trainingdesk.services.class_details import NewClass
from trainingdesk.services.class_step import advance
from trainingdesk.services.enrolling import Applicant, enroll_many
from trainingdesk.services.policy import county_policy
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import class_facts, rows
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import lesson as stored_lesson
from trainingdesk.storage import training_class as stored
from trainingdesk.storage.training_class import ClassFilter, ClassLine, ClassRow
from trainingdesk.wire.ids import fact_id

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.attendance import AttendanceRate
    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow
    from trainingdesk.storage.training_class import ClassEventRow

__all__ = [
    "ClassFilter",
    "ClassLine",
    "ClassPage",
    "ClassRow",
    "NewClass",
    "advance",
    "class_by_number",
    "class_page",
    "class_seen",
    "copy_class",
    "edit_class",
    "hand_in_document",
    "list_classes",
    "missing",
    "new_class",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassPage:
    """A class with its numbers; ``attendance`` is None while nothing was held, ``next_steps`` are what its state allows."""

    head: ClassRow
    course: CourseRow
    institution: InstitutionRow
    enrolled: int
    waiting: int
    lessons: int
    lessons_held: int
    periods: int
    periods_held: int
    attendance: AttendanceRate | None
    events: tuple[ClassEventRow, ...]
    documents: dict[str, date | None]
    next_steps: tuple[ClassState, ...]


def new_class(work: Work, details: NewClass) -> Changes:
    """A class in draft, under the policy that holds on its first day.

    Raises Refused for a course version that does not hold on that day, an institution or a platform that may not give it
    (the reason named), a number that is taken, days that are no class, and places or people that are no longer there.
    """
    with work.writing(Action.EDIT_CLASS) as session:
        row, said = _add(work, session, details)
        return changed(session, Topic.CLASSES, rows=(row,), said=said)


def edit_class(work: Work, class_id: str, details: NewClass) -> Changes:
    """Change a class; ``details`` is the whole form. What was applied for stays as it is once it was handed in.

    Raises Refused for a field that is fixed in the class's state, for fewer places than people, and as ``new_class`` does.
    """
    with work.writing(Action.EDIT_CLASS) as session:
        present = class_seen(work, session, class_id)
        asked = _with_what_stands(present, details)
        values = _changed_values(present, asked)
        _refuse_fixed(present, values)
        said: tuple[Said, ...] = ()
        if values.keys() & class_details.CHECKED:
            values, said = _checked_again(work, session, present, asked)
        rows.change(session, "training_class", class_id, values)
        return changed(session, Topic.CLASSES, rows=(class_id,), said=said)


def copy_class(
    work: Work, class_id: str, *, starts_on: date, ends_on: date | None = None, with_roster: bool = False
) -> Changes:
    """The same class in a new term, as long as the old one where no end is given (FEATURES 22).

    It takes the course version and the policy of its own first day. With the roster, everybody who has a seat in the old
    class is enrolled; whom a rule refuses goes in flagged. Lessons and papers are not copied.
    """
    with work.writing(Action.EDIT_CLASS) as session:
        old = class_seen(work, session, class_id)
        course = class_details.course_version_on(session, old.course_id, on=starts_on)
        details = replace(
            class_details.details_of(old),
            course_id=course.id,
            starts_on=starts_on,
            ends_on=ends_on or starts_on + (old.ends_on - old.starts_on),
            number=None,
            name=None,
        )
        row, said = _add(work, session, details, copied_from=old.id)
        if with_roster:
            work.require(Action.ENROLL)
            said += _copy_roster(work, session, old, row)
        return changed(session, Topic.CLASSES, Topic.ENROLLMENTS, rows=(row,), said=said)


def list_classes(
    work: Work, wanted: ClassFilter | None = None, *, limit: int = 200, offset: int = 0
) -> tuple[ClassLine, ...]:
    """Classes, the latest to start first, a page at a time; an instructor sees their own only."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.classes(session, narrowed(work, wanted), limit=limit, offset=offset)


def count_classes(work: Work, wanted: ClassFilter | None = None) -> int:
    """How many classes a filter leaves."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.count_classes(session, narrowed(work, wanted))


def class_by_number(work: Work, number: str) -> ClassRow:
    """The class of this number, or of this id; raises Refused where there is none that the worker sees."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        found = stored.class_numbered(session, number.strip()) or stored.class_of(session, number.strip())
        if found is None:
            raise Refused("training_class.unknown_number", number=number)
        return class_seen(work, session, found.id)


def class_page(work: Work, class_id: str) -> ClassPage:
    """Everything that stands at the head of a class."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        head = class_seen(work, session, class_id)
        course, institution = class_details.stands_on(session, head)
        people = class_facts.people(session, class_id)
        lessons = [one for one in stored_lesson.lessons_of(session, class_id) if one.state is not LessonState.CANCELLED]
        held = [one for one in lessons if one.state is LessonState.HELD]
        return ClassPage(
            head=head,
            course=course,
            institution=institution,
            enrolled=people.roster,
            waiting=people.waiting,
            lessons=len(lessons),
            lessons_held=len(held),
            periods=sum(one.periods for one in lessons),
            periods_held=sum(one.periods for one in held),
            attendance=attendance_of_class(session, head).total if held else None,
            events=stored.events_of(session, class_id),
            documents=stored.documents_of(session, class_id),
            next_steps=CLASS_STEPS.allowed(head.state),
        )


def hand_in_document(
    work: Work, class_id: str, kind: str, *, on: date | None = None, note: str | None = None, sha256: str | None = None
) -> Changes:
    """A paper of the class was handed in, today where no day is named; raises Refused for a day to come."""
    day = on or work.today()
    if day > work.today():
        raise Refused("training_class.document_in_future", found=day)
    return _document(work, class_id, kind, {"handed_in_on": day, "note": note, "sha256": sha256})


def ask_for_document(work: Work, class_id: str, kind: str, *, note: str | None = None) -> Changes:
    """The county asks for one more paper; until it is handed in it stands on the checklist."""
    return _document(work, class_id, kind, {"handed_in_on": None, "note": note, "sha256": None})


def _add(
    work: Work, session: Session, details: NewClass, *, copied_from: str | None = None
) -> tuple[str, tuple[Said, ...]]:
    checked, course, institution, said = class_details.check(session, details, today=work.today())
    policy = county_policy(session, details.starts_on)
    number = (details.number or "").strip() or class_number.new_number(work, session, details.starts_on)
    _refuse_taken(session, number)
    name = (details.name or "").strip() or class_number.new_name(work, session, course, institution, details.starts_on)
    values = {
        **asdict(checked),
        "number": number,
        "name": name,
        "policy": policy.key,
        "policy_version": policy.version,
        "state": ClassState.DRAFT,
        "copied_from": copied_from,
    }
    row = rows.add(session, "training_class", row_id=work.new_id(), county_code=work.county_code, values=values)
    return row, said


def _refuse_taken(session: Session, number: str) -> None:
    """A number is never given twice, not even that of a deleted class."""
    if number in stored.numbers_beginning(session, number):
        raise Refused("training_class.number_taken", number=number)


def _with_what_stands(present: ClassRow, details: NewClass) -> NewClass:
    """The form with what the desk had filled in itself, where nothing it follows from was changed."""
    same_place, same_course = details.venue_id == present.venue_id, details.course_id == present.course_id
    return replace(
        details,
        number=(details.number or "").strip() or present.number,
        name=(details.name or "").strip() or present.name,
        division=details.division or (present.division if same_place else None),
        platform_id=details.platform_id or (present.platform_id if same_course else None),
    )


def _changed_values(present: ClassRow, asked: NewClass) -> dict[str, Any]:
    return {name: value for name, value in asdict(asked).items() if value != getattr(present, name)}


def _refuse_fixed(present: ClassRow, values: dict[str, Any]) -> None:
    fixed = fixed_fields(present.state)
    if values.keys() & fixed:
        raise Refused("training_class.applied_for", number=present.number)


def _checked_again(
    work: Work, session: Session, present: ClassRow, asked: NewClass
) -> tuple[dict[str, Any], tuple[Said, ...]]:
    checked, _course, _institution, said = class_details.check(
        session, asked, today=work.today(), opens=not fixed_fields(present.state), class_id=present.id
    )
    seated = class_facts.people(session, present.id).roster
    if checked.capacity < seated:
        raise Refused("training_class.capacity_below_roster", found=checked.capacity, wanted=seated)
    values = _changed_values(present, checked)
    if "number" in values:
        _refuse_taken(session, values["number"])
    if "starts_on" in values:
        policy = county_policy(session, checked.starts_on)
        values |= {"policy": policy.key, "policy_version": policy.version}
    return values, said


def _copy_roster(work: Work, session: Session, old: ClassRow, row: str) -> tuple[Said, ...]:
    seated = [one for one in stored_enrollment.enrollments_of_class(session, old.id) if one.status in stored.SEATED]
    applicants = [Applicant(one.person_id, one.paid_category, None, "copy") for one in seated]
    new = stored.class_of(session, row)
    if not applicants or new is None:
        return ()
    enrolled = enroll_many(work, session, new, applicants)
    flagged = sum(1 for one in enrolled if one.refused_by)
    return (Said.of("training_class.roster_copied", count=len(enrolled), flagged=flagged),)


def _document(work: Work, class_id: str, kind: str, values: dict[str, Any]) -> Changes:
    named = kind.strip()
    if not named:
        raise Refused("training_class.document_without_name")
    with work.writing(Action.EDIT_CLASS) as session:
        the_class = class_seen(work, session, class_id)
        row = rows.put(
            session,
            "class_document",
            row_id=fact_id("class_document", the_class.id, named),
            county_code=work.county_code,
            keys={"class_id": the_class.id, "kind": named},
            values=values,
        )
        return changed(session, Topic.CLASSES, rows=(the_class.id, row))
