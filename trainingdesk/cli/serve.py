"""``serve`` runs the centre: on this machine alone, or with a certificate for others (本级中心服务)."""

from __future__ import annotations

import gc
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

from trainingdesk.cli.centre_options import Data, DatabaseUrl, database_of
from trainingdesk.cli.invocation import Invocation
from trainingdesk.domain.errors import Refused


def serve(
    ctx: typer.Context,
    data: Data = None,
    database_url: DatabaseUrl = None,
    host: Annotated[str, typer.Option(help="address to listen on / 监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port / 端口")] = 8443,
    tls_cert: Annotated[Path | None, typer.Option(help="certificate, PEM / 证书")] = None,
    behind_proxy: Annotated[bool, typer.Option(help="a proxy in front does the TLS / 前面的代理负责加密")] = False,
    tls_key: Annotated[Path | None, typer.Option(help="key of the certificate, PEM / 证书私钥")] = None,
) -> None:
    """Run the centre until it is stopped; beyond this machine only with a certificate or behind a proxy that has one."""
    if not (on_this_machine(host) or behind_proxy or (tls_cert and tls_key)):
        raise Refused("centre.tls_needed", host=host)
    import uvicorn  # noqa: PLC0415 -- the server and its parts only where one runs

    from trainingdesk.server.app import make_app  # noqa: PLC0415
    from trainingdesk.server.engine import open_engine  # noqa: PLC0415
    from trainingdesk.server.ledger import Ledger  # noqa: PLC0415

    invocation: Invocation = ctx.obj
    _collect_seldom()
    app = make_app(Ledger(open_engine(database_of(data, database_url)), invocation.clock))
    uvicorn.run(
        app,
        host=host,
        port=port,
        ssl_certfile=tls_cert,
        ssl_keyfile=tls_key,
        server_header=False,
        proxy_headers=behind_proxy,
    )


def _collect_seldom() -> None:
    """A batch is thousands of rows without a cycle among them: to search each of them for one takes a sixth of a push."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def on_this_machine(host: str) -> bool:
    """Whether an address is reached from this machine only; a name that is no address counts as reached by others."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
