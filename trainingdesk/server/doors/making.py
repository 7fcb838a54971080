"""What takes long is made beside the answers, so that no line has to wait for it: snapshots, and the sums of a bucket.

A line is answered within its patience in any case; whoever waits asks again (SYNC 2.11, 2.13).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool

from trainingdesk.wire.operation import Digest
from trainingdesk.wire.snapshot import Offer

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from trainingdesk.server.ledger import Ledger

#: A desk that waits is answered after so many seconds in any case, and asks again.
PATIENCE: Final = 15.0
#: Sums of so many buckets are kept until the bucket goes on: who asked for them comes again, and other desks come too.
_SUMS_KEPT: Final = 16


class Making:
    """What is being made: one snapshot at a time and two sums, and nothing twice."""

    def __init__(self, ledger: Ledger, *, patience: float = PATIENCE) -> None:
        self._ledger, self._patience = ledger, patience
        self._snapshots, self._sums = ThreadPoolExecutor(1, "snapshot"), ThreadPoolExecutor(2, "sums")
        self._under_way: dict[Hashable, asyncio.Future[Any]] = {}
        self._kept: dict[Hashable, Digest] = {}

    async def offer(self, device: str, bucket: str) -> Offer:
        """What is there, or what is made within the patience of a line; else an offer that is not ready."""
        found = await run_in_threadpool(self._ledger.offered, device, bucket=bucket)
        if found is not None:
            return found
        scope = await run_in_threadpool(self._ledger.scope_of, device)
        making = self._make(
            ("snapshot", scope, bucket), self._snapshots, lambda: self._ledger.make_snapshot(device, bucket=bucket)
        )
        if not await self._in_time(making):
            return Offer(bucket=bucket, ready=False)
        found = await run_in_threadpool(self._ledger.offered, device, bucket=bucket)
        return found or Offer(bucket=bucket, ready=False)

    async def digest(self, device: str, bucket: str) -> Digest:
        """The sums of a bucket as it is or was a moment ago, made within the patience of a line; else they are not ready."""
        head = await run_in_threadpool(self._ledger.head, device, bucket=bucket)
        key = await run_in_threadpool(self._ledger.scope_of, device), bucket
        kept = self._kept.get(key)
        if kept is not None and kept.head == head:
            return kept
        making = self._make(("sums", key), self._sums, lambda: self._ledger.digest(device, bucket=bucket))
        making.add_done_callback(partial(self._keep, key))
        if not await self._in_time(making):
            return Digest(bucket=bucket, head=head, sums=[], ready=False)
        made: Digest = making.result()
        return made

    def _make(self, key: Hashable, thread: ThreadPoolExecutor, work: Callable[[], object]) -> asyncio.Future[Any]:
        if key not in self._under_way:
            making = asyncio.get_running_loop().run_in_executor(thread, work)
            making.add_done_callback(lambda _done: self._under_way.pop(key))
            self._under_way[key] = making
        return self._under_way[key]

    async def _in_time(self, making: asyncio.Future[Any]) -> bool:
        """Whether it was made while a line had patience; raises what went wrong in it."""
        done, _ = await asyncio.wait([making], timeout=self._patience)
        for one in done:
            one.result()
        return bool(done)

    def _keep(self, key: Hashable, made: asyncio.Future[Any]) -> None:
        """Also for whoever asks when nobody waits any more."""
        if made.cancelled() or made.exception() is not None:
            return
        self._kept.pop(key, None)
        self._kept[key] = made.result()
        while len(self._kept) > _SUMS_KEPT:
            del self._kept[next(iter(self._kept))]
