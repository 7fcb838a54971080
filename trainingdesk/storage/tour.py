"""The lessons in villages between two days (FEATURES 107)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import func, select

from trainingdesk.domain.division import NO_VILLAGE
from trainingdesk.domain.lesson import LessonPart
from trainingdesk.domain.tour import TourLesson
from trainingdesk.domain.training_class import GONE
from trainingdesk.storage.rows import live, table
from trainingdesk.storage.training_class import taught_by

if TYPE_CHECKING:
    from datetime import date

    from sqlalchemy import ColumnElement
    from sqlmodel import Session

_DIGITS = 12


def village_lessons(session: Session, *, first: date, last: date, user_id: str | None = None) -> tuple[TourLesson, ...]:
    """Lessons that go on in villages; of one instructor's classes where their user is named."""
    target, owner, venue, course = (table(name) for name in ("lesson", "training_class", "venue", "course"))
    teaching = table("instructor")
    gone = sorted(state.value for state in GONE)
    query = (
        select(
            target.c.id, target.c.class_id, owner.c.number.label("class_number"), owner.c.name.label("class_name"),
            course.c.occupation_code.label("occupation"), venue.c.id.label("village_id"), venue.c.name.label("village"),
            target.c.day, target.c.starts_at, target.c.ends_at, (target.c.part == LessonPart.PRACTICE).label("practice"),
            teaching.c.id.label("instructor_id"), teaching.c.name.label("instructor"),
        )
        .join(owner, owner.c.id == target.c.class_id)
        .join(venue, venue.c.id == target.c.venue_id)
        .join(course, course.c.id == owner.c.course_id)
        .join(teaching, teaching.c.id == func.coalesce(target.c.substitute_id, target.c.instructor_id), isouter=True)
        .where(live("lesson"), live("training_class"), target.c.day.between(first, last), _is_village(venue.c.division))
        .where(target.c.state != "cancelled", owner.c.state.not_in(gone))
    )  # fmt: skip
    if user_id is not None:
        query = query.where(taught_by(user_id))
    return tuple(TourLesson(**row._mapping) for row in session.connection().execute(query))  # noqa: SLF001 -- SQLAlchemy's public name


def _is_village(division: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a code names a village or a neighborhood (村、社区), the lowest level of the statistics."""
    return (func.length(division) == _DIGITS) & division.not_like(f"%{NO_VILLAGE}")
