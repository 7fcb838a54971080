"""``diagnostics`` writes a file for whoever helps from afar; it holds nothing of anybody."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.errors import Unavailable
from trainingdesk.services.diagnostics import Diagnostics, diagnose, diagnose_closed, save_diagnostics
from trainingdesk.settings.folders import DeskFolder


def diagnostics(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="a file such as diagnostics.json / 输出文件")],
    as_json: AsJson = False,
) -> None:
    """Versions, sizes, counts and kinds of what was done; a desk that does not open says at least why."""
    invocation: Invocation = ctx.obj
    found = _found(invocation)
    save_diagnostics(found, out)
    if found.problem is not None:
        invocation.say("diagnostics.closed", why=invocation.sentences.of(found.problem))
    invocation.say("diagnostics.written", path=out)
    invocation.answer({"file": out, "problem": found.problem})


def _found(invocation: Invocation) -> Diagnostics:
    try:
        with invocation.desk() as work:
            return diagnose(work)
    except Unavailable as failure:
        return diagnose_closed(DeskFolder(invocation.folder), invocation.clock(), problem=failure.key)
