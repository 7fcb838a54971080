"""``audit`` shows the access log and verifies its chain."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.access_log import Logged
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.services import audit

commands = typer.Typer(help="the log of access / 访问日志", no_args_is_help=True)

#: The chain is broken: neither wrong usage nor a rule.
BROKEN = 1


@commands.command("verify")
def verify(
    ctx: typer.Context,
    head: Annotated[str | None, typer.Option(help="a head noted earlier / 以前记下的链首摘要")] = None,
    as_json: AsJson = False,
) -> None:
    """Check that no row was changed, removed or moved; note the head and give it back next time."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = audit.verify_chain(work, expected_head=head)
    if found.first_broken is not None:
        invocation.say("audit.broken", row=found.first_broken)
    elif found.expected_found is False:
        invocation.say("audit.head_missing")
    else:
        invocation.say("audit.sound", rows=found.rows, erased=found.erased, head=found.head)
    invocation.answer({"sound": found.sound, "verified": found})
    if not found.sound:
        raise typer.Exit(BROKEN)


@commands.command("list")
def list_access(
    ctx: typer.Context,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="how many / 条数")] = audit.PAGE,
    before: Annotated[str | None, typer.Option(help="older than this row / 早于此行")] = None,
    action: Annotated[Logged | None, typer.Option(help="only these / 只看此类")] = None,
    subject: Annotated[str | None, typer.Option(help="row concerned / 所涉记录")] = None,
    as_json: AsJson = False,
) -> None:
    """The log, newest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = audit.list_access(work, limit=limit, before=before, action=action, subject_id=subject)
    say = invocation.sentences.of
    invocation.table(
        ("audit.time", "audit.user", "audit.action", "audit.subject", "audit.reason"),
        (
            (
                f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}",
                row.user_name,
                invocation.sentences.called(f"audit.{row.action}", row.action),
                " ".join(filter(None, (row.subject_table, row.subject_id))),
                row.reason or (say("audit.erased") if row.erased else None),
            )
            for row in found
        ),
    )
    invocation.answer(found)
