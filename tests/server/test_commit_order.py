"""The order of numbers is the order of commits (SYNC 2.5 R7, 2.9).

A plain sequence loses rows, the locked counter does not.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from threading import Event
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from tests.server.conftest import Clock, Device
from trainingdesk.server import push

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from trainingdesk.server.ledger import Ledger

#: Seconds for which the second writer is waited for where it must not end before the first one, and where it does.
_BEHIND_THE_COUNTER, _BEHIND_A_SEQUENCE = 0.4, 10.0


@pytest.fixture
def postgresql(engine: Engine) -> Engine:
    if engine.dialect.name != "postgresql":
        pytest.skip("a SQLite file has one writer at a time whatever is locked in it")
    return engine


def seen_by_a_reader(ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch, patience: float) -> int:
    """Two desks push at once and the one that began first ends last; how many of both rows a reader with a cursor gets."""
    slow, quick, reader = (Device(ledger, clock) for _ in range(3))
    held, released, plain = Event(), Event(), push._keep

    def keep(connection: Connection, device: Any, *others: Any, **came: Any) -> None:
        plain(connection, device, *others, **came)
        if device.id == slow.id:
            held.set()
            assert released.wait(20)

    monkeypatch.setattr(push, "_keep", keep)
    rows: list[str] = []
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(slow.push, slow.make("venue", name="慢"))
        assert held.wait(10)
        second = pool.submit(quick.push, quick.make("venue", name="快"))
        wait([second], timeout=patience)
        page = ledger.pull(reader.id, bucket="c", after=0)
        released.set()
        wait([first, second])
    rows += [row.row_id for row in page.rows]
    return len({*rows, *(row.row_id for row in ledger.pull(reader.id, bucket="c", after=page.next).rows)})


def test_a_reader_misses_nothing_behind_the_counter(
    postgresql: Engine, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seen_by_a_reader(ledger, clock, monkeypatch, _BEHIND_THE_COUNTER) == 2


def test_behind_a_plain_sequence_it_does(
    postgresql: Engine, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant of R7."""
    with postgresql.begin() as connection:
        connection.execute(text("CREATE SEQUENCE plain INCREMENT 100"))
    monkeypatch.setattr(push, "_locked_counter", lambda one, _county: one.scalar(text("SELECT nextval('plain')")))
    monkeypatch.setattr(push, "_count_on", lambda *_: None)
    assert seen_by_a_reader(ledger, clock, monkeypatch, _BEHIND_A_SEQUENCE) == 1


def test_eight_counties_with_four_writers_each(postgresql: Engine, ledger: Ledger, clock: Clock) -> None:
    counties = {f"53{number:04}": [] for number in range(8)}
    for county, devices in counties.items():
        devices += [Device(ledger, clock, county=county) for _ in range(4)]

    def write(device: Device) -> None:
        for _ in range(3):
            device.push(*(device.make("venue", name="教室") for _ in range(5)))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, [device for devices in counties.values() for device in devices]))
    for devices in counties.values():
        versions = sorted(row.version for row in devices[0].rows().values())
        assert versions == list(range(1, 61))


def test_a_serialization_failure_is_tried_again(
    postgresql: Engine, ledger: Ledger, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    device, plain, failures = Device(ledger, clock), push._keep, [1, 1]

    def keep(connection: Connection, *others: Any, **came: Any) -> None:
        plain(connection, *others, **came)
        if failures:
            failures.pop()
            connection.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = '40001'; END $$"))

    monkeypatch.setattr(push, "_keep", keep)
    assert device.push(device.make("venue", name="教室")).last_op == 1
    assert len(device.rows()) == 1
