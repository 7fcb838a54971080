"""One-time codes on the network: whom one is for, and another one for an administrator's desk (SYNC 2.15)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from trainingdesk.domain.access import Role
from trainingdesk.wire.joining import CodeAsked, DeviceWanted
from trainingdesk.wire.operation import Unreadable

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI

    from trainingdesk.server.ledger import Ledger


def add_joining(
    app: FastAPI,
    ledger: Ledger,
    *,
    device: Callable[[Request, Ledger], Awaitable[str]],
    stranger: Callable[[Request], None],
    message: Callable[[Request, type[Any]], Awaitable[Any]],
) -> None:
    """Put the routes; ``device`` tells who calls, ``stranger`` counts who has no token, ``message`` is what is asked."""

    async def invited(request: Request) -> Response:
        stranger(request)
        asked = await message(request, CodeAsked)
        found = await run_in_threadpool(ledger.invited, code=asked.code, county=asked.county)
        return Response(msgspec.json.encode(found), media_type="application/json")

    async def invite(request: Request) -> Response:
        caller = await device(request, ledger)
        asked = await message(request, DeviceWanted)
        if asked.role not in set(Role):
            raise Unreadable
        made = await run_in_threadpool(ledger.code_by, caller, user=asked.user, role=Role(asked.role))
        return Response(msgspec.json.encode(made), media_type="application/json")

    app.add_api_route("/sync/v1/devices/invited", invited, methods=["POST"])
    app.add_api_route("/sync/v1/devices/invite", invite, methods=["POST"])
