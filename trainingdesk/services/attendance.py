"""Registers and marks (点名, 考勤): one register a lesson, every mark durable before the next key is read.

The instructor's mark and the office's correction stand side by side; which rules count them is the class's policy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.attendance import TIMED, Mark, from_times
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.training_class import ClassState, LessonState
from trainingdesk.services import attachment
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_attendance import (
    AttendancePage,
    ClassAttendance,
    WarningList,
    attendance_of_class,
    attendance_page,
    warning_list,
)
from trainingdesk.services.register_page import RegisterLine, RegisterPage, register_lines, register_page
from trainingdesk.services.register_sheet import (
    NAMED_ON_THE_SPOT,
    Sheet,
    doubtful_clock,
    hold,
    office_time,
    opened,
    refuse_by,
    refuse_off_roll,
    refuse_unless_taking,
    sheet_of,
)
from trainingdesk.services.work import changed
from trainingdesk.storage import attendance as stored
from trainingdesk.storage import lesson as lessons
from trainingdesk.storage import rows
from trainingdesk.wire.ids import mark_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlmodel import Session

    from trainingdesk.services.work import Work
    from trainingdesk.storage.attendance import MarkRow

__all__ = [
    "AttendancePage",
    "ClassAttendance",
    "MarkEntry",
    "RegisterLine",
    "RegisterPage",
    "Times",
    "WarningList",
    "attach_signed_sheet",
    "attendance_of_class",
    "attendance_page",
    "clear_marks",
    "close_register",
    "correct_mark",
    "open_register",
    "record_marks",
    "register_page",
    "reopen_register",
    "rest_present",
    "sign_in_out",
    "stand_in",
    "warning_list",
]

#: States of a class in which the office still corrects marks; afterwards certificates and money stand on them.
_CORRECTED: Final = frozenset({ClassState.RUNNING, ClassState.SUSPENDED, ClassState.FINISHED, ClassState.ASSESSED})
_MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkEntry:
    """What is written for one person; ``mark`` None takes a mark away."""

    mark: Mark | None
    minutes: int | None = None
    time_in: int | None = None
    time_out: int | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When somebody signed in and out, in minutes since midnight; None where there is no signature."""

    time_in: int | None = None
    time_out: int | None = None


def open_register(work: Work, lesson_id: str) -> Changes:
    """Open the register of a lesson; all rows begin unmarked. Where it is open already, that one, and nothing changes.

    Raises Refused for a class that is not running, a cancelled lesson, a day to come or outside the class, and for an
    instructor whose lesson it is not.
    """
    with work.writing(Action.TAKE_REGISTER) as session:
        sheet = sheet_of(work, session, lesson_id)
        refuse_unless_taking(sheet)
        opened(work, session, sheet)
        return changed(session, Topic.ATTENDANCE, rows=(lesson_id,), said=doubtful_clock(work, sheet))


def stand_in(work: Work, lesson_id: str) -> Changes:
    """Take over a colleague's lesson without having been named by a clerk; the register carries a flag (FEATURES 118).

    Raises Refused where the worker is in no list of instructors, for a lesson that is theirs already, and as
    ``open_register`` does; a register that was closed tells who taught, and stays as it is.
    """
    with work.writing(Action.TAKE_REGISTER) as session:
        lesson = lessons.lesson(session, lesson_id)
        own = sorted(stored.instructors_of(session, work.worker.user_id))
        if lesson is None:
            raise Refused("attendance.lesson_unknown")
        if not own:
            raise Refused("attendance.no_instructor")
        if (lesson.substitute_id or lesson.instructor_id) in own:
            raise Refused("attendance.lesson_is_yours", day=lesson.day)
        rows.change(session, "lesson", lesson.id, {"substitute_id": own[0]})
        sheet = sheet_of(work, session, lesson_id)
        refuse_unless_taking(sheet)
        _refuse_closed(sheet)
        opened(work, session, sheet)
        rows.change(session, "register", lesson_id, {"taken_by": own[0], "note": NAMED_ON_THE_SPOT})
        return changed(session, Topic.ATTENDANCE, Topic.LESSONS, rows=(lesson_id,))


def record_marks(
    work: Work, lesson_id: str, marks: Mapping[str, MarkEntry | Mark | None], *, method: str = "typed"
) -> Changes:
    """Write marks by enrollment, all in one durable transaction; opens the register where nobody had.

    None takes a mark away. Raises Refused, and writes nothing, for people who do not belong to the class on that day, a
    closed register, minutes that cannot be, and a change of an old mark that is the office's to correct.
    """
    entries = {one: _entry(value) for one, value in marks.items()}
    with work.writing(Action.TAKE_REGISTER) as session:
        sheet = sheet_of(work, session, lesson_id)
        written = _record(work, session, sheet, entries, method=method)
        return changed(session, Topic.ATTENDANCE, Topic.LESSONS, rows=written, said=doubtful_clock(work, sheet))


def rest_present(work: Work, lesson_id: str) -> Changes:
    """Mark everybody who is not marked yet as present (其余全部出勤)."""
    with work.writing(Action.TAKE_REGISTER) as session:
        sheet = sheet_of(work, session, lesson_id)
        present = MarkEntry(mark=Mark.PRESENT)
        entries = {line.enrollment_id: present for line in register_lines(session, sheet) if _is_open(line)}
        written = _record(work, session, sheet, entries, method="rest_present")
        return changed(session, Topic.ATTENDANCE, Topic.LESSONS, rows=written)


def clear_marks(work: Work, lesson_id: str, enrollment_ids: Collection[str]) -> Changes:
    """Take marks away: these people are unmarked again."""
    return record_marks(work, lesson_id, dict.fromkeys(enrollment_ids))


def sign_in_out(work: Work, lesson_id: str, times: Mapping[str, Times]) -> Changes:
    """Write when people signed in and out; mark and minutes follow from the lesson's times (FEATURES 36)."""
    with work.writing(Action.TAKE_REGISTER) as session:
        sheet = sheet_of(work, session, lesson_id)
        entries = {one: _from_times(sheet, signed) for one, signed in times.items()}
        written = _record(work, session, sheet, entries, method="signed")
        return changed(session, Topic.ATTENDANCE, Topic.LESSONS, rows=written)


def close_register(work: Work, lesson_id: str, *, leave_unmarked: bool = False) -> Changes:
    """Close a register; the lesson was held.

    Raises Refused ``attendance.unmarked`` with the people who have no mark, unless told to leave them so.
    """
    with work.writing(Action.TAKE_REGISTER) as session:
        sheet = sheet_of(work, session, lesson_id)
        refuse_unless_taking(sheet)
        _refuse_closed(sheet)
        opened(work, session, sheet)
        unmarked = [line for line in register_lines(session, sheet) if _is_open(line)]
        if unmarked and not leave_unmarked:
            people = tuple(f"{line.row} {line.name}" for line in unmarked)
            raise Refused("attendance.unmarked", count=len(unmarked), people=people)
        hold(session, sheet)
        values = {"closed_at": work.now(), "closed_by": work.worker.user_id}
        rows.change(session, "register", lesson_id, values)
        said = (Said.of("attendance.left_unmarked", count=len(unmarked)),) if unmarked else ()
        return changed(session, Topic.ATTENDANCE, Topic.LESSONS, rows=(lesson_id,), said=said)


def reopen_register(work: Work, lesson_id: str, *, reason: str | None = None) -> Changes:
    """Open a closed register again; some days after the lesson only the office does, with a reason (FEATURES 39).

    Raises Refused where nobody could close it again: in a class that does not run.
    """
    with work.writing(Action.TAKE_REGISTER, note=reason) as session:
        sheet = sheet_of(work, session, lesson_id)
        refuse_unless_taking(sheet)
        if not sheet.closed:
            raise Refused("attendance.not_closed")
        if office_time(session, sheet):
            work.require(Action.CORRECT_MARK)
            _require_reason(reason)
        rows.change(session, "register", lesson_id, {"closed_at": None, "closed_by": None})
        return changed(session, Topic.ATTENDANCE, rows=(lesson_id,))


def correct_mark(work: Work, lesson_id: str, enrollment_id: str, mark: Mark | None, *, reason: str) -> Changes:
    """Write the office's mark beside the instructor's, with the reason; both stay visible (FEATURES 39).

    None takes the correction away again. Raises Refused without a reason, for people who did not belong to the class on
    that day, for a lesson without a register (its mark would count nowhere), and once certificates and money stand on it.
    """
    _require_reason(reason)
    with work.writing(Action.CORRECT_MARK, note=reason) as session:
        sheet = sheet_of(work, session, lesson_id)
        if sheet.the_class.state not in _CORRECTED:
            raise Refused("attendance.class_over", number=sheet.the_class.number)
        refuse_by(sheet.takes_marks())
        if sheet.register is None or sheet.lesson.state is not LessonState.HELD:
            raise Refused("attendance.nothing_to_correct", day=sheet.lesson.day)
        refuse_off_roll(session, sheet, [enrollment_id])
        row = _put_office(work, session, sheet, enrollment_id, mark, reason=reason)
        return changed(session, Topic.ATTENDANCE, rows=(row,))


def attach_signed_sheet(work: Work, lesson_id: str, content: bytes, *, name: str) -> Changes:
    """Attach the scan or photo of the signed sheet to the register of a lesson (FEATURES 43); it is kept encrypted.

    Raises Refused as ``open_register`` and ``attachment.attach`` do; for what is no scan nothing is opened.
    """
    attachment.require_scan(work, content)
    open_register(work, lesson_id)
    added = attachment.attach(work, ("register", lesson_id), content, kind="signed_sheet", name=name).row
    digest = next(one.sha256 for one in attachment.list_attachments(work, lesson_id) if one.id == added)
    with work.writing(Action.TAKE_REGISTER) as session:
        rows.change(session, "register", lesson_id, {"signed_sheet_sha256": digest})
        return changed(session, Topic.ATTENDANCE, rows=(lesson_id, added))


def _entry(value: MarkEntry | Mark | None) -> MarkEntry:
    return value if isinstance(value, MarkEntry) else MarkEntry(mark=value)


def _is_open(line: RegisterLine) -> bool:
    return line.may_be_marked and line.counted is None


def _from_times(sheet: Sheet, signed: Times) -> MarkEntry:
    for minute in (signed.time_in, signed.time_out):
        if minute is not None and not 0 <= minute < _MINUTES_A_DAY:
            raise Refused("attendance.time_impossible", found=minute)
    if signed.time_in is not None and signed.time_out is not None and signed.time_out <= signed.time_in:
        raise Refused("attendance.out_before_in")
    lesson = sheet.lesson
    found = from_times(
        starts_at=lesson.starts_at, ends_at=lesson.ends_at, time_in=signed.time_in, time_out=signed.time_out
    )
    return MarkEntry(
        mark=None if found is None else found.mark,
        minutes=None if found is None else found.minutes,
        time_in=signed.time_in,
        time_out=signed.time_out,
    )


def _record(
    work: Work, session: Session, sheet: Sheet, entries: Mapping[str, MarkEntry], *, method: str
) -> tuple[str, ...]:
    refuse_unless_taking(sheet)
    _refuse_closed(sheet)
    refuse_off_roll(session, sheet, list(entries))
    for entry in entries.values():
        _check_minutes(sheet, entry)
    present = stored.marks(session, sheet.lesson.id)
    _refuse_office_time(session, sheet, [present[one] for one in entries if one in present])
    opened(work, session, sheet)
    if any(entry.mark is not None for entry in entries.values()):
        hold(session, sheet)
    return _put_marks(work, session, sheet, entries, method=method)


def _put_marks(
    work: Work, session: Session, sheet: Sheet, entries: Mapping[str, MarkEntry], *, method: str
) -> tuple[str, ...]:
    """New marks go in together; those that are there, or were taken away, are changed."""
    known = stored.mark_ids(session, sheet.lesson.id)
    fresh: list[dict[str, Any]] = []
    touched: list[str] = []
    for enrollment_id, entry in entries.items():
        row = mark_id(sheet.lesson.id, enrollment_id)
        keys = {"class_id": sheet.the_class.id, "lesson_id": sheet.lesson.id, "enrollment_id": enrollment_id}
        values = _values(work, entry, method=method)
        if entry.mark is None and not known.get(row, False):
            continue
        touched.append(row)
        if row not in known:
            fresh.append({"id": row, "county_code": work.county_code, **keys, **values})
        else:
            rows.put(session, "attendance_mark", row_id=row, county_code=work.county_code, keys=keys, values=values)
            _remove_empty(session, row)
    rows.add_many(session, "attendance_mark", fresh)
    return tuple(touched)


def _values(work: Work, entry: MarkEntry, *, method: str) -> dict[str, Any]:
    return {
        "status": entry.mark,
        "minutes": entry.minutes,
        "time_in": entry.time_in,
        "time_out": entry.time_out,
        "reason": entry.reason,
        "method": method,
        "typed_at": work.now(),
        "typed_by": work.worker.user_id,
    }


def _remove_empty(session: Session, row_id: str) -> None:
    """A mark that says nothing any more, neither the instructor's nor the office's, is gone."""
    found = stored.mark(session, row_id)
    if found is not None and found.counted is None:
        rows.remove(session, "attendance_mark", row_id)


def _put_office(
    work: Work, session: Session, sheet: Sheet, enrollment_id: str, mark: Mark | None, *, reason: str
) -> str:
    row = mark_id(sheet.lesson.id, enrollment_id)
    office = {
        "office_status": mark,
        "office_reason": None if mark is None else reason,
        "office_by": work.worker.user_id,
        "office_at": work.now(),
    }
    if stored.mark(session, row) is not None:
        rows.change(session, "attendance_mark", row, office)
        _remove_empty(session, row)
        return row
    keys = {"class_id": sheet.the_class.id, "lesson_id": sheet.lesson.id, "enrollment_id": enrollment_id}
    values = _values(work, MarkEntry(mark=None), method="office") | office
    return rows.put(session, "attendance_mark", row_id=row, county_code=work.county_code, keys=keys, values=values)


def _check_minutes(sheet: Sheet, entry: MarkEntry) -> None:
    if entry.minutes is None:
        return
    if entry.mark not in TIMED:
        raise Refused("attendance.minutes_without_lateness")
    longest = sheet.lesson.ends_at - sheet.lesson.starts_at
    if not 0 < entry.minutes <= longest:
        raise Refused("attendance.minutes_impossible", found=entry.minutes, most=longest)


def _refuse_closed(sheet: Sheet) -> None:
    if sheet.closed:
        raise Refused("attendance.register_closed", day=sheet.lesson.day)


def _refuse_office_time(session: Session, sheet: Sheet, present: list[MarkRow]) -> None:
    """A first mark may come late (a paper sheet is typed in); one that stands is the office's to correct after some days."""
    if any(one.status is not None for one in present) and office_time(session, sheet):
        raise Refused("attendance.office_corrects", day=sheet.lesson.day)


def _require_reason(reason: str | None) -> None:
    if not (reason or "").strip():
        raise Refused("attendance.no_reason")
