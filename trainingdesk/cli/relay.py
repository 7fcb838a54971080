"""``relay`` collects from other laptops in the same hall and hands over to one, without a line to the centre (转交)."""

from __future__ import annotations

from threading import Event
from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.cli.qr_code import draw
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.relay import LONGEST, SHORTEST, USUAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.work import Work
    from trainingdesk.sync.relay_opening import Opened, Visitor

commands = typer.Typer(help="collect from laptops in the same hall / 转交", no_args_is_help=True)

_KILOBYTE: Final = 1024
#: How often the command looks whether somebody interrupted it, in seconds.
_LOOK: Final = 0.2


@commands.command("open")
def collect(
    ctx: typer.Context,
    minutes: Annotated[int, typer.Option(help=f"{SHORTEST} to {LONGEST} / 分钟")] = USUAL,
    address: Annotated[str | None, typer.Option(help="of this laptop in the local network / 本机地址")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="port / 端口")] = None,
    as_json: AsJson = False,
) -> None:
    """Take sealed files of other laptops until the time is over or Ctrl+C; nobody here can read them."""
    from trainingdesk.sync.relay_opening import open_relay, visitors  # noqa: PLC0415 -- the network only where it is used

    invocation: Invocation = ctx.obj
    came = Event()
    with invocation.desk() as work:
        folder = work.folder.bundles
        opened = open_relay(work, address=address or _only_address(), minutes=minutes, port=port, told=came.set)
    try:
        _announce(invocation, opened)
        _tell_visits(invocation, opened, came)
    except KeyboardInterrupt:
        pass
    finally:
        opened.listener.close()
    invocation.say("relay.stopped")
    invocation.answer({"visitors": visitors(folder, opened.relay.visits)})


@commands.command("hand-over")
def hand_over(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="as the other screen shows it / 对方屏幕上的地址")],
    code: Annotated[str, typer.Argument(help="as the other screen shows it / 对方屏幕上的接收码")],
    as_json: AsJson = False,
) -> None:
    """Hand over what waits to a laptop that collects, and take the reply that it holds."""
    from trainingdesk.sync.relay_visit import hand_over_here  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        done = hand_over_here(work, address=address, code=code)
    for key, values in done.said():
        invocation.say(key, **values)
    invocation.answer({"operations": done.operations, "replied": done.brought is not None})


@commands.command("list")
def carried(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List whose files lie on this laptop, on their way to the centre or back."""
    from trainingdesk.sync.relay_opening import carried_for_others  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    found = _asked(invocation, carried_for_others)
    if not found:
        invocation.say("relay.nothing")
    else:
        titles = ("relay.device", "relay.at", "relay.size", "relay.stage")
        invocation.table(titles, (_line(invocation, one) for one in found))
    invocation.answer(found)


@commands.command("send")
def send(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Bring what was collected to the centre now, and fetch the replies; every exchange does so too."""
    from trainingdesk.sync.relay_opening import send_carried  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        sent = send_carried(work)
    invocation.say("relay.sent", taken=sent.taken, waiting=sent.waiting)
    invocation.answer(sent)


def _asked(invocation: Invocation, ask: Callable[[Work], tuple[Visitor, ...]]) -> tuple[Visitor, ...]:
    with invocation.desk() as work:
        return ask(work)


def _only_address() -> str:
    """The address of this laptop where there is one; raises Refused where one has to be named."""
    from trainingdesk.sync.relay_opening import local_addresses  # noqa: PLC0415

    found = local_addresses()
    if not found:
        raise Refused("relay.no_network")
    if len(found) > 1:
        raise Refused("relay.which_address", addresses="、".join(found))
    return found[0]


def _announce(invocation: Invocation, opened: Opened) -> None:
    until = f"{opened.until.astimezone(SHANGHAI):%H:%M}"
    invocation.say("relay.opened", until=until)
    for key, value in (("relay.address", opened.address), ("relay.code", opened.code)):
        invocation.say("relay.shown", name=invocation.sentences.of(key), value=value)
    draw(invocation, opened.text)
    invocation.answer({"address": opened.address, "code": opened.code, "until": opened.until})


def _tell_visits(invocation: Invocation, opened: Opened, came: Event) -> None:
    """Say each hand-over as it comes, and what stands in the way of others."""
    told: set[tuple[str, int]] = set()
    while opened.listener.is_open:
        if not came.wait(_LOOK):
            continue
        came.clear()
        if opened.trouble:
            invocation.say(opened.trouble)
        for visit in [*opened.relay.visits.values()]:
            if (visit.device, visit.times) not in told:
                told.add((visit.device, visit.times))
                size = f"{-(-visit.size // _KILOBYTE)} KB"
                invocation.say("relay.came", name=visit.name, device=visit.device[-12:], size=size)


def _line(invocation: Invocation, one: Visitor) -> tuple[object, ...]:
    at = f"{one.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    return f"…{one.device[-12:]}", at, f"{-(-one.size // _KILOBYTE)} KB", invocation.sentences.of(one.stage.sentence)
