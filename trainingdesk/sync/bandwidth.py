"""How much of the line the exchange may take (FEATURES 72), so that a village's one connection serves others as well."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import requests

#: What crosses the line between two pauses.
_STEP: Final = 16 << 10


@dataclass(slots=True)
class Bandwidth:
    """So many bytes a second, both ways together; 0 is no limit. What was not used counts for ``slack`` seconds."""

    per_second: int = 0
    clock: Callable[[], float] = time.monotonic
    pause: Callable[[float], None] = time.sleep
    _free_at: float = field(default=float("-inf"), repr=False)

    @property
    def slack(self) -> float:
        """The time that one step needs: a line that is no faster than the limit is not slowed down any more."""
        return max(1.0, _STEP / self.per_second)

    def take(self, size: int) -> None:
        """Wait until so many bytes may have crossed the line."""
        now = self.clock()
        self._free_at = max(now - self.slack, self._free_at) + size / self.per_second
        if self._free_at > now:
            self.pause(self._free_at - now)

    def outgoing(self, body: bytes) -> bytes | BytesIO:
        """A body that is read no faster than the limit."""
        return _Slowly(body, self) if self.per_second and body else body

    def incoming(self, answer: requests.Response) -> bytes:
        """The content of an answer that was asked for as a stream where there is a limit."""
        return b"".join(self.steps(answer)) if self.per_second else answer.content

    def steps(self, answer: requests.Response) -> Iterator[bytes]:
        """The same step by step, as it comes."""
        for step in answer.iter_content(_STEP):
            yield step
            if self.per_second:
                self.take(len(step))


class _Slowly(BytesIO):
    def __init__(self, body: bytes, bandwidth: Bandwidth) -> None:
        super().__init__(body)
        self._bandwidth = bandwidth

    def read(self, size: int | None = -1) -> bytes:
        step = super().read(_STEP if size is None or size < 0 else min(size, _STEP))
        if step:
            self._bandwidth.take(len(step))
        return step
