"""``rejected`` lists what the centre did not take, and sends it again (被退回的修改)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import rejected

commands = typer.Typer(help="changes that the centre did not take / 被退回的修改", no_args_is_help=True)


@commands.command("list")
def list_rejected(ctx: typer.Context, as_json: AsJson = False) -> None:
    """What waits for somebody to mend it, and why it was not taken."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = rejected.list_rejected(work)
    say = invocation.sentences.of
    invocation.table(
        ("rejected.number", "rejected.about", "rejected.user", "rejected.time", "rejected.reason"),
        (
            (
                row.number,
                f"{say(f'history.table_{row.table}')} {row.row_id}",
                row.user_name,
                f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
                say(rejected.reason(row.code)),
            )
            for row in found
        ),
    )
    invocation.answer(found)


@commands.command("again")
def send_again(ctx: typer.Context, number: int, as_json: AsJson = False) -> None:
    """Write the refused value once more; it goes with the next exchange."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(rejected.send_again(work, number), "rejected.goes_again")


@commands.command("drop")
def give_up(
    ctx: typer.Context,
    number: int,
    copy: Annotated[Path, typer.Option(help="a file that keeps what is given up, .json / 留存副本的文件")],
    as_json: AsJson = False,
) -> None:
    """Take it off the list once a copy is kept in a file; its history stays."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        rejected.keep_copy(work, number, copy)
        invocation.changed(rejected.give_up(work, number), "rejected.dropped")
