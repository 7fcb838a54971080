"""``centre`` keeps the devices of the centre: codes that enroll one, and shutting one out (终端管理)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from trainingdesk.cli.invocation import Invocation
from trainingdesk.cli.options import AsJson
from trainingdesk.domain.access import Role

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger

commands = typer.Typer(help="devices of the centre / 中心终端管理", no_args_is_help=True)

Database = Annotated[str, typer.Option(help="sqlite:///file or postgresql+psycopg://… / 数据库")]


@commands.command("code")
def code(
    ctx: typer.Context,
    county: Annotated[str, typer.Argument(help="code of the county / 县区代码")],
    user: Annotated[str, typer.Argument(help="id of the user / 用户标识")],
    role: Annotated[Role, typer.Argument(help="role of the device / 岗位")],
    database: Database,
    as_json: AsJson = False,
) -> None:
    """A one-time code that enrolls one device within a day."""
    invocation: Invocation = ctx.obj
    made = _ledger(invocation, database).code(county=county, user=user, role=role)
    invocation.say("centre.code", code=made)
    invocation.answer({"code": made})


@commands.command("revoke")
def revoke(
    ctx: typer.Context,
    device: Annotated[str, typer.Argument(help="id of the device / 终端标识")],
    database: Database,
    as_json: AsJson = False,
) -> None:
    """Shut a device out: nothing of it is taken and nothing is given to it."""
    invocation: Invocation = ctx.obj
    _ledger(invocation, database).revoke(device)
    invocation.say("centre.revoked", device=device)
    invocation.answer({"revoked": device})


def _ledger(invocation: Invocation, database: str) -> Ledger:
    from trainingdesk.server.engine import open_engine  # noqa: PLC0415 -- the database only where it is used
    from trainingdesk.server.ledger import Ledger  # noqa: PLC0415

    return Ledger(open_engine(database), invocation.clock)
