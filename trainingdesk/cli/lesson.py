"""``lesson`` plans, moves and cancels lessons (课次)."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli import tour
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.lesson import LessonPart, MakeUpDays, PartOfDay
from trainingdesk.domain.training_class import LESSON_STEPS
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import lesson as service
from trainingdesk.services import training_class
from trainingdesk.services.lesson import CalendarFilter, LessonDetails, NewSeries

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trainingdesk.services.lesson import ClashLine, LessonRow, Preview
    from trainingdesk.services.work import Work
    from trainingdesk.storage.lesson import CalendarLine

commands = typer.Typer(help="lessons of a class: plan, move, cancel / 课次", no_args_is_help=True)

Class = Annotated[str, typer.Argument(help="number of the class / 班级编号")]
Number = Annotated[int, typer.Argument(help="number of the lesson in the timetable, from 1 / 第几次课")]
Reason = Annotated[str, typer.Option(help="why / 理由")]
On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="the new day / 新的日期")]
Part = Annotated[PartOfDay | None, typer.Option(help="part of the day / 上午、下午或晚上")]
At = Annotated[str | None, typer.Option(help="time it begins, 08:30 / 开始时间")]
Venue = Annotated[str | None, typer.Option(help="name or id of the venue / 场地")]
Instructor = Annotated[str | None, typer.Option(help="name or id of the instructor / 教师")]
Skip = Annotated[list[datetime] | None, typer.Option(formats=["%Y-%m-%d"], help="days without lessons / 不排课的日期")]
DespiteClashes = Annotated[bool, typer.Option(help="save although something is taken twice / 有冲突也保存")]

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


@commands.command("plan")
def plan(
    ctx: typer.Context,
    number: Class,
    only_preview: Annotated[bool, typer.Option("--preview", help="show, save nothing / 只预览")] = False,
    starts: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    weekdays: Annotated[str, typer.Option(help="days of the week, 1 is Monday / 星期几，1 为星期一")] = "12345",
    part: Annotated[list[PartOfDay] | None, typer.Option(help="parts of the day / 时段，可多选")] = None,
    periods: Annotated[int | None, typer.Option(help="else what the course still lacks / 课时")] = None,
    lessons: Annotated[int | None, typer.Option(help="count lessons instead of periods / 课次")] = None,
    make_up: Annotated[
        MakeUpDays, typer.Option(help="weekend days that are worked / 调休上班日")
    ] = MakeUpDays.BY_WEEKDAY,
    skip: Skip = None,
    instructor: Instructor = None,
    venue: Venue = None,
    subject: str | None = None,
    minutes: Annotated[
        int | None, typer.Option(help="of one period, where the policy does not say / 每课时分钟数")
    ] = None,
    evening: Annotated[str | None, typer.Option(help="time of evening lessons, 19:00-21:15 / 晚上上课时间")] = None,
    despite_clashes: DespiteClashes = False,
    as_json: AsJson = False,
) -> None:
    """Lay a series of lessons over the calendar; clashes are listed, and nothing is saved then."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        series = NewSeries(
            class_id=training_class.class_by_number(work, number).id,
            starts_on=day(starts),
            weekdays=_weekdays(weekdays),
            parts=tuple(part or (PartOfDay.MORNING, PartOfDay.AFTERNOON)),
            periods=periods,
            lessons=lessons,
            make_up=make_up,
            skip=frozenset(one.date() for one in skip or ()),
            instructor_id=instructor and choice.one_instructor(work, instructor),
            venue_id=venue and choice.one_venue(work, venue),
            subject=subject,
            lesson_minutes=minutes,
            evening=None if evening is None else _span(evening),
        )
        _plan(invocation, work, series, only_preview=only_preview, despite_clashes=despite_clashes)


@commands.command("list")
def list_lessons(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """List the lessons of a class in the order of the timetable, cancelled ones too."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = training_class.class_by_number(work, number).id
        found = service.timetable_of(work, class_id)
    titles = (
        "number",
        "day",
        "weekday",
        "time",
        "periods",
        "part",
        "subject",
        "instructor",
        "venue",
        "state",
        "planned",
    )
    invocation.table(_titles(*titles), _timetable(invocation, found))
    invocation.answer(found)


@commands.command("move")
def move(
    ctx: typer.Context,
    number: Class,
    lesson: Number,
    on: On,
    reason: Reason,
    part: Part = None,
    at: At = None,
    venue: Venue = None,
    despite_clashes: DespiteClashes = False,
    as_json: AsJson = False,
) -> None:
    """Put a lesson on another day; the first plan stays visible."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.lesson_number(work, training_class.class_by_number(work, number).id, lesson)
        changes = service.move(
            work,
            found.id,
            day=on.date(),
            part=part,
            starts_at=None if at is None else _minute(at),
            venue_id=venue and choice.one_venue(work, venue),
            reason=reason,
            despite_clashes=despite_clashes,
        )
        invocation.changed(changes, "lesson.moved")


@commands.command("cancel")
def cancel(ctx: typer.Context, number: Class, lesson: Number, reason: Reason, as_json: AsJson = False) -> None:
    """Cancel a lesson; it stays in the timetable and counts no more."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.lesson_number(work, training_class.class_by_number(work, number).id, lesson)
        invocation.changed(service.cancel(work, found.id, reason=reason), "lesson.cancelled")


@commands.command("make-up")
def make_up(
    ctx: typer.Context,
    number: Class,
    lesson: Number,
    on: On,
    reason: Reason,
    part: Part = None,
    at: At = None,
    venue: Venue = None,
    despite_clashes: DespiteClashes = False,
    as_json: AsJson = False,
) -> None:
    """Hold a cancelled lesson on another day."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.lesson_number(work, training_class.class_by_number(work, number).id, lesson)
        changes = service.make_up(
            work,
            found.id,
            day=on.date(),
            part=part,
            starts_at=None if at is None else _minute(at),
            venue_id=venue and choice.one_venue(work, venue),
            reason=reason,
            despite_clashes=despite_clashes,
        )
        invocation.changed(changes, "lesson.made_up")


@commands.command("substitute")
def substitute(
    ctx: typer.Context,
    number: Class,
    lesson: Number,
    instructor: Annotated[str | None, typer.Argument(help="name or id; nobody takes it back / 代课教师")] = None,
    despite_clashes: DespiteClashes = False,
    as_json: AsJson = False,
) -> None:
    """Name who stands in for the instructor of a lesson."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.lesson_number(work, training_class.class_by_number(work, number).id, lesson)
        who = instructor and choice.one_instructor(work, instructor)
        changes = service.substitute(work, found.id, instructor_id=who, despite_clashes=despite_clashes)
        invocation.changed(changes, "lesson.substituted")


@commands.command("edit")
def edit(
    ctx: typer.Context,
    number: Class,
    lesson: Number,
    subject: str | None = None,
    part: Annotated[
        LessonPart | None, typer.Option("--kind", help="theory, practice or online / 理论、实操、线上")
    ] = None,
    instructor: Instructor = None,
    venue: Venue = None,
    despite_clashes: DespiteClashes = False,
    as_json: AsJson = False,
) -> None:
    """Change what a lesson teaches, by whom and where."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.lesson_number(work, training_class.class_by_number(work, number).id, lesson)
        details = LessonDetails(
            part=part or LessonPart(found.part),
            subject=subject or found.subject,
            instructor_id=choice.one_instructor(work, instructor) if instructor else found.instructor_id,
            venue_id=choice.one_venue(work, venue) if venue else found.venue_id,
        )
        changes = service.edit(work, found.id, details, despite_clashes=despite_clashes)
        invocation.changed(changes, "lesson.changed")


@commands.command("clear")
def clear(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """Take away the lessons that only stand in the plan, to plan them anew."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.clear(work, training_class.class_by_number(work, number).id)
        invocation.changed(changes, "lesson.cleared", count=len(changes.rows))


@commands.command("clashes")
def clashes(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """List rooms, instructors and trainees that the lessons of a class take twice."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.clashes_of(work, training_class.class_by_number(work, number).id)
    if found:
        _show_clashes(invocation, found)
    else:
        invocation.say("lesson.no_clashes")
    invocation.answer(found)


commands.command("tour")(tour.tour)
commands.command("trip")(tour.trip)


@commands.command("calendar")
def calendar(
    ctx: typer.Context,
    first: Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="first day / 起始日期")],
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="else a week / 截止日期")] = None,
    number: Annotated[str | None, typer.Option("--class", help="of one class / 班级编号")] = None,
    instructor: Instructor = None,
    venue: Venue = None,
    as_json: AsJson = False,
) -> None:
    """Show the lessons of a week, or of any days, by class, instructor or place."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        wanted = CalendarFilter(
            class_id=training_class.class_by_number(work, number).id if number else None,
            instructor_id=instructor and choice.one_instructor(work, instructor),
            venue_id=venue and choice.one_venue(work, venue),
        )
        until = first.date() + timedelta(days=6) if last is None else last.date()
        found = service.calendar(work, first=first.date(), last=until, wanted=wanted)
    titles = _titles("day", "weekday", "time", "class", "subject", "instructor", "venue", "state")
    rows = (
        (line.day, _weekday(invocation, line.day), _time(line.starts_at, line.ends_at), line.class_name, line.subject,
         line.substitute or line.instructor, line.venue, _state(invocation, line))
        for line in found
    )  # fmt: skip
    invocation.table(titles, rows)
    invocation.answer(found)


def _plan(invocation: Invocation, work: Work, series: NewSeries, *, only_preview: bool, despite_clashes: bool) -> None:
    found = service.preview(work, series)
    if only_preview or (found.clashes and not despite_clashes):
        _show_preview(invocation, found)
    if only_preview:
        invocation.say("lesson.would_be", count=len(found.lessons), found=found.found, wanted=found.wanted)
        invocation.answer(found)
        return
    changes = service.plan(work, series, despite_clashes=despite_clashes)
    invocation.changed(changes, "lesson.planned", count=len(changes.rows))


def _titles(*names: str) -> tuple[str, ...]:
    return tuple(f"lesson.title_{name}" for name in names)


def _timetable(invocation: Invocation, found: Iterable[CalendarLine]) -> Iterator[tuple[object, ...]]:
    words = invocation.sentences
    for number, line in enumerate(found, start=1):
        moved = (line.planned_day, line.planned_slot) != (line.day, line.slot)
        yield (
            number, line.day, _weekday(invocation, line.day), _time(line.starts_at, line.ends_at), line.periods,
            words.of(f"lesson.part_{line.part}"), line.subject, line.substitute or line.instructor, line.venue,
            _state(invocation, line), line.planned_day if moved else None,
        )  # fmt: skip


def _show_preview(invocation: Invocation, found: Preview) -> None:
    words = invocation.sentences
    invocation.table(_titles("day", "weekday", "time", "periods", "part"), _planned(invocation, found.lessons))
    if found.skipped:
        left_out = ((one.day, words.of(f"calendar.skip_{one.why.value}")) for one in found.skipped)
        invocation.table(_titles("day", "why"), left_out)
    if found.unknown_years:
        invocation.say("calendar.year_without_table", years=found.unknown_years)
    if found.clashes:
        _show_clashes(invocation, found.clashes)


def _planned(invocation: Invocation, lessons: Iterable[LessonRow]) -> Iterator[tuple[object, ...]]:
    for one in lessons:
        kind = invocation.sentences.of(f"lesson.part_{one.part}")
        yield one.day, _weekday(invocation, one.day), _time(one.starts_at, one.ends_at), one.periods, kind


def _show_clashes(invocation: Invocation, found: Iterable[ClashLine]) -> None:
    rows = (
        (line.day, _time(line.starts_at, line.ends_at), invocation.sentences.of(f"lesson.resource_{line.resource.value}"),
         line.name, line.other)
        for line in found
    )  # fmt: skip
    invocation.table(_titles("day", "time", "resource", "name", "other"), rows)


def _state(invocation: Invocation, line: CalendarLine) -> str:
    return invocation.sentences.of(LESSON_STEPS.title(line.state))


def _weekday(invocation: Invocation, on: date) -> str:
    return invocation.sentences.of(f"calendar.{_WEEKDAYS[on.weekday()]}")


def _time(starts_at: int, ends_at: int) -> str:
    return f"{starts_at // 60:02}:{starts_at % 60:02}–{ends_at // 60:02}:{ends_at % 60:02}"


def _weekdays(written: str) -> frozenset[int]:
    digits = written.replace(",", "").strip()
    if not digits or not set(digits) <= set("1234567"):
        raise Refused("lesson.weekdays_unreadable", found=written)
    return frozenset(int(digit) - 1 for digit in digits)


def _minute(written: str) -> int:
    match = _TIME.fullmatch(written.strip())
    if match is None:
        raise Refused("lesson.time_unreadable", found=written)
    return int(match[1]) * 60 + int(match[2])


def _span(written: str) -> tuple[int, int]:
    begins, _, ends = written.partition("-")
    return _minute(begins), _minute(ends)
