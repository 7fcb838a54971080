"""What a clerk enters for a class, checked against the catalogue."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.division import read_division
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import DELIVERY_CODES, DeliveryMode
from trainingdesk.services.changes import Said
from trainingdesk.services.class_provider import (
    places_said,
    require_may_open,
    require_open_platform,
    teaching_of,
    valid_course,
)
from trainingdesk.settings.code_tables import CodeTable
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow
    from trainingdesk.storage.training_class import ClassRow

_BETWEEN: Final = re.compile(r"[;,、\s]+")
#: A change of one of these has the whole class checked again.
CHECKED: Final = frozenset(
    {
        "course_id", "institution_id", "starts_on", "ends_on", "capacity", "mode", "number", "venue_id", "platform_id",
        "division", "instructor_id",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewClass:
    """What a clerk enters for a class; ``mode`` is a code or a name of the delivery modes (F2F, OMO, ONL, VIL, PRJ, ORD).

    A number and a name that are not given are made by the county's patterns.
    """

    course_id: str
    institution_id: str
    starts_on: date
    ends_on: date
    capacity: int
    mode: str = "F2F"
    number: str | None = None
    name: str | None = None
    venue_id: str | None = None
    platform_id: str | None = None
    division: str | None = None
    instructor_id: str | None = None
    employer_id: str | None = None
    department: str | None = None
    textbook: str | None = None
    assessment_plan: str | None = None
    note: str | None = None


def details_of(the_class: ClassRow) -> NewClass:
    """The form of a class as it stands."""
    return NewClass(**{field.name: getattr(the_class, field.name) for field in fields(NewClass)})


def check(
    session: Session, details: NewClass, *, today: date, opens: bool = True, class_id: str | None = None
) -> tuple[NewClass, CourseRow, InstitutionRow, tuple[Said, ...]]:
    """The details as they are kept, with what they stand on and what should be said.

    ``opens`` asks whether the class may be opened at all; of a class that was approved that was decided. Raises Refused for
    the first thing that does not fit.
    """
    if details.ends_on < details.starts_on:
        raise Refused("training_class.ends_before_it_starts", first=details.starts_on, last=details.ends_on)
    if details.capacity < 1:
        raise Refused("training_class.no_capacity")
    course, institution = _stands_on(session, details, opens=opens)
    said: tuple[Said, ...] = ()
    if opens:
        teaching = teaching_of(course, starts_on=details.starts_on, ends_on=details.ends_on)
        said = require_may_open(session, institution, teaching, today=today)
        said += places_said(session, institution, teaching, capacity=details.capacity, class_id=class_id)
        require_open_platform(session, details.platform_id or course.platform_id)
    mode = _mode(details.mode, course)
    division, more = _place(session, details, mode)
    _require_instructor(session, details.instructor_id)
    checked = replace(details, mode=mode, division=division, platform_id=details.platform_id or course.platform_id)
    return checked, course, institution, said + more


def stands_on(session: Session, the_class: ClassRow) -> tuple[CourseRow, InstitutionRow]:
    """Course version and institution of a class; raises Refused where a desk does not have them yet."""
    course = catalogue.course(session, the_class.course_id)
    institution = catalogue.institution(session, the_class.institution_id)
    if course is None:
        raise Refused("course.unknown")
    if institution is None:
        raise Refused("institution.unknown")
    return course, institution


def course_version_on(session: Session, course_id: str, *, on: date) -> CourseRow:
    """The version of the same course that holds on a day; raises Refused where none does."""
    present = catalogue.course(session, course_id)
    if present is None:
        raise Refused("course.unknown")
    for one in catalogue.versions_of(session, present.code):
        begun = one.valid_from is None or one.valid_from <= on
        if one.status != "retired" and begun and (one.valid_to is None or on <= one.valid_to):
            return one
    raise Refused("course.not_valid_on", name=present.name, version=present.version, day=on)


def _stands_on(session: Session, details: NewClass, *, opens: bool) -> tuple[CourseRow, InstitutionRow]:
    institution = catalogue.institution(session, details.institution_id)
    if institution is None:
        raise Refused("institution.unknown")
    if opens:
        course = valid_course(session, details.course_id, on=details.starts_on)
    else:
        course = _present_course(session, details.course_id)
    if course.institution_id not in {None, institution.id}:
        raise Refused("training_class.course_of_another", name=course.name)
    return course, institution


def _present_course(session: Session, course_id: str) -> CourseRow:
    course = catalogue.course(session, course_id)
    if course is None:
        raise Refused("course.unknown")
    return course


def mode_name(code: str) -> str:
    """What people call a delivery mode; a code that no list has stands for itself."""
    modes = CodeTable.shipped("delivery_modes")
    return modes[code].name if code in modes else code


def _mode(written: str, course: CourseRow) -> str:
    """The code of a delivery mode; raises Refused for one that is in no list, or that the course is not taught in."""
    code = CodeTable.shipped("delivery_modes").find(written)
    if code is None:
        raise Refused("training_class.mode_unknown", found=written)
    offered = modes_of(course)
    if offered and code not in offered:
        raise Refused("training_class.mode_not_offered", name=course.name)
    return code


def modes_of(course: CourseRow) -> tuple[str, ...]:
    """The codes of the ways in which a course is taught; none where the catalogue names none."""
    return tuple(part for part in _BETWEEN.split(course.delivery_modes) if part)


def _place(session: Session, details: NewClass, mode: str) -> tuple[str | None, tuple[Said, ...]]:
    """The division, the venue's where none is given, and a warning where the room is too small for the class."""
    venue = None if details.venue_id is None else catalogue.venue(session, details.venue_id)
    if details.venue_id is not None and (venue is None or venue.status != "active"):
        raise Refused("training_class.venue_gone")
    written = (details.division or "").strip() or (venue.division if venue is not None else None)
    division = None if written is None else read_division(written).value
    if division is None and DELIVERY_CODES.get(mode) is DeliveryMode.IN_VILLAGE:
        raise Refused("training_class.no_division")
    if venue is None or venue.capacity is None or venue.capacity >= details.capacity:
        return division, ()
    said = Said.of("training_class.room_too_small", name=venue.name, found=venue.capacity, wanted=details.capacity)
    return division, (said,)


def _require_instructor(session: Session, instructor_id: str | None) -> None:
    if instructor_id is None:
        return
    instructor = catalogue.instructor(session, instructor_id)
    if instructor is None or instructor.status != "active":
        raise Refused("training_class.instructor_gone")
