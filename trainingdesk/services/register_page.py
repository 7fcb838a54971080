"""The page of a register: everybody in the order of the roster, with the mark, or with the reason why there is none.

A row's number is the one on paper. It counts who was ever on the roll, by the first day there and then by enrollment number,
so that nobody's moves when somebody leaves, comes later, or moves up from the waiting list. Who never came (withdrawn before
the first day, waiting, turned down) stands at the end without a number.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import may_be_marked
from trainingdesk.domain.enrollment import Status
from trainingdesk.domain.same_person import days_together
from trainingdesk.domain.verdict import Decision, Verdict
from trainingdesk.services.attendance_marks import MarkSet, mark_set
from trainingdesk.services.enrollment_record import as_stint
from trainingdesk.services.register_sheet import Sheet, sheet_of
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import enrollment as enrollments
from trainingdesk.storage.twin_enrollment import set_aside

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.attendance import Mark
    from trainingdesk.domain.enrollment import Stint
    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import MarkRow, RegisterRow
    from trainingdesk.storage.enrollment import RollLine
    from trainingdesk.storage.lesson import LessonRow

#: Statuses that say more than the days on the roll why somebody cannot be marked.
_WAITS_OR_REFUSED = {Status.WAITLISTED: "enrollment.waits_for_seat", Status.REJECTED: "enrollment.was_rejected"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One person of a register. ``why`` is the rule's answer to whether they can be marked; identity stays masked."""

    row: int | None
    enrollment_id: str
    person_id: str
    number: str
    name: str
    id_mask: str | None
    status: Status
    flagged: str | None
    provisional: bool
    why: Verdict
    mark: Mark | None
    minutes: int | None
    time_in: int | None
    time_out: int | None
    reason: str | None
    method: str | None
    office_mark: Mark | None
    office_reason: str | None

    @property
    def may_be_marked(self) -> bool:
        """Whether the person belongs to the class on the day of the lesson; others are shown grey."""
        return self.why.decision is Decision.YES

    @property
    def counted(self) -> Mark | None:
        """The mark that counts: the office's where there is one."""
        return self.office_mark or self.mark

    @property
    def counted_minutes(self) -> int | None:
        """The minutes that belong to the mark that counts; the office's mark has none of the instructor's."""
        return self.minutes if self.office_mark in {None, self.mark} else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A register as screens and command line show it; ``takes_marks`` says whether the lesson takes marks today."""

    class_id: str
    class_number: str
    class_name: str
    lesson: LessonRow
    register: RegisterRow | None
    takes_marks: Verdict
    lines: tuple[RegisterLine, ...]
    counts: Mapping[Mark, int]
    unmarked: int
    marks: MarkSet

    @property
    def closed(self) -> bool:
        """Whether the register was closed."""
        return self.register is not None and self.register.closed_at is not None

    def line(self, row: int) -> RegisterLine | None:
        """The person with this number on paper."""
        return next((line for line in self.lines if line.row == row), None)


def register_page(work: Work, lesson_id: str) -> RegisterPage:
    """The register of a lesson, whether it was opened or not; raises Refused for an unknown one and for a colleague's."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return page_of(session, sheet_of(work, session, lesson_id))


def page_of(session: Session, sheet: Sheet) -> RegisterPage:
    """The page, for use cases that are in a transaction already."""
    lines = register_lines(session, sheet)
    markable = [line for line in lines if line.may_be_marked]
    counts = Counter(line.counted for line in markable if line.counted is not None)
    return RegisterPage(
        class_id=sheet.the_class.id,
        class_number=sheet.the_class.number,
        class_name=sheet.the_class.name,
        lesson=sheet.lesson,
        register=sheet.register,
        takes_marks=sheet.takes_marks(),
        lines=lines,
        counts=dict(counts),
        unmarked=sum(1 for line in markable if line.counted is None),
        marks=mark_set(session),
    )


def register_lines(session: Session, sheet: Sheet) -> tuple[RegisterLine, ...]:
    """Everybody of a register in the order of the roster."""
    roll = enrollments.roll(session, sheet.the_class.id)
    days = stints_by_enrollment(session, [one.enrollment_id for one in roll])
    marks = stored.marks(session, sheet.lesson.id)
    came = {one.enrollment_id for one in roll if _came(days[one.enrollment_id])}
    on_paper = sorted(
        (one for one in roll if one.enrollment_id in came), key=lambda one: _first(days[one.enrollment_id])
    )
    numbered: list[tuple[int | None, RollLine]] = [*enumerate(on_paper, start=1)]
    numbered += [(None, one) for one in roll if one.enrollment_id not in came]
    return tuple(
        _line(row, one, _why(sheet, one, days[one.enrollment_id]), marks.get(one.enrollment_id))
        for row, one in numbered
    )


def days_on_paper(session: Session, class_id: str) -> dict[str, tuple[Stint, ...]]:
    """The days of everybody who was ever on the roll of a class, by enrollment, in the order of the numbers on paper."""
    present = enrollments.enrollments_of_class(session, class_id)
    days = stints_by_enrollment(session, [one.id for one in present])
    return dict(sorted(((one, own) for one, own in days.items() if _came(own)), key=lambda pair: _first(pair[1])))


def stints_by_enrollment(session: Session, enrollment_ids: Sequence[str]) -> dict[str, tuple[Stint, ...]]:
    """The days on the roll as the rules take them; a person whom a merge made one has the days of both enrollments."""
    wanted = set(enrollment_ids)
    twins = {aside: stands for aside, stands in set_aside(session).items() if stands in wanted}
    found = enrollments.stints(session, [*enrollment_ids, *twins])
    days = {one: tuple(as_stint(row) for row in own) for one, own in found.items()}
    for aside, stands in twins.items():
        days[stands] = days_together((*days[stands], *days.pop(aside)))
    return days


def _came(stints: Sequence[Stint]) -> bool:
    """Whether somebody was on the roll for a day at least."""
    return any(stint.left_on is None or stint.joined_on < stint.left_on for stint in stints)


def _first(stints: Sequence[Stint]) -> date:
    """The first day on which somebody was on the roll."""
    return min(stint.joined_on for stint in stints if stint.joined_on != stint.left_on)


def _why(sheet: Sheet, one: RollLine, stints: Sequence[Stint]) -> Verdict:
    if one.status in _WAITS_OR_REFUSED and not _on(stints, sheet.lesson.day):
        return Verdict.no(_WAITS_OR_REFUSED[one.status])
    first, last = sheet.the_class.starts_on, sheet.the_class.ends_on
    return may_be_marked(sheet.lesson, first=first, last=last, latest=sheet.latest, stints=stints)


def _on(stints: Sequence[Stint], day: date) -> bool:
    return any(stint.covers(day) for stint in stints)


def _line(row: int | None, one: RollLine, why: Verdict, mark: MarkRow | None) -> RegisterLine:
    return RegisterLine(
        row=row,
        enrollment_id=one.enrollment_id,
        person_id=one.person_id,
        number=one.number,
        name=one.name,
        id_mask=one.id_mask,
        status=one.status,
        flagged=one.flagged,
        provisional=one.provisional,
        why=why,
        mark=None if mark is None else mark.status,
        minutes=None if mark is None else mark.minutes,
        time_in=None if mark is None else mark.time_in,
        time_out=None if mark is None else mark.time_out,
        reason=None if mark is None else mark.reason,
        method=None if mark is None else mark.method,
        office_mark=None if mark is None else mark.office_status,
        office_reason=None if mark is None else mark.office_reason,
    )
