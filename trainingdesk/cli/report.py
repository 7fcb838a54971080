"""``report`` computes, shows, freezes and prints the monthly report (月报) and its year targets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from trainingdesk.cli.document import NO_NAME, write_document
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.calendar import SHANGHAI, Month
from trainingdesk.domain.month_rows import Column
from trainingdesk.reports.class_document import PaperChoice, prepare_paper
from trainingdesk.reports.class_paper import PaperKind
from trainingdesk.reports.document import Paper
from trainingdesk.reports.monthly_report import monthly_report
from trainingdesk.reports.monthly_report_balances import said
from trainingdesk.reports.monthly_report_row import amount, title_of
from trainingdesk.reports.printed import printed
from trainingdesk.reports.report_template import MonthInForm
from trainingdesk.reports.saving import save
from trainingdesk.services import month as figures_service
from trainingdesk.services import monthly_report as service
from trainingdesk.services import report_template as template_service
from trainingdesk.services import target as target_service
from trainingdesk.sync import monthly_report as signing

if TYPE_CHECKING:
    from trainingdesk.domain.month_check import Check
    from trainingdesk.i18n.sentences import Sentences
    from trainingdesk.services.month import Behind, Figures
    from trainingdesk.services.monthly_report_head import ReportHead
    from trainingdesk.services.work import Work

commands = typer.Typer(help="monthly report and printed documents / 月报与打印表册", no_args_is_help=True)
targets = typer.Typer(help="year targets / 年度目标", no_args_is_help=True)
commands.add_typer(targets, name="target")

MonthText = Annotated[str, typer.Argument(metavar="MONTH", help="a month such as 2026-10 / 月份，如 2026-10")]
#: Money of a table for people; documents follow the county's setting.
_DECIMALS = 2


@commands.command("month")
def write_month(
    ctx: typer.Context,
    month: MonthText,
    out: Annotated[Path, typer.Option(help="the folder to write into / 输出文件夹")],
    template: Annotated[
        str | None, typer.Option(help="a form of the county's own beside it / 另按此模板填一份")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compute a month and write it as a workbook and as a PDF, and into a form of the county's own."""
    invocation: Invocation = ctx.obj
    words = invocation.sentences
    with invocation.desk() as work:
        own = None if template is None else template_service.template_file(work, template)
        written = write_report(work, Month.parse(month), out, words)
        files = [written.xlsx, written.pdf]
        if own is not None and template is not None:
            name = words.of("report_template.file", month=str(Month.parse(month)), title=template).translate(NO_NAME)
            save(MonthInForm(written.figures, written.head, words).fill(own).data, out / f"{name}.xlsx")
            files.append(out / f"{name}.xlsx")
    _show(invocation, written.figures)
    for file in files:
        invocation.say("monthly_report.written", file=file)
    invocation.answer({**answer_of(written, words), "template": files[2] if own is not None else None})


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A month's figures and the two files that hold them."""

    figures: Figures
    head: ReportHead
    xlsx: Path
    pdf: Path


def write_report(work: Work, month: Month, folder: Path, words: Sentences) -> WrittenReport:
    """Compute a month and write it into a folder."""
    figures, head = service.printable(work, month)
    name = words.of("monthly_report.file", month=str(month))
    files = write_document(folder, name, monthly_report(figures, head, words), head.cut_off)
    return WrittenReport(figures, head, files["xlsx"], files["pdf"])


def answer_of(written: WrittenReport, words: Sentences) -> dict[str, Any]:
    """A written report for a program; money is whole fen, shares are fractions of one."""
    figures = written.figures
    month = str(figures.report.month)
    return {"month": month, "xlsx": written.xlsx, "pdf": written.pdf, **_plain(figures, words)}


@commands.command("behind")
def behind(
    ctx: typer.Context,
    month: MonthText,
    row: Annotated[str, typer.Argument(help="row such as A1 or F4.2 / 行号，如 A1、F4.2")],
    column: Annotated[Column, typer.Option(help="month, year or last_year / 本月、累计或上年同期")] = Column.MONTH,
    as_json: AsJson = False,
) -> None:
    """The rows behind one number of the report."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = figures_service.behind(work, Month.parse(month), row, column)
    _show_behind(invocation, Month.parse(month), found)
    lines = [{"id": line.id, "amount": line.amount, **line.words} for line in found.lines]
    head = {"month": str(Month.parse(month)), "row": found.row.id, "column": found.column}
    invocation.answer({**head, "value": found.value, "lines": lines})


@commands.command("prepare")
def prepare(ctx: typer.Context, month: MonthText, as_json: AsJson = False) -> None:
    """Say that you prepared the report of a month."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = signing.prepare(work, Month.parse(month))
    invocation.changed(changes, "monthly_report.prepared", month=str(Month.parse(month)))


@commands.command("review")
def review(ctx: typer.Context, month: MonthText, as_json: AsJson = False) -> None:
    """Say that you reviewed what another prepared."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = signing.review(work, Month.parse(month))
    invocation.changed(changes, "monthly_report.reviewed", month=str(Month.parse(month)))


@commands.command("freeze")
def freeze(ctx: typer.Context, month: MonthText, as_json: AsJson = False) -> None:
    """Freeze a month; later changes of it appear as adjustments of the month that is frozen next."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = signing.freeze(work, Month.parse(month))
    invocation.changed(changes, "monthly_report.frozen", month=str(Month.parse(month)), count=len(changes.rows))


@commands.command("return")
def return_report(
    ctx: typer.Context,
    month: MonthText,
    reason: Annotated[str, typer.Option(help="why / 原因")],
    as_json: AsJson = False,
) -> None:
    """Open the last frozen month again because it was sent back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = signing.return_report(work, Month.parse(month), reason=reason)
    invocation.changed(changes, "monthly_report.returned", month=str(Month.parse(month)))


@commands.command("list")
def list_reports(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every version of every month's report."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.list_reports(work)
    say = invocation.sentences.of
    invocation.table(
        ("monthly_report.month_title", "monthly_report.version", "monthly_report.state", "monthly_report.frozen_at"),
        ((row.month, row.version, say(f"monthly_report.state_{row.state}"), _moment(row.frozen_at)) for row in found),
    )
    invocation.answer(found)


@commands.command("document")
def document(
    ctx: typer.Context,
    kind: Annotated[PaperKind, typer.Argument(help="what to print / 表册种类")],
    number: Annotated[str, typer.Option("--class", help="number of the class / 班级编号")],
    out: Annotated[Path, typer.Option(help="the folder to write into / 输出文件夹")],
    on: Annotated[
        datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="day of a sign-in sheet / 签到表日期")
    ] = None,
    lines: Annotated[int | None, typer.Option(min=1, max=200, help="lines of a sign-in sheet / 签到表行数")] = None,
    month: Annotated[str | None, typer.Option(help="month of an attendance book, such as 2026-10 / 考勤簿月份")] = None,
    sheet: Annotated[Paper | None, typer.Option("--paper", help="size of the paper / 纸张")] = None,
    as_json: AsJson = False,
) -> None:
    """Write a paper of a class as a workbook and as a PDF: sheets to sign, roster, timetable, book, scores, certificates."""
    invocation: Invocation = ctx.obj
    words = invocation.sentences
    with invocation.desk() as work:
        choice = PaperChoice(day=day(on), lines=lines, month=Month.parse(month) if month else None, paper=sheet)
        paper = prepare_paper(work, kind, number, words, choice=choice)
    name = words.of(f"class_paper.file_{kind}", number=number, day=paper.day.isoformat())
    files = write_document(out, name, paper.document, paper.cut_off)
    for file in files.values():
        invocation.say("monthly_report.written", file=file)
    invocation.answer({"class": number, "kind": kind, **files})


@targets.command("set")
def set_target(
    ctx: typer.Context,
    year: int,
    row: Annotated[str, typer.Argument(help="row such as A1 / 行号，如 A1")],
    value: Annotated[str, typer.Argument(help="a whole number, or 万元 for money / 整数；资金填万元")],
    as_json: AsJson = False,
) -> None:
    """Set what a year should reach of one row."""
    invocation: Invocation = ctx.obj
    number = target_service.read_value(row, value)
    with invocation.desk() as work:
        changes = target_service.set_target(work, year, row, number)
    about = target_service.report_row(row)
    shown = printed(amount(about, number, money_decimals=_DECIMALS))
    invocation.changed(changes, "target.set", year=year, title=title_of(about, invocation.sentences), value=shown)


@targets.command("list")
def list_targets(ctx: typer.Context, year: int, as_json: AsJson = False) -> None:
    """The targets of a year."""
    invocation: Invocation = ctx.obj
    words = invocation.sentences
    with invocation.desk() as work:
        found = target_service.list_targets(work, year)
    invocation.table(
        ("target.row", "target.title", "target.value", "target.unit"),
        (
            (
                one.row.id,
                title_of(one.row, words),
                printed(amount(one.row, one.value, money_decimals=_DECIMALS)),
                words.of(f"month.unit_{one.row.unit}"),
            )
            for one in found
        ),
    )
    plain = [{"row": one.row.id, "title": title_of(one.row, words), "value": one.value} for one in found]
    invocation.answer({"year": year, "targets": plain})


def _moment(at: datetime | None) -> str | None:
    return None if at is None else f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _plain(figures: Figures, words: Sentences) -> dict[str, Any]:
    """The figures for a program; money is whole fen, shares are fractions of one."""
    report = figures.report
    return {
        "rows": [
            {
                "id": line.row.id,
                "title": title_of(line.row, words),
                "unit": line.row.unit,
                **{column.value: line.value(column) for column in Column},
            }
            for line in report.lines
        ],
        "checks": [_plain_check(check, words) for check in report.checks],
        "adjustments": [
            {"about": str(one.about), "row": one.row, "amount": one.amount, "ids": dict(one.ids)}
            for one in report.adjustments
        ],
        "not_included": [words.of(one.key, dict(one.values)) for one in figures.omitted],
        "frozen": report.frozen,
    }


def _plain_check(check: Check, words: Sentences) -> dict[str, Any]:
    sides = {"column": check.column, "left": check.left, "right": check.right, "holds": check.holds}
    return {"rule": check.rule, "says": said(check, words), **sides}


def _show(invocation: Invocation, figures: Figures) -> None:
    words = invocation.sentences
    invocation.table(
        ("monthly_report.code", "monthly_report.figure", *(f"month.column_{column}" for column in Column)),
        ((line.row.id, title_of(line.row, words), *_cells(line)) for line in figures.report.lines),
    )
    for one in figures.omitted:
        invocation.say(one.key, **dict(one.values))


def _cells(line: Any) -> tuple[str | None, ...]:
    numbers = {
        column: None
        if (value := line.value(column)) is None
        else printed(amount(line.row, value, money_decimals=_DECIMALS))
        for column in (Column.TARGET, Column.MONTH, Column.YEAR, Column.LAST_YEAR)
    }
    shares = {
        column: None if (share := line.value(column)) is None else f"{float(share):.1%}"
        for column in (Column.COMPLETION, Column.CHANGE)
    }
    cells = numbers | shares
    return tuple(cells[column] for column in Column)


def _show_behind(invocation: Invocation, month: Month, found: Behind) -> None:
    words = invocation.sentences
    invocation.say(
        "month.behind",
        month=str(month),
        row=found.row.id,
        title=title_of(found.row, words),
        column=words.of(f"month.column_{found.column}"),
        value=printed(amount(found.row, found.value, money_decimals=_DECIMALS)),
        count=len(found.lines),
    )
    heads = next((tuple(line.words) for line in found.lines if line.words), ())
    gone = (words.of("month.row_gone"), *(None for _head in heads[1:]))
    invocation.table(
        (*(f"month.head_{head}" for head in heads), "month.head_amount"),
        (
            (
                *((line.words[head] for head in heads) if line.words else gone[: len(heads)]),
                printed(amount(found.row, line.amount, money_decimals=_DECIMALS)),
            )
            for line in found.lines
        ),
    )
