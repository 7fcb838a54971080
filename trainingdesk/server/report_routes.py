"""Monthly reports that are signed, on the network (SYNC, head item 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from trainingdesk.wire.report_signing import ReportAnswered, thaw_signed

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI

    from trainingdesk.server.ledger import Ledger


def add_reports(
    app: FastAPI,
    ledger: Ledger,
    *,
    device: Callable[[Request, Ledger], Awaitable[str]],
    body: Callable[[Request], Awaitable[bytes]],
) -> None:
    """Put the route; ``device`` tells who calls, ``body`` what is asked."""

    async def sign(request: Request) -> Response:
        caller = await device(request, ledger)
        said = await run_in_threadpool(thaw_signed, await body(request))
        answer = await run_in_threadpool(ledger.sign_report, caller, said)
        return Response(msgspec.json.encode(ReportAnswered(answer=answer)), media_type="application/json")

    app.add_api_route("/sync/v1/reports", sign, methods=["POST"])
