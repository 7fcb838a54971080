"""Options that many commands share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation


def _json(ctx: typer.Context, wanted: bool) -> bool:
    invocation: Invocation = ctx.obj
    invocation.as_json = invocation.as_json or wanted
    return wanted


#: ``--json`` behind the command as well as before it.
AsJson = Annotated[bool, typer.Option("--json", callback=_json, help="answer as JSON / 以 JSON 输出")]

Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]


def day(value: datetime | None) -> date | None:
    """The calendar day of an option."""
    return None if value is None else value.date()
