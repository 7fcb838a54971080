"""``undo`` takes back one change set, the last one of the user where none is named."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.services import undo as service


def undo(
    ctx: typer.Context,
    number: Annotated[int | None, typer.Argument(help="change set / 操作编号")] = None,
    as_json: AsJson = False,
) -> None:
    """Take back a change set; refuses in words where somebody built on it since."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.undo(work, number)
        invocation.changed(changes, "undo.done")
