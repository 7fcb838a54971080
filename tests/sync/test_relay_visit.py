"""Handing over in the hall beside other ways: a line, a stick, a laptop put back; everything arrives once."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.sync.processes.proxy import Proxy
from tests.sync.relays import HERE, Hall, address, hall, hall_desk, operations_at, teacher, unsent, with_line
from tests.sync.sticks import Stick, copy_of, work_of
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage import seat_request
from trainingdesk.storage.carried import carry
from trainingdesk.storage.seat_request import SeatRequest
from trainingdesk.sync.exchange import exchange, own_box
from trainingdesk.wire import code
from trainingdesk.wire.bundle import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.services.work import Work

__all__ = ["address", "hall", "teacher"]


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
