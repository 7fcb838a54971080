"""What somebody should do now (今日), by what their role may do: lessons to mark, what waits, and where the year stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from trainingdesk.domain import report_due
from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import Month, local_day
from trainingdesk.domain.month_rows import Column
from trainingdesk.domain.monthly_report import ReportState
from trainingdesk.services import account, booking, expiry, month, monthly_report
from trainingdesk.services.attendance import warning_list
from trainingdesk.services.changes import Said
from trainingdesk.services.class_access import only_user
from trainingdesk.services.month_past import frozen_versions
from trainingdesk.services.register_page import page_of
from trainingdesk.services.register_sheet import Sheet, is_own, latest_day
from trainingdesk.services.setting import value_of
from trainingdesk.services.sync_device import list_devices
from trainingdesk.services.sync_state import own_silence
from trainingdesk.settings.declared import REPORT_DUE_DAY
from trainingdesk.storage import attendance, import_run, lesson, training_class
from trainingdesk.storage import today as stored
from trainingdesk.storage.lesson import CalendarFilter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.domain.month import Progress, ReportLine
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import CalendarLine

#: A row of the report that counts person-times (补贴性职业技能培训人次).
PERSON_TIMES: Final = "A1"
#: Sections of the report that split person-times: training types, people's categories.
_PARTS: Final = frozenset({"A", "B"})
#: Imports of so many days are still today's business.
_IMPORT_DAYS: Final = 14
_REJECTED: Final = ("error", "duplicate")


@dataclass(frozen=True, slots=True)
class TodayLesson:
    """A lesson of today with how far its register is; ``people`` are those who can be marked."""

    lesson: CalendarLine
    people: int
    marked: int
    opened: bool
    closed: bool


class Waits(StrEnum):
    """What kind of thing waits."""

    REGISTER = "register"  # 点名册没有关闭
    CLASS = "class"  # 开班申请待审
    CLAIM = "claim"  # 补贴申请待审
    REPORT = "report"  # 月报待复核
    FLAGGED = "flagged"  # 待核对的学员
    PAPERS = "papers"  # 待交材料
    IMPORT = "import"  # 导入时退回的行
    PERSON = "person"  # 出勤预警
    BOOKING = "booking"  # 场地、设备预约冲突
    EXPIRES = "expires"  # 即将到期
    DEVICE = "device"  # 久未联系的终端
    ACCESS = "access"  # 即将停用的帐号


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: whose it is (``subject`` of ``kind``), its name, what is to be said of it, and the day."""

    kind: Waits
    subject: str
    name: str
    said: Said
    day: date | None = None
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """Person-times of the year by month, the year's target, and by when which month is to be reported.

    ``parts`` are the training types and key groups that have a target of their own (FEATURES 114).
    """

    progress: tuple[Progress, ...]
    reached: int
    target: int | None
    parts: tuple[ReportLine, ...]
    report: Month
    due_on: date
    days_left: int


def lessons_today(work: Work) -> tuple[TodayLesson, ...]:
    """The lessons of today that this worker may mark, by time; an instructor sees their own."""
    today = work.today()
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        wanted = CalendarFilter(user_id=only_user(work))
        latest = latest_day(work, session)
        found = (
            _today(work, session, one, latest) for one in lesson.calendar(session, wanted, first=today, last=today)
        )
        return tuple(one for one in found if one is not None)


def waiting(work: Work) -> tuple[Waiting, ...]:
    """What waits for this worker, the most pressing kind first."""
    found: list[Waiting] = [*_registers_and_people(work)]
    for action, ask in _WHO_IS_ASKED:
        if work.worker.may(action):
            found += ask(work)
    order = list(Waits)
    return tuple(sorted(found, key=lambda one: (not one.urgent, order.index(one.kind))))


def year_so_far(work: Work) -> YearSoFar:
    """How the year stands against its target, and when the next report is due."""
    today = work.today()
    report = month.figures(work, Month.of(today)).report
    line = next(one for one in report.lines if one.row.id == PERSON_TIMES)
    with work.reading(Action.SEE_EVERYTHING) as session:
        due = report_due.month_due(today, frozen=frozen_versions(session))
        due_on = report_due.due_on(due, day=value_of(session, REPORT_DUE_DAY))
    reached = line.value(Column.YEAR)
    parts = tuple(
        one for one in report.lines if one.target and one.row.id != PERSON_TIMES and one.row.section in _PARTS
    )
    return YearSoFar(report.progress, int(reached or 0), line.target, parts, due, due_on, (due_on - today).days)


def _today(work: Work, session: Session, one: CalendarLine, latest: date) -> TodayLesson | None:
    the_class, row = training_class.class_of(session, one.class_id), lesson.lesson(session, one.lesson_id)
    if the_class is None or row is None or not is_own(work, session, the_class, row):
        return None
    register = attendance.register(session, one.lesson_id)
    page = page_of(session, Sheet(the_class, row, register, latest))
    people = sum(1 for line in page.lines if line.may_be_marked)
    return TodayLesson(one, people, people - page.unmarked, register is not None, page.closed)


def _registers_and_people(work: Work) -> Iterator[Waiting]:
    """Registers that nobody closed, and people on the warning list; an instructor's are their own."""
    found = warning_list(work)
    for one in found.registers:
        key = "screen_today.register_open" if one.opened else "screen_today.register_missing"
        yield Waiting(Waits.REGISTER, one.lesson_id, one.class_number, Said.of(key), one.day, urgent=True)
    for person in found.people:
        why = person.reasons[0]
        said = Said(why.reason or "", tuple(why.values.items()))
        yield Waiting(Waits.PERSON, person.class_id, f"{person.class_number} {person.name}", said)


def _classes(work: Work) -> Iterator[Waiting]:
    with work.reading(Action.APPROVE_CLASS) as session:
        for one in stored.to_approve(session):
            said = Said.of("screen_today.class_to_approve", count=one.count)
            yield Waiting(Waits.CLASS, one.id, _named(one), said, one.starts_on)


def _claims(work: Work) -> Iterator[Waiting]:
    with work.reading(Action.APPROVE_CLAIM) as session:
        for one in stored.claims_to_decide(session):
            said = Said.of("screen_today.claim_to_decide", number=one.number)
            yield Waiting(Waits.CLAIM, one.id, one.class_name, said)


def _reports(work: Work) -> Iterator[Waiting]:
    for row in monthly_report.list_reports(work):
        if row.state == ReportState.PREPARED:
            yield Waiting(Waits.REPORT, row.month, row.month, Said.of("screen_today.report_to_review"))


def _papers_and_flags(work: Work) -> Iterator[Waiting]:
    with work.reading(Action.SEE_EVERYTHING) as session:
        for one in stored.papers_asked(session):
            said = Said.of("screen_today.papers_asked", count=one.count)
            yield Waiting(Waits.PAPERS, one.id, _named(one), said, one.starts_on)
        for one in stored.flagged(session):
            yield Waiting(Waits.FLAGGED, one.id, _named(one), Said.of("screen_today.flagged", count=one.count))


def _imports(work: Work) -> Iterator[Waiting]:
    """The last imports with rows that came back to their sender."""
    since = work.today() - timedelta(days=_IMPORT_DAYS)
    with work.reading(Action.SEE_EVERYTHING) as session:
        for run in import_run.recent(session):
            rejected = sum(run.counts.get(name, 0) for name in _REJECTED)
            if rejected and local_day(run.at) >= since:
                said = Said.of("screen_today.import_rejected", count=rejected)
                yield Waiting(Waits.IMPORT, str(run.change_set or ""), run.file_name, said, local_day(run.at))


def _expiring(work: Work) -> Iterator[Waiting]:
    for one in expiry.expiring(work):
        said = Said.of(f"screen_today.expires_{one.kind}")
        yield Waiting(Waits.EXPIRES, one.row_id, one.name, said, one.until, urgent=one.urgent)


def _bookings(work: Work) -> Iterator[Waiting]:
    """Venues and equipment that are promised twice in the days to come, each once with its first clash."""
    today, seen = work.today(), set[str]()
    for one in booking.clashes(work, first=today, last=today + booking.AHEAD):
        row = one.row
        if row.thing_id not in seen:
            seen.add(row.thing_id)
            why = "booking_gone" if one.gone else "booking_clash" if one.meets else "booking_too_few"
            said = Said.of(f"screen_today.{why}", purpose=row.purpose, others="、".join(one.meets))
            yield Waiting(Waits.BOOKING, row.thing_id, row.thing, said, one.clash_from(today))


def _own_desk(work: Work) -> Iterator[Waiting]:
    """This desk itself, where nothing was exchanged for too long."""
    days = own_silence(work)
    if days is not None:
        yield Waiting(Waits.DEVICE, "", "", Said.of("screen_today.own_desk_silent", days=days), urgent=True)


def _ending_access(work: Work) -> Iterator[Waiting]:
    """Whoever soon cannot sign in any more; the worker's own is the most pressing, since nobody else may see it."""
    for one in account.ending_access(work):
        own = one.id == work.worker.user_id
        said = Said.of("screen_today.own_access_ends" if own else "screen_today.access_ends")
        yield Waiting(Waits.ACCESS, one.id, one.display_name, said, one.until, urgent=own)


def _other_desks(work: Work) -> Iterator[Waiting]:
    """Desks that the centre had not heard of when it was asked last; a spare one that never began is no news."""
    for one in list_devices(work):
        if one.silent_days is not None and one.row.seen is not None:
            said = Said.of("screen_today.desk_silent", days=one.silent_days)
            yield Waiting(Waits.DEVICE, "", f"{one.row.user} {one.row.tail}", said, local_day(one.row.seen))


def _named(one: stored.WaitingClass) -> str:
    return f"{one.number} {one.name}"


_WHO_IS_ASKED: Final[tuple[tuple[Action, Callable[[Work], Iterator[Waiting]]], ...]] = (
    (Action.APPROVE_CLASS, _classes),
    (Action.APPROVE_CLAIM, _claims),
    (Action.REVIEW_REPORT, _reports),
    (Action.EDIT_CLASS, _papers_and_flags),
    (Action.IMPORT_ROSTER, _imports),
    (Action.EDIT_CATALOGUE, _expiring),
    (Action.EDIT_CATALOGUE, _bookings),
    (Action.SEE_OWN_CLASSES, _own_desk),
    (Action.SEE_OWN_CLASSES, _ending_access),
    (Action.MANAGE_DESK, _other_desks),
)
