"""``register import`` takes the marks of a class in from a matrix: a row a trainee, a column a lesson (导入考勤表)."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.import_answer import check_as_json, import_as_json, say_file, say_written, waiting
from trainingdesk.cli.import_options import Encoding, File, OnlyCheck, Rejects, SheetName
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.services.import_file import Reading
from trainingdesk.services.marks_matrix import check_matrix, import_matrix
from trainingdesk.services.training_class import class_by_number

Class = Annotated[str, typer.Option("--class", help="number of the class / 班级编号")]
Reason = Annotated[str | None, typer.Option(help="of the office, where a register is closed / 更正原因")]


def import_file(
    ctx: typer.Context,
    file: File,
    number: Class,
    reason: Reason = None,
    rejects: Rejects = None,
    sheet: SheetName = None,
    encoding: Encoding = None,
    only_check: OnlyCheck = False,
    as_json: AsJson = False,
) -> None:
    """Take a matrix of marks in, as ``export marks`` writes it; rows that are refused come back."""
    invocation: Invocation = ctx.obj
    reading = Reading(sheet=sheet, encoding=encoding)
    with invocation.desk() as work, waiting(invocation):
        class_id = class_by_number(work, number).id
        if only_check:
            found = check_matrix(work, class_id, file, reading, reason=reason)
        else:
            done = import_matrix(
                work, class_id, file, reading, reason=reason, rejects=rejects, sentences=invocation.sentences
            )
            found = done.check
    say_file(invocation, found)
    if only_check:
        invocation.answer(check_as_json(invocation, found))
    else:
        say_written(invocation, done)
        invocation.answer(import_as_json(invocation, done))
