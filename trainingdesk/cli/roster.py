"""``roster`` checks, imports and exports the list of people of a class (学员花名册)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.import_answer import waiting
from trainingdesk.cli.import_options import Columns, Encoding, File, Rejects, SheetName, heading_mapping
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.cli.roster_answer import as_json_data, marks_as_json, say_check, say_import, say_marks
from trainingdesk.services import export, lesson, marks_import, roster, training_class
from trainingdesk.settings.roster_headings import RosterField

commands = typer.Typer(help="rosters of a class: check, import, export / 花名册", no_args_is_help=True)

ClassNumber = Annotated[str, typer.Option("--class", help="number of the class / 班级编号")]


@commands.command("check")
def check(
    ctx: typer.Context,
    file: File,
    class_number: ClassNumber,
    sheet: SheetName = None,
    encoding: Encoding = None,
    column: Columns = None,
    as_json: AsJson = False,
) -> None:
    """Say of each row whether it is new, existing, a duplicate or wrong; nothing is written."""
    invocation: Invocation = ctx.obj
    mapping = _mapping(column)
    with invocation.desk() as work, waiting(invocation):
        found = roster.check(work, class_number, file, sheet=sheet, encoding=encoding, mapping=mapping)
    say_check(invocation, found)
    invocation.answer(as_json_data(invocation, found))


@commands.command("import")
def import_file(
    ctx: typer.Context,
    file: File,
    class_number: ClassNumber,
    rejects: Rejects = None,
    sheet: SheetName = None,
    encoding: Encoding = None,
    column: Columns = None,
    as_json: AsJson = False,
) -> None:
    """Take the sound rows in; the others come back in the sender's own layout, each with its reason."""
    invocation: Invocation = ctx.obj
    mapping = _mapping(column)
    with invocation.desk() as work, waiting(invocation):
        done = roster.import_roster(
            work,
            class_number,
            file,
            rejects=rejects,
            sheet=sheet,
            encoding=encoding,
            mapping=mapping,
            sentences=invocation.sentences,
        )
    say_import(invocation, done)
    more = {"written": done.written, "rejects": done.rejects, "change_set": done.changes.change_set}
    invocation.answer(as_json_data(invocation, done.check) | more)


@commands.command("export")
def export_file(
    ctx: typer.Context,
    class_number: ClassNumber,
    out: Annotated[Path, typer.Option("--out", help=".xlsx or .csv")],
    reason: Annotated[str | None, typer.Option("--reason", help="for the access log / 用途")] = None,
    masked: Annotated[bool, typer.Option("--masked", help="hide the middle of numbers / 号码脱敏")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the roster of a class; the file can be edited and imported again."""
    invocation: Invocation = ctx.obj
    told = reason or invocation.sentences.of("roster.reason_of_export", {"number": class_number})
    with invocation.desk() as work, waiting(invocation):
        count = export.export_roster(work, class_number, out, reason=told, masked=masked)
    invocation.say("roster.exported", count=count, path=out)
    invocation.answer({"rows": count, "file": out})


@commands.command("marks")
def marks(
    ctx: typer.Context,
    file: File,
    class_number: ClassNumber,
    which: Annotated[int, typer.Option("--lesson", help="which lesson, counted from 1 / 第几次课")],
    rejects: Rejects = None,
    encoding: Encoding = None,
    only_check: Annotated[bool, typer.Option("--check", help="write nothing / 只检查")] = False,
    as_json: AsJson = False,
) -> None:
    """Take in the marks of one lesson from a card reader's file; rows that do not fit come back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work, waiting(invocation):
        found = lesson.lesson_number(work, training_class.class_by_number(work, class_number).id, which)
        if only_check:
            done = marks_import.check_marks(work, found.id, file, encoding=encoding)
        else:
            done = marks_import.import_marks(
                work, found.id, file, rejects=rejects, encoding=encoding, sentences=invocation.sentences
            )
    say_marks(invocation, done)
    invocation.answer(marks_as_json(invocation, done))


def _mapping(told: list[str] | None) -> dict[str, RosterField | None] | None:
    """HEADING=FIELD as the use cases take it; raises Refused for a field that is none."""
    meant = heading_mapping(told, fields=tuple(RosterField))
    return {heading: RosterField(field) if field else None for heading, field in meant.items()} or None
