"""How a class is attended: by person, by day and in all; who may be assessed; who and what stands on the warning list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import (
    NOTHING,
    AttendanceRate,
    AttendanceRules,
    WarnAt,
    class_attended_enough,
    class_days,
    may_sit_assessment,
    person_rate,
    warnings_of,
)
from trainingdesk.domain.enrollment import on_roll
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services.class_access import class_seen
from trainingdesk.services.policy import policy_of
from trainingdesk.services.register_page import days_on_paper
from trainingdesk.services.register_sheet import is_own, latest_day
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import WARN_ABSENCES_RUNNING, WARN_BELOW_PERCENT
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import enrollment as enrollments
from trainingdesk.storage import lesson as lessons
from trainingdesk.storage import training_class

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.attendance import Mark
    from trainingdesk.domain.calendar import Month
    from trainingdesk.domain.enrollment import Stint
    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import LessonMark
    from trainingdesk.storage.lesson import LessonRow
    from trainingdesk.storage.training_class import ClassRow

#: More classes than a county runs at once.
_ALL_RUNNING = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassAttendance:
    """How a class was attended so far, in the lessons it held.

    ``people`` and ``admitted`` are by enrollment, over everybody who was ever on the roll; ``admitted`` says who may sit the
    assessment and who not, and why. ``class_verdict`` is the rule about the days on which the class fell below the policy.
    """

    rules: AttendanceRules
    total: AttendanceRate
    people: Mapping[str, AttendanceRate]
    admitted: Mapping[str, Verdict]
    days: Mapping[date, AttendanceRate]
    class_verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceLine:
    """One person of a class: the number on paper, how they attended, whether they may sit the assessment."""

    row: int
    enrollment_id: str
    number: str
    name: str
    rate: AttendanceRate
    admitted: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendancePage:
    """The attendance of a class as screens and command line show it."""

    class_number: str
    total: AttendanceRate
    lines: tuple[AttendanceLine, ...]
    days: Mapping[date, AttendanceRate]
    class_verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonWarning:
    """Somebody on the warning list, and why."""

    class_id: str
    class_number: str
    enrollment_id: str
    number: str
    name: str
    rate: AttendanceRate
    reasons: tuple[Verdict, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MissingRegister:
    """A lesson whose day is over and that has no register, or one that nobody closed."""

    class_id: str
    class_number: str
    lesson_id: str
    day: date
    starts_at: int
    opened: bool


@dataclass(frozen=True, slots=True)
class WarningList:
    """Who and what needs a look today (FEATURES 45)."""

    people: tuple[PersonWarning, ...]
    registers: tuple[MissingRegister, ...]


@dataclass(frozen=True, slots=True)
class _Class:
    """What the arithmetic over one class takes."""

    lessons: tuple[LessonRow, ...]
    marks: Mapping[tuple[str, str], LessonMark]
    stints: Mapping[str, tuple[Stint, ...]]
    rules: AttendanceRules

    @property
    def held(self) -> list[LessonRow]:
        return [one for one in self.lessons if one.state is LessonState.HELD]

    def rate(self, enrollment_id: str) -> AttendanceRate:
        own = {one.id: self.marks[enrollment_id, one.id] for one in self.held if (enrollment_id, one.id) in self.marks}
        return person_rate(self.held, own, self.stints[enrollment_id], self.rules)

    def marks_in_order(self, enrollment_id: str) -> list[Mark | None]:
        given = (self.marks.get((enrollment_id, one.id)) for one in self.held)
        return [None if one is None else one.mark for one in given]


def attendance_of_class(session: Session, the_class: ClassRow) -> ClassAttendance:
    """The attendance of a class in the lessons it held, judged by the policy that the class keeps."""
    known = _gather(session, the_class)
    people = {one: known.rate(one) for one in known.stints}
    days = class_days(known.held, known.marks, known.stints, known.rules)
    total = NOTHING
    for rate in people.values():
        total += rate
    return ClassAttendance(
        rules=known.rules,
        total=total,
        people=people,
        admitted={one: _admitted(the_class, known, one, rate) for one, rate in people.items()},
        days=days,
        class_verdict=class_attended_enough(days, known.rules),
    )


def rates_of_month(session: Session, the_class: ClassRow, month: Month) -> Mapping[str, AttendanceRate]:
    """How each person attended the lessons that a class held in one month."""
    known = _gather(session, the_class)
    known = replace(known, lessons=tuple(one for one in known.lessons if one.day in month))
    return {one: known.rate(one) for one in known.stints}


def attendance_page(work: Work, class_id: str) -> AttendancePage:
    """How a class is attended, person by person in the order of the roster; raises Refused for one not the worker's."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        the_class = class_seen(work, session, class_id)
        found = attendance_of_class(session, the_class)
        names = {line.enrollment_id: line for line in enrollments.roll(session, class_id)}
        return AttendancePage(
            class_number=the_class.number,
            total=found.total,
            lines=tuple(
                AttendanceLine(
                    row=row,
                    enrollment_id=one,
                    number=names[one].number,
                    name=names[one].name,
                    rate=rate,
                    admitted=found.admitted[one],
                )
                for row, (one, rate) in enumerate(found.people.items(), start=1)
            ),
            days=found.days,
            class_verdict=found.class_verdict,
        )


def warning_list(work: Work, *, class_id: str | None = None) -> WarningList:
    """Everything that needs a look in one class, or in all that run; an instructor sees their own."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        people: list[PersonWarning] = []
        registers: list[MissingRegister] = []
        at = _warn_at(session)
        for the_class in _running(session, class_id):
            known = _gather(session, the_class)
            if known.lessons and not any(is_own(work, session, the_class, one) for one in known.lessons):
                continue
            people += _people_warned(session, the_class, known, at)
            registers += _registers_missing(session, the_class, known.lessons, today=latest_day(work, session))
        return WarningList(tuple(people), tuple(registers))


def _gather(session: Session, the_class: ClassRow) -> _Class:
    marks = stored.marks_of_class(session, the_class.id)
    policy = policy_of(session, the_class.policy, the_class.policy_version)
    return _Class(
        lessons.lessons_of(session, the_class.id),
        {(one.enrollment_id, one.lesson_id): one for one in marks},
        days_on_paper(session, the_class.id),
        AttendanceRules.of(policy),
    )


def _admitted(the_class: ClassRow, known: _Class, enrollment_id: str, rate: AttendanceRate) -> Verdict:
    """Who left is not assessed; for the others their attendance decides."""
    stays = on_roll(known.stints[enrollment_id], the_class.ends_on)
    left = any(stint.left_on is not None for stint in known.stints[enrollment_id][-1:])
    return stays if left else may_sit_assessment(rate, known.rules)


def _running(session: Session, class_id: str | None) -> Iterator[ClassRow]:
    wanted = training_class.ClassFilter(state=ClassState.RUNNING)
    ids = [one.id for one in training_class.classes(session, wanted, limit=_ALL_RUNNING)]
    for one in ids if class_id is None else [class_id]:
        found = training_class.class_of(session, one)
        if found is not None:
            yield found


def _warn_at(session: Session) -> WarnAt:
    return WarnAt(
        below=Fraction(value_of(session, WARN_BELOW_PERCENT), 100),
        absences_running=value_of(session, WARN_ABSENCES_RUNNING),
    )


def _people_warned(session: Session, the_class: ClassRow, known: _Class, at: WarnAt) -> Iterator[PersonWarning]:
    for line in enrollments.roll(session, the_class.id):
        if line.enrollment_id not in known.stints or known.stints[line.enrollment_id][-1].left_on is not None:
            continue
        rate = known.rate(line.enrollment_id)
        reasons = warnings_of(rate, known.marks_in_order(line.enrollment_id), at)
        if reasons:
            yield PersonWarning(
                class_id=the_class.id,
                class_number=the_class.number,
                enrollment_id=line.enrollment_id,
                number=line.number,
                name=line.name,
                rate=rate,
                reasons=reasons,
            )


def _registers_missing(
    session: Session, the_class: ClassRow, planned: Sequence[LessonRow], *, today: date
) -> Iterator[MissingRegister]:
    registers = stored.registers_of_class(session, the_class.id)
    for lesson in planned:
        register = registers.get(lesson.id)
        closed = register is not None and register.closed_at is not None
        if lesson.day < today and lesson.state is not LessonState.CANCELLED and not closed:
            yield MissingRegister(
                class_id=the_class.id,
                class_number=the_class.number,
                lesson_id=lesson.id,
                day=lesson.day,
                starts_at=lesson.starts_at,
                opened=register is not None,
            )
