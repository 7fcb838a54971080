"""Numbers and names of new classes by the county's patterns (settings ``numbers.class`` and ``names.class``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trainingdesk.domain.class_number import ClassNumberPattern
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import CLASS_NAME, CLASS_NUMBER
from trainingdesk.storage import catalogue
from trainingdesk.storage import training_class as stored
from trainingdesk.storage.enrollment import device

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow


def new_number(work: Work, session: Session, starts_on: date) -> str:
    """The next number; on a joined desk it holds the desk, so that two desks without a network never give one number."""
    desk = device(session)
    pattern = ClassNumberPattern(value_of(session, CLASS_NUMBER))
    if desk.joined:
        pattern = pattern.on_device(desk.number)
    values: dict[str, str | int] = {
        "county": work.county_code,
        "year": starts_on.year,
        "month": starts_on.month,
        "device": desk.number,
    }
    return pattern.next_number(stored.numbers_beginning(session, pattern.beginning(values)), values)


def new_name(work: Work, session: Session, course: CourseRow, institution: InstitutionRow, starts_on: date) -> str:
    """The next name of its kind: year, institution, occupation, level and how many classes of the kind there were."""
    pattern = ClassNumberPattern(value_of(session, CLASS_NAME))
    values: dict[str, str | int] = {
        "county": work.county_code,
        "year": starts_on.year,
        "month": starts_on.month,
        "device": device(session).number,
        "institution": institution.name,
        "occupation": course.occupation_name or course.name,
        "level": _level_name(session, course.level),
    }
    return pattern.next_number(stored.names_beginning(session, pattern.beginning(values)), values)


def _level_name(session: Session, level: str) -> str:
    """The county's name of a level; nothing for a training that has none (its name says so in brackets)."""
    for item in catalogue.code_items(session, "skill_levels"):
        if item.code == level:
            return "" if item.core in {"single_ability", "qualified"} else item.name
    return ""
