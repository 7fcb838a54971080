"""``catalogue equipment``, ``booking`` and ``taught``: what stands where, who has a room, what an instructor taught."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.errors import Refused
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import lesson, teaching
from trainingdesk.services.lesson import CalendarFilter
from trainingdesk.services.teaching import Booking, EquipmentDetails

equipment = typer.Typer(help="equipment of venues and institutions / 设备", no_args_is_help=True)
bookings = typer.Typer(help="what venues are taken for / 场地占用", no_args_is_help=True)

Venue = Annotated[str, typer.Argument(help="name or id of the venue / 场地")]
InVenue = Annotated[str | None, typer.Option("--venue", help="name or id of the venue / 场地")]
First = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="the day / 日期")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="else a week / 截止日期")]
_LAST_MINUTE, _MIDNIGHT = 59, 24 * 60
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")


@equipment.command("list")
def list_equipment(ctx: typer.Context, venue: InVenue = None, as_json: AsJson = False) -> None:
    """List equipment, of one venue or of all."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        where = None if venue is None else choice.one_venue(work, venue)
        found = teaching.list_equipment(work, venue_id=where)
    titles = ("catalogue.id", "catalogue.name", "catalogue.model", "catalogue.quantity")
    invocation.table(titles, ((row.id, row.name, row.model, row.quantity) for row in found))
    invocation.answer(found)


@equipment.command("add")
def add_equipment(
    ctx: typer.Context,
    name: str,
    quantity: int = 1,
    model: str | None = None,
    venue: InVenue = None,
    occupation: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Add equipment."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        where = None if venue is None else choice.one_venue(work, venue)
        details = EquipmentDetails(
            name=name, model=model, quantity=quantity, venue_id=where, occupation_code=occupation
        )
        invocation.changed(teaching.add_equipment(work, details), "catalogue.added", name=name)


@bookings.command("list")
def list_bookings(ctx: typer.Context, venue: Venue, first: First, last: Last = None, as_json: AsJson = False) -> None:
    """Show what a venue is taken for, lessons and bookings."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        where = choice.one_venue(work, venue)
        until = first.date() + timedelta(days=6) if last is None else last.date()
        booked = teaching.bookings_of(work, where, first=first.date(), last=until)
        lessons = lesson.calendar(work, first=first.date(), last=until, wanted=CalendarFilter(venue_id=where))
    rows = [(row.day, row.starts_at, row.ends_at, row.purpose) for row in booked]
    rows += [(line.day, line.starts_at, line.ends_at, line.class_name) for line in lessons]
    titles = ("catalogue.day", "catalogue.time", "catalogue.purpose")
    shown = ((on, f"{_clock(starts)}–{_clock(ends)}", purpose) for on, starts, ends, purpose in sorted(rows))
    invocation.table(titles, shown)
    invocation.answer({"bookings": booked, "lessons": lessons})


@bookings.command("add")
def add_booking(
    ctx: typer.Context,
    venue: Venue,
    on: First,
    time: Annotated[str, typer.Argument(help="09:00-11:30")],
    purpose: Annotated[str, typer.Argument(help="what for / 用途")],
    booked_for: Annotated[str | None, typer.Option("--for", help="who asked for it / 使用单位")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a venue for something that is no lesson; refused where it is taken already."""
    invocation: Invocation = ctx.obj
    starts_at, ends_at = _span(time)
    with invocation.desk() as work:
        booking = Booking(
            venue_id=choice.one_venue(work, venue),
            day=on.date(),
            starts_at=starts_at,
            ends_at=ends_at,
            purpose=purpose,
            booked_for=booked_for,
        )
        invocation.changed(teaching.book_venue(work, booking), "catalogue.added", name=purpose)


@bookings.command("release")
def release(ctx: typer.Context, booking_id: str, as_json: AsJson = False) -> None:
    """Take a booking back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(teaching.release_venue(work, booking_id), "catalogue.released")


def taught(
    ctx: typer.Context,
    instructor: Annotated[str, typer.Argument(help="name or id / 教师")],
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    as_json: AsJson = False,
) -> None:
    """Show what an instructor taught, computed from the lessons held."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        who = choice.one_instructor(work, instructor)
        found = teaching.history_of(work, who, first=day(first), last=day(last))
    titles = tuple(f"catalogue.{name}" for name in ("class", "name", "lessons", "stood_in", "periods"))
    invocation.table(titles, ((row.number, row.name, row.lessons, row.stood_in, row.periods) for row in found))
    invocation.answer(found)


def edit_instructor(
    ctx: typer.Context,
    instructor: Annotated[str, typer.Argument(help="name or id / 教师")],
    name: str | None = None,
    employment: Annotated[str | None, typer.Option(help="full_time or part_time / 专职、兼职")] = None,
    institution: Annotated[str | None, typer.Option(help="name or id / 机构")] = None,
    phone: str | None = None,
    qualifications: Annotated[str | None, typer.Option(help="certificates and titles / 资格、职称")] = None,
    subjects: Annotated[str | None, typer.Option(help="what they teach / 担任课程")] = None,
    sign_in: Annotated[str | None, typer.Option("--sign-in", help="who signs in as this one / 登录名")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named of an instructor; everything else stays."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        who = choice.one_instructor(work, instructor)
        told: dict[str, Any] = {
            "name": name,
            "employment": employment,
            "institution_id": institution and choice.one_institution(work, institution),
            "phone": phone,
            "qualifications": qualifications,
            "subjects": subjects,
            "user_id": sign_in and teaching.user_of(work, sign_in),
        }
        kept = teaching.instructor_details(work, who)
        details = replace(kept, **{field: value for field, value in told.items() if value is not None})
        invocation.changed(teaching.edit_instructor(work, who, details), "catalogue.changed", name=details.name)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(written: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(written.strip())
    if match is None:
        raise Refused("lesson.time_unreadable", found=written)
    begins, ends = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if max(int(match[2]), int(match[4])) > _LAST_MINUTE or ends > _MIDNIGHT:
        raise Refused("lesson.time_unreadable", found=written)
    return begins, ends
