"""``class`` makes classes and leads them through their steps (班级)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.cli.progress import progress_bar
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.class_checklist import NotReady
from trainingdesk.domain.class_document import ClassDocument
from trainingdesk.domain.training_class import CLASS_STEPS, ClassState
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import class_details
from trainingdesk.services import training_class as service
from trainingdesk.services.training_class import ClassFilter, ClassPage, NewClass

if TYPE_CHECKING:
    from collections.abc import Iterable

    from trainingdesk.domain.class_checklist import Missing
    from trainingdesk.services.changes import Changes
    from trainingdesk.services.work import Work
    from trainingdesk.storage.training_class import ClassEventRow

commands = typer.Typer(help="training classes and their steps / 班级", no_args_is_help=True)

Number = Annotated[str, typer.Argument(help="number of the class / 班级编号")]
Course = Annotated[str, typer.Option(help="code, name or id of the course / 培训项目代码或名称")]
Institution = Annotated[str, typer.Option(help="name, credit code or id / 机构名称或信用代码")]
Starts = Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="first day / 开班日期")]
Ends = Annotated[datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="last day / 结束日期")]
Capacity = Annotated[int, typer.Option(help="how many people at most / 班级人数上限")]
Mode = Annotated[str, typer.Option(help="way of teaching: F2F, OMO, ONL, VIL, PRJ, ORD or its name / 授课方式")]
Venue = Annotated[str | None, typer.Option(help="name or id of the venue / 场地")]
Platform = Annotated[str | None, typer.Option(help="name or id of the online platform / 线上平台")]
Instructor = Annotated[str | None, typer.Option(help="name or id of the instructor / 教师")]
Division = Annotated[str | None, typer.Option(help="12 digits of the village / 12 位区划代码")]


@commands.command("new")
def new(
    ctx: typer.Context,
    course: Course,
    institution: Institution,
    starts: Starts,
    ends: Ends,
    capacity: Capacity,
    mode: Mode = "F2F",
    venue: Venue = None,
    platform: Platform = None,
    instructor: Instructor = None,
    employer: Annotated[str | None, typer.Option(help="name or credit code / 用人单位")] = None,
    division: Division = None,
    number: Annotated[str | None, typer.Option(help="else by the county's rule / 自定编号")] = None,
    name: Annotated[str | None, typer.Option(help="else by the county's rule / 自定名称")] = None,
    textbook: str | None = None,
    assessment_plan: Annotated[str | None, typer.Option(help="how people are assessed / 考核方案")] = None,
    note: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Make a class in draft; number and name by the county's rule."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = NewClass(
            course_id=choice.one_course(work, course, on=starts.date()),
            institution_id=choice.one_institution(work, institution),
            starts_on=starts.date(),
            ends_on=ends.date(),
            capacity=capacity,
            mode=mode,
            number=number,
            name=name,
            venue_id=venue and choice.one_venue(work, venue),
            platform_id=platform and choice.one_platform(work, platform),
            instructor_id=instructor and choice.one_instructor(work, instructor),
            employer_id=employer and choice.one_employer(work, employer),
            division=division,
            textbook=textbook,
            assessment_plan=assessment_plan,
            note=note,
        )
        _made(invocation, work, service.new_class(work, details))


@commands.command("list")
def list_classes(
    ctx: typer.Context,
    text: Annotated[str | None, typer.Argument(help="part of the number or the name / 编号或名称的一部分")] = None,
    state: ClassState | None = None,
    institution: Annotated[str | None, typer.Option(help="name or id / 机构")] = None,
    division: Division = None,
    level: Annotated[str | None, typer.Option(help="level code / 等级代码")] = None,
    instructor: Instructor = None,
    starts: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    ends: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    limit: int = 200,
    as_json: AsJson = False,
) -> None:
    """List classes, the latest to start first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        wanted = ClassFilter(
            text=text,
            state=state,
            institution_id=institution and choice.one_institution(work, institution),
            division=division,
            level=level,
            instructor_id=instructor and choice.one_instructor(work, instructor),
            first_day=day(starts),
            last_day=day(ends),
        )
        found = service.list_classes(work, wanted, limit=limit)
    titles = _titles("number", "name", "institution", "starts", "ends", "enrolled", "state")
    rows = (
        (row.number, row.name, row.institution, row.starts_on, row.ends_on, f"{row.enrolled}/{row.capacity}",
         _state(invocation, row.state))
        for row in found
    )  # fmt: skip
    invocation.table(titles, rows)
    invocation.answer(found)


@commands.command("show")
def show(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Show a class with its numbers, its steps and its papers."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        page = service.class_page(work, service.class_by_number(work, number).id)
    _show_head(invocation, page)
    steps = (
        (
            f"{event.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            _state(invocation, ClassState(event.to_state)),
            _why(invocation, event),
        )
        for event in page.events
    )
    invocation.table(_titles("when", "step", "reason"), steps)
    papers = ((_paper(invocation, kind), on) for kind, on in sorted(page.documents.items()))
    invocation.table(_titles("paper", "handed_in"), papers)
    invocation.answer(page)


@commands.command("fetch")
def fetch(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """Fetch the scans of a class that other laptops added, before one goes where there is no network."""
    from trainingdesk.sync.attachment_fetching import fetch_class, lacking_of_class  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with invocation.desk() as work, progress_bar(invocation, "attachment.fetching_class") as watch:
        class_id = service.class_by_number(work, number).id
        lacked = len(lacking_of_class(work, class_id))
        left = fetch_class(work, class_id, watch)
    invocation.say("attachment.fetched_class", came=lacked - left, left=left)
    invocation.answer({"came": lacked - left, "left": left})


@commands.command("missing")
def missing(ctx: typer.Context, number: Number, to: ClassState, as_json: AsJson = False) -> None:
    """List what a class still lacks for a step."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.missing(work, service.class_by_number(work, number).id, to)
    if not found:
        invocation.say("training_class.nothing_missing")
    else:
        invocation.table(_titles("item", "blocks", "clause"), _missing_rows(invocation, found))
    invocation.answer([_missing_data(invocation, item) for item in found])


@commands.command("advance")
def advance(
    ctx: typer.Context,
    number: Number,
    to: ClassState,
    reason: Annotated[str | None, typer.Option(help="why; some steps need it / 理由")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a class one step on; what it still lacks is listed, and nothing is changed."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = service.class_by_number(work, number)
        try:
            changes = service.advance(work, the_class.id, to, reason=reason)
        except NotReady as not_ready:
            for item in not_ready.missing:
                typer.echo(f"- {_sentence(invocation, item)}", err=True)
            raise
        state = _state(invocation, to)
        invocation.changed(changes, "training_class.advanced", number=the_class.number, state=state)


@commands.command("copy")
def copy(
    ctx: typer.Context,
    number: Number,
    starts: Starts,
    ends: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    with_roster: Annotated[bool, typer.Option(help="take the people along / 带入学员")] = False,
    as_json: AsJson = False,
) -> None:
    """Make the same class in a new term."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        old = service.class_by_number(work, number)
        changes = service.copy_class(work, old.id, starts_on=starts.date(), ends_on=day(ends), with_roster=with_roster)
        _made(invocation, work, changes)


@commands.command("document")
def document(
    ctx: typer.Context,
    number: Number,
    paper: Annotated[str, typer.Argument(help="one of the papers, or a name of the county's own / 材料名称")],
    on: Day = None,
    wanted: Annotated[bool, typer.Option("--ask", help="not handed in yet, but asked for / 要求补交")] = False,
    note: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Record a paper that was handed in, or that the county asks for."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = service.class_by_number(work, number)
        kind = _paper_kind(invocation, paper)
        if wanted:
            changes = service.ask_for_document(work, the_class.id, kind, note=note)
        else:
            changes = service.hand_in_document(work, the_class.id, kind, on=day(on), note=note)
        invocation.changed(changes, "training_class.saved")


@commands.command("edit")
def edit(
    ctx: typer.Context,
    number: Number,
    name: str | None = None,
    capacity: int | None = None,
    starts: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    ends: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    venue: Venue = None,
    instructor: Instructor = None,
    division: Division = None,
    textbook: str | None = None,
    assessment_plan: str | None = None,
    note: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named; everything else stays."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        the_class = service.class_by_number(work, number)
        asked: dict[str, Any] = {
            "name": name,
            "capacity": capacity,
            "starts_on": day(starts),
            "ends_on": day(ends),
            "venue_id": venue and choice.one_venue(work, venue),
            "instructor_id": instructor and choice.one_instructor(work, instructor),
            "division": division,
            "textbook": textbook,
            "assessment_plan": assessment_plan,
            "note": note,
        }
        details = replace(class_details.details_of(the_class), **{key: value for key, value in asked.items() if value})
        invocation.changed(service.edit_class(work, the_class.id, details), "training_class.saved")


def _titles(*names: str) -> tuple[str, ...]:
    return tuple(f"training_class.title_{name}" for name in names)


def _made(invocation: Invocation, work: Work, changes: Changes) -> None:
    made = service.class_by_number(work, changes.row)
    invocation.changed(changes, "training_class.made", number=made.number, name=made.name)


def _show_head(invocation: Invocation, page: ClassPage) -> None:
    head, say = page.head, invocation.say
    state = _state(invocation, head.state)
    say("training_class.page_head", number=head.number, name=head.name, state=state)
    say(
        "training_class.page_days",
        starts=head.starts_on, ends=head.ends_on, mode=class_details.mode_name(head.mode), capacity=head.capacity,
    )  # fmt: skip
    say("training_class.page_people", enrolled=page.enrolled, waiting=page.waiting)
    say(
        "training_class.page_lessons",
        held=page.lessons_held, lessons=page.lessons, periods_held=page.periods_held, periods=page.periods,
        wanted=page.course.periods,
    )  # fmt: skip
    if page.attendance is not None and page.attendance.held:
        say("training_class.page_attendance", share=page.attendance.share)
    say("training_class.page_policy", policy=head.policy, version=head.policy_version)
    if page.next_steps:
        say("training_class.page_next", steps=tuple(_state(invocation, step) for step in page.next_steps))


def _state(invocation: Invocation, state: ClassState) -> str:
    return invocation.sentences.of(CLASS_STEPS.title(state))


def _why(invocation: Invocation, event: ClassEventRow) -> str:
    """The reason of a step; an approval of one's own work is marked."""
    marked = "" if event.delegation_id is None else invocation.sentences.of("training_class.by_delegation")
    return " ".join(part for part in (event.reason, marked) if part)


def _paper(invocation: Invocation, kind: str) -> str:
    """The name of a paper; a county's own is its name already."""
    return invocation.sentences.of(f"training_class.paper_{kind}") if kind in set(ClassDocument) else kind


def _paper_kind(invocation: Invocation, written: str) -> str:
    """The paper that a text names, by its code or by its name in the language of the answers."""
    wanted = written.strip()
    return next((kind.value for kind in ClassDocument if wanted in {kind.value, _paper(invocation, kind)}), wanted)


def _sentence(invocation: Invocation, item: Missing) -> str:
    values = dict(item.values)
    if "documents" in values:
        kinds = values["documents"]
        if not isinstance(kinds, tuple):
            raise TypeError(kinds)
        values["documents"] = tuple(_paper(invocation, kind) for kind in kinds)
    return invocation.sentences.of(item.key, values)


def _missing_rows(invocation: Invocation, found: Iterable[Missing]) -> Iterable[tuple[object, ...]]:
    for item in found:
        blocks = invocation.sentences.of("training_class.yes" if item.blocks else "training_class.no")
        yield _sentence(invocation, item), blocks, item.clause


def _missing_data(invocation: Invocation, item: Missing) -> dict[str, object]:
    return {
        "key": item.key,
        "sentence": _sentence(invocation, item),
        "values": dict(item.values),
        "clause": item.clause,
        "blocks": item.blocks,
    }
