"""``update`` puts a newer program beside this one, from a signed file or from the centre of this desk (软件更新)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.cli.progress import progress_bar
from trainingdesk.services import program_update as service
from trainingdesk.settings.programs import programs_of_this_user

if TYPE_CHECKING:
    from trainingdesk.domain.program_update import ProgramUpdate, Version
    from trainingdesk.services.work import Work
    from trainingdesk.sync.program_update import Offered

commands = typer.Typer(
    help="update this program from a signed file, or from the centre / 软件更新", no_args_is_help=True
)

File = Annotated[
    Path | None,
    typer.Argument(
        exists=True, dir_okay=False, help="*.tdupdate; without it, what the centre has / 更新包，不写则从中心取"
    ),
]


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
def check(ctx: typer.Context, file: File = None, as_json: AsJson = False) -> None:
    """Whose an update is and what it brings; nothing is changed, and nothing but its head is fetched."""
    invocation: Invocation = ctx.obj
    if file is None:
        with invocation.desk() as work:
            found = _newest(invocation, work)
        invocation.answer({"version": None} if found is None else {**_told(found.update), "length": found.length})
        return
    update = service.look(file)
    size = f"{update.size / 1e6:.0f}"
    invocation.say("update.offers", version=update.version, day=update.published_on, size=size, notes=update.notes)
    invocation.answer(_told(update))


@commands.command("take")
def take(ctx: typer.Context, file: File = None, as_json: AsJson = False) -> None:
    """Unpack a newer program, fetched before where no file is named; it runs from the next start on, with the same data."""
    invocation: Invocation = ctx.obj
    if file is None:
        with invocation.desk() as work:
            taken = _fetched(invocation, work)
    else:
        taken = service.take(file, programs_of_this_user(), lambda _done, _total: True)
    if taken is not None:
        invocation.say("update.taken", version=taken)
    invocation.answer({"version": taken and str(taken)})


def _newest(invocation: Invocation, work: Work) -> Offered | None:
    """What the centre has, said with what it costs to fetch."""
    from trainingdesk.services.sync_state import sync_state  # noqa: PLC0415 -- the exchange only where it is used
    from trainingdesk.sync.program_update import newest  # noqa: PLC0415

    found = newest(work, programs_of_this_user())
    if found is None:
        invocation.say("update.centre_has_none")
        return None
    update, size, unpacked = found.update, f"{found.length / 1e6:.1f}", f"{found.update.size / 1e6:.0f}"
    told = {"version": update.version, "day": update.published_on, "size": size, "unpacked": unpacked}
    invocation.say("update.centre_offers", **told, notes=update.notes)
    if found.here:
        invocation.say("update.partly_here", done=f"{found.here / 1e6:.1f}")
    if sync_state(work).metered:
        invocation.say("update.metered")
    return found


def _fetched(invocation: Invocation, work: Work) -> Version | None:
    from trainingdesk.sync import program_update as centre  # noqa: PLC0415 -- as above

    offered = _newest(invocation, work)
    if offered is None:
        return None
    try:
        with progress_bar(invocation, "update.from_centre_now") as advance:
            watch = lambda done, total: advance(done, total) if total else True  # noqa: E731 -- unpacking is quick
            return centre.take(work, offered, programs_of_this_user(), watch)
    except KeyboardInterrupt:
        invocation.say("update.stopped")
        raise typer.Abort from None


def _told(update: ProgramUpdate) -> dict[str, object]:
    return {"version": str(update.version), "published_on": update.published_on, "size": update.size}


@commands.command("back")
def back(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Start the program that was installed again, from the next start on."""
    invocation: Invocation = ctx.obj
    service.go_back(programs_of_this_user())
    invocation.say("update.went_back")
    invocation.answer({"back": True})
