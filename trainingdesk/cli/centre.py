"""``centre`` keeps the centre: codes that enroll devices, shutting one out, backup, restore, and its page (中心管理)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.centre_options import Data, DatabaseUrl, engine_of
from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.joining import show_joining
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.access import Role
from trainingdesk.domain.calendar import SHANGHAI, local_day
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.divisions import counties
from trainingdesk.storage.disk import on_disk
from trainingdesk.sync.client import checked_address
from trainingdesk.wire.clock import instant, milliseconds
from trainingdesk.wire.joining import Joining

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.server.overview import DeviceLine
    from trainingdesk.server.trail import Heard

commands = typer.Typer(help="devices of the centre / 中心终端管理", no_args_is_help=True)

_TRAIL_TITLES = ("received", "device", "user", "fate", "said")
_DEVICE_TITLES = ("number", "device", "county", "user", "role", "seen", "sent", "unsent", "state")


@commands.command("code")
def code(
    ctx: typer.Context,
    county: Annotated[str, typer.Argument(help="code of the county / 县区代码")],
    user: Annotated[str, typer.Argument(help="id of the user / 用户标识")],
    role: Annotated[Role, typer.Argument(help="role of the device / 岗位")],
    address: Annotated[
        str | None,
        typer.Option(help="address of the centre; shows both as a QR code / 中心地址，连同登记码显示为二维码"),
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """A one-time code that enrolls one device within a day."""
    invocation: Invocation = ctx.obj
    _require_county(county)
    made = _ledger(invocation, data, database_url).code(county=county, user=user, role=role)
    invocation.say("centre.code", code=made)
    if address is not None:
        show_joining(invocation, Joining(checked_address(address), made, county))
    invocation.answer({"code": made})


@commands.command("invite")
def invite(
    ctx: typer.Context,
    county: Annotated[str, typer.Argument(help="code of the county / 县区代码")],
    user: Annotated[str, typer.Argument(help="id of the user / 用户标识")],
    role: Annotated[Role, typer.Argument(help="role of the device / 岗位")],
    out: Annotated[Path, typer.Option(help="the file to write / 邀请文件")],
    replaces: Annotated[str | None, typer.Option(help="id of a device that died / 被替换的终端标识")] = None,
    address: Annotated[str, typer.Option(help="address of the centre / 中心地址")] = "https://127.0.0.1:8443",
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """A file that a new laptop starts from without a network, and the code that opens it; send the two by different ways."""
    from trainingdesk.server.invitation import invite as write_invitation  # noqa: PLC0415
    from trainingdesk.wire.operation import Revoked  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    if out.exists():
        raise Refused("centre.file_exists", name=out.name)
    _require_county(county)
    ledger = _ledger(invocation, data, database_url)
    try:
        with on_disk():
            made = write_invitation(
                ledger, out, county=county, user=user, role=role, address=address, replaces=replaces
            )
    except Revoked:
        raise Refused("centre.nothing_to_replace", device=replaces) from None
    invocation.say("centre.invited", rows=made.rows, file=out, code=made.code, until=local_day(made.until))
    invocation.answer({"device": made.device, "rows": made.rows, "code": made.code, "until": made.until})


@commands.command("revoke")
def revoke(
    ctx: typer.Context,
    device: Annotated[str, typer.Argument(help="id of the device / 终端标识")],
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Shut a device out: nothing of it is taken and nothing is given to it."""
    from trainingdesk.wire.operation import Revoked  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    try:
        _ledger(invocation, data, database_url).revoke(device)
    except Revoked:
        raise Refused("centre.no_device", device=device) from None
    invocation.say("centre.revoked", device=device)
    invocation.answer({"revoked": device})


@commands.command("devices")
def devices(ctx: typer.Context, data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Every device with its last contact."""
    invocation: Invocation = ctx.obj
    ledger, words = _ledger(invocation, data, database_url), invocation.sentences
    found = ledger.devices()
    invocation.table(
        tuple(f"centre.{name}" for name in _DEVICE_TITLES),
        (
            (
                one.number,
                one.id,
                one.county,
                ledger.name_of(county=one.county, user=one.user),
                words.called(f"account.role_{one.role}", one.role),
                None if one.seen_ms is None else _minute(one.seen_ms),
                one.last_op,
                one.unsent,
                words.of(f"centre.state_{_state(one)}"),
            )
            for one in found
        ),
    )
    invocation.answer(found)


@commands.command("backup")
def backup(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="the file to write / 备份文件")],
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Write the whole centre into one file, while it runs."""
    from trainingdesk.server.backup import write_backup  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    with on_disk():
        made = write_backup(_ledger(invocation, data, database_url).engine, file)
    invocation.say("centre.backed_up", rows=made.rows, file=file)
    invocation.answer(made)


@commands.command("restore")
def restore(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(exists=True, help="a backup / 备份文件")],
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Fill an empty database from a backup; desks send again what is newer."""
    from trainingdesk.server.backup import restore_backup  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    ledger = _ledger(invocation, data, database_url)
    made = restore_backup(file, ledger.engine, now_ms=milliseconds(ledger.clock()))
    invocation.say("centre.restored", rows=made.rows)
    invocation.answer(made)


@commands.command("compact")
def compact(ctx: typer.Context, data: Data = None, database_url: DatabaseUrl = None, as_json: AsJson = False) -> None:
    """Drop what every desk has heard of and operations of more than three years ago; ``serve`` does it once a day."""
    invocation: Invocation = ctx.obj
    done = _ledger(invocation, data, database_url).compact()
    invocation.say("centre.compacted", left=done.left, operations=done.operations, files=done.files)
    invocation.answer(done)


@commands.command("trail")
def trail(
    ctx: typer.Context,
    county: Annotated[str, typer.Argument(help="code of the county / 县区代码")],
    table: Annotated[str, typer.Argument(help="table, such as person / 数据表，如 person")],
    row_id: Annotated[str, typer.Argument(help="id of the row / 记录标识")],
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Everything that devices ever said of one row, for an audit; numbers of documents and accounts are not shown."""
    invocation: Invocation = ctx.obj
    found = _ledger(invocation, data, database_url).trail(county, table, row_id)
    invocation.table(
        (*(f"centre.{name}" for name in _TRAIL_TITLES), "screen_class.reason"),
        (
            (_minute(one.received_ms), one.device, one.user, _fate(invocation, one), _said(one), one.reason or None)
            for one in found
        ),
    )
    invocation.answer(found)


@commands.command("page")
def page(
    ctx: typer.Context,
    county: Annotated[str, typer.Argument(help="code of the county / 县区代码")],
    data: Data = None,
    database_url: DatabaseUrl = None,
    address: Annotated[str, typer.Option(help="address of the centre / 中心地址")] = "http://127.0.0.1:8443",
    as_json: AsJson = False,
) -> None:
    """A link to the page of a county that opens it for half a day: devices, differences, what was not taken."""
    from trainingdesk.wire.operation import Revoked  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    try:
        key = _ledger(invocation, data, database_url).open_page(county)
    except Revoked:
        raise Refused("centre.no_county", county=county) from None
    link = f"{address.rstrip('/')}/admin?key={key}"
    invocation.say("centre.page", address=link)
    invocation.answer({"address": link})


@commands.command("take")
def take(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(exists=True, dir_okay=False, help="*.tdsync / 同步包")],
    reply: Annotated[
        Path | None, typer.Option(exists=True, file_okay=False, help="folder for replies / 回执文件夹")
    ] = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
    as_json: AsJson = False,
) -> None:
    """Take files that desks wrote to a stick; the replies go beside them, or into --reply."""
    from trainingdesk.cli.centre_bundle import take_all  # noqa: PLC0415 -- only where files are taken

    take_all(ctx.obj, _ledger(ctx.obj, data, database_url), files, reply)


def _require_county(code: str) -> None:
    """Raise Refused for a slip of the pen: no desk could ever join under it."""
    if code not in counties():
        raise Refused("desk.county_unknown", found=code)


def _minute(at_ms: int) -> str:
    return f"{instant(at_ms).astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def _fate(invocation: Invocation, one: Heard) -> str:
    told = invocation.sentences.of(f"centre.fate_{one.fate}")
    return f"{told} ({one.code})" if one.code else told


def _said(one: Heard) -> str:
    """What an operation changed, or the whole new row, without what nobody filled in."""
    told = (f"{name}={value}" for name, value in one.values.items() if one.group or value not in (None, False))
    return ", ".join(told)


def _state(one: DeviceLine) -> str:
    if one.revoked:
        return "revoked"
    return "replaced" if one.replaced else "in_use"


def _ledger(invocation: Invocation, data: Path | None, url: str | None) -> Ledger:
    from trainingdesk.server.ledger import Ledger  # noqa: PLC0415 -- the database only where it is used

    return Ledger(engine_of(data, url), invocation.clock)
