"""``catalogue`` shows and adds institutions, platforms, courses, instructors and venues (目录)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from trainingdesk.cli import booking, catalogue_lists, catalogue_places
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, Day, day
from trainingdesk.domain.assessment import read_points
from trainingdesk.domain.errors import Refused
from trainingdesk.domain.online_platform import PlatformState, PlatformStep
from trainingdesk.services import catalogue_choice as choice
from trainingdesk.services import course, institution, online_platform, teaching
from trainingdesk.services.course import CourseDetails
from trainingdesk.services.institution import InstitutionDetails
from trainingdesk.services.online_platform import PlatformDetails
from trainingdesk.services.teaching import InstructorDetails, VenueDetails
from trainingdesk.storage.catalogue import CourseFilter

commands = typer.Typer(help="institutions, platforms, courses, instructors, venues / 目录", no_args_is_help=True)

commands.add_typer(catalogue_lists.holidays, name="holiday")
commands.add_typer(catalogue_lists.codes, name="code")
commands.add_typer(catalogue_lists.employers, name="employer")
commands.add_typer(catalogue_lists.resources, name="resource")
commands.add_typer(catalogue_places.equipment, name="equipment")
commands.add_typer(booking.commands, name="booking")
commands.command("expiring")(catalogue_lists.expiring)
commands.command("demand")(catalogue_lists.demand)
commands.command("providers")(catalogue_lists.providers)
commands.command("taught")(catalogue_places.taught)
commands.command("edit-instructor")(catalogue_places.edit_instructor)


class Retired(StrEnum):
    """What can be taken out of the catalogue."""

    INSTITUTION = "institution"
    COURSE = "course"
    INSTRUCTOR = "instructor"
    VENUE = "venue"
    EQUIPMENT = "equipment"


Institution = Annotated[str, typer.Argument(help="name, credit code or id / 机构名称或信用代码")]
Text = Annotated[str | None, typer.Argument(help="part of the name / 名称的一部分")]


@commands.command("institutions")
def institutions(
    ctx: typer.Context,
    text: Text = None,
    division: Annotated[str | None, typer.Option(help="those inside it, 12 digits / 所在区划")] = None,
    occupation: Annotated[str | None, typer.Option(help="those approved for it / 可培训的职业编码")] = None,
    active: Annotated[bool, typer.Option("--active", help="only those in the catalogue now / 仅在册")] = False,
    as_json: AsJson = False,
) -> None:
    """List institutions."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = institution.list_institutions(
            work, text=text, active_only=active, division=division, occupation=occupation
        )
    titles = ("catalogue.id", "catalogue.name", "catalogue.uscc", "catalogue.licence_until", "catalogue.status")
    rows = ((row.id, row.name, row.uscc, row.licence_until, _status(invocation, row.status)) for row in found)
    invocation.table(titles, rows)
    invocation.answer(found)


@commands.command("add-institution")
def add_institution(
    ctx: typer.Context,
    name: str,
    uscc: Annotated[str | None, typer.Option(help="unified social credit code / 统一社会信用代码")] = None,
    licence: Annotated[str | None, typer.Option(help="licence number / 办学许可证号")] = None,
    until: Day = None,
    kind: str | None = None,
    division: str | None = None,
    as_json: AsJson = False,
) -> None:
    """Add an institution."""
    invocation: Invocation = ctx.obj
    details = InstitutionDetails(
        name=name, uscc=uscc, licence_number=licence, licence_until=day(until), kind=kind, division=division
    )
    with invocation.desk() as work:
        invocation.changed(institution.add_institution(work, details), "catalogue.added", name=name)


@commands.command("approve")
def approve(
    ctx: typer.Context,
    which: Institution,
    occupation: str,
    highest: Annotated[str, typer.Option(help="highest level / 最高等级")],
    capacity: int | None = None,
    starts: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    ends: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    as_json: AsJson = False,
) -> None:
    """Let an institution teach an occupation up to a level."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = institution.approve_occupation(
            work,
            choice.one_institution(work, which),
            occupation_code=occupation,
            highest_level=highest,
            capacity=capacity,
            valid_from=day(starts),
            valid_to=day(ends),
        )
        invocation.changed(changes, "catalogue.changed")


@commands.command("approvals")
def approvals(ctx: typer.Context, which: Institution, as_json: AsJson = False) -> None:
    """List what an institution may teach."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = institution.approvals_of(work, choice.one_institution(work, which))
    titles = ("catalogue.occupation", "catalogue.highest_level", "catalogue.capacity", "catalogue.valid_to")
    invocation.table(titles, ((row.occupation_code, row.highest_level, row.capacity, row.valid_to) for row in found))
    invocation.answer(found)


@commands.command("withdraw-approval")
def withdraw_approval(ctx: typer.Context, which: Institution, occupation: str, as_json: AsJson = False) -> None:
    """Take an approval of an institution back."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = institution.withdraw_approval(work, choice.one_institution(work, which), occupation_code=occupation)
        invocation.changed(changes, "catalogue.changed")


@commands.command("retire")
def retire(
    ctx: typer.Context,
    kind: Retired,
    which: Annotated[str, typer.Argument(help="name, code or id / 名称、代码或编号")],
    as_json: AsJson = False,
) -> None:
    """Take something out of the catalogue; old records keep it."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        if kind is Retired.INSTITUTION:
            changes = institution.retire_institution(work, choice.one_institution(work, which))
        elif kind is Retired.COURSE:
            changes = course.retire_course(work, choice.one_course(work, which, on=work.today()))
        elif kind is Retired.INSTRUCTOR:
            changes = teaching.retire(work, "instructor", choice.one_instructor(work, which))
        elif kind is Retired.VENUE:
            changes = teaching.retire(work, "venue", choice.one_venue(work, which))
        else:
            changes = teaching.retire(work, "equipment", which)
        invocation.changed(changes, "catalogue.retired")


@commands.command("platforms")
def platforms(ctx: typer.Context, text: Text = None, as_json: AsJson = False) -> None:
    """List online platforms."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = online_platform.list_platforms(work, text=text)
    titles = ("catalogue.id", "catalogue.name", "catalogue.operator", "catalogue.status")
    invocation.table(titles, ((row.id, row.name, row.operator, row.state) for row in found))
    invocation.answer(found)


@commands.command("add-platform")
def add_platform(
    ctx: typer.Context, name: str, operator: str | None = None, url: str | None = None, as_json: AsJson = False
) -> None:
    """Add an online platform that applies for the catalogue."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = PlatformDetails(name=name, operator=operator, url=url)
        invocation.changed(online_platform.add_platform(work, details), "catalogue.added", name=name)


@commands.command("review-platform")
def review_platform(
    ctx: typer.Context,
    platform_id: str,
    to: PlatformState,
    reason: Annotated[str | None, typer.Option(help="why / 原因")] = None,
    result: Annotated[str | None, typer.Option(help="what was found / 结果")] = None,
    score: Annotated[int | None, typer.Option(help="points of 100 at the end of an evaluation / 评价得分")] = None,
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """Take a platform one step on in its life, today or on another day."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        step = PlatformStep(to=to, day=day(on) or work.today(), result=result, score=score, reason=reason)
        invocation.changed(online_platform.review_platform(work, platform_id, step), "catalogue.changed")


@commands.command("courses")
def courses(
    ctx: typer.Context,
    text: Text = None,
    level: Annotated[str | None, typer.Option(help="level code / 等级代码")] = None,
    training_type: Annotated[str | None, typer.Option("--type", help="training type code / 培训类型代码")] = None,
    occupation: Annotated[str | None, typer.Option(help="code of the occupation / 职业编码")] = None,
    subsidized: Annotated[bool | None, typer.Option(help="with a subsidy or without / 有无补贴标准")] = None,
    on: Day = None,
    as_json: AsJson = False,
) -> None:
    """List course versions; with a day those that hold on it."""
    invocation: Invocation = ctx.obj
    wanted = CourseFilter(level=level, training_type=training_type, occupation_code=occupation, subsidized=subsidized)
    with invocation.desk() as work:
        found = course.list_courses(work, text=text, on=day(on), wanted=wanted)
    titles = ("catalogue.code", "catalogue.version", "catalogue.name", "catalogue.level", "catalogue.periods")
    invocation.table(titles, ((row.code, row.version, row.name, row.level, row.periods) for row in found))
    invocation.answer(found)


@commands.command("add-course")
def add_course(
    ctx: typer.Context,
    code: str,
    name: str,
    training_type: Annotated[str, typer.Option("--type", help="training type code / 培训类型代码")],
    level: Annotated[str, typer.Option(help="level code / 等级代码")],
    theory: int,
    practice: int,
    online: Annotated[int, typer.Option(help="online periods / 线上课时")] = 0,
    safety: Annotated[int | None, typer.Option(help="periods of safety teaching / 安全课时")] = None,
    pass_theory: Annotated[
        str | None, typer.Option(help="points to pass in theory, else the policy's / 理论合格线")
    ] = None,
    pass_practice: Annotated[
        str | None, typer.Option(help="points to pass in practice, else the policy's / 实操合格线")
    ] = None,
    occupation: Annotated[str | None, typer.Option(help="code of the occupation / 职业编码")] = None,
    occupation_name: Annotated[str | None, typer.Option(help="its name on the class / 职业（工种）名称")] = None,
    modes: Annotated[str, typer.Option(help="ways of teaching, F2F;OMO / 授课方式")] = "",
    textbook: str | None = None,
    rate: Annotated[str | None, typer.Option(help="code of the subsidy / 补贴标准代码")] = None,
    shortage: Annotated[str | None, typer.Option(help="how short the occupation is / 紧缺程度")] = None,
    starts: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"])] = None,
    ends: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"])] = None,
    institution_id: Annotated[str | None, typer.Option("--institution", help="of one only / 所属机构")] = None,
    as_json: AsJson = False,
) -> None:
    """Add a course with its class periods; what the policy does not allow is refused with the rule named."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = CourseDetails(
            code=code,
            name=name,
            training_type=training_type,
            level=level,
            theory_periods=theory,
            practice_periods=practice,
            online_periods=online,
            safety_periods=safety,
            pass_points_theory=read_points(pass_theory or ""),
            pass_points_practice=read_points(pass_practice or ""),
            occupation_code=occupation,
            occupation_name=occupation_name,
            delivery_modes=modes,
            textbook=textbook,
            rate_code=rate,
            shortage=shortage,
            valid_from=day(starts),
            valid_to=day(ends),
            institution_id=institution_id and choice.one_institution(work, institution_id),
        )
        invocation.changed(course.add_course(work, details), "catalogue.added", name=name)


@commands.command("versions")
def versions(ctx: typer.Context, code: str, as_json: AsJson = False) -> None:
    """List every version of a course, the newest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = course.versions_of(work, code)
        if not found:
            raise Refused("catalogue.none_called", found=code)
    columns = ("version", "name", "periods", "pass_points", "valid_to", "status")
    rows = (
        (row.version, row.name, row.periods, row.pass_points, row.valid_to, _status(invocation, row.status))
        for row in found
    )
    invocation.table(tuple(f"catalogue.{name}" for name in columns), rows)
    invocation.answer(found)


@commands.command("instructors")
def instructors(ctx: typer.Context, text: Text = None, as_json: AsJson = False) -> None:
    """List instructors."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = teaching.list_instructors(work, text=text)
    titles = ("catalogue.id", "catalogue.name", "catalogue.employment", "catalogue.status")
    rows = (
        (row.id, row.name, invocation.sentences.of(f"catalogue.{row.employment}"), _status(invocation, row.status))
        for row in found
    )
    invocation.table(titles, rows)
    invocation.answer(found)


@commands.command("add-instructor")
def add_instructor(
    ctx: typer.Context,
    name: str,
    employment: Annotated[str, typer.Option(help="full_time or part_time / 专职、兼职")] = "full_time",
    institution_id: Annotated[str | None, typer.Option("--institution")] = None,
    phone: str | None = None,
    qualifications: Annotated[str | None, typer.Option(help="certificates and titles / 资格、职称")] = None,
    subjects: Annotated[str | None, typer.Option(help="what they teach / 担任课程")] = None,
    startup: Annotated[bool, typer.Option(help="in the pool of startup instructors / 创业培训师资")] = False,
    sign_in: Annotated[str | None, typer.Option("--sign-in", help="who signs in as this one / 登录名")] = None,
    as_json: AsJson = False,
) -> None:
    """Add an instructor."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = InstructorDetails(
            name=name,
            employment=employment,
            phone=phone,
            qualifications=qualifications,
            subjects=subjects,
            institution_id=institution_id and choice.one_institution(work, institution_id),
            startup_pool=startup,
            user_id=sign_in and teaching.user_of(work, sign_in),
        )
        invocation.changed(teaching.add_instructor(work, details), "catalogue.added", name=name)


@commands.command("venues")
def venues(ctx: typer.Context, text: Text = None, as_json: AsJson = False) -> None:
    """List venues and village teaching points."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = teaching.list_venues(work, text=text)
    titles = ("catalogue.id", "catalogue.name", "catalogue.division", "catalogue.capacity")
    invocation.table(titles, ((row.id, row.name, row.division, row.capacity) for row in found))
    invocation.answer(found)


@commands.command("add-venue")
def add_venue(
    ctx: typer.Context,
    name: str,
    division: Annotated[str | None, typer.Option(help="12 digits of the village / 12 位区划代码")] = None,
    capacity: int | None = None,
    as_json: AsJson = False,
) -> None:
    """Add a venue or a village teaching point."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        details = VenueDetails(name=name, division=division, capacity=capacity)
        invocation.changed(teaching.add_venue(work, details), "catalogue.added", name=name)


def _status(invocation: Invocation, status: str) -> str:
    return invocation.sentences.of(f"catalogue.status_{status}")
