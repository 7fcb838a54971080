"""A week of a class as cells: days across, half-days down; where lessons are, where they were planned first, days off."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from trainingdesk.domain.lesson import PartOfDay
from trainingdesk.domain.training_class import LessonState
from trainingdesk.ui.models.calendar_grid import Cell, Entry, GridPage
from trainingdesk.ui.theme import Tone
from trainingdesk.ui.wording.time_of_day import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from trainingdesk.services.class_timetable import ClassTimetable, TimetableLesson
    from trainingdesk.storage.holiday import HolidayRow
    from trainingdesk.ui.workplace import Workplace

WEEK: Final = timedelta(days=7)
_WEEKEND: Final = (6, 7)
LESSON_TONES: Final = {LessonState.HELD: Tone.OK, LessonState.MOVED: Tone.WARN, LessonState.CANCELLED: Tone.DANGER}


def week_page(place: Workplace, table: ClassTimetable, monday: date) -> GridPage:
    """Seven days from a Monday."""
    days = [monday + timedelta(days=at) for at in range(7)]
    slots = _slots(table.lessons)
    return GridPage(
        tuple(day_head(place, day, table.days) for day in days),
        tuple(place.say(f"lesson.slot_{slot}") for slot in slots),
        tuple(tuple(_cell(place, table, day, slot) for day in days) for slot in slots),
    )


def day_head(place: Workplace, day: date, special: Mapping[date, HolidayRow]) -> str:
    """Weekday and day; below it what is special about it."""
    words = f"{place.say(f'screen_register.weekday_{day.isoweekday()}')} {day:%m-%d}"
    return "\n".join(filter(None, (words, day_words(place, day, special))))


def day_words(place: Workplace, day: date, special: Mapping[date, HolidayRow]) -> str:
    """What is special about a day: off, or a weekend day that is worked (调休), with the name of the feast."""
    row = special.get(day)
    if row is None:
        return ""
    return " ".join(filter(None, (place.say(f"calendar.kind_{'make_up' if row.working else 'holiday'}"), row.name)))


def is_off(day: date, special: Mapping[date, HolidayRow]) -> bool:
    """Whether the county's calendar has the day off."""
    row = special.get(day)
    return row is not None and not row.working


def is_weekend(day: date, special: Mapping[date, HolidayRow]) -> bool:
    """Whether it is a Saturday or a Sunday that nobody works."""
    return day.isoweekday() in _WEEKEND and day not in special


def lesson_words(place: Workplace, lesson: TimetableLesson) -> str:
    """Which lesson it is, in a line: number, day, time, kind, and where it was planned first."""
    row, say = lesson.row, place.say
    words = say(
        "screen_timetable.lesson_line",
        number=lesson.number,
        day=row.day,
        slot=say(f"lesson.slot_{row.slot}"),
        time=f"{clock(row.starts_at)}–{clock(row.ends_at)}",
        part=say(f"lesson.part_{row.part}"),
        periods=row.periods,
    )
    return f"{words}\n{planned_words(place, lesson)}" if lesson.moved else words


def planned_words(place: Workplace, lesson: TimetableLesson) -> str:
    """Where a lesson was planned first, and why it is not there."""
    planned = f"{lesson.row.planned_day} {place.say(f'lesson.slot_{lesson.row.planned_slot}')}"
    return place.say("screen_class.was_planned", planned=planned, reason=lesson.row.state_reason or "")


def _slots(lessons: Sequence[TimetableLesson]) -> tuple[str, ...]:
    """Morning and afternoon, and the evening where there ever was a lesson."""
    taught = {slot for one in lessons for slot in (one.row.slot, one.row.planned_slot)}
    always = {PartOfDay.MORNING, PartOfDay.AFTERNOON}
    return tuple(part.value for part in PartOfDay if part in always or part in taught)


def _cell(place: Workplace, table: ClassTimetable, day: date, slot: str) -> Cell:
    return Cell(
        day=day,
        entries=tuple(_entries(place, table.lessons, day, slot)),
        off=is_off(day, table.days),
        beside=not table.head.starts_on <= day <= table.head.ends_on or is_weekend(day, table.days),
        today=day == place.work.today(),
    )


def _entries(place: Workplace, lessons: Sequence[TimetableLesson], day: date, slot: str) -> Iterator[Entry]:
    """What is held here, then what was planned here and went elsewhere."""
    for one in lessons:
        if (one.row.day, one.row.slot) == (day, slot):
            yield _here(place, one)
    for one in lessons:
        if one.moved and (one.row.planned_day, one.row.planned_slot) == (day, slot):
            to = f"{one.row.day:%m-%d} {place.say(f'lesson.slot_{one.row.slot}')}"
            words = place.say("screen_timetable.went_to", number=one.number, to=to)
            yield Entry(key=one.row.id, title=words, lines=(one.row.state_reason or "",), faded=True)


def _here(place: Workplace, lesson: TimetableLesson) -> Entry:
    row, line, say = lesson.row, lesson.line, place.say
    state = "" if row.state is LessonState.PLANNED else say(f"screen_class.lesson_{row.state.value}")
    why = row.state_reason or "" if row.state is LessonState.CANCELLED else ""
    who = say("screen_timetable.stands_in", name=line.substitute) if line.substitute else line.instructor or ""
    periods = say("screen_timetable.periods", part=say(f"lesson.part_{row.part}"), periods=row.periods)
    lines = (periods, line.subject or "", who, line.venue or "", " ".join(filter(None, (state, why))))
    return Entry(
        key=row.id,
        mark=f"{lesson.number}.",
        title=f"{clock(row.starts_at)}–{clock(row.ends_at)}",
        brief=clock(row.starts_at),
        lines=tuple(filter(None, lines)),
        tone=LESSON_TONES.get(row.state),
        struck=row.state is LessonState.CANCELLED,
    )
