"""Seats that laptops take along, on the network (SYNC 2.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from trainingdesk.wire.seat_lease import SeatsReturned, SeatsWanted

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI

    from trainingdesk.server.ledger import Ledger


def add_seats(
    app: FastAPI,
    ledger: Ledger,
    *,
    device: Callable[[Request, Ledger], Awaitable[str]],
    message: Callable[[Request, type[Any]], Awaitable[Any]],
) -> None:
    """Put the routes; ``device`` tells who calls, ``message`` what is asked."""

    async def take(request: Request) -> Response:
        caller = await device(request, ledger)
        asked = await message(request, SeatsWanted)
        wanted = {"class_id": asked.class_id, "seats": asked.seats, "days": asked.days, "number": asked.number}
        found = await run_in_threadpool(ledger.take_seats, caller, **wanted)
        return Response(msgspec.json.encode(found), media_type="application/json")

    async def give_back(request: Request) -> Response:
        caller = await device(request, ledger)
        asked = await message(request, SeatsReturned)
        found = await run_in_threadpool(ledger.return_seats, caller, class_id=asked.class_id, number=asked.number)
        return Response(msgspec.json.encode(found), media_type="application/json")

    app.add_api_route("/sync/v1/seats/take", take, methods=["POST"])
    app.add_api_route("/sync/v1/seats/return", give_back, methods=["POST"])
