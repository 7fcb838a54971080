"""``device`` joins this desk to its centre and tells how it stands (本机与中心)."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI

commands = typer.Typer(help="this desk and its centre / 本机与中心", no_args_is_help=True)


@commands.command("enroll")
def enroll(
    ctx: typer.Context,
    address: Annotated[str, typer.Argument(help="https://… / 中心地址")],
    code: Annotated[str, typer.Argument(help="one-time code / 一次性接入码")],
    as_json: AsJson = False,
) -> None:
    """Join a centre with a code from its administrator; good for a day, and once."""
    from trainingdesk.sync.exchange import join  # noqa: PLC0415 -- the network only where it is used

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        join(work, address=address, code=code)
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
