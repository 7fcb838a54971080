"""A hall of laptops and a centre on each database: by relay, stick and line together everything comes once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.sync import conftest as desks
from tests.sync.conftest import Clock
from tests.sync.relays import Hall, unsent, with_line
from tests.sync.sticks import Stick, work_of
from trainingdesk.server.trail import received

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.sync.conftest import Desk
    from trainingdesk.server.ledger import Ledger

empty_desk, new_desk = desks.empty_desk, desks.new_desk


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_three_instructors_by_relay_stick_and_line(
    new_desk: Callable[[str], Desk], ledger: Ledger, tmp_path: Path, address: str
) -> None:
    teachers = [new_desk(f"t{number}") for number in range(3)]
    works = [work_of(desk, ledger, tmp_path) for desk in teachers]
    hall = Hall(with_line(new_desk("clerk"), ledger, tmp_path, address))
    for desk, work in zip(teachers, works, strict=True):
        for number in range(3):
            desk.make("venue", name=f"{desk.user} {number}", status="active")
        hall.visit(work)
    stick = Stick(teachers[1], tmp_path)
    stick.brought(stick.taken(stick.written()).reply)  # the second one's stick is there before
    teachers[2].exchange()  # and the third one has a line
    assert hall.send().taken == 3
    for work in works:
        hall.visit(work)
    hall.send()
    for desk, work in zip(teachers, works, strict=True):
        hall.visit(work)
        assert (unsent(desk), desk.ask("SELECT count(*) FROM venue")) == (0, [(9,)])
        assert desk.engine.check() == 0
    hall.close()
    with ledger.engine.connect() as connection:
        assert len(list(received(connection))) == 9
