"""The grid of a class: people by lessons with the mark of each, as the month's book shows it (FEATURES 42)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import Month
from trainingdesk.domain.training_class import LessonState
from trainingdesk.services.attendance_marks import MarkSet, mark_set
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_attendance import attendance_of_class
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import enrollment as enrollments
from trainingdesk.storage import lesson as lessons

if TYPE_CHECKING:
    from collections.abc import Mapping

    from trainingdesk.domain.attendance import AttendanceRate, Mark
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import LessonRow


@dataclass(frozen=True, slots=True, kw_only=True)
class GridLine:
    """One person with a mark, or none, for each lesson of the grid; ``rate`` is over all lessons the class held.

    ``corrected`` is what the instructor wrote where the office says otherwise, by the column of the lesson.
    """

    row: int
    enrollment_id: str
    number: str
    name: str
    marks: tuple[Mark | None, ...]
    rate: AttendanceRate
    corrected: Mapping[int, Mark | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceGrid:
    """The lessons of a class, of one month or of all, and everybody who was ever on its roll."""

    class_number: str
    class_name: str
    lessons: tuple[LessonRow, ...]
    lines: tuple[GridLine, ...]
    marks: MarkSet


def attendance_grid(work: Work, class_id: str, *, month: Month | None = None) -> AttendanceGrid:
    """The grid of a class; the office's mark counts, the instructor's stays beside it (FEATURES 39).

    Raises Refused for a class that is not the worker's. A cell is changed through ``attendance.record_marks`` of
    its lesson, with the same guards as the register.
    """
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        shown = tuple(one for one in lessons.lessons_of(session, class_id) if _belongs(one, month))
        given = {(one.enrollment_id, one.lesson_id): one.mark for one in stored.marks_of_class(session, class_id)}
        corrected = stored.corrections_of_class(session, class_id)
        people = attendance_of_class(session, the_class).people
        names = {line.enrollment_id: line for line in enrollments.roll(session, class_id)}
        lines = tuple(
            GridLine(
                row=row,
                enrollment_id=one,
                number=names[one].number,
                name=names[one].name,
                marks=tuple(given.get((one, lesson.id)) for lesson in shown),
                rate=rate,
                corrected=_corrected(corrected, one, shown),
            )
            for row, (one, rate) in enumerate(people.items(), start=1)
        )
        head = {"class_number": the_class.number, "class_name": the_class.name}
        return AttendanceGrid(**head, lessons=shown, lines=lines, marks=mark_set(session))


def _corrected(
    found: Mapping[tuple[str, str], Mark | None], enrollment_id: str, shown: tuple[LessonRow, ...]
) -> Mapping[int, Mark | None]:
    keys = ((at, (enrollment_id, lesson.id)) for at, lesson in enumerate(shown))
    return {at: found[key] for at, key in keys if key in found}


def _belongs(lesson: LessonRow, month: Month | None) -> bool:
    return lesson.state is not LessonState.CANCELLED and (month is None or Month.of(lesson.day) == month)
