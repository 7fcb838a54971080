"""Snapshots are made beside the answers, so that no line has to wait for one (SYNC 2.11)."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from trainingdesk.wire.snapshot import Offer

if TYPE_CHECKING:
    from trainingdesk.server.ledger import Ledger

#: A desk that waits for a snapshot is answered after so many seconds in any case, and asks again.
_PATIENCE: Final = 15


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
