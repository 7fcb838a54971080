"""The centre on the network: its doors, its page and its numbers; every refusal of the ledger is one status (SYNC 2.7).

Nothing is kept of a call after its answer.
"""

from __future__ import annotations

import time
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final

import msgspec
from fastapi import FastAPI, Request, Response

from trainingdesk.server.doors import (
    attachments,
    bundles,
    comparison,
    devices,
    exchange,
    health,
    program_update,
    reports,
    seats,
    snapshots,
)
from trainingdesk.server.doors.door import Centre
from trainingdesk.server.doors.making import Making
from trainingdesk.server.doors.openapi import JSON, describe
from trainingdesk.server.doors.opening import TooLarge, open_doors
from trainingdesk.server.limits import Limits, TooOften
from trainingdesk.server.metrics import MEDIA_TYPE
from trainingdesk.server.page import add_page
from trainingdesk.server.program_update import Updates
from trainingdesk.wire.operation import Forked, Gap, NoCode, OutOfScope, Revoked, Unreadable
from trainingdesk.wire.snapshot import Gone, Rebase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from trainingdesk.server.ledger import Ledger

_PLACES: Final = (
    *(health, devices, exchange, comparison, snapshots),
    *(bundles, attachments, seats, reports, program_update),
)
#: All doors, by path.
DOORS: Final = {door.path: door for place in _PLACES for door in place.DOORS}
_STATUSES: Final[dict[type[Exception], tuple[int, str]]] = {
    Revoked: (401, "revoked"),
    OutOfScope: (403, "out_of_scope"),
    Forked: (409, "forked"),
    Gap: (409, "gap"),
    Unreadable: (400, "unreadable"),
    Gone: (404, "gone"),
    Rebase: (410, "rebase"),
    TooLarge: (413, "too_large"),
    TooOften: (429, "too_often"),
}


def make_app(ledger: Ledger, *, updates: Path | None = None, seconds: Callable[[], float] = time.monotonic) -> FastAPI:
    """The application over this ledger and a folder with updates; ``seconds`` is the clock of the limits."""
    app = FastAPI(title="trainingdesk", docs_url=None, redoc_url=None)
    for error, (status, code) in _STATUSES.items():
        app.add_exception_handler(error, _refusal(status, code))
    limits = Limits(seconds)
    open_doors(app, Centre(ledger, limits, Making(ledger), Updates(updates)), DOORS.values())
    add_page(app, ledger, limits)
    app.add_api_route("/metrics", _metrics(ledger), methods=["GET"])
    describe(app, DOORS)
    return app


def _metrics(ledger: Ledger) -> Callable[[Request], Response]:
    def metrics(request: Request) -> Response:
        """The centre in numbers for Prometheus, to this machine alone."""
        if request.client is None or not ip_address(request.client.host).is_loopback:
            raise OutOfScope
        return Response(ledger.metrics(), media_type=MEDIA_TYPE)

    return metrics


def _refusal(status: int, code: str) -> Callable[[Request, Exception], Response]:
    def refuse(_request: Request, error: Exception) -> Response:
        held: dict[str, object] = {"last_op": error.last_op} if isinstance(error, Gap) else {}
        held |= {"why": error.why} if isinstance(error, NoCode) else {}
        answer = Response(msgspec.json.encode({"error": code} | held), status, media_type=JSON)
        if isinstance(error, TooOften):
            answer.headers["retry-after"] = str(error.seconds)
        return answer

    return refuse
