"""The register of one lesson as use cases hold it: whose it is, which day it is, who may be marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import in_office_time, may_be_marked
from trainingdesk.domain.calendar import local_day
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import TAKES_REGISTERS, LessonState, move_lesson
from trainingdesk.domain.verdict import Decision
from trainingdesk.services.changes import Said
from trainingdesk.services.enrollment_record import as_stint
from trainingdesk.services.setting import value_of
from trainingdesk.settings.declared import CORRECTION_DAYS
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import enrollment as enrollments
from trainingdesk.storage import lesson as lessons
from trainingdesk.storage import rows, training_class

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.verdict import Verdict
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import RegisterRow
    from trainingdesk.storage.lesson import LessonRow
    from trainingdesk.storage.training_class import ClassRow

#: The note of a register that somebody took who was named by nobody but themselves (FEATURES 118).
NAMED_ON_THE_SPOT: Final = "substitute_on_the_spot"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson with its class and its register; ``latest`` is today as far as anything known to this desk tells."""

    the_class: ClassRow
    lesson: LessonRow
    register: RegisterRow | None
    latest: date

    @property
    def closed(self) -> bool:
        """Whether the register was closed."""
        return self.register is not None and self.register.closed_at is not None

    def takes_marks(self) -> Verdict:
        """Whether the lesson takes marks at all today."""
        return may_be_marked(
            self.lesson, first=self.the_class.starts_on, last=self.the_class.ends_on, latest=self.latest
        )


def sheet_of(work: Work, session: Session, lesson_id: str) -> Sheet:
    """The register of a lesson that the worker may see; raises Refused for an unknown one and for a colleague's."""
    lesson = lessons.lesson(session, lesson_id)
    the_class = None if lesson is None else training_class.class_of(session, lesson.class_id)
    if lesson is None or the_class is None:
        raise Refused("attendance.lesson_unknown")
    if not is_own(work, session, the_class, lesson):
        raise Refused("attendance.not_your_lesson")
    return Sheet(the_class, lesson, stored.register(session, lesson_id), latest_day(work, session))


def is_own(work: Work, session: Session, the_class: ClassRow, lesson: LessonRow) -> bool:
    """Whether a lesson is the worker's to see: an instructor's own class, or one they stand in for (FEATURES 118)."""
    if work.worker.may(Action.SEE_EVERYTHING):
        return True
    named = {the_class.instructor_id, lesson.instructor_id, lesson.substitute_id}
    return bool(stored.instructors_of(session, work.worker.user_id) & named)


def latest_day(work: Work, session: Session) -> date:
    """The later of the device's day and that of the last change known here: a clock that fell behind stops nobody."""
    return max(work.today(), local_day(stored.last_own_change(session)))


def doubtful_clock(work: Work, sheet: Sheet) -> tuple[Said, ...]:
    """What to say where the device's clock is more than a day behind what was written before: is today the right day?"""
    if (sheet.latest - work.today()).days <= 1:
        return ()
    return (Said.of("attendance.clock_behind", found=work.today(), latest=sheet.latest),)


def refuse_unless_taking(sheet: Sheet) -> None:
    """Raise Refused where the lesson takes no register now: class not running, lesson cancelled, day to come or outside."""
    if sheet.the_class.state not in TAKES_REGISTERS:
        raise Refused("attendance.class_not_running", number=sheet.the_class.number)
    if sheet.lesson.state is LessonState.CANCELLED:
        raise Refused("attendance.lesson_cancelled", day=sheet.lesson.day)
    refuse_by(sheet.takes_marks())


def refuse_off_roll(session: Session, sheet: Sheet, enrollment_ids: Collection[str]) -> None:
    """Raise Refused, with the name, for the first of these people who cannot be marked on the day of the lesson."""
    found = enrollments.enrollments(session, enrollment_ids)
    days = enrollments.stints(session, enrollment_ids)
    for one in enrollment_ids:
        if one not in found or found[one].class_id != sheet.the_class.id:
            raise Refused("attendance.not_in_class")
        own = [as_stint(row) for row in days[one]]
        refuse_by(
            may_be_marked(
                sheet.lesson,
                first=sheet.the_class.starts_on,
                last=sheet.the_class.ends_on,
                latest=sheet.latest,
                stints=own,
            ),
            number=found[one].number,
        )


def refuse_by(verdict: Verdict, **more: object) -> None:
    """Raise Refused where a rule says no."""
    if verdict.decision is Decision.NO:
        raise Refused(verdict.reason or "", **{**more, **verdict.values})


def office_time(session: Session, sheet: Sheet) -> bool:
    """Whether marks of this lesson are corrected by the office only from now on."""
    days = value_of(session, CORRECTION_DAYS)
    return in_office_time(sheet.lesson.day, today=sheet.latest, correction_days=days)


def opened(work: Work, session: Session, sheet: Sheet) -> RegisterRow:
    """The register of the lesson, opened now where nobody had; a second opening finds the first (FEATURES 41)."""
    if sheet.register is not None:
        return sheet.register
    values = {
        "opened_at": work.now(),
        "opened_by": work.worker.user_id,
        "closed_at": None,
        "closed_by": None,
        "taken_by": _taken_by(work, session, sheet),
    }
    keys = {"class_id": sheet.the_class.id}
    rows.put(session, "register", row_id=sheet.lesson.id, county_code=work.county_code, keys=keys, values=values)
    found = stored.register(session, sheet.lesson.id)
    if found is None:
        raise AssertionError(sheet.lesson.id)
    return found


def hold(session: Session, sheet: Sheet) -> None:
    """The lesson took place."""
    if sheet.lesson.state is not LessonState.HELD:
        move_lesson(sheet.lesson.state, LessonState.HELD)
        rows.change(session, "lesson", sheet.lesson.id, {"state": LessonState.HELD})


def _taken_by(work: Work, session: Session, sheet: Sheet) -> str | None:
    """The instructor who taught: the one who types, else the substitute, else whose lesson it is."""
    own = stored.instructors_of(session, work.worker.user_id)
    named = (sheet.lesson.substitute_id, sheet.lesson.instructor_id, sheet.the_class.instructor_id)
    typed_by = next((one for one in named if one in own), None)
    return typed_by or next((one for one in named if one is not None), None)
