"""``sync`` exchanges work with the centre: once, or for as long as it runs (同步)."""

from __future__ import annotations

import threading
from random import SystemRandom
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.services.work import Work
    from trainingdesk.sync.engine import Exchange


def sync(
    ctx: typer.Context,
    watch: Annotated[bool, typer.Option("--watch", help="go on until Ctrl+C / 持续同步")] = False,
    check: Annotated[bool, typer.Option("--check", help="compare with the centre as well / 并核对")] = False,
    as_json: AsJson = False,
) -> None:
    """Send what waits and take what is new."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        if watch:
            keep_going(invocation, work, stop=threading.Event())
        else:
            _tell_program(invocation, _once(invocation, work, check=check))


def keep_going(invocation: Invocation, work: Work, *, stop: threading.Event) -> None:
    """Exchange again and again, after a failure sooner or later, until ``stop`` is set or the user interrupts."""
    from trainingdesk.sync.exchange import Pace, usual_pause  # noqa: PLC0415 -- the exchange only where it runs

    pace = Pace(SystemRandom())
    try:
        while not stop.is_set():
            failed = None
            try:
                _once(invocation, work, check=False)
            except Unavailable as failure:
                failed = failure
                typer.echo(invocation.sentences.of(failure.key, failure.values), err=True)
            stop.wait(pace.after(failed, usual=usual_pause(work)))
    except KeyboardInterrupt:
        return


def _once(invocation: Invocation, work: Work, *, check: bool) -> Exchange:
    from trainingdesk.sync import attachment_sending  # noqa: PLC0415
    from trainingdesk.sync.exchange import exchange  # noqa: PLC0415

    done = exchange(work, checked=check, watch=first_copy(invocation))
    files = attachment_sending.send(work)
    invocation.say("sync.done", sent=done.sent, received=done.taken)
    if files:
        invocation.say("sync.files_sent", count=files)
    if done.was_copied:
        invocation.say("sync.was_copied")
    if done.waiting:
        invocation.say("sync.rows_wait", count=done.waiting)
    if done.repaired:
        invocation.say("sync.repaired", count=done.repaired)
    counts = {name: getattr(done, name) for name in ("sent", "waiting", "removed", "repaired", "was_copied", "program")}
    invocation.answer({**counts, "received": done.taken, "files": files})
    return done


def _tell_program(invocation: Invocation, done: Exchange) -> None:
    """A newer program at the centre is news to whoever asked for an exchange; one that goes on by itself does not nag."""
    from trainingdesk.services.program_update import news  # noqa: PLC0415
    from trainingdesk.settings.programs import programs_of_this_user  # noqa: PLC0415

    found = news(programs_of_this_user(), done.program)
    if found is not None:
        invocation.say("update.centre_has", version=found)


def first_copy(invocation: Invocation) -> Callable[[Exchange], None]:
    """Tells on standard error how far a first copy is, each time it is a tenth farther."""
    told = -1

    def watch(done: Exchange) -> None:
        nonlocal told
        tenth = -1 if done.percent is None else done.percent // 10
        if tenth > told:
            told = tenth
            typer.echo(invocation.sentences.of("sync.first_copy", {"percent": done.percent}), err=True)

    return watch
