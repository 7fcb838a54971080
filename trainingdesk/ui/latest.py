"""Looking something up while a person types: one look at a time, and the last thing typed is always looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine


class Latest:
    """Runs ``look`` after ``ask``; what is asked meanwhile is looked up once, when the present look is over."""

    def __init__(
        self, start: Callable[[Coroutine[object, object, None]], None], look: Callable[[], Awaitable[None]]
    ) -> None:
        self._start, self._look = start, look
        self._asked = self._seen = 0
        self._looking = self._stopped = False

    @property
    def stopped(self) -> bool:
        """Whether nobody waits for an answer any more; the look must then leave the window alone."""
        return self._stopped

    def ask(self) -> None:
        """Look soon."""
        self._asked += 1
        if not self._looking and not self._stopped:
            self._looking = True
            self._start(self._run())

    def stop(self) -> None:
        """Look no more: what is shown goes away."""
        self._stopped = True

    async def _run(self) -> None:
        try:
            while self._seen != self._asked and not self._stopped:
                self._seen = self._asked
                await self._look()
        finally:
            self._looking = False
