"""Snapshots on the network: one is made beside the answers, so that no line has to wait for it (SYNC 2.11)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Annotated, Any, Final

import msgspec
from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool

from trainingdesk.wire.snapshot import Offer

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import FastAPI

    from trainingdesk.server.ledger import Ledger

#: A desk that waits for a snapshot is answered after so many seconds in any case, and asks again.
_PATIENCE: Final = 15


class Bucket(msgspec.Struct, frozen=True, kw_only=True):
    """The bucket that a device wants to take as a whole."""

    bucket: str


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """A snapshot, and which of its parts is wanted."""

    snapshot: Annotated[str, msgspec.Meta(max_length=64, pattern=r"\A[0-9a-f-]*\Z")]
    number: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]


class Making:
    """The snapshots that are being made: one at a time, and none of them twice."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._thread = ThreadPoolExecutor(1, "snapshot")
        self._under_way: dict[tuple[str, bool, str], asyncio.Future[None]] = {}

    async def offer(self, device: str, bucket: str) -> Offer:
        """What is there, or what is made within the patience of a line; else an offer that is not ready."""
        found = await run_in_threadpool(self._ledger.offered, device, bucket=bucket)
        if found is not None:
            return found
        scope = await run_in_threadpool(self._ledger.scope_of, device)
        making = self._make((*scope, bucket), device)
        done, _ = await asyncio.wait([making], timeout=_PATIENCE)
        for one in done:
            one.result()
        found = await run_in_threadpool(self._ledger.offered, device, bucket=bucket) if done else None
        return found or Offer(bucket=bucket, ready=False)

    def _make(self, key: tuple[str, bool, str], device: str) -> asyncio.Future[None]:
        if key not in self._under_way:
            loop = asyncio.get_running_loop()
            making = loop.run_in_executor(self._thread, lambda: self._ledger.make_snapshot(device, bucket=key[2]))
            making.add_done_callback(lambda _done: self._under_way.pop(key))
            self._under_way[key] = making
        return self._under_way[key]


def add_snapshots(
    app: FastAPI,
    ledger: Ledger,
    *,
    device: Callable[[Request, Ledger], Awaitable[str]],
    message: Callable[[Request, type[Any]], Awaitable[Any]],
) -> None:
    """Put the routes; ``device`` tells who calls, ``message`` what is asked."""
    making = Making(ledger)

    async def snapshot(request: Request) -> Response:
        caller = await device(request, ledger)
        asked = await message(request, Bucket)
        offer = await making.offer(caller, asked.bucket)
        return Response(msgspec.json.encode(offer), media_type="application/json")

    async def part(request: Request) -> Response:
        """A part in the bytes that its digest is of; a line that was cut asks for that one again."""
        caller = await device(request, ledger)
        asked = await message(request, Place)
        found = await run_in_threadpool(ledger.part, caller, snapshot_id=asked.snapshot, number=asked.number)
        return Response(found, media_type="application/octet-stream")

    for handler in (snapshot, part):
        app.add_api_route(f"/sync/v1/{handler.__name__}", handler, methods=["POST"])
