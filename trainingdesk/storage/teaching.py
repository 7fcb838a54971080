"""What an instructor taught (执教履历), computed from the lessons that were held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import case, func, select

from trainingdesk.domain.lesson import LessonPart
from trainingdesk.domain.training_class import LessonState
from trainingdesk.storage.rows import fetch, live, table

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class TaughtClass:
    """A class in which an instructor held lessons; ``stood_in`` counts those held as a substitute."""

    class_id: str
    number: str
    name: str
    course: str
    institution: str
    first_day: date
    last_day: date
    lessons: int
    stood_in: int
    theory: int
    practice: int
    online: int

    @property
    def periods(self) -> int:
        """All class periods taught."""
        return self.theory + self.practice + self.online


def taught(
    session: Session, instructor_id: str, *, first: date | None = None, last: date | None = None
) -> tuple[TaughtClass, ...]:
    """The classes of an instructor, the latest first; a lesson counts for the substitute where one was named."""
    lesson, owner = table("lesson"), table("training_class")
    course, institution = table("course"), table("institution")
    query = (
        select(
            owner.c.id, owner.c.number, owner.c.name, course.c.name, institution.c.name,
            func.min(lesson.c.day, type_=lesson.c.day.type), func.max(lesson.c.day, type_=lesson.c.day.type),
            func.count(), func.sum(case((lesson.c.substitute_id == instructor_id, 1), else_=0)),
            *(_periods(part) for part in (LessonPart.THEORY, LessonPart.PRACTICE, LessonPart.ONLINE)),
        )
        .select_from(lesson.join(owner, owner.c.id == lesson.c.class_id))
        .join(course, course.c.id == owner.c.course_id)
        .join(institution, institution.c.id == owner.c.institution_id)
        .where(live("lesson"), live("training_class"), lesson.c.state == LessonState.HELD.value)
        .where(func.coalesce(lesson.c.substitute_id, lesson.c.instructor_id) == instructor_id)
        .group_by(owner.c.id, owner.c.number, owner.c.name, course.c.name, institution.c.name)
        .order_by(func.max(lesson.c.day).desc(), owner.c.number)
    )  # fmt: skip
    if first is not None:
        query = query.where(lesson.c.day >= first)
    if last is not None:
        query = query.where(lesson.c.day <= last)
    return fetch(session, TaughtClass, query)


def _periods(part: LessonPart) -> ColumnElement[int]:
    lesson = table("lesson")
    return func.coalesce(func.sum(case((lesson.c.part == part.value, lesson.c.periods), else_=0)), 0)
