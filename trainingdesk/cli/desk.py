"""``init`` makes a desk; ``user`` shows, adds and removes its users and changes passwords and keys."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from trainingdesk.cli.invocation import Invocation, new_password, password
from trainingdesk.cli.joining import Names, make_desk, make_desk_of
from trainingdesk.cli.options import AsJson, day
from trainingdesk.domain.access import Role
from trainingdesk.domain.errors import Refused
from trainingdesk.services import account
from trainingdesk.settings.folders import DeskFolder

users = typer.Typer(help="users of this desk / 用户", no_args_is_help=True)


def init(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Option(help="name of the centre / 单位名称")] = None,
    admin: Annotated[str | None, typer.Option(help="sign-in name of the administrator / 管理员登录名")] = None,
    county: Annotated[str | None, typer.Option(help="six digits of the county / 县级区划代码")] = None,
    join: Annotated[
        str | None,
        typer.Option(
            help="address of a centre, its whole invitation, or a file of it / 中心地址、整行登记信息，或邀请文件"
        ),
    ] = None,
    code: Annotated[
        str | None, typer.Option(help="code of that centre, or of the file / 登记码，或文件的口令码")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a desk: encrypted database, shipped lists, first user; shows the recovery code once.

    Alone it needs --county, --name and --admin. With --join and --code it belongs to a centre from the beginning and takes
    what its user may see, over the network or out of the file; it is there with all of it, or not at all. Its user signs in
    by the name that the centre knows, or by --user.
    """
    invocation: Invocation = ctx.obj
    if DeskFolder(invocation.folder).vault.exists():
        raise Refused("desk.exists_already")  # before the code is used up
    names = Names(name or "", admin or invocation.user or "")
    if join is not None:
        first = make_desk_of(invocation, names, join, code)
    elif code is None:
        first = make_desk(invocation, names, county or "")
    else:
        raise Refused("desk.join_needs_both")
    invocation.answer({"folder": invocation.folder, "user": first.user_id, "recovery_code": str(first.recovery_code)})


@users.command("list")
def list_users(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Who may sign in here, and with which roles."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        found = account.list_users(work)
    say = invocation.sentences.of
    invocation.table(
        ("account.name", "account.display_name", "account.roles", "account.state", "account.until"),
        (
            (
                user.name,
                user.display_name,
                "、".join(say(role.sentence) for role in sorted(user.roles)),
                say("account.active" if user.active else "account.inactive"),
                str(user.until or ""),
            )
            for user in found
        ),
    )
    invocation.answer(found)


@users.command("add")
def add_user(
    ctx: typer.Context,
    name: str,
    display: Annotated[str, typer.Option(help="name shown / 显示姓名")],
    role: Annotated[list[Role], typer.Option(help="role, may be repeated / 角色")],
    as_json: AsJson = False,
) -> None:
    """Add a user with their own password (asked for twice)."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        secret = new_password(invocation.sentences)
        changes = account.add_user(work, name=name, display_name=display, roles=tuple(role), password=secret)
        invocation.changed(changes, "account.added", name=name)


@users.command("remove")
def remove_user(ctx: typer.Context, name: str, as_json: AsJson = False) -> None:
    """Close an account and give the desk a new data key; history keeps the name."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        changes = account.remove_user(work, account.user_named(work, name).id)
        invocation.changed(changes, "account.removed", name=name)


@users.command("password")
def change_password(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="whose, where an administrator sets it / 为谁设置")] = None,
    as_json: AsJson = False,
) -> None:
    """Change one's own password; an administrator may set that of another user."""
    invocation: Invocation = ctx.obj
    if name is None or name == invocation.user_name():
        own = invocation.user_name()
        old, new = password(invocation.sentences), new_password(invocation.sentences)
        folder = DeskFolder(invocation.folder)
        account.change_password(folder, user_name=own, old=old, new=new, now=invocation.clock())
        invocation.say("account.password_changed", name=own)
        invocation.answer({"user": own})
        return
    with invocation.desk() as work:
        user = account.user_named(work, name)
        changes = account.set_password(work, user.id, new_password(invocation.sentences))
        invocation.changed(changes, "account.password_changed", name=name)


@users.command("recover")
def recover(ctx: typer.Context, name: str, as_json: AsJson = False) -> None:
    """Set a new password with the recovery code on paper; shows the new code that replaces it."""
    invocation: Invocation = ctx.obj
    folder = DeskFolder(invocation.folder)
    if not folder.vault.exists() and not folder.database.exists():
        raise Refused("desk.none_here")
    code = str(typer.prompt(invocation.sentences.of("desk.ask_recovery_code")))
    secret = new_password(invocation.sentences)
    fresh = account.recover(folder, code=code, user_name=name, new_password=secret, clock=invocation.clock)
    invocation.say("account.password_changed", name=name)
    _show(invocation, fresh)


@users.command("until")
def until(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="whose access ends / 用户")],
    last: Annotated[
        datetime | None,
        typer.Argument(formats=["%Y-%m-%d"], help="last day, without one no end / 最后一天，不填为长期"),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Say until which day somebody signs in at this desk, with a line or without."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        holder = account.user_named(work, name)
        changes = account.set_access_end(work, holder.id, until=day(last))
        said = "account.access_without_end" if last is None else "account.access_until"
        invocation.changed(changes, said, name=name, until=day(last) or "")


@users.command("delegate")
def delegate(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="who may approve their own work / 授权给谁")],
    document: Annotated[str, typer.Option(help="number of the written delegation / 授权文件文号")],
    since: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="first day, else today / 起始日期")
    ] = None,
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="last day / 截止日期")] = None,
    as_json: AsJson = False,
) -> None:
    """Record a written delegation; every paper approved under it says so."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        holder = account.user_named(work, name)
        first = day(since) or work.today()
        changes = account.delegate(work, user_id=holder.id, document=document, valid_from=first, valid_to=day(until))
        invocation.changed(changes, "monthly_report.delegation_recorded", name=name, document=document)


@users.command("new-code")
def new_code(ctx: typer.Context, as_json: AsJson = False) -> None:
    """A new recovery code, where the paper was lost or seen; the old one opens nothing any more."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        _show(invocation, account.new_recovery_code(work))


@users.command("new-key")
def new_key(ctx: typer.Context, as_json: AsJson = False) -> None:
    """A new data key and recovery code, where a laptop or a copy was lost; passwords stay."""
    invocation: Invocation = ctx.obj
    with invocation.desk() as work:
        fresh = account.renew_key(work)
    invocation.say("account.key_renewed")
    _show(invocation, fresh)


def _show(invocation: Invocation, code: object) -> None:
    invocation.say("desk.recovery_code", code=code)
    invocation.answer({"recovery_code": str(code)})
