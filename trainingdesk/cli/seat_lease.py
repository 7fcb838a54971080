"""``seats`` takes seats of a class along on this laptop, and gives them back (名额预留)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.seat_lease import MOST_DAYS
from trainingdesk.services import seat_lease as service
from trainingdesk.services import training_class

if TYPE_CHECKING:
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.seat_lease import LeaseLine

commands = typer.Typer(help="seats that a laptop takes along / 名额预留", no_args_is_help=True)

Class = Annotated[str, typer.Argument(help="number of the class / 班级编号")]


@commands.command("take")
def take(
    ctx: typer.Context,
    number: Class,
    seats: Annotated[int, typer.Argument(help="how many in all / 共几个名额")],
    days: Annotated[int, typer.Option(help=f"from today, at most {MOST_DAYS} / 天数")] = 7,
    later: Annotated[
        bool, typer.Option("--later", help="no line: ask with the next exchange / 随下次交换申请")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Keep seats of a class for this laptop, which may promise them without a line."""
    from trainingdesk.sync import seat_lease  # noqa: PLC0415 -- the exchange only where it runs

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = training_class.class_by_number(work, number).id
        ask = seat_lease.ask_later if later else seat_lease.take
        _say(invocation, ask(work, class_id, seats=seats, days=days))


@commands.command("return")
def give_back(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """Give the seats of a class back that this laptop did not promise."""
    from trainingdesk.sync import seat_lease  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        _say(invocation, seat_lease.give_back(work, training_class.class_by_number(work, number).id))


@commands.command("list")
def kept(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List the seats that are kept for laptops, those of this one first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found, asked = service.leases(work), service.asked(work)
    titles = ("number", "name", "laptop", "seats", "used", "until")
    invocation.table(tuple(f"seat_lease.{title}" for title in titles), (_line(invocation, one) for one in found))
    for one in asked:
        if one.request.waits:
            invocation.say("seat_lease.waits", number=one.number)
    invocation.answer(found)


def _say(invocation: Invocation, changes: Changes) -> None:
    """What the centre answered is the news itself; what follows are remarks on it."""
    news, *more = changes.said
    invocation.changed(replace(changes, said=tuple(more)), news.key, **dict(news.values))


def _line(invocation: Invocation, one: LeaseLine) -> tuple[object, ...]:
    lease = one.lease
    numbered = {"number": lease.device_number}
    key, values = ("seat_lease.this_laptop", {}) if one.here else ("seat_lease.laptop_number", numbered)
    laptop = invocation.sentences.of(key, values)
    return one.number, one.name, laptop, lease.seats, lease.used, lease.ends_on
