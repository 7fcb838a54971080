"""``consent`` records commitments of trainees and says whose are missing (参训人员承诺)."""

from __future__ import annotations

from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.services import consent as service
from trainingdesk.services import enrollment, training_class

commands = typer.Typer(help="commitments of trainees / 参训人员承诺", no_args_is_help=True)

ClassNumber = Annotated[str, typer.Argument(help="number of the class / 班级编号")]


@commands.command("missing")
def missing(ctx: typer.Context, class_number: ClassNumber, as_json: AsJson = False) -> None:
    """Whose commitment is not recorded yet."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.without_commitment(work, training_class.class_by_number(work, class_number).id)
    invocation.table(("consent.trainee", "consent.name"), ((one.number, one.name) for one in found))
    invocation.say("consent.count_missing", count=len(found))
    invocation.answer([{"trainee": one.number, "name": one.name, "person": one.person_id} for one in found])


@commands.command("record")
def record(
    ctx: typer.Context,
    class_number: ClassNumber,
    trainee: Annotated[list[str] | None, typer.Argument(help="numbers of trainees, else all / 学员编号")] = None,
    kind: Annotated[str, typer.Option(help="trainee_commitment or personal_data / 种类")] = service.COMMITMENT,
    method: Annotated[str, typer.Option(help="signed_paper, signed_screen, spoken / 方式")] = "signed_paper",
    as_json: AsJson = False,
) -> None:
    """Record that trainees of a class agreed; who did already is left as they are."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        if trainee:
            people = [enrollment.enrollment_numbered(work, number).person_id for number in trainee]
        else:
            the_class = training_class.class_by_number(work, class_number)
            people = [one.person_id for one in enrollment.roll_of(work, the_class.id)]
        changes = service.record_consents(work, people, kind=kind, method=method)
        invocation.changed(changes, "consent.recorded", count=len(changes.rows))
