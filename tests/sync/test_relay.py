"""Work that goes over the laptop of another in the village hall: cut, repeated, altered, by strangers, and beside a line."""

from __future__ import annotations

import resource
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import count
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest

from tests.conftest import serving
from tests.sync.conftest import COUNTY
from tests.sync.processes.proxy import Proxy
from tests.sync.relays import HERE, Hall, unsent, with_line
from tests.sync.sticks import Stick, copy_of, work_of
from trainingdesk.domain import relay as limits
from trainingdesk.domain.errors import Failure, Refused, Unavailable
from trainingdesk.server.trail import received
from trainingdesk.storage import seat_request
from trainingdesk.storage.carried import carry
from trainingdesk.storage.seat_request import SeatRequest
from trainingdesk.sync.bundle import changes_for_centre, note_handed
from trainingdesk.sync.exchange import exchange, joined, own_box
from trainingdesk.sync.relay_line import line_to
from trainingdesk.sync.relay_listener import Listener
from trainingdesk.sync.relay_opening import Stage, local_addresses, open_relay
from trainingdesk.wire import code
from trainingdesk.wire.bundle import Address, Kind, seal
from trainingdesk.wire.operation import Fate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work
    from trainingdesk.sync.relay_line import RelayLine


@pytest.fixture
def address(ledger: Ledger) -> Iterator[str]:
    """A centre that is asked once in two seconds: what a test does at once takes the afternoon in a hall."""
    with serving(ledger, seconds=partial(next, count(step=2))) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def hall(two: Desk, ledger: Ledger, address: str, tmp_path: Path) -> Iterator[Hall]:
    made = Hall(with_line(two, ledger, tmp_path, address))
    yield made
    made.close()


@pytest.fixture
def teacher(one: Desk, ledger: Ledger, tmp_path: Path) -> Work:
    return work_of(one, ledger, tmp_path)


@pytest.fixture
def line(hall: Hall, teacher: Work) -> Iterator[RelayLine]:
    """A desk that proved the code, to say things that the program would not."""
    made = line_to(hall.opened.address)
    made.arrive(hall.opened.code, device=joined(teacher).device_id, county=COUNTY, name="李老师")
    yield made
    made.close()


def why(reading: Callable[[], object]) -> str:
    with pytest.raises(Failure) as failure:
        reading()
    return failure.value.key


def operations_at(ledger: Ledger) -> int:
    with ledger.engine.connect() as connection:
        return len(list(received(connection)))


def test_a_hall_of_instructors_hands_over_and_has_its_replies(
    hall: Hall, new_desk: Callable[..., Desk], ledger: Ledger, tmp_path: Path
) -> None:
    desks = [new_desk(f"t{number}") for number in range(3)]
    works = [work_of(desk, ledger, tmp_path) for desk in desks]
    for desk, work in zip(desks, works, strict=True):
        desk.make("venue", name=f"{desk.user} 教室", status="active")
        assert (hall.visit(work).operations, unsent(desk)) == (1, 1)
    assert [(one.name, one.times, one.stage) for one in hall.list()] == [
        (f"t{number}", 1, Stage.WAITS) for number in (2, 1, 0)
    ]
    assert hall.send().taken == 3
    assert {one.stage for one in hall.list()} == {Stage.REPLY}
    for desk, work in zip(desks, works, strict=True):
        found = hall.visit(work)
        assert (found.operations, unsent(desk)) == (0, 0)
        assert found.brought is not None
        assert found.brought.exchange.sent == 1
    assert {(one.times, one.stage) for one in hall.list()} == {(2, Stage.WAITS)}
    assert (hall.send().taken, operations_at(ledger)) == (3, 3)
    for work in works:
        hall.visit(work)
    names = {desk.ask("SELECT count(*) FROM venue")[0][0] for desk in desks}
    assert names == {3}


def test_a_repeated_hand_over_leaves_one_file_and_counts_once(
    hall: Hall, one: Desk, teacher: Work, ledger: Ledger
) -> None:
    for number in range(4):
        one.make("venue", name=str(number), status="active")
        hall.visit(teacher)
        hall.visit(teacher)
    assert [(file.manifest.first, file.manifest.last) for file in hall.files()] == [(1, 4)]
    assert hall.send().taken == 1
    assert (operations_at(ledger), hall.list()[0].times) == (4, 8)


def test_who_also_has_a_line_is_counted_once(
    hall: Hall, one: Desk, ledger: Ledger, tmp_path: Path, address: str
) -> None:
    teacher = with_line(one, ledger, tmp_path, address)
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    one.make("venue", name="二", status="active")
    exchange(teacher)
    assert (unsent(one), operations_at(ledger)) == (0, 2)
    hall.send()
    assert operations_at(ledger) == 2
    found = hall.visit(teacher)
    assert found.brought is not None
    assert found.brought.exchange.sent == 0
    assert one.engine.check() == 0


def test_the_ordinary_exchange_of_the_clerk_sends_on(hall: Hall, one: Desk, teacher: Work, ledger: Ledger) -> None:
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    exchange(hall.clerk)
    assert (operations_at(ledger), hall.list()[0].stage) == (1, Stage.REPLY)


def test_what_was_taken_survives_the_end_of_the_relay(hall: Hall, one: Desk, teacher: Work, ledger: Ledger) -> None:
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    first = hall.opened
    hall.close()
    hall.open()
    assert (first.code != hall.opened.code, hall.opened.relay.visits) == (True, {})
    assert [(visitor.name, visitor.stage) for visitor in hall.list()] == [("", Stage.WAITS)]
    assert why(lambda: hall.visit(teacher, code=first.code)) == "relay.wrong_code"
    assert (hall.send().taken, operations_at(ledger)) == (1, 1)


def test_a_laptop_that_was_shut_out_comes_to_quarantine(hall: Hall, one: Desk, teacher: Work, ledger: Ledger) -> None:
    one.make("venue", name="一", status="active")
    ledger.revoke(joined(teacher).device_id)
    hall.visit(teacher)
    hall.send()
    with ledger.engine.connect() as connection:
        assert [outcome.fate for *_, outcome in received(connection)] == [Fate.QUARANTINED]
    one.make("venue", name="二", status="active")
    assert why(lambda: hall.visit(teacher)) == "sync.revoked"
    assert [file.manifest.last for file in hall.files() if file.manifest.kind is Kind.CHANGES] == [2]


def test_without_a_line_everything_waits(hall: Hall, one: Desk, teacher: Work, ledger: Ledger, tmp_path: Path) -> None:
    one.make("venue", name="一", status="active")
    hall.visit(teacher)
    with_line(hall_desk(hall, one), ledger, tmp_path, "http://127.0.0.1:9")
    assert why(hall.send) == "relay.not_sent"
    assert len(hall.files()) == 1


def hall_desk(hall: Hall, like: Desk) -> Desk:
    return replace(like, database=hall.clerk.database, user=hall.clerk.worker.user_id)


@pytest.mark.parametrize("seed", range(3))
def test_a_network_that_breaks_loses_and_doubles_nothing(
    hall: Hall, one: Desk, teacher: Work, ledger: Ledger, seed: int
) -> None:
    random = Random(seed)  # noqa: S311 -- no secret
    proxy = Proxy(hall.opened.listener.port, random, cut_in=2)
    proxy.start()
    for number in range(3):
        for _ in range(20):
            one.make("venue", name=f"{number} {random.randbytes(900).hex()}", status="active")
        while True:
            try:
                hall.visit(teacher, address=f"{HERE}:{proxy.port}")
            except Unavailable:
                continue
            break
        if number == 1:
            hall.send()
    proxy.close()
    hall.send()
    hall.visit(teacher)
    assert (proxy.cuts > 0, unsent(one), operations_at(ledger)) == (True, 0, 60)
    assert one.engine.check() == 0
    assert not [path for path in hall.clerk.folder.bundles.iterdir() if path.suffix != ".tdsync"]


def test_a_wrong_code_costs_a_growing_wait(hall: Hall, one: Desk, teacher: Work) -> None:
    now = [0.0]
    hall.opened.relay.guard.seconds = lambda: now[0]
    wrong = "2222-2222" if hall.opened.code != "2222-2222" else "3333-3333"
    for _ in range(4):
        assert why(lambda: hall.visit(teacher, code=wrong)) == "relay.wrong_code"
    with pytest.raises(Unavailable) as told:
        hall.visit(teacher)
    assert (told.value.key, told.value.values["seconds"]) == ("relay.wait_first", 5)
    now[0] = 5.0
    one.make("venue", name="一", status="active")
    assert hall.visit(teacher, code=hall.opened.code.replace("-", " ").lower()).operations == 1
    assert hall.opened.relay.guard.mistakes == 4


def test_only_the_own_county_hands_over_and_only_its_own_bundles(
    hall: Hall, one: Desk, teacher: Work, line: RelayLine, ledger: Ledger
) -> None:
    assert why(lambda: hall.visit(replace(teacher, county_code="110101"))) == "relay.other_county"
    assert why(lambda: hall.visit(hall.clerk)) == "relay.is_own"
    link, box = joined(teacher), ledger.public_keys()[1]
    strange = [
        ("bundle.other_county", Kind.CHANGES, "110101", link.device_id),
        ("bundle.not_for_here", Kind.CHANGES, COUNTY, "somebody"),
        ("bundle.not_for_here", Kind.REPLY, COUNTY, link.device_id),
    ]
    for reason, kind, county, device in strange:
        made = Address(kind=kind, county=county, device=device)
        body = seal({}, made, signing_key=link.private_key, box=box, now_ms=1)
        assert why(lambda body=body: line.hand_over(body)) == reason
    assert why(lambda: line.hand_over(b"PK\x03\x04 a spreadsheet")) == "bundle.not_a_bundle"
    assert hall.files() == ()
    assert one.exchange().sent == 0


def test_an_altered_byte_is_refused_and_nothing_of_it_stays(
    hall: Hall, one: Desk, teacher: Work, line: RelayLine
) -> None:
    one.make("venue", name="一", status="active")
    (made,) = changes_for_centre(teacher)
    for at in (30, len(made.body) // 2, len(made.body) - 1):
        altered = made.body[:at] + bytes([made.body[at] ^ 1]) + made.body[at + 1 :]
        assert why(lambda body=altered: line.hand_over(body)) == "bundle.altered"
    assert not [*hall.clerk.folder.bundles.iterdir()]
    line.hand_over(made.body)
    assert [file.body for file in hall.files()] == [made.body]


def test_half_a_bundle_is_none_and_goes_with_the_next(
    hall: Hall, one: Desk, teacher: Work, line: RelayLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.make("venue", name="一", status="active")
    (made,) = changes_for_centre(teacher)
    monkeypatch.setattr("trainingdesk.sync.relay_line.BYTES_OF_A_PART", 300)
    asked, plain = [], type(line)._ask

    def breaks(self: RelayLine, name: str, query: object = None, body: bytes = b"") -> bytes:
        asked.append(name)
        if len(asked) == 3:
            raise Unavailable("relay.unreachable")
        return plain(self, name, query, body)

    monkeypatch.setattr(type(line), "_ask", breaks)
    assert why(lambda: line.hand_over(made.body)) == "relay.unreachable"
    (half,) = hall.clerk.folder.bundles.iterdir()
    assert (half.suffix, half.stat().st_size, hall.files()) == (".coming", 300, ())
    before = len(asked)
    line.hand_over(made.body)
    assert len(asked) - before == -(-(len(made.body) - 300) // 300) + 1
    assert [file.body for file in hall.files()] == [made.body]


def test_a_full_disk_is_told_on_both_sides(hall: Hall, one: Desk, teacher: Work, line: RelayLine) -> None:
    one.make("venue", name="一", status="active")
    (made,) = changes_for_centre(teacher)
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, limit[1]))
        assert why(lambda: line.hand_over(made.body)) == "relay.its_disk"
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert (hall.opened.relay.trouble, hall.files()) == ("storage.disk_full", ())
    line.hand_over(made.body)
    note_handed(teacher, made)
    assert (hall.opened.relay.trouble, len(hall.files())) == (None, 1)


def test_a_laptop_takes_no_more_than_it_has_room_for(
    hall: Hall, one: Desk, teacher: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_FILES", 0)
    one.make("venue", name="一", status="active")
    assert why(lambda: hall.visit(teacher)) == "relay.full"
    assert (hall.opened.relay.trouble, unsent(one)) == ("relay.full_here", 1)


def test_nothing_on_the_network_can_be_read(hall: Hall, one: Desk, teacher: Work) -> None:
    proxy = Proxy(hall.opened.listener.port, Random(1), cut_in=0, heard=[])  # noqa: S311 -- no secret
    proxy.start()
    one.make("venue", name="机密教室", address="学府路一号", status="active")
    named = replace(teacher, worker=replace(teacher.worker, name="李老师"))
    hall.visit(named, address=f"{HERE}:{proxy.port}")
    hall.send()
    hall.visit(named, address=f"{HERE}:{proxy.port}")
    proxy.close()
    said = b"".join(proxy.heard or ())
    device = joined(teacher).device_id
    assert device.encode() in said
    code = hall.opened.code
    for word in ("机密教室", "学府路", "李老师", "venue", code, code.replace("-", "")):
        assert word.encode() not in said
    assert [one.name for one in hall.list()] == ["李老师"]


def test_a_question_that_is_played_again_is_refused(hall: Hall, line: RelayLine) -> None:
    door, body = "/relay/v1/part?sha256=" + "0" * 64 + "&offset=0&size=9", b"123"
    assert line._tie is not None
    headers = {
        "x-relay-visit": line._visit,
        "x-relay-count": "2",
        "x-relay-proof": line._tie.asks(2, door, body),
    }
    assert line._sent("POST", door, body, headers).status_code == 200
    assert line._sent("POST", door, body, headers).status_code == 400
    assert line._sent("POST", door, b"124", {**headers, "x-relay-count": "3"}).status_code == 400


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


@pytest.mark.parametrize("where", ["0.0.0.0", "8.8.8.8", "224.0.0.1", "hall", "::1", ""])  # noqa: S104 -- it is refused
def test_it_listens_on_a_local_address_alone(hall: Hall, where: str) -> None:
    assert why(lambda: open_relay(hall.clerk, address=where, minutes=60)) == "relay.not_local"


def test_an_address_of_another_machine_and_a_taken_port_are_told(hall: Hall) -> None:
    assert why(lambda: open_relay(hall.clerk, address="10.255.255.254", minutes=60)) == "relay.cannot_listen"
    taken = hall.opened.listener.port
    assert why(lambda: open_relay(hall.clerk, address=HERE, minutes=60, port=taken)) == "relay.port_taken"
    assert why(lambda: open_relay(hall.clerk, address=HERE, minutes=0)) == "relay.how_long"
    assert HERE not in local_addresses()


@pytest.mark.parametrize("where", ["", "8.8.8.8", "https://centre.example", "127.0.0.1:99999", "127.0.0.1:x", "hall:1"])
def test_a_desk_hands_over_in_its_local_network_alone(teacher: Work, where: str) -> None:
    with pytest.raises(Refused) as refused:
        line_to(where)
    assert refused.value.key == "relay.not_local"


def test_a_question_for_seats_stays_until_the_centre_heard_it(
    hall: Hall, one: Desk, teacher: Work, ledger: Ledger
) -> None:
    """A reply to an earlier bundle comes to the clerk while the one that asks waits there."""
    hall.visit(teacher)
    earlier = hall.files()[0].body
    with one.database.write(one.author()) as session:
        seat_request.keep(session, SeatRequest("k1", 5, 3, date(2026, 12, 1), 1))
    hall.visit(teacher)
    reply = ledger.take(earlier).reply
    assert reply is not None
    carry(hall.clerk.folder.bundles, reply, now_ms=1)
    assert [(file.manifest.kind, file.manifest.asks) for file in hall.files()] == [
        (Kind.CHANGES, True),
        (Kind.REPLY, False),
    ]
    assert hall.send().taken == 1
    found = hall.visit(teacher)
    assert found.brought is not None
    assert [said.key for said in found.brought.seats] == ["seat_lease.not_allowed"]  # the centre knows no such class
    with one.database.read() as session:
        assert seat_request.waiting(session) == ()


def test_a_laptop_that_was_put_back_takes_nothing_out_of_the_hall(
    hall: Hall, one: Desk, teacher: Work, ledger: Ledger, tmp_path: Path
) -> None:
    """It writes under the same numbers again: what the clerk carries may be all that is left of the first writing."""
    own_box(teacher)
    back = copy_of(one, tmp_path)
    one.make("venue", name="先写的", status="active")
    hall.visit(teacher)
    later = work_of(back, ledger, tmp_path)
    back.make("venue", name="后写的", status="active")
    hall.visit(later)
    assert [(file.manifest.first, file.manifest.last) for file in hall.files()] == [(1, 1), (1, 1)]
    hall.send()
    told = [hall.visit(later).brought, hall.send() and hall.visit(later).brought]
    assert [(one.is_copy, one.exchange.was_copied) for one in told if one] == [(True, False), (False, True)]
    hall.send()
    exchange(hall.clerk)
    desk = hall_desk(hall, one)
    assert desk.ask("SELECT name FROM venue ORDER BY name") == [("先写的",), ("后写的",)]
    back.database.close()


@dataclass(slots=True)
class Teacher:
    """An instructor's laptop with every way that there is to the centre."""

    hall: Hall
    desk: Desk
    work: Work
    stick: Stick
    line: Proxy
    random: Random
    written: int = 0

    def write(self) -> None:
        name = f"{self.desk.user} {self.written} {self.random.randbytes(300).hex()}"
        self.desk.make("venue", name=name, status="active")
        self.written += 1

    def visit(self) -> None:
        self.line.target = self.hall.opened.listener.port
        with suppress(Unavailable):
            self.hall.visit(self.work, address=f"{HERE}:{self.line.port}")

    def exchange(self) -> None:
        exchange(self.work)

    def carry(self) -> None:
        self.stick.round_trip()

    def wait(self) -> None:
        """Meanwhile the clerk has a line for a moment."""
        with suppress(Unavailable):
            self.hall.send()

    def see_it_end(self) -> None:
        self.hall.close()
        self.hall.open()


@pytest.fixture
def teachers(
    hall: Hall, new_desk: Callable[..., Desk], ledger: Ledger, address: str, tmp_path: Path, seed: int
) -> Iterator[list[Teacher]]:
    random = Random(seed)  # noqa: S311 -- no secret
    made = []
    for user in ("t0", "t1"):
        desk, line = new_desk(user), Proxy(hall.opened.listener.port, random, cut_in=3)
        line.start()
        made.append(
            Teacher(hall, desk, with_line(desk, ledger, tmp_path, address), Stick(desk, tmp_path), line, random)
        )
    yield made
    for one in made:
        one.line.close()


@pytest.mark.parametrize("seed", range(4))
def test_every_mixture_of_ways_brings_everything_once(
    hall: Hall, teachers: list[Teacher], ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(code, "_MEMORY_KIB", 16)  # the key of a visit at once
    teachers[0].see_it_end()
    ways = (Teacher.write, Teacher.visit, Teacher.exchange, Teacher.carry, Teacher.wait, Teacher.see_it_end)
    for _ in range(40):
        one = teachers[0].random.choice(teachers)
        one.random.choices(ways, (3, 3, 1, 1, 2, 1))[0](one)
    for one in (*teachers, *teachers):
        hall.visit(one.work)
        hall.send()
    exchange(hall.clerk)
    written = sum(one.written for one in teachers)
    for one in teachers:
        one.exchange()
        assert (unsent(one.desk), one.desk.ask("SELECT count(*) FROM venue")) == (0, [(written,)])
        assert one.desk.engine.check() == 0
    assert operations_at(ledger) == written
