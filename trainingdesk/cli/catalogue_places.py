"""``catalogue equipment``, ``taught`` and ``edit-instructor``: what stands where, and who taught what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import teaching
from trainingdesk.services.teaching import EquipmentDetails

equipment = typer.Typer(help="equipment of venues and institutions / 设备", no_args_is_help=True)

InVenue = Annotated[str | None, typer.Option("--venue", help="name or id of the venue / 场地")]


@equipment.command("list")
def list_equipment(ctx: typer.Context, venue: InVenue = None, as_json: AsJson = False) -> None:
    """List equipment, of one venue or of all."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        where = None if venue is None else choice.one_venue(work, venue)
        found = teaching.list_equipment(work, venue_id=where)
    titles = ("catalogue.id", "catalogue.name", "catalogue.model", "catalogue.quantity")
    invocation.table(titles, ((row.id, row.name, row.model, row.quantity) for row in found))
    invocation.answer(found)


@equipment.command("add")
def add_equipment(
    ctx: typer.Context,
    name: str,
    quantity: int = 1,
    model: str | None = None,
    venue: InVenue = None,
    occupation: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Add equipment."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        where = None if venue is None else choice.one_venue(work, venue)
        details = EquipmentDetails(
            name=name, model=model, quantity=quantity, venue_id=where, occupation_code=occupation
        )
        invocation.changed(teaching.add_equipment(work, details), "catalogue.added", name=name)


def taught(
    ctx: typer.Context,
    instructor: Annotated[str, typer.Argument(help="name or id / 教师")],
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    as_json: AsJson = False,
) -> None:
    """Show what an instructor taught, computed from the lessons held."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        who = choice.one_instructor(work, instructor)
        found = teaching.history_of(work, who, first=day(first), last=day(last))
    titles = tuple(f"catalogue.{name}" for name in ("class", "name", "lessons", "stood_in", "periods"))
    invocation.table(titles, ((row.number, row.name, row.lessons, row.stood_in, row.periods) for row in found))
    invocation.answer(found)


def edit_instructor(
    ctx: typer.Context,
    instructor: Annotated[str, typer.Argument(help="name or id / 教师")],
    name: str | None = None,
    employment: Annotated[str | None, typer.Option(help="full_time or part_time / 专职、兼职")] = None,
    institution: Annotated[str | None, typer.Option(help="name or id / 机构")] = None,
    phone: str | None = None,
    qualifications: Annotated[str | None, typer.Option(help="certificates and titles / 资格、职称")] = None,
    subjects: Annotated[str | None, typer.Option(help="what they teach / 担任课程")] = None,
    sign_in: Annotated[str | None, typer.Option("--sign-in", help="who signs in as this one / 登录名")] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named of an instructor; everything else stays."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        who = choice.one_instructor(work, instructor)
        told: dict[str, Any] = {
            "name": name,
            "employment": employment,
            "institution_id": institution and choice.one_institution(work, institution),
            "phone": phone,
            "qualifications": qualifications,
            "subjects": subjects,
            "user_id": sign_in and teaching.user_of(work, sign_in),
        }
        kept = teaching.instructor_details(work, who)
        details = replace(kept, **{field: value for field, value in told.items() if value is not None})
        invocation.changed(teaching.edit_instructor(work, who, details), "catalogue.changed", name=details.name)
