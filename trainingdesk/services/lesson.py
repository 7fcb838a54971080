"""Lessons (课次): series over the county's calendar, moves with the old plan kept visible, substitutes, calendars."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.access import Action
from trainingdesk.domain.calendar import DayKind
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.lesson import LessonPart, PartOfDay
from trainingdesk.domain.training_class import (
    DESCRIBES_LESSONS,
    LESSON_STEPS,
    TAKES_PEOPLE,
    LessonState,
    fixed_fields,
)
from trainingdesk.services import lesson_series
from trainingdesk.services.changes import Changes, Said, Topic
from trainingdesk.services.class_access import class_seen, only_user
from trainingdesk.services.holiday import calendar_of
from trainingdesk.services.lesson_clash import ClashLine, clashes_in, clashes_with, named
from trainingdesk.services.lesson_series import NewSeries, Preview
from trainingdesk.services.work import Work, changed
from trainingdesk.storage import attendance, catalogue, rows
from trainingdesk.storage import lesson as stored
from trainingdesk.storage.lesson import CalendarFilter, CalendarLine, LessonRow
from trainingdesk.storage.training_class import class_numbered

if TYPE_CHECKING:
    from datetime import date

    from sqlmodel import Session

    from trainingdesk.storage.training_class import ClassRow

__all__ = ["CalendarFilter", "CalendarLine", "ClashLine", "LessonDetails", "LessonRow", "NewSeries", "Preview"]

_KEYS: Final = ("class_id", "planned_day", "planned_slot")
_MOVING: Final = ("day", "slot", "starts_at", "ends_at", "venue_id", "state", "state_reason")
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonDetails:
    """What a clerk may change of a lesson without moving it."""

    part: LessonPart
    subject: str | None = None
    instructor_id: str | None = None
    venue_id: str | None = None


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a lesson is moved to; what is None stays."""

    day: date
    part: PartOfDay | None
    starts_at: int | None
    venue_id: str | None


def preview(work: Work, series: NewSeries) -> Preview:
    """A series as it would be saved, with its clashes by date; raises Refused where it cannot be laid."""
    with work.reading(Action.PLAN_LESSONS) as session:
        return lesson_series.lay(session, _class_that_plans(work, session, series.class_id), series)


def plan(work: Work, series: NewSeries, *, despite_clashes: bool = False) -> Changes:
    """Save a series; raises Refused where it cannot be laid, or takes a room or somebody twice.

    With ``despite_clashes`` it is saved all the same; the class can then not be handed in until they are solved.
    """
    with work.writing(Action.PLAN_LESSONS) as session:
        found = lesson_series.lay(session, _class_that_plans(work, session, series.class_id), series)
        if found.clashes and not despite_clashes:
            raise Refused("lesson.clashes", count=len(found.clashes), days=_days(found.clashes))
        for lesson in found.lessons:
            values = asdict(lesson)
            keys = {key: values.pop(key) for key in _KEYS}
            row_id = values.pop("id")
            rows.put(session, "lesson", row_id=row_id, county_code=work.county_code, keys=keys, values=values)
        said = [Said.of("calendar.year_without_table", years=found.unknown_years)] if found.unknown_years else []
        said += _periods_said(found.found, found.wanted)
        lessons = tuple(lesson.id for lesson in found.lessons)
        return changed(session, Topic.LESSONS, Topic.CLASSES, rows=lessons, said=tuple(said))


def clear(work: Work, class_id: str) -> Changes:
    """Take away every lesson that only stands in the plan, so that it can be planned anew.

    Lessons that were moved, cancelled or held, and those with a register, stay. Raises Refused once the application was
    handed in: lessons are then moved one by one, with a reason.
    """
    with work.writing(Action.PLAN_LESSONS) as session:
        the_class = _class_that_plans(work, session, class_id)
        if fixed_fields(the_class.state):
            raise Refused("training_class.applied_for", number=the_class.number)
        registers = attendance.registers_of_class(session, the_class.id)
        planned = [
            lesson.id
            for lesson in stored.lessons_of(session, the_class.id)
            if lesson.state is LessonState.PLANNED and lesson.id not in registers
        ]
        for lesson in planned:
            rows.remove(session, "lesson", lesson)
        return changed(session, Topic.LESSONS, Topic.CLASSES, rows=tuple(planned))


def move(
    work: Work,
    lesson_id: str,
    *,
    day: date,
    reason: str,
    part: PartOfDay | None = None,
    starts_at: int | None = None,
    venue_id: str | None = None,
    despite_clashes: bool = False,
) -> Changes:
    """Put a lesson on another day or half-day; the first plan stays visible (FEATURES 21).

    Raises Refused without a reason, for a lesson that was held or whose register is open, and for clashes.
    """
    with work.writing(Action.PLAN_LESSONS, note=reason) as session:
        lesson = _present(session, lesson_id)
        if lesson.state is LessonState.CANCELLED:
            raise Refused("lesson.cancelled_is_made_up")
        place = _Place(day, part, starts_at, venue_id)
        return _put_on(work, session, lesson, place, reason=reason, despite_clashes=despite_clashes)


def make_up(
    work: Work,
    lesson_id: str,
    *,
    day: date,
    reason: str,
    part: PartOfDay | None = None,
    starts_at: int | None = None,
    venue_id: str | None = None,
    despite_clashes: bool = False,
) -> Changes:
    """Hold a cancelled lesson on another day; raises Refused for one that was not cancelled, and as ``move`` does."""
    with work.writing(Action.PLAN_LESSONS, note=reason) as session:
        lesson = _present(session, lesson_id)
        if lesson.state is not LessonState.CANCELLED:
            raise Refused("lesson.not_cancelled")
        place = _Place(day, part, starts_at, venue_id)
        return _put_on(work, session, lesson, place, reason=reason, despite_clashes=despite_clashes)


def cancel(work: Work, lesson_id: str, *, reason: str) -> Changes:
    """Cancel a lesson; it stays in the timetable, and its periods count no more."""
    with work.writing(Action.PLAN_LESSONS, note=reason) as session:
        lesson = _present(session, lesson_id)
        LESSON_STEPS.move(lesson.state, LessonState.CANCELLED, reason=reason)
        the_class = _class_that_plans(work, session, lesson.class_id)
        _refuse_register(session, lesson)
        rows.change(session, "lesson", lesson.id, {"state": LessonState.CANCELLED, "state_reason": reason.strip()})
        return _answer(session, the_class, lesson)


def substitute(work: Work, lesson_id: str, *, instructor_id: str | None, despite_clashes: bool = False) -> Changes:
    """Name who stands in for the instructor of a lesson; None takes the substitute back (FEATURES 118).

    Raises Refused for an instructor who left, and for one who teaches elsewhere at that time.
    """
    with work.writing(Action.PLAN_LESSONS) as session:
        lesson = _present(session, lesson_id)
        if lesson.state is LessonState.CANCELLED:
            raise Refused("lesson.cancelled_is_made_up")
        the_class = _class_that_describes(work, session, lesson.class_id)
        if instructor_id is not None:
            _require_active(session, instructor_id)
        _refuse_clashes(session, the_class, replace(lesson, substitute_id=instructor_id), despite=despite_clashes)
        rows.change(session, "lesson", lesson.id, {"substitute_id": instructor_id})
        return _answer(session, the_class, lesson)


def edit(work: Work, lesson_id: str, details: LessonDetails, *, despite_clashes: bool = False) -> Changes:
    """Change what a lesson teaches, by whom and where; raises Refused for clashes and for an instructor who left."""
    with work.writing(Action.PLAN_LESSONS) as session:
        lesson = _present(session, lesson_id)
        the_class = _class_that_describes(work, session, lesson.class_id)
        if details.instructor_id is not None and details.instructor_id != lesson.instructor_id:
            _require_active(session, details.instructor_id)
        values = {**asdict(details), "part": details.part.value, "subject": (details.subject or "").strip() or None}
        _refuse_clashes(session, the_class, replace(lesson, **values), despite=despite_clashes)
        rows.change(session, "lesson", lesson.id, values)
        return _answer(session, the_class, lesson)


def clashes_of(work: Work, class_id: str) -> tuple[ClashLine, ...]:
    """Where the lessons of a class take a room, an instructor or a trainee twice, by date."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return named(session, clashes_in(session, class_seen(work, session, class_id)))


def lessons_of_class(work: Work, class_id: str) -> tuple[LessonRow, ...]:
    """The lessons of a class in the order of the timetable, cancelled ones too."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        class_seen(work, session, class_id)
        return stored.lessons_of(session, class_id)


def lesson_number(work: Work, class_id: str, number: int) -> LessonRow:
    """The N-th lesson of a class, counted from 1 in timetable order, cancelled ones too; raises Refused for none."""
    lessons = lessons_of_class(work, class_id)
    if not 1 <= number <= len(lessons):
        raise Refused("lesson.no_such_number", found=number, count=len(lessons))
    return lessons[number - 1]


def lesson_to_take_over(work: Work, class_number: str, number: int) -> LessonRow:
    """The N-th lesson of any class, for an instructor who stands in for a colleague and does not see the class yet."""
    with work.reading(Action.TAKE_REGISTER) as session:
        the_class = class_numbered(session, class_number.strip())
        if the_class is None:
            raise Refused("training_class.unknown_number", number=class_number)
        lessons = stored.lessons_of(session, the_class.id)
    if not 1 <= number <= len(lessons):
        raise Refused("lesson.no_such_number", found=number, count=len(lessons))
    return lessons[number - 1]


def calendar(work: Work, *, first: date, last: date, wanted: CalendarFilter | None = None) -> tuple[CalendarLine, ...]:
    """Lessons between two days by class, instructor or place (FEATURES 23); an instructor sees their own classes only."""
    asked = replace(wanted or CalendarFilter(), user_id=only_user(work))
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        return stored.calendar(session, asked, first=first, last=last)


def timetable_of(work: Work, class_id: str) -> tuple[CalendarLine, ...]:
    """The whole timetable of a class with its names, cancelled lessons too."""
    with work.reading(Action.SEE_OWN_CLASSES) as session:
        class_seen(work, session, class_id)
        lessons = stored.lessons_of(session, class_id)
        if not lessons:
            return ()
        return stored.calendar(session, CalendarFilter(class_id=class_id), first=lessons[0].day, last=lessons[-1].day)


def _put_on(
    work: Work, session: Session, lesson: LessonRow, place: _Place, *, reason: str, despite_clashes: bool
) -> Changes:
    LESSON_STEPS.move(lesson.state, LessonState.MOVED, reason=reason)
    the_class = _class_that_plans(work, session, lesson.class_id)
    _refuse_register(session, lesson)
    moved = replace(_at(session, lesson, place), state=LessonState.MOVED, state_reason=reason.strip())
    _refuse_own(session, moved)
    _refuse_clashes(session, the_class, moved, despite=despite_clashes)
    rows.change(session, "lesson", lesson.id, {name: getattr(moved, name) for name in _MOVING})
    inside = the_class.starts_on <= place.day <= the_class.ends_on
    said = () if inside else (Said.of("lesson.outside_class", first=the_class.starts_on, last=the_class.ends_on),)
    if calendar_of(session).kind(place.day) is DayKind.HOLIDAY:
        said = (*said, Said.of("lesson.on_holiday", day=place.day))
    return _answer(session, the_class, lesson, *said)


def _at(session: Session, lesson: LessonRow, place: _Place) -> LessonRow:
    """The lesson in another place; it lasts as long, and begins when it is said, or when the county's half-day does."""
    part = place.part or PartOfDay(lesson.slot)
    begins = place.starts_at
    if begins is None:
        begins = lesson.starts_at if part == lesson.slot else lesson_series.times_of(session, part)[0]
    ends = begins + lesson.ends_at - lesson.starts_at
    if not 0 <= begins < ends <= _DAY_MINUTES:
        raise Refused("calendar.slot_after_midnight", periods=lesson.periods)
    venue = place.venue_id or lesson.venue_id
    return replace(lesson, day=place.day, slot=part.value, starts_at=begins, ends_at=ends, venue_id=venue)


def _refuse_own(session: Session, moved: LessonRow) -> None:
    for other in stored.lessons_of(session, moved.class_id):
        same_day = other.id != moved.id and other.day == moved.day and other.state is not LessonState.CANCELLED
        if same_day and other.starts_at < moved.ends_at and moved.starts_at < other.ends_at:
            raise Refused("lesson.slot_taken", day=moved.day)


def _refuse_clashes(session: Session, the_class: ClassRow, lesson: LessonRow, *, despite: bool) -> None:
    own = (other for other in stored.lessons_of(session, the_class.id) if other.id != lesson.id)
    found = named(session, clashes_with(session, the_class, [lesson], own=own))
    if found and not despite:
        raise Refused("lesson.clashes", count=len(found), days=_days(found))


def _refuse_register(session: Session, lesson: LessonRow) -> None:
    """A lesson whose register was opened took place, or somebody is marking it right now."""
    register = attendance.register(session, lesson.id)
    if register is not None and register.opened_at is not None:
        raise Refused("lesson.register_open", day=lesson.day)


def _days(found: tuple[ClashLine, ...]) -> tuple[date, ...]:
    return tuple(dict.fromkeys(line.day for line in found))


def _require_active(session: Session, instructor_id: str) -> None:
    found = catalogue.instructor(session, instructor_id)
    if found is None:
        raise Refused("teaching.unknown")
    if found.status != "active":
        raise Refused("teaching.instructor_left", name=found.name)


def _class_that_plans(work: Work, session: Session, class_id: str) -> ClassRow:
    the_class = class_seen(work, session, class_id)
    if the_class.state not in TAKES_PEOPLE:
        raise Refused("lesson.class_is_over", number=the_class.number)
    return the_class


def _class_that_describes(work: Work, session: Session, class_id: str) -> ClassRow:
    the_class = class_seen(work, session, class_id)
    if the_class.state not in DESCRIBES_LESSONS:
        raise Refused("lesson.class_is_over", number=the_class.number)
    return the_class


def _present(session: Session, lesson_id: str) -> LessonRow:
    found = stored.lesson(session, lesson_id)
    if found is None:
        raise Refused("lesson.unknown")
    return found


def _answer(session: Session, the_class: ClassRow, lesson: LessonRow, *said: Said) -> Changes:
    """What changed, with the periods of the class counted anew."""
    course = catalogue.course(session, the_class.course_id)
    going_on = (one for one in stored.lessons_of(session, the_class.id) if one.state is not LessonState.CANCELLED)
    found = sum(one.periods for one in going_on)
    counted = () if course is None else tuple(_periods_said(found, course.periods))
    return changed(session, Topic.LESSONS, Topic.CLASSES, rows=(lesson.id,), said=(*said, *counted))


def _periods_said(found: int, wanted: int) -> list[Said]:
    return [] if found == wanted else [Said.of("lesson.periods_now", found=found, wanted=wanted)]
