"""``catalogue holiday``, ``code``, ``employer``, ``resource`` and what is published or ends soon."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from trainingdesk.cli.answering import yuan
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import code_list, digital_resource, employer, expiry, holiday, published_list
from trainingdesk.services.digital_resource import ResourceDetails
from trainingdesk.services.employer import EmployerDetails

holidays = typer.Typer(help="holidays and make-up working days / 节假日、调休", no_args_is_help=True)
codes = typer.Typer(help="lists that a county may edit / 代码表", no_args_is_help=True)
employers = typer.Typer(help="employers of trainees / 用人单位", no_args_is_help=True)
resources = typer.Typer(help="digital resources / 数字资源", no_args_is_help=True)

TheDay = Annotated[datetime, typer.Argument(formats=["%Y-%m-%d"], help="the day / 日期")]
ListName = Annotated[str, typer.Argument(help="such as attendance_marks, person_categories / 代码表")]
Code = Annotated[str, typer.Argument(help="code of the row / 代码")]
Text = Annotated[str | None, typer.Argument(help="part of the name / 名称的一部分")]


@holidays.command("list")
def list_holidays(ctx: typer.Context, year: int, as_json: AsJson = False) -> None:
    """Show the table of a year; one that was not announced yet is said."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = holiday.year_of(work, year)
    words = invocation.sentences
    rows = (
        (row.day, words.of("calendar.kind_make_up" if row.working else "calendar.kind_holiday"), row.name)
        for row in found.days
    )
    invocation.table(("holiday.title_day", "holiday.title_kind", "holiday.title_name"), rows)
    if not found.known:
        invocation.say("catalogue.holidays_unknown", year=year)
    invocation.answer(found)


@holidays.command("set")
def set_holiday(
    ctx: typer.Context,
    on: TheDay,
    working: Annotated[bool, typer.Option(help="a weekend day that is worked / 调休上班")] = False,
    name: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Make a day a holiday, or a working day."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = holiday.set_holiday(work, on.date(), working=working, name=name)
        invocation.changed(changes, "holiday.saved", day=on.date())


@holidays.command("remove")
def remove_holiday(ctx: typer.Context, on: TheDay, as_json: AsJson = False) -> None:
    """Make a day what its weekday says."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(holiday.remove_holiday(work, on.date()), "holiday.saved", day=on.date())


@codes.command("list")
def list_codes(ctx: typer.Context, name: ListName, as_json: AsJson = False) -> None:
    """Show a list in its order, retired rows too."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = code_list.list_items(work, name)
    titles = tuple(f"code_list.title_{title}" for title in ("code", "name", "core", "active"))
    words = invocation.sentences
    rows = (
        (row.code, row.name, row.core, words.of("catalogue.yes" if row.active else "catalogue.no")) for row in found
    )
    invocation.table(titles, rows)
    invocation.answer(found)


@codes.command("rename")
def rename_code(ctx: typer.Context, name: ListName, code: Code, to: str, as_json: AsJson = False) -> None:
    """Call a row otherwise; its meaning stays."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(code_list.rename_item(work, name, code, to), "code_list.saved")


@codes.command("add")
def add_code(
    ctx: typer.Context,
    name: ListName,
    code: Code,
    title: str,
    core: Annotated[str, typer.Option(help="meaning of a row that is there already / 固定含义")],
    as_json: AsJson = False,
) -> None:
    """Add a row of the county's own."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(code_list.add_item(work, name, code=code, name=title, core=core), "code_list.saved")


@codes.command("retire")
def retire_code(ctx: typer.Context, name: ListName, code: Code, as_json: AsJson = False) -> None:
    """Offer a row no longer."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        invocation.changed(code_list.retire_item(work, name, code), "code_list.saved")


@employers.command("list")
def list_employers(ctx: typer.Context, text: Text = None, as_json: AsJson = False) -> None:
    """List employers."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = employer.list_employers(work, text=text)
    titles = ("catalogue.id", "catalogue.name", "catalogue.uscc", "catalogue.size", "catalogue.contact")
    rows = ((row.id, row.name, row.uscc, _size(invocation, row.size_class), row.contact_name) for row in found)
    invocation.table(titles, rows)
    invocation.answer(found)


@employers.command("add")
def add_employer(
    ctx: typer.Context,
    name: str,
    uscc: Annotated[str | None, typer.Option(help="unified social credit code / 统一社会信用代码")] = None,
    size: Annotated[str | None, typer.Option(help="large, medium, small or micro / 企业规模")] = None,
    contact: str | None = None,
    phone: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Add an employer; one with the same credit code is opened instead."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = EmployerDetails(name=name, uscc=uscc, size_class=size, contact_name=contact, contact_phone=phone)
        changes = employer.add_employer(work, details)
        key = "catalogue.changed" if changes.change_set is None else "catalogue.added"
        invocation.changed(changes, key, name=name)


@resources.command("list")
def list_resources(ctx: typer.Context, text: Text = None, as_json: AsJson = False) -> None:
    """List digital resources."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = digital_resource.list_resources(work, text=text)
    titles = ("catalogue.id", "catalogue.name", "catalogue.kind", "catalogue.address", "catalogue.status")
    words = invocation.sentences
    rows = ((row.id, row.name, row.kind, row.url, words.of(f"catalogue.status_{row.status}")) for row in found)
    invocation.table(titles, rows)
    invocation.answer(found)


@resources.command("add")
def add_resource(
    ctx: typer.Context,
    name: str,
    kind: Annotated[str, typer.Option(help="such as 视频, 教材, 题库 / 类型")],
    url: str | None = None,
    platform: Annotated[str | None, typer.Option(help="name or id / 所属平台")] = None,
    course: Annotated[str | None, typer.Option(help="code, name or id / 所属培训项目")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a digital resource of a platform or a course."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = ResourceDetails(
            name=name,
            kind=kind,
            url=url,
            platform_id=platform and choice.one_platform(work, platform),
            course_id=course and choice.one_course(work, course, on=work.today()),
        )
        invocation.changed(digital_resource.add_resource(work, details), "catalogue.added", name=name)


def expiring(ctx: typer.Context, as_json: AsJson = False) -> None:
    """List licenses, approvals and courses that end soon, or have ended while they are in use."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = expiry.expiring(work)
    words = invocation.sentences
    rows = (
        (
            words.of(f"catalogue.ends_{one.kind.value}"),
            one.name,
            one.until,
            words.of("catalogue.yes") if one.urgent else "",
        )
        for one in found
    )
    if found:
        invocation.table(tuple(f"catalogue.{name}" for name in ("kind", "name", "valid_to", "urgent")), rows)
    else:
        invocation.say("catalogue.nothing_ends")
    invocation.answer(found)


def demand(ctx: typer.Context, on: Day = None, as_json: AsJson = False) -> None:
    """Show the list of wanted training that the county publishes (需求指导目录)."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = published_list.demand_list(work, on=day(on))
    titles = tuple(
        f"catalogue.{name}" for name in ("training_type", "occupation", "level", "periods", "rate", "per", "clause")
    )
    words = invocation.sentences
    rows = (
        (line.training_type, line.occupation, line.level, line.periods,
         "" if line.amount_fen is None else yuan(line.amount_fen),
         "" if line.per is None else words.of(f"catalogue.per_{line.per}"), line.clause)
        for line in found
    )  # fmt: skip
    invocation.table(titles, rows)
    invocation.answer(found)


def providers(ctx: typer.Context, on: Day = None, as_json: AsJson = False) -> None:
    """Show the list of institutions, platforms and resources that the county publishes (培训机构目录)."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = published_list.provider_list(work, on=day(on))
    titles = tuple(f"catalogue.{name}" for name in ("kind", "name", "address", "programs", "contact", "phone"))
    words = invocation.sentences
    rows = (
        (words.of(f"catalogue.provides_{line.kind.value}"), line.name, line.address, "、".join(line.programs),
         line.contact_name, line.contact_phone)
        for line in found
    )  # fmt: skip
    invocation.table(titles, rows)
    invocation.answer(found)


def _size(invocation: Invocation, size: str | None) -> str:
    return "" if size is None else invocation.sentences.of(f"employer.size_{size}")
