"""``inspection`` draws classes and inspectors, records visits and calls; ``sanction`` and ``complaint`` (督查)."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.cli.progress import progress_bar
from trainingdesk.domain.sanction import SanctionAction
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import class_file, enrollment, self_check, training_class
from trainingdesk.services import complaint as complaint_service
from trainingdesk.services import inspection as service
from trainingdesk.services import sanction as sanction_service
from trainingdesk.services.complaint import NewComplaint
from trainingdesk.services.inspection import Call, NewDraw, Visit

commands = typer.Typer(help="inspections: draw, record, phone, self-check / 督查", no_args_is_help=True)
sanctions = typer.Typer(help="sanctions against institutions and their bans / 处理措施", no_args_is_help=True)
complaints = typer.Typer(help="complaints and what came of them / 投诉举报", no_args_is_help=True)

ClassNumber = Annotated[str, typer.Argument(help="number of the class / 班级编号")]
Inspectors = Annotated[list[str] | None, typer.Option("--inspector", help="by name / 检查人员")]
Result = Annotated[bool | None, typer.Option("--qualified/--not-qualified", help="合格或不合格")]

_INSPECTIONS = (
    "inspection.id",
    "inspection.class_number",
    "inspection.institution",
    "inspection.inspectors",
    "inspection.visited_on",
    "inspection.qualified",
    "inspection.findings",
)
_PHONES = (
    "inspection.trainee",
    "inspection.name",
    "inspection.phone",
    "inspection.called_on",
    "inspection.answered",
    "inspection.outcome",
)
_SANCTIONS = (
    "sanction.id",
    "sanction.institution",
    "sanction.action",
    "sanction.decided_on",
    "sanction.ban_until",
    "sanction.reason",
    "sanction.clause",
)


@commands.command("draw")
def draw(
    ctx: typer.Context,
    classes: Annotated[int, typer.Argument(min=1, help="how many classes / 抽取班级数")],
    inspectors_wanted: Annotated[int, typer.Option("--inspectors", min=1, help="for each class / 每班人数")] = 2,
    inspector: Inspectors = None,
    first: Day = None,
    last: Day = None,
    seed: Annotated[str | None, typer.Option(help="else one is made / 随机种子")] = None,
    as_json: AsJson = False,
) -> None:
    """Draw classes that run on these days (today where none is said) and inspectors for each."""
    invocation: Invocation = ctx.obj
    wanted = NewDraw(
        classes_wanted=classes,
        inspectors_wanted=inspectors_wanted,
        first=day(first),
        last=day(last),
        inspectors=tuple(inspector or ()),
        seed=seed,
    )
    with invocation.desk() as work:
        changes = service.draw(work, wanted)
        published = service.published_draw(work, changes.rows[0])
    made = published.draw
    titles = ("inspection.class_number", "inspection.inspectors")
    invocation.table(titles, ((published.numbers[one.class_id], "、".join(one.inspectors)) for one in made.drawn))
    invocation.say(
        "inspection.drawn", count=len(made.drawn), candidates=len(made.classes), seed=made.seed, draw=published.id
    )
    invocation.answer({**_published(published), "inspections": changes.rows[1:]})


@commands.command("repeat")
def repeat(ctx: typer.Context, draw_id: str, as_json: AsJson = False) -> None:
    """Make a stored draw again from its seed and candidates and say whether it comes out the same."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        published = service.published_draw(work, draw_id)
    invocation.say(
        "inspection.repeats" if published.repeats else "inspection.does_not_repeat", seed=published.draw.seed
    )
    invocation.answer(_published(published))


@commands.command("open")
def open_inspection(
    ctx: typer.Context, class_number: ClassNumber, inspector: Inspectors = None, as_json: AsJson = False
) -> None:
    """An inspection of a named class, without a draw."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        changes = service.open_inspection(work, the_class.id, inspectors=tuple(inspector or ()))
        invocation.changed(changes, "inspection.opened", number=class_number)


@commands.command("record")
def record(
    ctx: typer.Context,
    inspection_id: str,
    qualified: Result = None,
    findings: str | None = None,
    on: Day = None,
    inspector: Inspectors = None,
    as_json: AsJson = False,
) -> None:
    """Write what was found at a visit."""
    invocation: Invocation = ctx.obj
    visit = Visit(visited_on=day(on), qualified=qualified, findings=findings, inspectors=tuple(inspector or ()))
    with invocation.desk() as work:
        invocation.changed(service.record_visit(work, inspection_id, visit), "inspection.recorded")


@commands.command("list")
def list_inspections(
    ctx: typer.Context,
    class_number: Annotated[str | None, typer.Argument(help="number of the class / 班级编号")] = None,
    as_json: AsJson = False,
) -> None:
    """Inspections, those still to be made first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = None if class_number is None else training_class.class_by_number(work, class_number).id
        found = service.list_inspections(work, class_id=class_id)
    yes_no = {
        None: "",
        True: invocation.sentences.of("inspection.yes"),
        False: invocation.sentences.of("inspection.no"),
    }
    invocation.table(
        _INSPECTIONS,
        (
            (
                one.id,
                one.class_number,
                one.institution,
                one.inspectors,
                one.visited_on,
                yes_no[one.qualified],
                one.findings,
            )
            for one in found
        ),
    )
    invocation.answer(found)


@commands.command("phone")
def phone(
    ctx: typer.Context,
    class_number: ClassNumber,
    seed: Annotated[str, typer.Option(help="draws whom to call / 随机种子")],
    percent: Annotated[int, typer.Option(min=1, max=100, help="of the trainees / 抽查比例")] = 10,
    as_json: AsJson = False,
) -> None:
    """Whom to call, drawn by a seed, and the calls made so far."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        found = service.phone_list(work, the_class.id, seed=seed, share=Fraction(percent, 100))
    yes_no = {
        None: "",
        True: invocation.sentences.of("inspection.yes"),
        False: invocation.sentences.of("inspection.no"),
    }
    invocation.table(
        _PHONES,
        ((one.number, one.name, one.phone, one.called_on, yes_no[one.answered], one.outcome) for one in found),
    )
    invocation.answer(found)


@commands.command("call")
def call(
    ctx: typer.Context,
    trainee: Annotated[str, typer.Argument(help="number of the trainee / 学员编号")],
    answered: Annotated[bool, typer.Option("--answered/--not-answered", help="接通或未接通")],
    outcome: str | None = None,
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """Write a call to a trainee."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        enrolled = enrollment.enrollment_numbered(work, trainee)
        made = Call(answered=answered, called_on=day(on), outcome=outcome)
        invocation.changed(service.record_call(work, enrolled.id, made), "inspection.call_recorded", number=trainee)


@commands.command("self-check")
def check(ctx: typer.Context, class_number: ClassNumber, as_json: AsJson = False) -> None:
    """Odd patterns of a class that an inspection would ask about."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = self_check.check_class(work, training_class.class_by_number(work, class_number).id)
    for finding in found:
        invocation.say(finding.key, **finding.values)
    if not found:
        invocation.say("self_check.nothing_odd", number=class_number)
    sentences = [invocation.sentences.of(one.key, one.values) for one in found]
    rows = [
        {"key": one.key, "sentence": sentence, "rows": one.rows} for one, sentence in zip(found, sentences, strict=True)
    ]
    invocation.answer(rows)


@commands.command("pack")
def pack(
    ctx: typer.Context,
    class_number: ClassNumber,
    out: Annotated[Path, typer.Option("--out", help=".zip")],
    reason: Annotated[str, typer.Option(help="for the access log / 用途")],
    as_json: AsJson = False,
) -> None:
    """One class, one file: tables and scans of a class as a zip with their hashes."""
    from trainingdesk.sync.attachment_fetching import fetch_class  # noqa: PLC0415 -- the exchange only where it runs

    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = training_class.class_by_number(work, class_number)
        with progress_bar(invocation, "attachment.fetching_class") as watch:
            fetch_class(work, the_class.id, watch)
        written = class_file.write_class_file(work, the_class.id, out, reason=reason)
    invocation.say("inspection.packed", path=out, count=len(written.hashes), sha256=written.sha256)
    if written.lacking:
        invocation.say("inspection.pack_lacks", count=written.lacking)
    answer = {"file": out, "sha256": written.sha256, "files": dict(written.hashes), "lacking": written.lacking}
    invocation.answer(answer)


@sanctions.command("impose")
def impose(
    ctx: typer.Context,
    institution: Annotated[str, typer.Argument(help="id or name / 机构编号或名称")],
    action: SanctionAction,
    reason: Annotated[str, typer.Option(help="what happened / 事由")],
    on: Day = None,
    clause: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Sanction an institution; its ban follows from the ladder."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = sanction_service.impose(
            work,
            choice.one_institution(work, institution),
            action,
            reason=reason,
            decided_on=day(on),
            clause=clause,
        )
        invocation.changed(changes, "sanction.imposed")


@sanctions.command("lift")
def lift(ctx: typer.Context, sanction_id: str, until: Day = None, as_json: AsJson = False) -> None:
    """End a ban earlier, today where no day is said."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = sanction_service.lift_ban(work, sanction_id, until=day(until) or work.today())
        invocation.changed(changes, "sanction.lifted")


@sanctions.command("list")
def list_sanctions(
    ctx: typer.Context,
    institution: Annotated[str | None, typer.Argument(help="id or name / 机构编号或名称")] = None,
    as_json: AsJson = False,
) -> None:
    """Sanctions, the latest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        wanted = None if institution is None else choice.one_institution(work, institution)
        found = sanction_service.list_sanctions(work, institution_id=wanted)
    words = invocation.sentences
    invocation.table(
        _SANCTIONS,
        (
            (
                one.id,
                one.institution,
                words.of(f"sanction.action_{one.action}"),
                one.decided_on,
                one.ban_until,
                one.reason,
                one.clause,
            )
            for one in found
        ),
    )
    invocation.answer(found)


@complaints.command("add")
def add_complaint(
    ctx: typer.Context,
    content: str,
    class_number: Annotated[str | None, typer.Option("--class")] = None,
    institution: Annotated[str | None, typer.Option(help="id or name / 机构编号或名称")] = None,
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """Take a complaint in; who complained is not kept."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = None if class_number is None else training_class.class_by_number(work, class_number).id
        about = None if institution is None else choice.one_institution(work, institution)
        details = NewComplaint(content=content, received_on=day(on), class_id=class_id, institution_id=about)
        invocation.changed(complaint_service.record_complaint(work, details), "complaint.recorded")


@complaints.command("settle")
def settle_complaint(ctx: typer.Context, complaint_id: str, outcome: str, as_json: AsJson = False) -> None:
    """Say what came of a complaint."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = complaint_service.settle_complaint(work, complaint_id, outcome=outcome)
        invocation.changed(changes, "complaint.settled")


@complaints.command("list")
def list_complaints(
    ctx: typer.Context,
    open_only: Annotated[bool, typer.Option("--open", help="only open ones / 只看未办结")] = False,
    as_json: AsJson = False,
) -> None:
    """Complaints, the latest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = complaint_service.list_complaints(work, open_only=open_only)
    words = invocation.sentences
    titles = ("complaint.id", "complaint.received_on", "complaint.content", "complaint.state", "complaint.outcome")
    invocation.table(
        titles,
        (
            (one.id, one.received_on, one.content, words.of(f"complaint.state_{one.state}"), one.outcome)
            for one in found
        ),
    )
    invocation.answer(found)


def _published(published: service.PublishedDraw) -> dict[str, object]:
    """What anybody needs to repeat a draw."""
    made = published.draw
    return {
        "draw": published.id,
        "seed": made.seed,
        "drawn_on": published.at.isoformat(),
        "classes": [{"id": one, "number": published.numbers.get(one)} for one in made.classes],
        "inspectors": made.inspectors,
        "drawn": [
            {"id": one.class_id, "number": published.numbers.get(one.class_id), "inspectors": one.inspectors}
            for one in made.drawn
        ],
        "repeats": published.repeats,
    }
