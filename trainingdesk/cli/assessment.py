"""``assessment`` announces assessments, shows who may sit, takes scores and settles results (考核)."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.answering import judged_data, points, reason_of
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.domain.assessment import AssessmentKind
from trainingdesk.domain.errors import Refused
from trainingdesk.services import assessment as service
from trainingdesk.services import score_paste, training_class
from trainingdesk.services.assessment import NewAssessment
from trainingdesk.services.pass_rule import passing_of

if TYPE_CHECKING:
    from trainingdesk.services.assessment import Candidate
    from trainingdesk.services.work import Work
    from trainingdesk.storage.assessment import AssessmentRow

commands = typer.Typer(help="assessments: announce, admit, score, settle / 考核", no_args_is_help=True)

ClassNumber = Annotated[str, typer.Argument(help="number of the class / 班级编号")]
Round = Annotated[int | None, typer.Option("--round", min=1, help="which one, else the last / 第几次")]

_CANDIDATES = ("assessment.number", "assessment.name", "assessment.attendance", "assessment.decision", "assessment.why")
_RESULTS = (
    "assessment.number",
    "assessment.name",
    "assessment.theory",
    "assessment.practice",
    "assessment.rounds",
    "assessment.result",
    "assessment.why",
)


@commands.command("new")
def new(
    ctx: typer.Context,
    class_number: ClassNumber,
    on: Day = None,
    kind: AssessmentKind = AssessmentKind.COMPLETION,
    by: Annotated[str | None, typer.Option("--by", help="the assessing organization / 评价机构")] = None,
    uscc: str | None = None,
    place: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Announce an assessment of a class; a second one is a make-up."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = NewAssessment(
            class_id=training_class.class_by_number(work, class_number).id,
            held_on=day(on) or work.today(),
            kind=kind,
            organization=by,
            organization_uscc=uscc,
            place=place,
        )
        changes = service.new_assessment(work, details)
        invocation.changed(changes, "assessment.announced", day=details.held_on)


@commands.command("list")
def list_assessments(ctx: typer.Context, class_number: ClassNumber, as_json: AsJson = False) -> None:
    """The assessments of a class, round by round."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.assessments_of(work, training_class.class_by_number(work, class_number).id)
    words = invocation.sentences
    invocation.table(
        ("assessment.round", "assessment.kind", "assessment.held_on", "assessment.organization", "assessment.place"),
        (
            (one.round, words.of(f"assessment.kind_{one.kind}"), one.held_on, one.organization, one.place)
            for one in found
        ),
    )
    invocation.answer(found)


@commands.command("admission")
def admission(ctx: typer.Context, class_number: ClassNumber, number: Round = None, as_json: AsJson = False) -> None:
    """Who may sit the assessment, who may not, and why."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.admission(work, _assessment(work, class_number, number).id)
    everybody = (*found.admitted, *found.refused, *found.undecided)
    invocation.table(_CANDIDATES, (_candidate_cells(invocation, one) for one in everybody))
    counts = {"admitted": len(found.admitted), "refused": len(found.refused), "open": len(found.undecided)}
    invocation.say("assessment.admission", **counts)
    data = [judged_data(invocation, one) for one in everybody]
    invocation.answer({"assessment": found.assessment, **counts, "candidates": data})


@commands.command("scores")
def scores(
    ctx: typer.Context,
    class_number: ClassNumber,
    file: Annotated[Path | None, typer.Argument(help=".xlsx .xls .ods .csv, else standard input / 成绩文件")] = None,
    number: Round = None,
    dry_run: Annotated[bool, typer.Option("--check", help="only say what would be written / 只检查")] = False,
    as_json: AsJson = False,
) -> None:
    """Take scores: who, theory, practice, result, a spreadsheet or text; headings may stand above."""
    invocation: Invocation = ctx.obj
    text = _text(file)
    with invocation.desk() as work:
        assessment = _assessment(work, class_number, number)
        if dry_run:
            pasted = score_paste.preview_paste(work, assessment.id, text)
            for said in pasted.problems:
                invocation.say(said.key, **dict(said.values))
            invocation.say("assessment.would_take", count=len(pasted.lines), left=len(pasted.problems))
            invocation.answer(pasted)
            return
        changes = score_paste.paste_scores(work, assessment.id, text)
        invocation.changed(changes, "assessment.scores_taken", count=len(changes.rows) - 1)


@commands.command("results")
def results(ctx: typer.Context, class_number: ClassNumber, as_json: AsJson = False) -> None:
    """What stands for everybody after all rounds so far."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        lines, passing = service.results(work, the_class.id), passing_of(work, the_class.id)
    words = invocation.sentences
    invocation.table(
        _RESULTS,
        (
            (
                one.number,
                one.name,
                points(one.points.theory),
                points(one.points.practice),
                one.rounds,
                words.of(f"assessment.result_{one.result}") if one.result else "",
                reason_of(invocation, one.verdict),
            )
            for one in lines
        ),
    )
    invocation.say("assessment.passing", points=passing.written)
    invocation.answer([judged_data(invocation, one) for one in lines])


@commands.command("settle")
def settle(ctx: typer.Context, class_number: ClassNumber, as_json: AsJson = False) -> None:
    """Bring the results to the trainees: completed or failed."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.settle(work, training_class.class_by_number(work, class_number).id)
        invocation.changed(changes, "assessment.settled", count=len(changes.rows))


def _assessment(work: Work, class_number: str, number: int | None) -> AssessmentRow:
    the_class = training_class.class_by_number(work, class_number)
    found = service.assessments_of(work, the_class.id)
    wanted = [one for one in found if number is None or one.round == number]
    if not wanted:
        raise Refused("assessment.none_announced", number=the_class.number)
    return wanted[-1]


def _candidate_cells(invocation: Invocation, one: Candidate) -> tuple[object, ...]:
    held = one.rate is not None and one.rate.held
    share = f"{float(one.rate.share):.1%}" if one.rate is not None and held else ""
    decision = invocation.sentences.of(f"assessment.decision_{one.verdict.decision}")
    return (one.number, one.name, share, decision, reason_of(invocation, one.verdict))


def _text(file: Path | None) -> str:
    return sys.stdin.read() if file is None else score_paste.text_of_file(file)
