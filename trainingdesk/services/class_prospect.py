"""A class before it is saved: sensible days and numbers to begin with, and what saving it would say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.policy_limits import class_limits
from trainingdesk.domain.training_class import fixed_fields
from trainingdesk.services import class_details, class_number
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_details import NewClass, modes_of
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.policy import county_policy, policy_of
from trainingdesk.storage import catalogue

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.calendar import WorkCalendar
    from trainingdesk.domain.class_checklist import ClassLimits
    from trainingdesk.services.changes import Said
    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow

#: Two half-days of four periods: what most timetables have, where the policy names no number.
_PERIODS_A_DAY: Final = 8
#: Places of a class, where the policy names no number.
_PLACES: Final = 40
_MONDAY: Final = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassProspect:
    """What a class would be called, under which policy it would stand, and what would be said about it."""

    number: str
    name: str
    policy: str
    said: tuple[Said, ...]


def begin_class(work: Work, course_id: str, *, starts_on: date | None = None) -> NewClass:
    """A class of a course as most are: filed in time, from a Monday, as long as the course takes, as large as is allowed.

    ``starts_on`` keeps a day that was chosen already. Raises Refused for a course that is not there.
    """
    with work.reading(Action.EDIT_CLASS) as session:
        course = catalogue.course(session, course_id)
        if course is None:
            raise Refused("course.unknown")
        calendar = calendar_of(session)
        limits = _limits(session, course, on=starts_on or work.today())
        first = starts_on or _first_day(calendar, work.today(), limits)
        modes = modes_of(course)
        return NewClass(
            course_id=course.id,
            institution_id=course.institution_id or "",
            platform_id=course.platform_id,
            starts_on=first,
            ends_on=_last_day(calendar, first, course, limits),
            capacity=_PLACES if limits.class_size is None else limits.class_size.value,
            mode=modes[0] if modes else "F2F",
            textbook=course.textbook,
        )


def prospect(work: Work, details: NewClass, *, class_id: str | None = None) -> ClassProspect:
    """What saving this form would make of it; ``class_id`` is the class that is edited.

    Raises Refused as ``new_class`` and ``edit_class`` do: for the course, the provider, a ban, the platform, the place.
    """
    with work.reading(Action.EDIT_CLASS) as session:
        present = None if class_id is None else class_seen(work, session, class_id)
        opens = present is None or not fixed_fields(present.state)
        checked, course, institution, said = class_details.check(
            session, details, today=work.today(), opens=opens, class_id=class_id
        )
        if present is None or present.starts_on != checked.starts_on:
            policy = county_policy(session, checked.starts_on)
        else:
            policy = policy_of(session, present.policy, present.policy_version)
        return ClassProspect(
            number=(details.number or "").strip() or class_number.new_number(work, session, checked.starts_on),
            name=(details.name or "").strip()
            or class_number.new_name(work, session, course, institution, checked.starts_on),
            policy=policy.title,
            said=said,
        )


def _limits(session: Session, course: CourseRow, *, on: date) -> ClassLimits:
    return class_limits(county_policy(session, on), level=course.level, training_type=course.training_type)


def _first_day(calendar: WorkCalendar, today: date, limits: ClassLimits) -> date:
    """The first worked Monday that leaves the policy's working days for the application."""
    notice = 0 if limits.filing_workdays is None else limits.filing_workdays.value
    day = calendar.add_working_days(today, notice).day + timedelta(days=1)
    while day.weekday() != _MONDAY or not calendar.is_working(day):
        day += timedelta(days=1)
    return day


def _last_day(calendar: WorkCalendar, first: date, course: CourseRow, limits: ClassLimits) -> date:
    """The working day on which the periods are over, whole days from the first on."""
    a_day = _PERIODS_A_DAY
    if limits.periods_a_day is not None:
        a_day = max(1, min(a_day, limits.periods_a_day.value))
    needed = -(-course.periods // a_day)
    return calendar.add_working_days(first, max(0, needed - 1)).day
