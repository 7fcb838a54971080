"""``export`` hands people, marks, the catalogue or everything out as open files (导出)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.import_answer import waiting
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.services import catalogue_export, open_export
from trainingdesk.services import export as service
from trainingdesk.services.catalogue_lists import LISTS

commands = typer.Typer(help="export people, marks, the catalogue or the whole desk / 导出", no_args_is_help=True)

Out = Annotated[Path, typer.Option("--out", help=".xlsx or .csv")]
Reason = Annotated[str, typer.Option("--reason", help="for the access log / 用途")]


@commands.command("people")
def people(
    ctx: typer.Context,
    out: Out,
    reason: Reason,
    masked: Annotated[bool, typer.Option("--masked", help="hide the middle of numbers / 号码脱敏")] = False,
    as_json: AsJson = False,
) -> None:
    """Everybody as a list."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work, waiting(invocation):
        count = service.export_people(work, out, reason=reason, masked=masked)
    invocation.say("export.people_done", count=count, path=out)
    invocation.answer({"rows": count, "file": out})


@commands.command("marks")
def marks(
    ctx: typer.Context,
    class_number: Annotated[str, typer.Option("--class", help="number of the class / 班级编号")],
    out: Out,
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """The attendance marks of a class, one column a lesson; ``register import`` takes the file in again."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work, waiting(invocation):
        count = service.export_marks(work, class_number, out, reason=reason)
    invocation.say("export.people_done", count=count, path=out)
    invocation.answer({"rows": count, "file": out})


@commands.command("catalogue")
def catalogue(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help=", ".join(LISTS))],
    out: Out,
    as_json: AsJson = False,
) -> None:
    """One list of the catalogue; the file can be edited and imported again."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        count = catalogue_export.export_list(work, name, out)
    invocation.say("export.list_done", count=count, path=out)
    invocation.answer({"rows": count, "file": out})


@commands.command("open")
def everything(
    ctx: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="a new folder / 新文件夹")],
    reason: Reason,
    as_json: AsJson = False,
) -> None:
    """Every table as .csv with a schema, to take the data elsewhere."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work, waiting(invocation):
        done = open_export.export_everything(work, out, reason=reason)
    invocation.say("export.open_done", tables=done.tables, rows=done.rows, path=out)
    invocation.answer({"tables": done.tables, "rows": done.rows, "folder": out})
