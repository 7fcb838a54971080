"""``catalogue import`` takes a list of the catalogue in, as the province or an institution sends it (导入目录)."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.import_answer import check_as_json, import_as_json, say_file, say_written, waiting
from trainingdesk.cli.import_options import Columns, Encoding, File, OnlyCheck, Rejects, SheetName, heading_mapping
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.services.catalogue_import import check_list, import_list
from trainingdesk.services.catalogue_lists import LISTS, list_named
from trainingdesk.services.import_file import Reading

Kind = Annotated[str, typer.Option("--kind", help=f"{', '.join(LISTS)} / 哪一类目录")]
EmptyErases = Annotated[bool, typer.Option("--empty-erases", help="an empty cell erases the value / 空格清空原值")]


def import_file(
    ctx: typer.Context,
    file: File,
    kind: Kind,
    rejects: Rejects = None,
    sheet: SheetName = None,
    encoding: Encoding = None,
    column: Columns = None,
    empty_erases: EmptyErases = False,
    only_check: OnlyCheck = False,
    as_json: AsJson = False,
) -> None:
    """Take a list in: new rows, changed fields; what is refused comes back. Nothing is deleted or retired."""
    invocation: Invocation = ctx.obj
    fields = [one.field for one in list_named(kind).columns]
    mapping = heading_mapping(column, fields=fields)
    reading = Reading(sheet=sheet, encoding=encoding, mapping=mapping, empty_erases=empty_erases)
    with invocation.desk() as work, waiting(invocation):
        if only_check:
            found = check_list(work, kind, file, reading)
        else:
            done = import_list(work, kind, file, reading, rejects=rejects, sentences=invocation.sentences)
            found = done.check
    say_file(invocation, found, called="called")
    if only_check:
        invocation.answer(check_as_json(invocation, found))
    else:
        say_written(invocation, done)
        invocation.answer(import_as_json(invocation, done))
