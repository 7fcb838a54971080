"""``device`` joins this desk to its centre and tells how it stands (本机与中心)."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.joining import joining_of, show_joining
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import SHANGHAI

commands = typer.Typer(help="this desk and its centre / 本机与中心", no_args_is_help=True)


@commands.command("enroll")
def enroll(
    ctx: typer.Context,
    invitation: Annotated[
        list[str],
        typer.Argument(
            help="https://… and the one-time code, or the whole invitation / 中心地址、登记码，或整行登记信息"
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Join a centre with a code from its administrator; good for a day, and once."""
    from trainingdesk.sync.exchange import join  # noqa: PLC0415 -- the network only where it is used

    invocation: Invocation = ctx.obj
    joining = joining_of(*invitation)
    with invocation.desk() as work:
        join(work, address=joining.address, code=joining.code)
        invocation.say("sync.joined")
        invocation.answer({"joined": True})


@commands.command("status")
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Whether this desk is joined, what waits to go, and how the last exchanges ended."""
    from trainingdesk.services.rejected import list_runs  # noqa: PLC0415
    from trainingdesk.services.sync_state import sync_state  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        state, runs = sync_state(work), list_runs(work)
    invocation.say("sync.status_joined" if state.joined else "sync.not_joined")
    invocation.say("sync.status_waiting", count=state.operations)
    say = invocation.sentences.of
    invocation.table(
        ("sync.time", "sync.sent", "sync.received", "sync.ended"),
        (
            (
                f"{run.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                run.sent,
                run.received,
                say(run.failure, {"status": ""}) if run.failure else say("sync.ended_well"),
            )
            for run in runs
        ),
    )
    invocation.answer({"joined": state.joined, "waiting": state.operations, "runs": runs})


@commands.command("invite")
def invite(
    ctx: typer.Context,
    whom: Annotated[str, typer.Argument(help="sign-in name of the user / 登录名")],
    role: Annotated[Role, typer.Argument(help="role of the device / 岗位")],
    as_json: AsJson = False,
) -> None:
    """An invitation for another computer, from a desk that is an administrator's: text and QR code, good for a day."""
    from trainingdesk.services.account import user_named  # noqa: PLC0415
    from trainingdesk.sync.joining import new_joining  # noqa: PLC0415 -- the network only where it is used

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        joining = new_joining(work, user=user_named(work, whom).id, role=role)
    invocation.say("centre.code", code=joining.code)
    show_joining(invocation, joining)
    invocation.answer({"invitation": joining.text})


@commands.command("list")
def list_all(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The desks of the county, as the centre told an administrator's desk of them at the last exchange."""
    from trainingdesk.services.sync_device import list_devices  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = list_devices(work)
    say = invocation.sentences.of
    invocation.table(
        tuple(f"centre.{name}" for name in ("number", "user", "role", "device", "seen", "unsent", "state")),
        (
            (
                one.row.number,
                one.row.user,
                invocation.sentences.called(f"account.role_{one.row.role}", one.row.role),
                one.row.device,
                None if one.row.seen is None else f"{one.row.seen.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                one.row.unsent,
                say(one.state.sentence, {"days": one.silent_days}),
            )
            for one in found
        ),
    )
    invocation.answer(found)
