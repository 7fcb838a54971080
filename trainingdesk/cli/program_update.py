"""``update`` puts a newer program beside this one, from a signed file (软件更新)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.services import program_update as service
from trainingdesk.settings.programs import programs_of_this_user

commands = typer.Typer(help="update this program from a signed file / 软件更新", no_args_is_help=True)

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="*.tdupdate / 更新包")]


@commands.command("show")
def show(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The version that runs, and the one that is started next."""
    invocation: Invocation = ctx.obj
    found = service.state(programs_of_this_user())
    invocation.say("update.runs", version=found.running)
    if found.next is not None:
        invocation.say("update.failed" if found.fails else "update.next", version=found.next)
    said = {"running": str(found.running), "next": found.next and str(found.next), "fails": found.fails}
    invocation.answer(said)


@commands.command("check")
def check(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Whose a file is and what it brings; nothing is changed."""
    invocation: Invocation = ctx.obj
    found = service.look(file)
    size = f"{found.size / 1e6:.0f}"
    invocation.say("update.offers", version=found.version, day=found.published_on, size=size, notes=found.notes)
    invocation.answer({"version": str(found.version), "published_on": found.published_on, "size": found.size})


@commands.command("take")
def take(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """Unpack the program in a file; it runs from the next start on, with the data as they are."""
    invocation: Invocation = ctx.obj
    taken = service.take(file, programs_of_this_user(), lambda _done, _total: True)
    invocation.say("update.taken", version=taken)
    invocation.answer({"version": str(taken)})


@commands.command("back")
def back(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Start the program that was installed again, from the next start on."""
    invocation: Invocation = ctx.obj
    service.go_back(programs_of_this_user())
    invocation.say("update.went_back")
    invocation.answer({"back": True})
