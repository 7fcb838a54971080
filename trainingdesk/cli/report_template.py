"""``template`` keeps the county's own forms for the monthly report and for claims (报表模板)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.calendar import SHANGHAI
from trainingdesk.domain.claim_template import claim_slots
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.month_rows import ROWS
from trainingdesk.domain.report_template import FormKind
from trainingdesk.reports.claim_template import title_in_words
from trainingdesk.reports.claim_template_start import starting_claim_form
from trainingdesk.reports.report_template_start import starting_form
from trainingdesk.reports.saving import save
from trainingdesk.services import report_template as service

if TYPE_CHECKING:
    from trainingdesk.domain.claim_template import ClaimSlot
    from trainingdesk.domain.report_template import Slot
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.report_template import Checked

commands = typer.Typer(help="own forms for report and claims / 报表模板", no_args_is_help=True)

_ENDING: Final = ".xlsx"
File = Annotated[Path, typer.Argument(help="an .xlsx file / .xlsx 文件")]
Title = Annotated[str, typer.Argument(help="title of the form / 模板名称")]


@commands.command("add")
def add(
    ctx: typer.Context,
    file: File,
    title: Annotated[str | None, typer.Option(help="else the name of the file / 不填为文件名")] = None,
    as_json: AsJson = False,
) -> None:
    """Check a form and keep it on this desk; one of the same title is replaced."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.add_template(work, file, title=title)
    invocation.changed(changes, "report_template.added", title=title or file.stem)


@commands.command("list")
def list_templates(ctx: typer.Context, as_json: AsJson = False) -> None:
    """The forms of this desk."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.list_templates(work)
    invocation.table(
        [f"report_template.title_{title}" for title in ("title", "kind", "file", "by", "at")],
        (
            (
                row.title,
                invocation.sentences.of(f"report_template.kind_{row.kind}"),
                row.file_name,
                row.by_user,
                f"{row.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
            )
            for row in found
        ),
    )
    invocation.answer(found)


@commands.command("check")
def check(ctx: typer.Context, file: File, as_json: AsJson = False) -> None:
    """What a form asks for, and what is wrong with it; ends with status 1 where it cannot be used."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found, known = service.check_template(work, file), service.known_slots(work)
    words = invocation.sentences
    invocation.table(
        [f"report_template.title_{title}" for title in ("cell", "name", "meaning")],
        ((one.cell, one.slot.name, title_in_words(one.slot, words)) for one in found.placed),
    )
    for line in verdict(found, len(known if found.kind is FormKind.MONTH else claim_slots()), words):
        if not invocation.as_json:
            typer.echo(line)
    invocation.answer(
        {
            "sound": found.is_sound,
            "kind": found.kind,
            "places": [{"cell": one.cell, "name": one.slot.name} for one in found.placed],
            "findings": [
                {"weight": one.weight, "says": words.of(one.said.key, dict(one.said.values))} for one in found.findings
            ],
        }
    )
    if not found.is_sound:
        raise typer.Exit(1)


@commands.command("remove")
def remove(ctx: typer.Context, title: Title, as_json: AsJson = False) -> None:
    """Forget a form."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.remove_template(work, title)
    invocation.changed(changes, "report_template.removed", title=title)


@commands.command("start")
def start(
    ctx: typer.Context,
    out: Annotated[Path, typer.Argument(help="the .xlsx to write / 输出文件")],
    kind: Annotated[FormKind, typer.Option(help="what it is for / 用途")] = FormKind.MONTH,
    as_json: AsJson = False,
) -> None:
    """Write an empty form that has every name; what stands under that name already is never written over."""
    invocation: Invocation = ctx.obj
    if out.suffix.lower() != _ENDING:
        raise Refused("report_template.not_xlsx", name=out.name)
    if out.exists():
        raise Refused("centre.file_exists", name=out.name)
    known: tuple[Slot, ...] | tuple[ClaimSlot, ...] = claim_slots()
    if kind is FormKind.CLAIM:
        save(starting_claim_form(invocation.sentences), out)
    else:
        with invocation.desk() as work:
            known = service.known_slots(work)
        save(starting_form(known, ROWS, invocation.sentences), out)
    invocation.say("report_template.start_written", file=out)
    invocation.answer({"file": out, "names": [slot.name for slot in known]})


def verdict(found: Checked[Slot] | Checked[ClaimSlot], known: int, words: Sentences) -> list[str]:
    """What is said of a form: whether it can be used, what is wrong, and how many names it leaves out."""
    key = "report_template.sound" if found.is_sound else "report_template.unsound"
    unused = known - len({one.slot for one in found.placed})
    findings = [words.of(one.said.key, dict(one.said.values)) for one in found.findings]
    return [words.of(key, count=len(found.placed)), *findings, words.of("report_template.unused", count=unused)]
