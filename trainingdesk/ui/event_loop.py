"""Qt's event loop as asyncio's."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import qasync

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Context


class EventLoop(qasync.QEventLoop):  # type: ignore[misc]  # it has no types
    """Qasync's loop, in which each step finds it running.

    Qt deals with its events also when nobody runs the loop: once more when it stops, and whenever something else asks Qt
    to. A step that comes then would find no loop and fail, and what it was a part of would be lost.
    """

    def call_later(
        self, delay: float, callback: Callable[..., object], *args: object, context: Context | None = None
    ) -> asyncio.Handle:
        """As of any loop; ``call_soon`` and ``call_at`` come here too. ``delay`` in seconds."""

        def step() -> None:
            outer = asyncio._get_running_loop()  # noqa: SLF001 -- made for those who write loops, as it says itself
            asyncio._set_running_loop(self)  # noqa: SLF001
            try:
                callback(*args)
            finally:
                asyncio._set_running_loop(outer)  # noqa: SLF001

        made: asyncio.Handle = super().call_later(delay, step, context=context)
        return made
