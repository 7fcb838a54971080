"""What a class still lacks for a step: the facts from storage, the numbers from the policy of its first day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trainingdesk.domain.access import Action
from trainingdesk.domain.assessment import SITS
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.class_checklist import ClassFacts, missing_for
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.class_provider import may_teach
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.lesson import LessonPart
from trainingdesk.domain.online_platform import may_take_class
from trainingdesk.domain.policy_limits import class_limits
from trainingdesk.domain.sanction import ban_on
from trainingdesk.domain.training_class import DELIVERY_CODES, ClassState, DeliveryMode, LessonState
from trainingdesk.domain.verdict import Decision
from trainingdesk.services import eligibility
from trainingdesk.services.attendance import attendance_of_class
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_provider import provider_of, teaching_of
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.lesson_clash import clashes_in
from trainingdesk.services.policy import policy_of
from trainingdesk.storage import catalogue, class_facts
from trainingdesk.storage import enrollment as stored_enrollment
from trainingdesk.storage import lesson as stored_lesson
from trainingdesk.storage import training_class as stored

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow
    from trainingdesk.storage.lesson import LessonRow
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True)
class _Class:
    """A class with the rows it stands on."""

    row: ClassRow
    course: CourseRow
    institution: InstitutionRow
    lessons: tuple[LessonRow, ...]


def missing(work: Work, class_id: str, to: ClassState) -> tuple[Missing, ...]:
    """Everything that stands between a class and a step, items that do not block too."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        return missing_in(session, the_class, to, today=work.today())


def missing_in(session: Session, the_class: ClassRow, to: ClassState, *, today: date) -> tuple[Missing, ...]:
    """The same inside a transaction."""
    found = _Class(the_class, *_stands_on(session, the_class), stored_lesson.lessons_of(session, the_class.id))
    policy = policy_of(session, the_class.policy, the_class.policy_version)
    limits = class_limits(
        policy, level=found.course.level, training_type=found.course.training_type, mode=the_class.mode
    )
    facts = _facts(session, found, to, today)
    return missing_for(to, facts, limits=limits, calendar=calendar_of(session))


def _stands_on(session: Session, the_class: ClassRow) -> tuple[CourseRow, InstitutionRow]:
    course = catalogue.course(session, the_class.course_id)
    institution = catalogue.institution(session, the_class.institution_id)
    if course is None:
        raise Refused("course.unknown")
    if institution is None:
        raise Refused("institution.unknown")
    return course, institution


def _facts(session: Session, found: _Class, to: ClassState, today: date) -> ClassFacts:
    """Facts that only one step asks for and that cost something are left out for the others."""
    submitted = class_facts.last_submission(session, found.row.id)
    return ClassFacts(
        today=today,
        starts_on=found.row.starts_on,
        ends_on=found.row.ends_on,
        capacity=found.row.capacity,
        filed_on=None if submitted is None else local_day(submitted[1]),
        course_periods=found.course.periods,
        clashes=len(clashes_in(session, found.row)),
        not_eligible=_not_eligible(session, found.row, today) if to is ClassState.APPROVED else 0,
        **_people(session, found.row),
        **_timetable(found),
        **_papers(session, found),
        **_provider(session, found, today),
        **_taught(session, found.row),
        **(_assessed(session, found) if to is ClassState.ASSESSED else {}),
        site_visits=class_facts.site_visits(session, found.row.id),
        open_claims=class_facts.open_claims(session, found.row.id),
    )


def _people(session: Session, the_class: ClassRow) -> dict[str, Any]:
    people = class_facts.people(session, the_class.id)
    return {
        "roster": people.roster,
        "provisional": people.provisional,
        "without_category": people.without_category,
        "without_outcome": people.without_outcome,
        "passed_without_certificate": people.passed_without_certificate,
    }


def _not_eligible(session: Session, the_class: ClassRow, today: date) -> int:
    """People whom a rule refuses and whom nobody with the role to do so let in all the same."""
    seated = [
        row for row in stored_enrollment.enrollments_of_class(session, the_class.id) if row.status in stored.SEATED
    ]
    events = stored_enrollment.events(session, [row.id for row in seated])
    asked = [row.person_id for row in seated if not any(event.override for event in events[row.id])]
    verdicts = eligibility.check(session, the_class, asked, today=today)
    return sum(1 for found in verdicts.values() if any(one.decision is Decision.NO for one in found))


def _timetable(found: _Class) -> dict[str, Any]:
    going_on = [one for one in found.lessons if one.state is not LessonState.CANCELLED]
    a_day: dict[date, int] = {}
    for one in going_on:
        a_day[one.day] = a_day.get(one.day, 0) + one.periods
    held = [one for one in going_on if one.state is LessonState.HELD]
    return {
        "lessons": len(going_on),
        "planned_periods": sum(one.periods for one in going_on),
        "most_periods_a_day": max(a_day.values(), default=0),
        "lessons_outside": sum(1 for one in going_on if not found.row.starts_on <= one.day <= found.row.ends_on),
        "lessons_without_instructor": _count_without(going_on, "instructor_id", "substitute_id"),
        "lessons_without_place": _count_without(_in_rooms(found, going_on), "venue_id"),
        "lessons_open": len(going_on) - len(held),
        "held_periods": sum(one.periods for one in held),
    }


def _count_without(lessons: Sequence[LessonRow], *fields: str) -> int:
    return sum(1 for one in lessons if not any(getattr(one, field) for field in fields))


def _in_rooms(found: _Class, lessons: Sequence[LessonRow]) -> list[LessonRow]:
    """The lessons that need a room: of an online class none, of any other those that are not taught online."""
    if DELIVERY_CODES.get(found.row.mode) is DeliveryMode.ONLINE:
        return []
    return [one for one in lessons if one.part != LessonPart.ONLINE]


def _papers(session: Session, found: _Class) -> dict[str, Any]:
    papers = stored.documents_of(session, found.row.id)
    handed_in = {kind for kind, day in papers.items() if day is not None}
    return {
        "textbook": bool(found.row.textbook or found.course.textbook) or ClassDocument.TEXTBOOK in handed_in,
        "assessment_plan": bool(found.row.assessment_plan) or ClassDocument.ASSESSMENT_PLAN in handed_in,
        "institution_commitment": ClassDocument.INSTITUTION_COMMITMENT in handed_in,
        "trainee_commitments": ClassDocument.TRAINEE_COMMITMENTS in handed_in,
        "missing_documents": tuple(sorted(kind for kind, day in papers.items() if day is None)),
    }


def _provider(session: Session, found: _Class, today: date) -> dict[str, Any]:
    provider = provider_of(session, found.institution)
    teaching = teaching_of(found.course, starts_on=found.row.starts_on, ends_on=found.row.ends_on)
    ban = ban_on(provider.bans, today)
    return {
        "may_teach": provider.active and may_teach(provider, teaching).decision is not Decision.NO,
        "licence_until": provider.licence_until,
        "banned_until": None if ban is None else ban.last,
        "ban_clause": None if ban is None else ban.clause,
        "platform_open": _platform_open(session, found.row.platform_id),
    }


def _platform_open(session: Session, platform_id: str | None) -> bool:
    platform = None if platform_id is None else catalogue.platform(session, platform_id)
    return platform is None or may_take_class(platform.state).decision is not Decision.NO


def _taught(session: Session, the_class: ClassRow) -> dict[str, Any]:
    return {
        "open_registers": class_facts.open_registers(session, the_class.id),
        "unmarked": class_facts.unmarked(session, the_class.id),
    }


def _assessed(session: Session, found: _Class) -> dict[str, Any]:
    """Who may sit the assessment, who of them has a result, and who assessed."""
    enrollments = stored_enrollment.enrollments_of_class(session, found.row.id)
    sitting = {row.id for row in enrollments if row.status in SITS}
    verdicts = attendance_of_class(session, found.row).admitted
    admitted = {one for one in sitting if one not in verdicts or verdicts[one].decision is not Decision.NO}
    assessors = class_facts.assessors(session, found.row.id)
    return {
        "admitted": len(admitted),
        "without_result": len(admitted - class_facts.with_result(session, found.row.id)),
        "assessor_named": bool(assessors),
        "assessor_trains": any(_is_same(found.institution, name, uscc) for name, uscc in assessors),
    }


def _is_same(institution: InstitutionRow, name: str, uscc: str | None) -> bool:
    return name == institution.name or (uscc is not None and uscc == institution.uscc)
