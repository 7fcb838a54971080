"""One box for everything: people, classes, courses and institutions by a few letters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.services import course, institution, person, training_class
from trainingdesk.services.training_class import ClassFilter

if TYPE_CHECKING:
    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow, InstitutionRow
    from trainingdesk.storage.person import PersonLine
    from trainingdesk.storage.training_class import ClassLine

#: Of each kind; who needs more goes to the list of that kind.
MOST: Final = 6


@dataclass(frozen=True, slots=True)
class Found:
    """What fits, the best first in each kind."""

    people: tuple[PersonLine, ...] = ()
    classes: tuple[ClassLine, ...] = ()
    courses: tuple[CourseRow, ...] = ()
    institutions: tuple[InstitutionRow, ...] = ()


def look_up(work: Work, text: str) -> Found:
    """What the worker may see of what ``text`` names; an instructor finds their own classes and nobody's file."""
    wanted = text.strip()
    if not wanted:
        return Found()
    classes = training_class.list_classes(work, ClassFilter(text=wanted), limit=MOST)
    if not work.worker.may(Action.SEE_EVERYTHING):
        return Found(classes=classes)
    return Found(
        person.find_people(work, wanted, limit=MOST),
        classes,
        course.list_courses(work, text=wanted, on=work.today())[:MOST],
        institution.list_institutions(work, text=wanted, active_only=True)[:MOST],
    )
