"""The relay on the local network: nothing listens unless somebody opened it, and it closes by itself (SYNC 2.7).

``http.server`` of the standard library, a thread for each question, one question for each connection: a handful of laptops
in one hall, and every desk has it. What it is asked is looked at in ``relay_guard.py`` before anything is done.
"""

from __future__ import annotations

import os
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from threading import Event, Lock, Thread
from typing import TYPE_CHECKING, Any, Final

import msgspec

from trainingdesk.sync.relay_guard import Ticket, TurnedAway
from trainingdesk.wire.relay import COUNT, MOST_BODY, PROOF, VISIT, door_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from trainingdesk.sync.relay import Relay

#: Seconds that a laptop may be silent in the middle of a question, and between two looks at the clock.
_PATIENCE, _LOOK = 15, 0.1
#: Questions under way at once; one more is shut out and asks again.
_MOST_AT_ONCE: Final = 32


class _Server(ThreadingMixIn, TCPServer):
    """Knows its connections, so that closing waits for none of them."""

    allow_reuse_address = os.name != "nt"  # there it would let another program listen beside this one
    request_queue_size = 64

    def __init__(self, address: tuple[str, int], relay: Relay) -> None:
        self.relay = relay
        self.timeout = _LOOK
        self._open: set[socket.socket] = set()
        self._lock = Lock()
        super().__init__(address, _Question)

    def verify_request(self, request: Any, _client_address: Any) -> bool:
        with self._lock:
            if len(self._open) >= _MOST_AT_ONCE:
                return False
            self._open.add(request)
        return True

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, _request: Any, _client_address: Any) -> None:
        """A laptop that went away in the middle is no event here; anything else is."""
        if not isinstance(sys.exception(), OSError):
            raise  # noqa: PLE0704 -- it is being handled

    def server_close(self) -> None:
        with self._lock:
            for one in self._open:
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
        super().server_close()


class _Question(BaseHTTPRequestHandler):
    """One question and its answer; nothing of it is logged."""

    server: _Server
    timeout = _PATIENCE

    def do_GET(self) -> None:
        if self.path != door_of("challenge"):
            self._say(404, TurnedAway(404, "gone").said())
            return
        self._say(200, msgspec.json.encode(self.server.relay.guard.challenge()))

    def do_POST(self) -> None:
        try:
            body = self._body()
            answer = self.server.relay.answer(self.client_address[0], self._ticket(), self.path, body)
        except TurnedAway as turned:
            self._say(turned.status, turned.said())
        else:
            self._say(answer.status, answer.body, proof=answer.proof)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 -- named so by its base
        """Nothing is written down."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:  # noqa: ARG002 -- as its base
        """What is no question at all gets the same short answer as any other."""
        self._say(code, TurnedAway(code, "unreadable").said())

    def version_string(self) -> str:
        return "trainingdesk"

    def _body(self) -> bytes:
        length = self.headers.get("content-length", "")
        if not length.isascii() or not length.isdigit() or int(length[:9]) > MOST_BODY:
            raise TurnedAway(413, "unreadable")
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            raise TurnedAway(400, "altered")
        return body

    def _ticket(self) -> Ticket:
        count = self.headers.get(COUNT, "")
        if not (count.isascii() and count.isdigit() and len(count) < 10):  # noqa: PLR2004 -- no visit asks so often
            raise TurnedAway(400, "unreadable")
        return Ticket(visit=self.headers.get(VISIT, "")[:80], count=int(count), proof=self.headers.get(PROOF, "")[:80])

    def _say(self, status: int, body: bytes, *, proof: str = "") -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.send_header("cache-control", "no-store")
        if proof:
            self.send_header(PROOF, proof)
        self.end_headers()
        self.wfile.write(body)


@dataclass(slots=True)
class Listener:
    """A relay that listens on one address of this laptop until ``close``, or until its time is over.

    ``ended`` is called once, on the thread of the relay, when nothing listens any more.
    """

    relay: Relay
    host: str
    port: int
    seconds_open: float
    ended: Callable[[], None]
    seconds: Callable[[], float] = time.monotonic
    _server: _Server = field(init=False, repr=False)
    _thread: Thread = field(init=False, repr=False)
    _stop: Event = field(default_factory=Event, repr=False)
    _closed: Event = field(default_factory=Event, repr=False)

    def __post_init__(self) -> None:
        """Listen; raises OSError where the address is not of this laptop, or the port is taken."""
        self._server = _Server((self.host, self.port), self.relay)
        self.port = int(self._server.server_address[1])
        self._thread = Thread(target=self._run, args=(self.seconds() + self.seconds_open,), name="relay")
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether it still listens."""
        return not self._closed.is_set()

    def close(self) -> None:
        """Listen no more; what is under way is cut off, and goes on with the next visit."""
        self._stop.set()
        self._thread.join()

    def wait(self, seconds: float) -> None:
        """Wait until it ends by itself, or so long."""
        self._thread.join(seconds)

    def _run(self, until: float) -> None:
        while not self._stop.is_set() and self.seconds() < until:
            self._server.handle_request()
        self._server.server_close()
        self._closed.set()  # before it is told: whoever hears of it looks
        self.ended()
