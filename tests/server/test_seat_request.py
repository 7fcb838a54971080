"""Seats asked for in bundles: late, twice, in any order, and beside the network; the latest question of a desk counts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from typing import TYPE_CHECKING

import pytest

from tests.server.conftest import Device
from tests.server.test_seat_lease import leases
from tests.server.test_seats import CLASS
from trainingdesk.domain.access import Role
from trainingdesk.server import seat_request
from trainingdesk.server.backup import restore_backup, write_backup
from trainingdesk.server.engine import open_engine
from trainingdesk.server.ledger import Ledger
from trainingdesk.wire.clock import milliseconds
from trainingdesk.wire.seat_lease import NOT_ALLOWED, TOO_LATE, Leased, SeatsAnswered, SeatsAsked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.server.conftest import Clock

UNTIL = "2026-11-30"


@pytest.fixture(autouse=True)
def class_of_four(one: Device) -> None:
    one.push(one.make("training_class", CLASS, name="电工", state="approved", capacity=4))


def ask(device: Device, seats: int, number: int, *, until: str = UNTIL, class_id: str = CLASS) -> SeatsAnswered:
    asked = SeatsAsked(number=number, class_id=class_id, seats=seats, ends_on=until)
    return seat_request.answer(device.ledger, device.id, asked, now_ms=milliseconds(device.clock()))


def held(device: Device) -> list[tuple[int, str]]:
    return [(row.values["seats"], row.values["ends_on"]) for row in leases(device)]


def test_seats_are_given_as_far_as_they_are_free(one: Device, two: Device) -> None:
    assert ask(one, 3, 1).leased == Leased(seats=3, used=0, ends_on=UNTIL)
    assert ask(two, 3, 1).leased.seats == 1
    assert sorted(held(one)) == [(1, UNTIL), (3, UNTIL)]


def test_the_same_question_has_the_same_answer_whatever_happened_since(one: Device, two: Device, clock: Clock) -> None:
    first = ask(one, 3, 7)
    ask(two, 4, 1)
    clock.pass_by(days=3)
    assert ask(one, 3, 7) == first
    clock.pass_by(days=9)
    assert ask(one, 3, 7) == first
    assert sorted(held(one)) == [(1, UNTIL), (3, UNTIL)]


@pytest.mark.parametrize("order", [*permutations(((1, 4), (2, 2), (3, 3)))])
def test_whatever_comes_first_the_latest_question_counts(one: Device, order: tuple[tuple[int, int], ...]) -> None:
    for number, seats in order:
        ask(one, seats, number)
    assert held(one) == [(3, UNTIL)]


def test_an_old_stick_takes_nothing_that_was_given_back_over_the_network(one: Device) -> None:
    one.ledger.take_seats(one.id, class_id=CLASS, seats=2, days=5, number=20)
    one.ledger.return_seats(one.id, class_id=CLASS, number=30)
    assert ask(one, 4, 10).refused == TOO_LATE
    assert [row.values["ended_on"] for row in leases(one)] == ["2026-11-25"]
    assert ask(one, 4, 31).leased.seats == 4


def test_a_question_whose_answer_was_lost_on_the_line_is_answered_by_stick(one: Device) -> None:
    one.ledger.take_seats(one.id, class_id=CLASS, seats=2, days=5, number=7)
    assert ask(one, 2, 7).leased == Leased(seats=2, used=0, ends_on=UNTIL)
    assert held(one) == [(2, UNTIL)]


def test_what_cannot_be_given_is_told(one: Device, ledger: Ledger, clock: Clock) -> None:
    assert ask(one, 1, 1, until="2026-11-24").refused == TOO_LATE
    assert ask(one, 1, 1, until="2026-13-99").refused == TOO_LATE
    assert ask(one, 1, 2, class_id="nobody-knows-it").refused == NOT_ALLOWED
    assert ask(Device(ledger, clock, Role.AUDITOR, user="u9"), 1, 1).refused == NOT_ALLOWED
    assert ask(one, 1, 3, until="2036-01-01").leased.ends_on == "2026-12-25"  # no longer than a line could ask
    assert ask(one, 4, 4).leased.seats == 4


def test_one_question_by_two_couriers_makes_one_lease(one: Device) -> None:
    with ThreadPoolExecutor(4) as couriers:
        found = list(couriers.map(lambda _courier: ask(one, 3, 5), range(4)))
    assert {answer.leased.seats for answer in found} == {3}
    assert len(leases(one)) == 1


def test_a_backup_keeps_what_was_answered(one: Device, clock: Clock, tmp_path: Path) -> None:
    first = ask(one, 3, 5)
    write_backup(one.ledger.engine, tmp_path / "centre.backup")
    engine = open_engine(f"sqlite:///{tmp_path / 'restored.sqlite'}")
    restore_backup(tmp_path / "centre.backup", engine, now_ms=milliseconds(clock()))
    one.ledger = Ledger(engine, clock)
    assert ask(one, 3, 5) == first
    assert ask(one, 1, 4).refused == TOO_LATE
    engine.dispose()
