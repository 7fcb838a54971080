"""A desk with a line hands over what it carries for one without, and brings its reply back; it reads neither."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.sync.sticks import Stick
from trainingdesk.domain.errors import Unavailable
from trainingdesk.storage.carried import carried
from trainingdesk.sync import client as clients
from trainingdesk.sync.carrying import hand_over
from trainingdesk.sync.client import Client
from trainingdesk.sync.exchange import joined, own_box
from trainingdesk.sync.stick import export_bundle
from trainingdesk.wire.bundle import Kind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.sync.conftest import Clock, Desk
    from trainingdesk.server.ledger import Ledger
    from trainingdesk.storage.carried import Carried


@pytest.fixture
def far(one: Desk, tmp_path: Path) -> Stick:
    return Stick(one, tmp_path)


@pytest.fixture
def courier(two: Desk, tmp_path: Path) -> Stick:
    return Stick(two, tmp_path)


@pytest.fixture
def line(courier: Stick, address: str) -> Iterator[Client]:
    link = joined(courier.work)
    made = Client(address, link.device_id, link.private_key, box=own_box(courier.work))
    yield made
    made.close()


def unsent(desk: Desk) -> int:
    return int(desk.ask("SELECT count(*) FROM sync_change WHERE acked = 0")[0][0])


def test_changes_go_and_the_reply_comes(
    far: Stick, courier: Stick, line: Client, ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_BYTES_OF_A_PART", 100)
    folder = courier.work.folder.bundles
    far.desk.make("venue", name="远处", status="active")
    courier.brought(far.written())
    assert hand_over(line, folder, now_ms=1) == 1
    assert ledger.hello(far.desk.centre.device).last_op == 1
    (reply,) = carried(folder)
    assert (reply.manifest.kind, reply.manifest.device) == (Kind.REPLY, far.desk.centre.device)
    assert hand_over(line, folder, now_ms=1) == 0
    (tmp_path / "back").mkdir()
    export_bundle(courier.work, tmp_path / "back")
    (path,) = (tmp_path / "back").glob("*-reply-*")
    far.brought(path.read_bytes())
    assert unsent(far.desk) == 0


def test_a_line_that_breaks_goes_on_where_it_broke(
    far: Stick, line: Client, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_BYTES_OF_A_PART", 200)
    far.desk.make("venue", name="远处", status="active")
    body, sent, plain = far.written(), [], Client._ask

    def breaks(self: Client, what: str, asked: bytes = b"", *, method: str = "POST") -> bytes:
        sent.append(len(asked))
        if len(sent) == 4:
            raise Unavailable("sync.unreachable")
        return plain(self, what, asked, method=method)

    monkeypatch.setattr(Client, "_ask", breaks)
    with pytest.raises(Unavailable):
        line.hand_over(body)
    assert line.hand_over(body).taken
    assert sum(sent) - 200 == len(body)  # one part was cut off
    assert ledger.hello(far.desk.centre.device).last_op == 1


def test_what_the_centre_refuses_is_given_up(far: Stick, courier: Stick, line: Client, ledger: Ledger) -> None:
    courier.brought(far.written())
    with ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE device SET county = '110101' WHERE id = ?", (far.desk.centre.device,))
    assert hand_over(line, courier.work.folder.bundles, now_ms=1) == 0
    assert carried(courier.work.folder.bundles) == ()


def came(one: Carried, at: datetime) -> None:
    os.utime(one.path, (at.timestamp(), at.timestamp()))


def test_what_is_carried_stays_however_wrong_the_clock_of_its_laptop_is(
    new_desk: Callable[..., Desk], far: Stick, courier: Stick, clock: Clock, tmp_path: Path
) -> None:
    """A laptop with a dead battery hands over in the hall, then another one does."""
    dead = new_desk("u3")
    dead.clock = lambda: datetime(2019, 1, 1, tzinfo=UTC)
    courier.brought(Stick(dead, tmp_path).written())
    came(*carried(courier.work.folder.bundles), clock.now)
    courier.brought(far.written())
    kept = {one.manifest.device for one in carried(courier.work.folder.bundles)}
    assert kept == {dead.centre.device, far.desk.centre.device}


def test_what_nobody_took_for_half_a_year_is_let_go(
    new_desk: Callable[..., Desk], far: Stick, courier: Stick, clock: Clock, tmp_path: Path
) -> None:
    courier.brought(far.written())
    (one,) = carried(courier.work.folder.bundles)
    clock.now += timedelta(days=181)
    for user, days, stays in (("u3", 179, True), ("u4", 181, False)):
        came(one, clock.now - timedelta(days=days))
        courier.brought(Stick(new_desk(user), tmp_path).written())
        assert one.path.exists() is stays


def test_a_file_that_was_damaged_meanwhile_is_carried_no_further(far: Stick, courier: Stick) -> None:
    courier.brought(far.written())
    folder = courier.work.folder.bundles
    (one,) = carried(folder)
    body = one.body
    one.path.write_bytes(body[:-1])
    assert carried(folder) == ()
    one.path.write_bytes(body)
    assert [file.manifest for file in carried(folder)] == [one.manifest]
