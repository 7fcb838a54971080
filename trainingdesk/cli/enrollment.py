"""``enroll`` puts people into classes and leads them through: confirm, withdraw, drop, transfer, waiting list (报名)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.errors import Refused
from trainingdesk.services import enrollment as service
from trainingdesk.services import lesson, training_class
from trainingdesk.services.enrollment import WalkIn
from trainingdesk.services.person_choice import one_person

if TYPE_CHECKING:
    from trainingdesk.storage.enrollment import RollLine

commands = typer.Typer(help="enrollment: apply, confirm, leave, transfer, waiting list / 报名", no_args_is_help=True)

Class = Annotated[str, typer.Option("--class", help="number of the class / 班级编号")]
Number = Annotated[str, typer.Argument(help="enrollment number / 报名编号")]
Reason = Annotated[str, typer.Option(help="why / 原因")]
Override = Annotated[str | None, typer.Option(help="set a rule aside, and why / 突破规则的理由")]
LeavesOn = Annotated[
    datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="first day off the roll / 从哪天起不再在册")
]

JoinedOn = Annotated[
    datetime | None, typer.Option("--joined", formats=["%Y-%m-%d"], help="first day on the roll / 入班日期")
]


@commands.command("list")
def roll(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """List everybody who was ever enrolled in a class."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.roll_of(work, training_class.class_by_number(work, number).id)
    titles = (
        "enrollment.number", "enrollment.name", "enrollment.id_mask", "enrollment.status", "enrollment.category",
        "enrollment.joined_on", "enrollment.left_on", "enrollment.flag",
    )  # fmt: skip
    invocation.table(titles, (_line(invocation, row) for row in found))
    invocation.answer(found)


@commands.command("add")
def add(
    ctx: typer.Context,
    person: Annotated[str, typer.Argument(help="document number, id or name / 证件号码、编号或姓名")],
    number: Class,
    category: Annotated[str | None, typer.Option(help="category paid under / 享受补贴的人员类别")] = None,
    joined: JoinedOn = None,
    note: str | None = None,
    override: Override = None,
    as_json: AsJson = False,
) -> None:
    """Enroll one person; a full class puts them on its waiting list."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.enroll(
            work,
            training_class.class_by_number(work, number).id,
            one_person(work, person),
            category=category,
            override=override,
            joined_on=day(joined),
            note=note,
        )
        key = "enrollment.nothing_changed" if changes.change_set is None else "enrollment.added"
        invocation.changed(changes, key)


@commands.command("confirm")
def confirm(
    ctx: typer.Context,
    numbers: Annotated[list[str] | None, typer.Argument(help="enrollment numbers / 报名编号")] = None,
    whole_class: Annotated[str | None, typer.Option("--class", help="everybody who applied / 该班全部待审核")] = None,
    override: Override = None,
    as_json: AsJson = False,
) -> None:
    """Confirm applications after checking them; flagged people only by their number."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        wanted = [service.enrollment_numbered(work, number).id for number in numbers or []]
        if whole_class is not None:
            wanted += service.awaiting_review(work, training_class.class_by_number(work, whole_class).id)
        if not wanted:
            raise Refused("enrollment.nobody_to_confirm")
        changes = service.confirm(work, wanted, override=override)
        invocation.changed(changes, "enrollment.confirmed", count=len(wanted))


@commands.command("reject")
def reject(ctx: typer.Context, numbers: list[str], reason: Reason, as_json: AsJson = False) -> None:
    """Turn applications down."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        wanted = [service.enrollment_numbered(work, number).id for number in numbers]
        changes = service.reject(work, wanted, reason=reason)
        invocation.changed(changes, "enrollment.rejected", count=len(wanted))


@commands.command("withdraw")
def withdraw(ctx: typer.Context, number: Number, reason: Reason, on: LeavesOn = None, as_json: AsJson = False) -> None:
    """Take somebody off before they attend."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        row = service.enrollment_numbered(work, number)
        invocation.changed(service.withdraw(work, row.id, reason=reason, day=day(on)), "enrollment.left", number=number)


@commands.command("drop")
def drop(ctx: typer.Context, number: Number, reason: Reason, on: LeavesOn = None, as_json: AsJson = False) -> None:
    """Somebody who attended stays away for good; hours before the day stay."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        row = service.enrollment_numbered(work, number)
        invocation.changed(service.drop(work, row.id, reason=reason, day=day(on)), "enrollment.left", number=number)


@commands.command("transfer")
def transfer(
    ctx: typer.Context,
    number: Number,
    to: Annotated[str, typer.Option(help="number of the other class / 转入班级编号")],
    reason: Reason,
    on: LeavesOn = None,
    override: Override = None,
    as_json: AsJson = False,
) -> None:
    """Move somebody to another class; hours before the day stay with the old one."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        row = service.enrollment_numbered(work, number)
        target = training_class.class_by_number(work, to)
        changes = service.transfer(work, row.id, target.id, reason=reason, day=day(on), override=override)
        invocation.changed(changes, "enrollment.transferred", number=number, to=to)


@commands.command("waiting")
def waiting(
    ctx: typer.Context,
    number: Class,
    promote: Annotated[bool, typer.Option("--promote", help="give a free seat to the first / 第一位递补")] = False,
    as_json: AsJson = False,
) -> None:
    """Show the waiting list of a class, or give its first person a free seat."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = training_class.class_by_number(work, number).id
        if promote:
            invocation.changed(service.promote_waiting(work, class_id), "enrollment.seat_given")
            return
        found = service.waiting_list(work, class_id)
    titles = ("enrollment.place", "enrollment.number", "enrollment.name", "enrollment.id_mask", "enrollment.since")
    lines = ((place, row.number, row.name, row.id_mask, row.since.date()) for place, row in enumerate(found, start=1))
    invocation.table(titles, lines)
    invocation.answer(found)


@commands.command("walk-in")
def walk_in(
    ctx: typer.Context,
    number: Class,
    which: Annotated[int, typer.Option("--lesson", help="which lesson, counted from 1 / 第几次课")],
    document: Annotated[str | None, typer.Option("--id", help="document number / 证件号码")] = None,
    name: Annotated[str | None, typer.Option(help="name / 姓名")] = None,
    phone: Annotated[str | None, typer.Option(help="phone / 电话")] = None,
    person: Annotated[str | None, typer.Option(help="id of a person who is known / 人员编号")] = None,
    as_json: AsJson = False,
) -> None:
    """Somebody at the door: on the roll from this lesson on, flagged for the clerk."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        class_id = training_class.class_by_number(work, number).id
        who = WalkIn(person_id=person, document_number=document, name=name, phone=phone)
        changes = service.walk_in(work, lesson.lesson_number(work, class_id, which).id, who)
        key = "enrollment.nothing_changed" if changes.change_set is None else "enrollment.let_in"
        invocation.changed(changes, key)


@commands.command("settle")
def settle(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """A clerk looked at somebody who was added at the door."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.settle_flag(work, service.enrollment_numbered(work, number).id)
        invocation.changed(changes, "enrollment.flag_settled", number=number)


@commands.command("category")
def category(
    ctx: typer.Context,
    number: Number,
    code: Annotated[str, typer.Argument(help="code or name / 类别代码或名称")],
    reason: Annotated[str | None, typer.Option(help="why, once it is frozen / 冻结后修改的理由")] = None,
    as_json: AsJson = False,
) -> None:
    """Choose the one category an enrollment is paid under."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        row = service.enrollment_numbered(work, number)
        invocation.changed(
            service.set_category(work, row.id, code, reason=reason), "enrollment.category_set", number=number
        )


@commands.command("categories")
def categories(ctx: typer.Context, number: Class, as_json: AsJson = False) -> None:
    """Take over the category of everybody who holds a single one; whose is open is said."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = service.fill_categories(work, training_class.class_by_number(work, number).id)
        invocation.changed(changes, "enrollment.categories_filled")


@commands.command("history")
def history(ctx: typer.Context, number: Number, as_json: AsJson = False) -> None:
    """What happened to an enrollment, oldest first."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = service.events_of(work, service.enrollment_numbered(work, number).id)
    of = invocation.sentences.of
    lines = ((row.day, of(f"enrollment.event_{row.kind.value}"), row.reason, row.override) for row in found)
    invocation.table(("enrollment.day", "enrollment.event", "enrollment.reason", "enrollment.override"), lines)
    invocation.answer(found)


def _line(invocation: Invocation, row: RollLine) -> tuple[object, ...]:
    of = invocation.sentences.of
    flag = "" if row.flagged is None else of(f"enrollment.flag_{row.flagged}")
    status = of(f"enrollment.status_{row.status.value}")
    return row.number, row.name, row.id_mask, status, row.paid_category, row.joined_on, row.left_on, flag
