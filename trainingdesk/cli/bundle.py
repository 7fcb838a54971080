"""``bundle`` exchanges work with the centre by USB stick: write a file, take the reply, look at what a file is (U盘同步)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.wire.clock import instant

commands = typer.Typer(help="exchange by USB stick / U盘同步", no_args_is_help=True)


@commands.command("export")
def export(
    ctx: typer.Context,
    stick: Annotated[Path, typer.Argument(help="stick or folder / U盘或文件夹")],
    as_json: AsJson = False,
) -> None:
    """Write everything that the centre has not confirmed, sealed for the centre alone."""
    from trainingdesk.sync.stick import export_bundle  # noqa: PLC0415 -- the exchange only where it runs

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        made = export_bundle(work, stick)
    invocation.say("bundle.written", count=made.operations, file="、".join(path.name for path in made.files))
    if made.carried:
        invocation.say("bundle.carried_along", count=made.carried)
    invocation.answer(made)


@commands.command("import")
def take(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="*.tdsync / 同步包")],
    as_json: AsJson = False,
) -> None:
    """Take the reply of the centre; the file of another desk is kept to be carried."""
    from trainingdesk.sync.stick import import_bundle  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        brought = import_bundle(work, file)
    for key, values in brought.said():
        invocation.say(key, **values)
    counts = {name: getattr(brought, name) for name in ("carried", "is_old", "waiting", "more", "missing")}
    done = brought.exchange
    invocation.answer({**counts, "sent": done.sent, "received": len(done.received), "was_copied": done.was_copied})


@commands.command("receipt")
def receipt(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="*.tdsync / 同步包")],
    as_json: AsJson = False,
) -> None:
    """What a file is: whose, from when, which changes it brings; needs no password."""
    from trainingdesk.sync.stick import look_at  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    said = look_at(file)
    made = f"{instant(said.created_ms).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
    invocation.say(f"bundle.is_{said.kind}", device=said.device[-12:], county=said.county, at=made)
    if said.last:
        invocation.say("bundle.operations", first=said.first, last=said.last)
    names = ("kind", "bundle", "county", "device", "first", "last", "sha256")
    invocation.answer({**{name: getattr(said, name) for name in names}, "created": instant(said.created_ms)})
