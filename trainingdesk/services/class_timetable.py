"""The timetable of a class as it is planned (课程表): its lessons with names and ids, days off, periods by kind, clashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.lesson import LessonPart
from trainingdesk.domain.training_class import DESCRIBES_LESSONS, TAKES_PEOPLE, LessonState, fixed_fields
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.class_details import stands_on
from trainingdesk.services.class_registers import timetable_lines
from trainingdesk.services.lesson_clash import clashes_in, named
from trainingdesk.storage import attendance, holiday
from trainingdesk.storage import lesson as stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from trainingdesk.services.lesson_clash import ClashLine
    from trainingdesk.services.work import Work
    from trainingdesk.storage.catalogue import CourseRow
    from trainingdesk.storage.holiday import HolidayRow
    from trainingdesk.storage.lesson import CalendarLine, LessonRow
    from trainingdesk.storage.training_class import ClassRow


@dataclass(frozen=True, slots=True)
class TimetableLesson:
    """A lesson by its number in the timetable; ``row`` has the ids that a form needs, ``line`` the names.

    ``begun`` says that its register was opened: it can no longer be moved or cancelled.
    """

    number: int
    row: LessonRow
    line: CalendarLine
    begun: bool

    @property
    def moved(self) -> bool:
        """Whether it stands on another half-day than it was first planned for."""
        return (self.row.day, self.row.slot) != (self.row.planned_day, self.row.planned_slot)


@dataclass(frozen=True, slots=True)
class PartPeriods:
    """Class periods of one kind: what the course asks for, what the timetable has, what was held."""

    part: LessonPart
    wanted: int
    planned: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTimetable:
    """Everything a timetable shows; ``days`` are the holidays and make-up days of its years.

    ``plans`` says whether lessons can be planned and moved in the class's state, ``describes`` whether what a lesson teaches
    can still be changed, ``clears`` whether the plan can be taken away as a whole.
    """

    head: ClassRow
    lessons: tuple[TimetableLesson, ...]
    days: Mapping[date, HolidayRow]
    periods: tuple[PartPeriods, ...]
    clashes: tuple[ClashLine, ...]
    plans: bool
    describes: bool
    clears: bool


def class_timetable(work: Work, class_id: str) -> ClassTimetable:
    """The timetable of a class; raises Refused for one that is not the worker's."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        head = class_seen(work, session, class_id)
        course, _institution = stands_on(session, head)
        lessons = stored.lessons_of(session, class_id)
        lines = {line.lesson_id: line for line in timetable_lines(session, class_id)}
        registers = attendance.registers_of_class(session, class_id)
        begun = {one for one, register in registers.items() if register.opened_at is not None}
        years = sorted({day.year for day in (head.starts_on, head.ends_on, *(one.day for one in lessons))})
        special = {row.day: row for year in years for row in holiday.holidays(session, year=year)}
        return ClassTimetable(
            head=head,
            lessons=tuple(
                TimetableLesson(number, one, lines[one.id], one.id in begun)
                for number, one in enumerate(lessons, start=1)
            ),
            days=special,
            periods=tuple(_periods(course, lessons)),
            clashes=named(session, clashes_in(session, head)),
            plans=head.state in TAKES_PEOPLE,
            describes=head.state in DESCRIBES_LESSONS,
            clears=head.state in TAKES_PEOPLE and not fixed_fields(head.state),
        )


def _periods(course: CourseRow, lessons: Iterable[LessonRow]) -> Iterable[PartPeriods]:
    """One line for each kind that the course or the timetable has."""
    wanted = {
        LessonPart.THEORY: course.theory_periods,
        LessonPart.PRACTICE: course.practice_periods,
        LessonPart.ONLINE: course.online_periods,
    }
    going_on = [one for one in lessons if one.state is not LessonState.CANCELLED]
    for part in LessonPart:
        own = [one for one in going_on if one.part == part]
        planned = sum(one.periods for one in own)
        if wanted[part] or planned:
            held = sum(one.periods for one in own if one.state is LessonState.HELD)
            yield PartPeriods(part, wanted[part], planned, held)
