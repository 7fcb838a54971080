"""A line that is cut at a random byte, in either direction, more often than not."""

from __future__ import annotations

import socket
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from random import Random

_PIECE = 4096
#: The longest stretch that a doomed connection lives: some exchanges get through on it, and some do not.
_LONGEST = 20_000


@dataclass(slots=True)
class Proxy:
    """Listens on a port of its own; every ``cut_in``-th connection on average dies on its way. ``cut_in`` 0: none."""

    target: int
    random: Random
    cut_in: int = 1
    cuts: int = 0
    #: Everything that crossed it, where somebody wants to know.
    heard: list[bytes] | None = None
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))
    _lock: Lock = field(default_factory=Lock)

    @property
    def port(self) -> int:
        """Where desks reach it."""
        return int(self.listener.getsockname()[1])

    def start(self) -> None:
        """Take connections until ``close``."""
        Thread(target=self._take, daemon=True).start()

    def close(self) -> None:
        """Take no more."""
        self.listener.close()

    def _take(self) -> None:
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            with self._lock:
                doomed = self.cut_in and self.random.randrange(self.cut_in) == 0
                lives = self.random.randrange(_LONGEST) if doomed else -1
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
            except OSError:
                near.close()
                continue
            far.settimeout(None)
            left = [lives]
            for one, other in ((near, far), (far, near)):
                Thread(target=self._carry, args=(one, other, left), daemon=True).start()

    def _carry(self, near: socket.socket, far: socket.socket, left: list[int]) -> None:
        with suppress(OSError):
            while piece := near.recv(_PIECE):
                if self.heard is not None:
                    self.heard.append(piece)
                if 0 <= left[0] <= len(piece):
                    far.sendall(piece[: left[0]])
                    with self._lock:
                        self.cuts += 1
                    break
                if left[0] > 0:
                    left[0] -= len(piece)
                far.sendall(piece)
        for one in (near, far):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
