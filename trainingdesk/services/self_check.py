"""The self-check of a class (自查): what an inspection would ask about, with the rows behind it (FEATURES 54)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import self_check as rule
from trainingdesk.domain.access import Action
from trainingdesk.domain.age_limit import of_working_age
from trainingdesk.domain.attendance import Mark
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.self_check import Finding, Presence, Trainee, TypedMark
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import policy, setting, training_class
from trainingdesk.settings import declared
from trainingdesk.storage import attendance, lesson
from trainingdesk.storage import self_check as stored
from trainingdesk.storage import training_class as stored_class
from trainingdesk.storage.training_class import SEATED, ClassFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.policy import Policy
    from trainingdesk.services.work import Work
    from trainingdesk.storage.self_check import BehindRow, PresenceRow, TraineeRow
    from trainingdesk.storage.training_class import ClassLine, ClassRow

_RETIRED: Final = "eligibility.retired"
#: Classes that an inspection can still come upon: they run, or their money is not settled.
OPEN_TO_QUESTIONS: Final = (ClassState.RUNNING, ClassState.FINISHED, ClassState.ASSESSED, ClassState.COMPLETED)
#: More classes than a county has in these states.
_MOST: Final = 5000
#: How the rows behind a finding are found, by its key; the others are enrollments.
_MARKS: Final = frozenset({"self_check.trainee_twice"})
_LESSONS: Final = frozenset({"self_check.instructor_twice", "self_check.typed_late"})


@dataclass(frozen=True, slots=True)
class ClassFinding:
    """An odd pattern, and the class it was found in."""

    class_id: str
    class_number: str
    class_name: str
    finding: Finding


def check_classes(
    work: Work, class_ids: Collection[str] | None = None, *, watch: Callable[[int, int], bool] = lambda *_: True
) -> tuple[ClassFinding, ...]:
    """The odd patterns of these classes, else of every class that can still be asked about.

    ``watch`` hears done and total; where it answers False, what was found so far is the answer.
    """
    classes = _to_check(work, class_ids)
    found: list[ClassFinding] = []
    for done, one in enumerate(classes):
        if not watch(done, len(classes)):
            break
        found += (ClassFinding(one.id, one.number, one.name, finding) for finding in check_class(work, one.id))
    return tuple(found)


def rows_behind(work: Work, finding: Finding) -> tuple[BehindRow, ...]:
    """The lessons and people behind a finding."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        if finding.key in _MARKS:
            return stored.marks_behind(session, finding.rows)
        if finding.key in _LESSONS:
            return stored.lessons_behind(session, finding.rows)
        return stored.people_behind(session, finding.rows)


def _to_check(work: Work, class_ids: Collection[str] | None) -> list[ClassRow | ClassLine]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        if class_ids is not None:
            return [training_class.class_seen(work, session, one) for one in class_ids]
        wanted = [ClassFilter(state=state) for state in OPEN_TO_QUESTIONS]
        return [line for one in wanted for line in stored_class.classes(session, one, limit=_MOST)]


def check_class(work: Work, class_id: str) -> tuple[Finding, ...]:
    """Every odd pattern of a class; empty where nothing is odd. Nothing is refused by it."""
    with work.reading(Action.SEE_EVERYTHING) as session:
        the_class = training_class.class_seen(work, session, class_id)
        days = stored.lesson_days(session, class_id)
        trainees = _trainees(session, the_class)
        perfect = rule.too_perfect(trainees, percent=setting.value_of(session, declared.ODD_PERFECT_PERCENT))
        return (
            *rule.trainee_in_two_places(_presences(_trainee_rows(session, the_class, days))),
            *rule.instructor_double_booked(_presences(_instructor_rows(session, the_class, days))),
            *rule.typed_late(_typed(session, the_class), days=setting.value_of(session, declared.ODD_TYPED_DAYS_LATE)),
            *rule.same_phone(trainees),
            *rule.past_retirement(trainees),
            *((perfect,) if perfect is not None else ()),
        )


def _trainee_rows(session: Session, the_class: ClassRow, days: tuple[date, ...]) -> tuple[PresenceRow, ...]:
    """Only people who were marked in this class; a meeting of two other classes is theirs to find."""
    people = {row.person_id for row in stored.trainees_of(session, the_class.id, SEATED)}
    return _meeting(stored.trainees_there(session, people, days), the_class)


def _instructor_rows(session: Session, the_class: ClassRow, days: tuple[date, ...]) -> tuple[PresenceRow, ...]:
    rows = stored.instructors_there(session, stored.instructors_of(session, the_class.id), days)
    return _meeting(rows, the_class)


def _meeting(rows: tuple[PresenceRow, ...], the_class: ClassRow) -> tuple[PresenceRow, ...]:
    here = {(row.who, row.day) for row in rows if row.class_id == the_class.id}
    return tuple(row for row in rows if (row.who, row.day) in here)


def _presences(rows: Iterable[PresenceRow]) -> tuple[Presence, ...]:
    return tuple(
        Presence(
            who=row.who,
            name=row.name,
            row=row.row,
            class_number=row.class_number,
            day=row.day,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
        )
        for row in rows
    )


def _typed(session: Session, the_class: ClassRow) -> tuple[TypedMark, ...]:
    return tuple(
        TypedMark(lesson_id=row.lesson_id, class_number=the_class.number, day=row.day, typed_on=local_day(row.typed_at))
        for row in stored.typed_marks(session, the_class.id)
    )


def _trainees(session: Session, the_class: ClassRow) -> tuple[Trainee, ...]:
    followed = policy.policy_of(session, the_class.policy, the_class.policy_version)
    held = sum(1 for one in lesson.lessons_of(session, the_class.id) if one.state is LessonState.HELD)
    marks = attendance.marks_of_class(session, the_class.id)
    present = Counter(mark.enrollment_id for mark in marks if mark.mark is Mark.PRESENT)
    return tuple(
        Trainee(
            enrollment_id=row.enrollment_id,
            name=row.name,
            phone=row.phone,
            joined_on=row.joined_on or the_class.starts_on,
            retires_on=_retires_on(row, row.joined_on or the_class.starts_on, followed),
            lessons=held,
            present=present[row.enrollment_id],
        )
        for row in stored.trainees_of(session, the_class.id, SEATED)
    )


def _retires_on(row: TraineeRow, day: date, followed: Policy) -> date | None:
    """The day of retirement, where the policy tells it and it had come."""
    verdicts = of_working_age(row.birth_date, row.sex, day=day, policy=followed)
    return next((verdict.values["since"] for verdict in verdicts if verdict.reason == _RETIRED), None)  # type: ignore[return-value]
