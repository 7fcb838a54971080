"""Who gives a class: the institution, the platform and the course version, each asked whether it may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain import class_provider as rule
from trainingdesk.domain import online_platform
from trainingdesk.domain.class_provider import Approval, Provider, Teaching
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.changes import Said
from trainingdesk.services.sanction import bans_of
from trainingdesk.storage import catalogue
from trainingdesk.storage.class_facts import places_taken

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow


def provider_of(session: Session, institution: InstitutionRow) -> Provider:
    """What is known of an institution, as the rules take it."""
    approvals = tuple(
        Approval(
            occupation=row.occupation_code,
            highest_level=row.highest_level,
            places=row.capacity,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in catalogue.approvals(session, institution.id)
    )
    return Provider(
        active=institution.status == "active",
        licence_until=institution.licence_until,
        approvals=approvals,
        bans=bans_of(session, institution.id),
    )


def teaching_of(course: CourseRow, *, starts_on: date, ends_on: date) -> Teaching:
    """What a class of this course would teach."""
    return Teaching(occupation=course.occupation_code or None, level=course.level, starts_on=starts_on, ends_on=ends_on)


def require_may_open(
    session: Session, institution: InstitutionRow, teaching: Teaching, *, today: date
) -> tuple[Said, ...]:
    """What is not known of the institution, to be said; raises Refused with the first reason against it."""
    verdicts = rule.may_open_class(provider_of(session, institution), teaching, today=today)
    for verdict in rule.refusals(verdicts):
        _refuse(verdict, name=institution.name)
    return tuple(
        Said.of(verdict.reason, name=institution.name, **verdict.values)
        for verdict in verdicts
        if verdict.decision is Decision.UNDECIDED and verdict.reason is not None
    )


def places_said(
    session: Session, institution: InstitutionRow, teaching: Teaching, *, capacity: int, class_id: str | None
) -> tuple[Said, ...]:
    """A warning where the classes of the occupation that run at one time are more than the agreement allows."""
    if teaching.occupation is None:
        return ()
    at_once = capacity + places_taken(
        session,
        institution.id,
        occupation=teaching.occupation,
        first=teaching.starts_on,
        last=teaching.ends_on,
        without_class=class_id,
    )
    verdict = rule.has_places(provider_of(session, institution), teaching, at_once=at_once)
    if verdict.decision is not Decision.NO or verdict.reason is None:
        return ()
    return (Said.of(verdict.reason, name=institution.name, **verdict.values),)


def require_open_platform(session: Session, platform_id: str | None) -> None:
    """Raise Refused for a platform that takes no new class: exited, in 整改, or not in the catalogue."""
    if platform_id is None:
        return
    platform = catalogue.platform(session, platform_id)
    if platform is None:
        raise Refused("platform.unknown")
    verdict = online_platform.may_take_class(platform.state)
    if verdict.decision is Decision.NO:
        _refuse(verdict, name=platform.name)


def valid_course(session: Session, course_id: str, *, on: date) -> CourseRow:
    """The course version; raises Refused where there is none, it was retired, or another version holds on the day."""
    course = catalogue.course(session, course_id)
    if course is None:
        raise Refused("course.unknown")
    if course.status == "retired":
        raise Refused("course.retired", name=course.name)
    if not _holds(course, on):
        raise Refused("course.not_valid_on", name=course.name, version=course.version, day=on)
    holding = [
        one for one in catalogue.versions_of(session, course.code) if one.status != "retired" and _holds(one, on)
    ]
    if holding and holding[0].version > course.version:
        raise Refused("course.newer_version_holds", name=course.name, version=holding[0].version)
    return course


def _holds(course: CourseRow, on: date) -> bool:
    begun = course.valid_from is None or course.valid_from <= on
    return begun and (course.valid_to is None or on <= course.valid_to)


def _refuse(verdict: Verdict, *, name: str) -> None:
    if verdict.reason is not None:
        raise Refused(verdict.reason, **{"name": name, **verdict.values, "clause": verdict.clause})
