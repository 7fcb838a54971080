"""``followup`` records what became of people after a class (就业跟踪)."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.services import enrollment, training_class
from trainingdesk.services import followup as service
from trainingdesk.services.followup import NewFollowup

commands = typer.Typer(help="employment after the class / 就业跟踪", no_args_is_help=True)

_COLUMNS = (
    "followup.trainee",
    "followup.name",
    "followup.phone",
    "followup.employed",
    "followup.employer",
    "followup.checked_on",
    "followup.enquiries",
)


@commands.command("record")
def record(
    ctx: typer.Context,
    trainee: Annotated[str, typer.Argument(help="number of the trainee / 学员编号")],
    employed: Annotated[bool, typer.Option("--employed/--not-employed", help="就业或未就业")],
    since: Day = None,
    employer: Annotated[str | None, typer.Option(help="name / 用人单位")] = None,
    method: Annotated[str, typer.Option(help="phone, visit, insurance, contract, other / 核实方式")] = "phone",
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """Write what was found out about one person."""
    invocation: Invocation = ctx.obj
    found = NewFollowup(
        employed=employed,
        employed_on=day(since),
        employer_name=employer,
        checked_on=day(on),
        method=method,
    )
    with invocation.desk() as work:
        enrolled = enrollment.enrollment_numbered(work, trainee)
        invocation.changed(service.record_followup(work, enrolled.id, found), "followup.recorded", number=trainee)


@commands.command("list")
def list_followups(
    ctx: typer.Context,
    class_number: Annotated[str, typer.Argument(help="number of the class / 班级编号")],
    as_json: AsJson = False,
) -> None:
    """Everyone who finished a class, with the latest enquiry."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        found = service.followups_of_class(work, the_class.id)
    yes_no = {True: invocation.sentences.of("followup.yes"), False: invocation.sentences.of("followup.no")}
    invocation.table(
        _COLUMNS,
        (
            (
                one.number,
                one.name,
                one.phone,
                "" if one.latest is None else yes_no[one.latest.employed],
                None if one.latest is None else one.latest.employer_name,
                None if one.latest is None else one.latest.checked_on,
                one.enquiries,
            )
            for one in found
        ),
    )
    invocation.answer(found)
