"""A relay on the local network: strangers get nowhere, and it closes by itself and at once."""

from __future__ import annotations

import socket
from threading import Event, Thread
from typing import TYPE_CHECKING

from tests.sync.relays import HERE, Hall, address, hall, teacher, why
from trainingdesk.sync.relay_listener import Listener

if TYPE_CHECKING:
    from tests.sync.conftest import Desk
    from trainingdesk.services.work import Work

__all__ = ["address", "hall", "teacher"]


def test_strangers_get_nowhere_and_the_relay_goes_on(hall: Hall, one: Desk, teacher: Work) -> None:
    port = hall.opened.listener.port
    strange = (
        b"\x16\x03\x01 hello\r\n\r\n",
        b"POST /relay/v1/part HTTP/1.1\r\ncontent-length: 99999999\r\n\r\n",
        b"POST /relay/v1/part HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST /relay/v1/part HTTP/1.1\r\ncontent-length: 3\r\nx-relay-count: 1\r\n\r\nabc",
        b"POST /relay/v1/part HTTP/1.1\r\ncontent-length: 30\r\n\r\nabc",
        b"GET /../../etc/passwd HTTP/1.1\r\n\r\n",
        b"PUT / HTTP/1.1\r\n\r\n",
    )
    for said in strange:
        with socket.create_connection((HERE, port), timeout=5) as call:
            call.sendall(said)
            call.shutdown(socket.SHUT_WR)
            heard = call.recv(4096)
            assert heard == b"" or heard.startswith((b"HTTP/1.0 4", b"HTTP/1.0 5", b'{"error"')), heard
    one.make("venue", name="一", status="active")
    assert hall.visit(teacher).operations == 1


def test_it_closes_by_itself(hall: Hall, teacher: Work) -> None:
    now, ended = [0.0], Event()
    listener = Listener(hall.opened.relay, HERE, 0, 60, ended.set, seconds=lambda: now[0])
    assert listener.is_open
    now[0] = 60.0
    assert ended.wait(5)
    listener.wait(5)
    assert not listener.is_open
    assert why(lambda: hall.visit(teacher, address=f"{HERE}:{listener.port}")) == "relay.unreachable"


def test_who_hears_that_it_ended_finds_it_closed(hall: Hall) -> None:
    """The window went on showing the address and the code of a relay that nobody could reach any more."""
    seen: list[bool] = []
    listener = Listener(hall.opened.relay, HERE, 0, 60, lambda: seen.append(listener.is_open))
    listener.close()
    assert seen == [False]


def test_closing_waits_for_nobody(hall: Hall) -> None:
    with socket.create_connection((HERE, hall.opened.listener.port), timeout=5) as silent:
        silent.sendall(b"POST /relay/v1/part HTTP/1.1\r\ncontent-length: 900\r\n\r\n")
        closing = Thread(target=hall.close)
        closing.start()
        closing.join(5)
        assert not closing.is_alive()
