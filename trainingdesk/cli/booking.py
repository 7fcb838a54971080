"""``catalogue booking``: who has which venue and which equipment, and what is taken twice (场地和设备预约)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.booking import Bookable
from trainingdesk.domain.errors import Refused
from trainingdesk.services import booking as service
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import training_class
from trainingdesk.services.booking import MIDNIGHT, EquipmentBooking, VenueBooking

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.booking import Occupancy

commands = typer.Typer(help="what venues and equipment are taken for / 场地和设备预约", no_args_is_help=True)

What = Annotated[str, typer.Argument(help="name or id of the venue or the equipment / 场地或设备")]
First = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="the day / 日期")]
Last = Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="else a week / 截止日期")]
_WEEK = timedelta(days=6)
_LAST_MINUTE = 59
_SPAN = re.compile(r"(\d{1,2}):(\d{2})-(\d{1,2}):(\d{2})")
_TITLES = tuple(f"catalogue.{name}" for name in ("day", "time", "thing", "pieces", "purpose", "place", "clash"))


@commands.command("list")
def list_bookings(ctx: typer.Context, what: What, first: First, last: Last = None, as_json: AsJson = False) -> None:
    """Show what a venue or equipment is taken for, lessons and bookings."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        _kind, thing_id = choice.one_bookable(work, what)
        until = day(last) or first.date() + _WEEK
        found = service.occupancy(work, first=first.date(), last=until, thing_id=thing_id)
    invocation.table(_TITLES, _lines(invocation.sentences, found))
    bookings, lessons = ([one for one in found if one.row.booked is booked] for booked in (True, False))
    invocation.answer({"bookings": [one.row for one in bookings], "lessons": [one.row for one in lessons]})


@commands.command("clashes")
def list_clashes(
    ctx: typer.Context,
    first: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="else today / 起始日期")
    ] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="else 30 days / 截止日期")] = None,
    as_json: AsJson = False,
) -> None:
    """List bookings that take more than there is, as two computers may have made them."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        begin = day(first) or work.today()
        found = service.clashes(work, first=begin, last=day(last) or begin + service.AHEAD)
    if found:
        invocation.table(_TITLES, _lines(invocation.sentences, found))
    else:
        invocation.say("booking.no_clashes")
    invocation.answer(found)


@commands.command("add")
def add_booking(
    ctx: typer.Context,
    what: What,
    on: First,
    time: Annotated[str, typer.Argument(help="09:00-11:30")],
    purpose: Annotated[str, typer.Argument(help="what for / 用途")],
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="equipment: its last day / 至")
    ] = None,
    pieces: Annotated[int, typer.Option(help="equipment: how many / 件数")] = 1,
    venue: Annotated[str | None, typer.Option("--venue", help="equipment: where it goes / 送到")] = None,
    number: Annotated[str | None, typer.Option("--class", help="for which class / 班级编号")] = None,
    booked_for: Annotated[str | None, typer.Option("--for", help="who asked for it / 使用单位")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a venue for something that is no lesson, or equipment; refused where it is taken already."""
    invocation: Invocation = ctx.obj
    starts_at, ends_at = _span(time)
    with invocation.desk() as work:
        kind, thing_id = choice.one_bookable(work, what)
        said: dict[str, Any] = {
            "starts_at": starts_at,
            "ends_at": ends_at,
            "purpose": purpose,
            "booked_for": booked_for,
            "class_id": number and training_class.class_by_number(work, number).id,
        }
        if kind is Bookable.VENUE:
            booking: VenueBooking | EquipmentBooking = VenueBooking(venue_id=thing_id, day=on.date(), **said)
        else:
            booking = EquipmentBooking(
                equipment_id=thing_id,
                quantity=pieces,
                first_day=on.date(),
                last_day=day(last) or on.date(),
                venue_id=venue and choice.one_venue(work, venue),
                **said,
            )
        invocation.changed(service.book(work, booking), "catalogue.added", name=purpose)


@commands.command("edit")
def edit_booking(
    ctx: typer.Context,
    booking_id: str,
    on: Annotated[datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="the day / 日期")] = None,
    last: Annotated[
        datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="equipment: its last day / 至")
    ] = None,
    time: Annotated[str | None, typer.Option(help="09:00-11:30")] = None,
    purpose: Annotated[str | None, typer.Option(help="what for / 用途")] = None,
    pieces: Annotated[int | None, typer.Option(help="equipment: how many / 件数")] = None,
    booked_for: Annotated[str | None, typer.Option("--for", help="who asked for it / 使用单位")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named of a booking, and leave the rest; refused where it meets another one then."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        standing = service.booking_of(work, booking_id)
        hours = dict(zip(("starts_at", "ends_at"), _span(time), strict=True)) if time else {}
        said: dict[str, Any] = {"purpose": purpose, "booked_for": booked_for, **hours}
        if isinstance(standing, VenueBooking):
            said |= {"day": day(on)}
        else:
            said |= {"quantity": pieces, "first_day": day(on), "last_day": day(last)}
        booking = replace(standing, **{name: value for name, value in said.items() if value is not None})
        invocation.changed(service.change(work, booking_id, booking), "catalogue.changed", name=booking.purpose)


@commands.command("release")
def release(ctx: typer.Context, booking_id: str, as_json: AsJson = False) -> None:
    """Take a booking back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(service.release(work, booking_id), "catalogue.released")


def _lines(words: Sentences, found: Iterable[Occupancy]) -> Iterable[tuple[object, ...]]:
    for one in found:
        row = one.row
        days = f"{row.first_day}" if row.first_day == row.last_day else f"{row.first_day}–{row.last_day:%m-%d}"
        time = f"{_clock(row.starts_at)}–{_clock(row.ends_at)}"
        others = words.of("catalogue.gone") if one.gone else "、".join(one.meets) or words.of("catalogue.too_few")
        yield days, time, row.thing, row.pieces, row.purpose, row.place, others if one.clashes else ""


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def _span(written: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(written.strip())
    if match is None:
        raise Refused("lesson.time_unreadable", found=written)
    begins, ends = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if max(int(match[2]), int(match[4])) > _LAST_MINUTE or ends > MIDNIGHT:
        raise Refused("lesson.time_unreadable", found=written)
    return begins, ends
