"""``serve`` runs the centre: on this machine alone, or with a certificate for others (本级中心服务)."""

from __future__ import annotations

import gc
import os
import ssl
import threading
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from trainingdesk.cli.centre_options import Data, DatabaseUrl, database_of, engine_of, updates_of
from trainingdesk.domain.errors import Refused
from trainingdesk.settings.clock import utc_now

if TYPE_CHECKING:
    from collections.abc import Generator

    from fastapi import FastAPI
    from sqlalchemy import Engine

#: Where a process of the centre finds its database; the URL may hold a password, so it is on no command line.
_DATABASE: Final = "TRAININGDESK_CENTRE_DATABASE"
#: And its updates for desks; empty where there is no folder of them.
_UPDATES: Final = "TRAININGDESK_CENTRE_UPDATES"


def serve(
    data: Data = None,
    database_url: DatabaseUrl = None,
    host: Annotated[str, typer.Option(help="address to listen on / 监听地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="port / 端口")] = 8443,
    tls_cert: Annotated[Path | None, typer.Option(help="certificate, PEM / 证书")] = None,
    behind_proxy: Annotated[bool, typer.Option(help="a proxy in front does the TLS / 前面的代理负责加密")] = False,
    tls_key: Annotated[Path | None, typer.Option(help="key of the certificate, PEM / 证书私钥")] = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="processes on one PostgreSQL / 进程数")] = 1,
    updates: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="folder with *.tdupdate for desks; else `updates` in --data / 更新包文件夹",
        ),
    ] = None,
) -> None:
    """Run the centre until it is stopped; beyond this machine only with a certificate or behind a proxy that has one."""
    if not (on_this_machine(host) or behind_proxy or (tls_cert and tls_key)):
        raise Refused("centre.tls_needed", host=host)
    if tls_cert and tls_key:
        _require_certificate(tls_cert, tls_key)
    import uvicorn  # noqa: PLC0415 -- the server and its parts only where one runs

    url = database_of(data, database_url)
    engine = engine_of(data, database_url)  # the tables stand before several processes look for them
    engine.dispose()
    if workers > 1 and engine.dialect.name == "sqlite":
        raise Refused("centre.workers_need_postgresql", workers=workers)
    os.environ |= {_DATABASE: url, _UPDATES: str(updates_of(updates, data, database_url) or "")}
    with _compacted_daily(engine):
        uvicorn.run(
            f"{__name__}:centre_of_this_process",
            factory=True,
            workers=workers,
            host=host,
            port=port,
            ssl_certfile=tls_cert,
            ssl_keyfile=tls_key,
            server_header=False,
            proxy_headers=behind_proxy,
        )


def _require_certificate(certificate: Path, key: Path) -> None:
    """Raise Refused for a certificate that cannot be read, or that this is not the key of."""
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(certificate, key)
    except OSError:  # an SSLError is one
        raise Refused("centre.certificate_unsound", certificate=certificate.name, private=key.name) from None


@contextmanager
def _compacted_daily(engine: Engine) -> Generator[None]:
    """What need not be kept is dropped beside the answers, once a day; by this process alone, however many answer."""
    from trainingdesk.server.compaction import every_day  # noqa: PLC0415
    from trainingdesk.server.ledger import Ledger  # noqa: PLC0415

    stop = threading.Event()
    thread = threading.Thread(target=every_day, args=(Ledger(engine, utc_now), stop), name="compaction", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def centre_of_this_process() -> FastAPI:
    """The application of one process, over the database that ``serve`` names in the environment."""
    from trainingdesk.server.app import make_app  # noqa: PLC0415
    from trainingdesk.server.engine import open_engine  # noqa: PLC0415
    from trainingdesk.server.ledger import Ledger  # noqa: PLC0415

    _collect_seldom()
    updates = os.environ.get(_UPDATES)
    return make_app(Ledger(open_engine(os.environ[_DATABASE]), utc_now), updates=Path(updates) if updates else None)


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
